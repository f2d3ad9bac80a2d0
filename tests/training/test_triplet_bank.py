"""Batches of prepared triplets, alone and mixed with synthesised composites."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
import torch
from training_triplets import TRAIN, write_iharmony4

from training.batch import Batch, Part
from training.data import PhotoBank
from training.errors import DataError
from training.mixture import Mixture
from training.prepare import prepare
from training.synthesis import SynthesisConfig, Synthesizer
from training.triplet_bank import TripletBank, Triplets
from training.view import ViewConfig

SIZE = 32
PLAIN = ViewConfig(size=SIZE, crop=0, mirror=0)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six composites of three photos, a shard each photo."""
    root = tmp_path_factory.mktemp("triplets")
    prepare(write_iharmony4(root / "iHarmony4"), root / "prepared", size=SIZE, room=1)
    return root / "prepared"


@pytest.fixture
def triplets(folder: Path) -> Triplets:
    return Triplets.of(folder)


def _bank(triplets: Triplets, **settings: object) -> TripletBank:
    return TripletBank(triplets, CPU, config=PLAIN, **settings)  # type: ignore[arg-type]


def _equal(a: Batch, b: Batch) -> bool:
    return all(torch.equal(getattr(a, n), getattr(b, n)) for n in ("composite", "real", "mask"))


def test_each_composite_comes_with_its_photo_and_mask(triplets: Triplets) -> None:
    assert triplets.names == tuple(name for names in TRAIN.values() for name in names)
    assert triplets.subsets == ("HCOCO",) * 4 + ("Hday2night",) * 2
    assert triplets.photos == ("c1", "c1", "c1", "c2", "d90-1", "d90-1")
    for number in range(len(triplets)):
        row = triplets.read(number).float()
        changed = (row[:3] - row[3:6]).abs().mean(dim=0)
        assert changed[row[6] > 127].mean() > 20
        assert changed[row[6] < 128].mean() < 8  # what JPEG did, and the resizing of the edge


def test_batch_has_the_pixels_as_they_are_where_views_are_plain(triplets: Triplets) -> None:
    bank = _bank(triplets)
    batch = bank.batch(Part.whole(4))
    for row in range(4):
        pixels = triplets.read(bank.number(row)).float() / 255
        assert torch.equal(torch.cat((batch.composite[row], batch.real[row], batch.mask[row])), pixels)
    assert batch.reference is None


