"""Colour edits: what each does to the statistics of an object's colours."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor

from training import recolour
from training.batch import Part
from training.recolour import Development, Draw

TRANSFERS = {
    "reinhard": recolour.reinhard,
    "monge_kantorovich": recolour.monge_kantorovich,
    "histogram": recolour.histogram,
    "distribution_transfer": lambda c, s, t: recolour.distribution_transfer(c, s, t, axes=_axes(len(c))),
}


def _draw(seed: int = 0) -> Draw:
    return Draw(Generator().manual_seed(seed))


def _axes(count: int, seed: int = 0) -> Tensor:
    return _draw(seed).normal(count, 4, 3, 3)


def _developed(colours: Tensor, seed: int = 0) -> Tensor:
    return recolour.photographic(colours, Development.drawn(len(colours), _draw(seed)))


@pytest.fixture
def source() -> Tensor:
    """Two palettes 2×1024×3 of correlated colours, warm and rather dark."""
    draw = _draw(1)
    mixing = torch.tensor([[0.10, 0.05, 0.02], [0.0, 0.08, 0.04], [0.0, 0.0, 0.06]])
    return (draw.normal(2, 1024, 3) @ mixing + torch.tensor([0.45, 0.35, 0.25])).clamp(0.02, 0.98)


@pytest.fixture
def target() -> Tensor:
    """Two palettes 2×1024×3, cool and light."""
    draw = _draw(2)
    mixing = torch.tensor([[0.06, -0.03, 0.0], [0.0, 0.07, 0.05], [0.02, 0.0, 0.08]])
    return (draw.normal(2, 1024, 3) @ mixing + torch.tensor([0.5, 0.55, 0.65])).clamp(0.02, 0.98)


def _distance(a: Tensor, b: Tensor) -> tuple[float, float]:
    mean = (a.mean(1) - b.mean(1)).abs().mean().item()
    return mean, (a.std(1) - b.std(1)).abs().mean().item()


@pytest.mark.parametrize("name", TRANSFERS)
def test_transfer_brings_mean_and_deviation_to_the_targets(name: str, source: Tensor, target: Tensor) -> None:
    mean_before, deviation_before = _distance(source, target)
    mean, deviation = _distance(TRANSFERS[name](source, source, target), target)
    assert mean < 0.15 * mean_before
    assert deviation < 0.6 * deviation_before


@pytest.mark.parametrize("name", TRANSFERS)
def test_transfer_between_equal_palettes_changes_hardly_anything(name: str, source: Tensor) -> None:
    assert (TRANSFERS[name](source, source, source) - source).abs().mean() < 0.004


def test_transfers_treat_each_picture_by_itself(source: Tensor, target: Tensor) -> None:
    for name in ("reinhard", "monge_kantorovich", "histogram"):
        both = TRANSFERS[name](source, source, target)
        alone = TRANSFERS[name](source[1:], source[1:], target[1:])
        assert torch.allclose(both[1:], alone, atol=1e-4), name


def test_reinhard_reaches_the_means_in_the_logarithmic_space(source: Tensor, target: Tensor) -> None:
    moved = recolour.reinhard(source, source, target)
    lms = moved.new_tensor(recolour._LMS).T
    assert torch.allclose((moved @ lms).log10().mean(1), (target @ lms).log10().mean(1), atol=1e-3)


def test_monge_kantorovich_matches_the_covariance(source: Tensor, target: Tensor) -> None:
    moved = recolour.monge_kantorovich(source, source, target)
    for got, wanted in zip(moved, target, strict=True):
        assert torch.allclose(got.T.cov(), wanted.T.cov(), atol=3e-4)


def test_monge_kantorovich_stretches_no_further_than_its_limit(source: Tensor, target: Tensor) -> None:
    flat = source.mean(1, keepdim=True) + 1e-3 * (source - source.mean(1, keepdim=True))
    moved = recolour.monge_kantorovich(flat, flat, target)
    assert (moved.std(1) <= 2.9 * flat.std(1).amax()).all()


def test_histogram_is_monotone_in_each_channel(source: Tensor, target: Tensor) -> None:
    ramp = torch.linspace(-0.1, 1.1, 200).view(1, -1, 1).expand(2, -1, 3)
    moved = recolour.histogram(ramp, source, target)
    assert (moved.diff(dim=1) >= -1e-6).all()


def test_histogram_only_shifts_colours_beyond_the_source(source: Tensor, target: Tensor) -> None:
    ends = torch.tensor([[2.0], [2.5]]).expand(2, 2, 3)
    moved = recolour.histogram(ends, source, target)
    assert torch.allclose(moved[:, 1] - moved[:, 0], torch.full((2, 3), 0.5), atol=1e-5)


def test_distribution_transfer_turns_about_its_axes(source: Tensor, target: Tensor) -> None:
    def moved(seed: int) -> Tensor:
        return recolour.distribution_transfer(source, source, target, axes=_axes(len(source), seed))

    assert torch.equal(moved(1), moved(1))
    assert not torch.equal(moved(1), moved(2))


def test_photographic_edit_is_decided_by_the_seed(source: Tensor) -> None:
    assert torch.equal(_developed(source, 3), _developed(source, 3))
    assert not torch.equal(_developed(source, 3), _developed(source, 4))


def test_photographic_edit_stays_finite_on_the_corners_of_the_cube() -> None:
    corners = torch.cartesian_prod(*[torch.tensor([0.0, 0.5, 1.0])] * 3).expand(64, -1, -1)
    assert torch.isfinite(_developed(corners)).all()


def test_photographic_edits_change_pictures_differently(source: Tensor) -> None:
    many = source[:1].expand(32, -1, -1)
    change = (_developed(many) - many).mean(dim=(1, 2))
    assert change.min() < -0.05
    assert change.max() > 0.05


def test_turning_the_hue_by_nothing_is_the_identity_and_keeps_greys() -> None:
    chroma = _draw().normal(2, 10, 3)
    nothing = torch.zeros(2, 1, 1)
    assert torch.allclose(recolour._turned(chroma, nothing), chroma)
    grey = torch.full((2, 10, 3), 0.3)
    assert torch.allclose(recolour._turned(grey, nothing + 1.0), grey, atol=1e-6)


def test_choice_follows_its_weights() -> None:
    drawn = _draw().choice(4000, (0.0, 1.0, 3.0))
    assert (drawn == 0).sum() == 0
    assert (drawn == 2).float().mean().item() == pytest.approx(0.75, abs=0.03)


def _numbers(part: Part) -> list[Tensor]:
    draw, count = Draw.of(part, device=torch.device("cpu")), part.count
    return [
        draw.uniform(count, 2),
        draw.normal(count, 1, 5),
        draw.integers(count, below=100),
        draw.choice(count, (1.0, 2.0)),
        torch.tensor(draw.once(probability=0.5)).expand(count),
        draw.chance(count, probability=0.5),
    ]


def test_parts_of_a_step_get_the_numbers_of_the_whole() -> None:
    whole = Part.whole(7, seed=3)
    parts = whole.split(3)
    assert [part.count for part in parts] == [3, 3, 1]
    for all_of_it, pieces in zip(_numbers(whole), zip(*map(_numbers, parts), strict=True), strict=True):
        assert torch.equal(torch.cat(pieces), all_of_it)


def test_numbers_for_more_pictures_than_the_part_has_are_refused() -> None:
    draw = Draw.of(Part(0, first=2, count=3, of=8), device=torch.device("cpu"))
    with pytest.raises(ValueError, match="numbers for 8 pictures of a part of 3"):
        draw.uniform(8)


def test_a_whole_photo_is_developed_as_its_colours_are() -> None:
    photos = torch.randint(0, 256, (4, 3, 9, 7), generator=torch.Generator().manual_seed(1)) / 255
    development = Development.drawn(4, _draw(5))
    expected = recolour.photographic(photos.flatten(2).transpose(1, 2), development)
    found = recolour.developed(photos, development)
    torch.testing.assert_close(found.flatten(2).transpose(1, 2), expected, atol=1e-5, rtol=1e-4)
