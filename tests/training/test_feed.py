"""What a run trains on and is validated on: photos, triplets, both; held-out photos on one side only."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from training_triplets import TEST, write_iharmony4, write_sub_set

from training import checkpoint, train
from training.batch import Part
from training.config import TrainConfig
from training.errors import DataError
from training.feed import Feed, open_feed
from training.frozen import SIZE, FrozenComposites
from training.held_out import HeldOutTogether, HeldOutTriplets
from training.mixture import Mixture
from training.options import parse
from training.prepare import prepare
from training.synthesis import Synthesizer
from training.triplet_bank import TripletBank, Triplets

CPU = torch.device("cpu")
SMALL = 32


@pytest.fixture(scope="module")
def triplets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("triplets")
    prepare(write_iharmony4(root / "iHarmony4"), root / "prepared", size=36)
    return root / "prepared"


@pytest.fixture
def config(photos: Path, triplets: Path, tmp_path: Path) -> TrainConfig:
    return TrainConfig(data=photos, triplets=triplets, run=tmp_path, triplet_share=0.5, crop=0, mirror=0)


def _open(config: TrainConfig, **changes: Any) -> Feed:
    return open_feed(dataclasses.replace(config, **changes), CPU, size=SMALL)


def _names(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "held-out.txt"
    path.write_text("\n".join(names))
    return path


def test_photos_triplets_or_both_are_trained_on(config: TrainConfig) -> None:
    assert isinstance(_open(config, triplets=None).source, Synthesizer)
    assert isinstance(_open(config, data=None).source, TripletBank)
    both = _open(config)
    assert isinstance(both.source, Mixture)
    assert both.validation is None
    batch = both.source.batch(Part.whole(4))
    assert batch.composite.shape == (4, 3, SMALL, SMALL)


def test_prepared_triplets_can_be_synthesised_from_as_well(config: TrainConfig, triplets: Path) -> None:
    source = _open(config, data=triplets, triplets=None).source
    assert isinstance(source, Synthesizer)
    assert source.bank.ids == ("c1", "c2", "d90-1")


def test_held_out_photos_are_validated_on_and_not_trained_on(config: TrainConfig, tmp_path: Path) -> None:
    feed = _open(config, validation_ids=_names(tmp_path, "c", "d", "c1"))
    assert isinstance(feed.source, Mixture)
    synthesizer, bank = feed.source.first, feed.source.second
    assert isinstance(synthesizer, Synthesizer)
    assert isinstance(bank, TripletBank)
    assert synthesizer.bank.ids == ("a", "b", "e")
    assert set(bank.triplets.photos) == {"c2", "d90-1"}
    assert feed.validation is not None
    assert list(feed.validation.ids) == ["c", "d", "c1_5_1", "c1_5_2", "c1_6_1"]


def test_one_kind_may_be_held_out_from_alone(config: TrainConfig, tmp_path: Path) -> None:
    feed = _open(config, validation_ids=_names(tmp_path, "c1"))
    assert isinstance(feed.validation, HeldOutTriplets)
    feed = _open(config, validation_ids=_names(tmp_path, "c"))
    assert isinstance(feed.validation, FrozenComposites)


def test_name_that_is_no_photo_is_one_sentence(config: TrainConfig, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"names c1_5_1, which is no photo of the training data"):
        _open(config, validation_ids=_names(tmp_path, "c1", "c1_5_1"))


def test_other_triplets_to_validate_on_share_no_photo(config: TrainConfig, tmp_path: Path) -> None:
    apart, overlapping = tmp_path / "apart", tmp_path / "overlapping"
    prepare(write_iharmony4(tmp_path / "iHarmony4"), apart, size=36, split="test")
    feed = _open(config, validation=apart)
    assert feed.validation is not None
    assert list(feed.validation.ids) == [name for names in TEST.values() for name in names]
    write_sub_set(tmp_path / "more" / "HCOCO", ["c2_9_1"])
    (tmp_path / "more" / "HCOCO" / "HCOCO_train.txt").write_text("c2_9_1.jpg\n")
    prepare(tmp_path / "more", overlapping, size=36)
    with pytest.raises(DataError, match=r"^Photo c2 is among the training photos and among those"):
        _open(config, validation=overlapping)


def test_wrong_places_are_one_sentence(config: TrainConfig, tmp_path: Path, photos: Path) -> None:
    root = write_iharmony4(tmp_path / "iHarmony4")
    with pytest.raises(DataError, match=r"holds composites: prepare them with python -m training.prepare"):
        _open(config, data=root)
    with pytest.raises(DataError, match=r"is no prepared folder; make one with python -m training.prepare"):
        _open(config, triplets=root)
    prepare(photos, tmp_path / "photos", size=36)
    with pytest.raises(DataError, match=r"holds no composites"):
        _open(config, triplets=tmp_path / "photos")
    with pytest.raises(DataError, match=r"All composites are held out"):
        _open(config, data=None, validation_ids=_names(tmp_path, "c1", "c2", "d90-1"))


def test_held_out_triplets_are_brought_to_the_size_figures_are_given_at(triplets: Path) -> None:
    held = HeldOutTriplets(Triplets.of(triplets))
    batch = held.chosen([0, 5])
    assert batch.real.shape == (2, 3, SIZE, SIZE)
    assert torch.equal(batch.real, (batch.real * 255).round() / 255)
    assert [len(b) for b in held.batches(4, CPU)] == [4, 2]


def test_held_out_triplets_have_the_background_of_the_photo(triplets: Path) -> None:
    batch = HeldOutTriplets(Triplets.of(triplets)).chosen(range(6))
    outside = (batch.mask == 0).expand_as(batch.real)
    assert torch.equal(batch.composite[outside], batch.real[outside])
    assert set(batch.mask.unique().tolist()) == {0.0, 1.0}


def test_held_out_triplets_whose_object_vanishes_are_left_out(
    triplets: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mask = Triplets.mask
    monkeypatch.setattr(Triplets, "mask", lambda self, number: mask(self, number) * (number != 3))
    held = HeldOutTriplets(Triplets.of(triplets))
    assert len(held.ids) == 5
    assert "c2_7_1: nothing of its object is left in the mask" in caplog.text
    monkeypatch.setattr(Triplets, "mask", lambda self, number: mask(self, number) * 0)
    with pytest.raises(DataError, match="no composites to measure on"):
        HeldOutTriplets(Triplets.of(triplets))


def test_processes_share_what_is_held_out(triplets: Path) -> None:
    held = HeldOutTogether(HeldOutTriplets(Triplets.of(triplets)), HeldOutTriplets(Triplets.of(triplets)))
    shares = [held.share(rank, 2) for rank in (0, 1)]
    assert sorted([*shares[0].ids, *shares[1].ids]) == sorted(held.ids)
    assert held.subsets == [*["HCOCO"] * 4, *["Hday2night"] * 2] * 2
    assert sum(len(batch) for share in shares for batch in share.batches(8, CPU)) == 12
    assert torch.equal(held.chosen([7]).real, HeldOutTriplets(Triplets.of(triplets)).chosen([1]).real)
    with pytest.raises(IndexError):
        held.chosen([12])


@pytest.fixture
def command(config: TrainConfig, tmp_path: Path) -> list[str]:
    return [
        *("--data", str(config.data), "--triplets", str(config.triplets), "--triplet-share", "0.4"),
        *("--validation-ids", str(_names(tmp_path, "c", "c2")), "--images", "12", "--batch", "2"),
        *("--save-every", "4", "--validate-every", "12", "--warm-up", "1", "--bank-size", "36"),
        *("--size", "32", "--ngf", "2", "--no-bfloat16", "--device", "cpu"),
    ]


def test_run_on_a_mixture_that_was_stopped_goes_on_as_if_nothing_had_happened(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train.main([*command, "--run", str(tmp_path / "unbroken")]) == 0
    taken: list[int] = []
    step = train.step

    def stopped(run: train.Run) -> None:
        taken.append(1)
        if len(taken) == 4:
            raise KeyboardInterrupt
        step(run)

    monkeypatch.setattr(train, "step", stopped)
    assert train.main([*command, "--run", str(tmp_path / "stopped")]) == 130
    monkeypatch.setattr(train, "step", step)
    assert train.main([*command, "--run", str(tmp_path / "stopped")]) == 0
    one, other = (
        checkpoint.read_average(tmp_path / name / checkpoint.FILE) for name in ("unbroken", "stopped")
    )
    assert all(
        torch.equal(a, b)
        for a, b in zip(one.network.state_dict().values(), other.network.state_dict().values(), strict=True)
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "data or triplets must be given, or both"),
        (("--data", "x", "--triplet-share", "1"), "triplet_share must be between 0 and 1"),
        (("--data", "x", "--crop", "2"), "crop must be from 0 to 1"),
    ],
)
def test_settings_that_make_no_sense_are_said(
    options: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["--run", "run", *options])
    assert sentence in capsys.readouterr().err