def test_an_epoch_has_each_composite_once_and_the_next_another_order(triplets: Triplets) -> None:
    bank = _bank(triplets)
    epochs = [[bank.number(position) for position in range(e * 6, e * 6 + 6)] for e in range(4)]
    assert all(sorted(epoch) == list(range(6)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 1


def test_same_part_gives_the_same_batch_whatever_came_before(triplets: Triplets) -> None:
    part = Part.whole(4, seed=7, seen=40)
    unbroken = TripletBank(triplets, CPU, config=ViewConfig(size=24))
    for step in range(10):
        unbroken.batch(Part.whole(4, seed=step, seen=4 * step))
    resumed = TripletBank(triplets, CPU, config=ViewConfig(size=24))
    assert _equal(unbroken.batch(part), resumed.batch(part))
    assert _equal(unbroken.batch(part), resumed.batch(part))  # and going back
    assert not _equal(resumed.batch(part), resumed.batch(Part.whole(4, seed=8, seen=40)))


@pytest.mark.parametrize("most", [1, 3, 5])
def test_a_step_in_pieces_has_the_composites_of_the_whole(triplets: Triplets, most: int) -> None:
    config = ViewConfig(size=24)
    for seen in (0, 8, 16):
        step = Part.whole(8, seed=seen, seen=seen)
        whole = TripletBank(triplets, CPU, config=config).batch(step)
        bank = TripletBank(triplets, CPU, config=config)
        pieces = [bank.batch(piece) for piece in step.split(most)]
        for name in ("composite", "real", "mask"):
            assert torch.allclose(
                torch.cat([getattr(p, name) for p in pieces]), getattr(whole, name), atol=1e-6
            )


def test_what_comes_next_is_read_ahead_and_little_is_kept(
    triplets: Triplets, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[str] = Counter()
    bank = _bank(triplets)
    whole = Triplets.read

    def counted(self: Triplets, number: int) -> torch.Tensor:
        read["main" if threading.current_thread() is threading.main_thread() else "ahead"] += 1
        return whole(self, number)

    monkeypatch.setattr(Triplets, "read", counted)
    for step in range(20):
        for piece in Part.whole(4, seed=step, seen=4 * step).split(2):
            bank.batch(piece)
            assert len(bank._coming) <= 4
    assert read["main"] == 4  # the first step, which nobody announced
    assert 76 <= read["ahead"] <= 80


def test_views_crop_and_mirror_all_three_alike(triplets: Triplets) -> None:
    bank = TripletBank(triplets, CPU, config=ViewConfig(size=24, crop=1.0, smallest_crop=0.5))
    batch = bank.batch(Part.whole(64, seed=1))
    assert batch.composite.shape == batch.real.shape == (64, 3, 24, 24)
    assert batch.mask.shape == (64, 1, 24, 24)
    change = (batch.composite - batch.real).abs().mean(dim=1, keepdim=True)
    assert (change * batch.mask).sum() > 10 * (change * (1 - batch.mask)).sum() / 2
    assert 0 <= batch.real.min() <= batch.real.max() <= 1


def test_split_is_by_photo(triplets: Triplets) -> None:
    assert triplets.without({"c1"}).photos == ("c2", "d90-1", "d90-1")
    some = triplets.only({"d90-1", "c2"})
    assert some.names == ("c2_7_1", "d90-1_1_1", "d90-1_1_2")
    assert torch.equal(some.read(1), triplets.read(4))


def test_folders_without_composites_are_one_sentence(
    triplets: Triplets, photos: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=r"All composites are held out: none is left to train on"):
        _bank(triplets.only({"x"}))
    prepare(photos, tmp_path / "photos", size=SIZE)
    with pytest.raises(DataError, match=r"holds no composites"):
        Triplets.of(tmp_path / "photos")


@pytest.fixture
def mixture(triplets: Triplets, bank: PhotoBank) -> Mixture:
    synthesizer = Synthesizer(bank, SynthesisConfig(size=SIZE, reference_region=0.5))
    return Mixture(synthesizer, _bank(triplets), share=0.3)


@pytest.mark.parametrize("processes", [1, 2, 3, 5])
def test_mixture_keeps_its_share_in_every_step_and_process(mixture: Mixture, processes: int) -> None:
    seconds = 0
    positions = []
    for step in range(12):
        whole = Part.whole(5, seen=5 * step)
        for rank in range(processes):
            first, stop = 5 * rank // processes, 5 * (rank + 1) // processes
            rest, second = mixture.parts(Part(0, first, stop - first, 5, seen=5 * step))
            assert rest.count + second.count == stop - first
            assert abs(second.count - 0.3 * (stop - first)) < 1
            positions += [second.seen + second.first + i for i in range(second.count)]
        seconds += mixture.parts(whole)[1].count
    assert seconds == 18
    assert positions == list(range(18))


def test_mixture_in_pieces_has_the_composites_of_the_whole(mixture: Mixture) -> None:
    for seed in range(3):
        step = Part.whole(7, seed=seed, seen=7 * seed)
        whole, pieces = mixture.batch(step), [mixture.batch(piece) for piece in step.split(2)]
        assert len(whole) == 7
        for name in ("composite", "real", "mask"):
            rows = torch.cat([getattr(piece, name) for piece in pieces]).flatten(1)
            apart = torch.cdist(getattr(whole, name).flatten(1), rows, p=1)
            assert apart.min(dim=1).values.max() < 0.05 * rows.shape[1] / 100  # in whatever order


def test_mixture_makes_several_steps_at_once(mixture: Mixture) -> None:
    steps = [Part.whole(count, seed=count, seen=7 * count) for count in (1, 3, 7)]
    for step, batch in zip(steps, mixture.batches(steps), strict=True):
        alone = mixture.batch(step)
        assert len(batch) == step.count
        assert float((batch.real - alone.real).abs().mean()) < 1e-3


def test_mixture_of_one_is_refused(triplets: Triplets) -> None:
    with pytest.raises(ValueError, match="must be between 0 and 1"):
        Mixture(_bank(triplets), _bank(triplets), share=1.0)
