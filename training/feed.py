"""What a run trains on and what it is validated on, as its settings say."""

from __future__ import annotations

import logging
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import torch

from training import own_triplets, photo_folder
from training.batch import Source
from training.config import TrainConfig
from training.data import PhotoBank, load_photos
from training.errors import DataError
from training.frozen import FrozenComposites
from training.held_out import HeldOut, HeldOutTogether, HeldOutTriplets
from training.mixture import Mixture
from training.prepared import is_prepared, open_shards
from training.split import check_split, read_ids
from training.synthesis import SynthesisConfig, Synthesizer
from training.triplet_bank import TripletBank, Triplets
from training.triplets import is_iharmony4
from training.view import ViewConfig

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """validation: None where nothing is held out."""

    source: Source
    validation: HeldOut | None


def open_feed(config: TrainConfig, device: torch.device, *, size: int) -> Feed:
    """The data of a run of a network that sees size×size.

    Photos named in `validation_ids` are trained on neither as photos nor in triplets. Raises DataError where
    data cannot be used, and where a photo is on both sides.
    """
    held_out = read_ids(config.validation_ids) if config.validation_ids else frozenset[str]()
    triplets = Triplets.of(config.triplets) if config.triplets else None
    in_triplets = held_out.intersection(triplets.photos if triplets else ())
    in_photos = held_out if triplets is None else held_out & _names(config.data)
    if missing := sorted(held_out - in_photos - in_triplets):
        raise DataError(
            f"The split {config.validation_ids} names {missing[0]}, which is no photo of the training data."
        )
    bank = _photos(config, size, without=in_photos) if config.data else None
    train = triplets.without(in_triplets) if triplets else None
    held = list[HeldOut]()
    if config.data and in_photos:
        held.append(FrozenComposites.of_split(config.data, in_photos, config.run))
    if triplets and in_triplets:
        held.append(HeldOutTriplets(triplets.only(in_triplets)))
    if config.validation:
        apart = Triplets.of(config.validation)
        trained_on = {*(bank.ids if bank else ()), *(train.photos if train else ())}
        check_split(trained_on, apart.photos, what=f"those of {config.validation}")
        held.append(HeldOutTriplets(apart))
    return Feed(_source(config, bank, train, device, size), _together(held))


def _source(
    config: TrainConfig, bank: PhotoBank | None, triplets: Triplets | None, device: torch.device, size: int
) -> Source:
    synthesis = SynthesisConfig(size=size, crop=config.crop, mirror=config.mirror)
    synthesizer = Synthesizer(bank.to(device), synthesis) if bank else None
    if triplets is None:
        assert synthesizer is not None, "the settings name data"
        return synthesizer
    log.info("%d composites of %d photos.", len(triplets), len(set(triplets.photos)))
    view = ViewConfig(size=size, crop=config.crop, mirror=config.mirror)
    ready = TripletBank(triplets, device, seed=config.seed, config=view)
    return ready if synthesizer is None else Mixture(synthesizer, ready, share=config.triplet_share)


def _photos(config: TrainConfig, size: int, *, without: Set[str]) -> PhotoBank:
    assert config.data is not None
    if own_triplets.is_own(config.data) or is_iharmony4(config.data):
        raise DataError(
            f"{config.data} holds composites: prepare them with python -m training.prepare and give them "
            "as --triplets."
        )
    bank = load_photos(config.data, size=config.bank_size or size * 9 // 8, without=without)
    log.info("%d photos, %d masks, %d files skipped.", len(bank.photos), len(bank.masks), len(bank.skipped))
    return bank


def _names(data: Path | None) -> set[str]:
    """Of the photos in a folder, tar or prepared folder."""
    if data is None:
        return set()
    if is_prepared(data):
        return {name for shard in open_shards(data) for name in shard.names.photos}
    return {stored.photo for stored in photo_folder.files(data) if stored.is_photo}


def _together(held: list[HeldOut]) -> HeldOut | None:
    return HeldOutTogether(*held) if len(held) > 1 else next(iter(held), None)
