"""Train the network that proposes subjects: `python -m training.train_subject --data PHOTOS --run FOLDER`.

A killed run goes on where its last checkpoint left it when the same command is given again.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from engine.masks.subject import best_threshold
from training import checkpoint
from training.data import load_photos
from training.ending import exit_code
from training.interrupt import Interrupt, Stopped
from training.players import cosine
from training.run_folder import make_folder
from training.runlog import LogError
from training.split import read_ids
from training.subject_data import Examples, SubjectBank
from training.subject_net import SubjectNet

log = logging.getLogger(__name__)

CHECKPOINT, LOG = "subject.pt", "subject.jsonl"
SIDES = ((0.55, 128), (0.85, 160), (1.0, 224))
"""Up to which part of the run pictures have which side: most is learnt on small ones, which are cheap."""
_PEAK, _WARM_UP, _WEIGHT_DECAY, _CLIP, _EMA = 1e-3, 300, 0.05, 2.0, 0.9995


@dataclass(frozen=True, slots=True)
class Settings:
    """sides: see SIDES. The others as the command line describes them."""

    data: Path
    run: Path
    validation_ids: Path | None
    doubtful: Path | None
    images: int
    batch: int
    keep_every: int
    seed: int
    sides: tuple[tuple[float, int], ...] = SIDES


@dataclass(slots=True)
class State:
    """A run between two steps; everything random comes from (seed, seen)."""

    network: SubjectNet
    average: SubjectNet
    optimizer: torch.optim.Optimizer
    seen: int = 0

    @classmethod
    def initial(cls, seed: int) -> State:
        torch.manual_seed(seed)
        network = SubjectNet().train()
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # in place
        average = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
        optimizer = torch.optim.AdamW(network.parameters(), weight_decay=_WEIGHT_DECAY, fused=True)
        return cls(network, average, optimizer)

    def save(self, folder: Path) -> None:
        content = {name: getattr(self, name).state_dict() for name in ("network", "average", "optimizer")}
        checkpoint.write(content | {"seen": self.seen}, folder / CHECKPOINT)

    def restore(self, folder: Path) -> bool:
        """Go on from the checkpoint in `folder`; False where there is none.

        Raises CheckpointError where it cannot be used.
        """
        path = folder / CHECKPOINT
        if not path.exists():
            return False
        content = checkpoint.read(path)
        try:
            for name in ("network", "average", "optimizer"):
                getattr(self, name).load_state_dict(content[name])
            self.seen = content["seen"]
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise checkpoint.not_ours(path, error) from error
        return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; the exit code, with one sentence on stderr where it is not 0."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = _parse(arguments)
    try:
        return exit_code(
            lambda: train(settings), stopped="the same command goes on from the last checkpoint."
        )
    except Stopped as stop:
        sys.stderr.write(f"{stop}\n")
        return stop.code


def train(settings: Settings) -> State:
    """Train to the last example; raises Stopped, with everything saved, after Ctrl+C."""
    make_folder(settings.run)
    held_out = read_ids(settings.validation_ids) if settings.validation_ids else frozenset[str]()
    doubtful = read_ids(settings.doubtful) if settings.doubtful else frozenset[str]()
    largest = max(side for _, side in settings.sides)
    bank = SubjectBank.of(load_photos(settings.data, size=largest, without=held_out), doubtful=doubtful)
    log.info("%d photographs, %d objects to paste.", len(bank.photos), len(bank.objects))
    judged = SubjectBank.of(load_photos(settings.data, size=largest, only=held_out)) if held_out else None
    state = State.initial(settings.seed)
    if state.restore(settings.run):
        log.info("Going on after %d of %d.", state.seen, settings.images)
    losses: list[Tensor] = []
    started = time.monotonic()
    with Interrupt() as interrupt:
        while state.seen < settings.images:
            losses.append(step(state, bank, settings))
            due = state.seen // settings.keep_every > (state.seen - settings.batch) // settings.keep_every
            if due or interrupt.signal is not None or state.seen >= settings.images:
                row: dict[str, Any] = {"seen": state.seen, "loss": torch.stack(losses).mean().item()}
                row["seconds"] = round(time.monotonic() - started)
                losses.clear()
                if judged is not None:
                    row["overlap"] = judge(state.average, judged)
                state.save(settings.run)
                _note(settings.run / LOG, row)
            if interrupt.signal is not None:
                raise Stopped("Stopped and saved; the same command goes on there.", 128 + interrupt.signal)
    return state


def step(state: State, bank: SubjectBank, settings: Settings) -> Tensor:
    """One optimiser step on fresh examples; the loss."""
    seed = settings.seed * 1_000_003 + state.seen
    torch.manual_seed(seed)  # dropout
    examples = bank.batch(settings.batch, side=side_of(state.seen, settings), random=_random(seed))
    for group in state.optimizer.param_groups:
        group["lr"] = learning_rate(state.seen, settings)
    with torch.autocast("cpu", torch.bfloat16):
        logits = state.network(examples.pictures.contiguous(memory_format=torch.channels_last))
    value = loss(logits.float(), examples)
    state.optimizer.zero_grad(set_to_none=True)
    value.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), _CLIP)
    state.optimizer.step()
    state.seen += settings.batch
    _move_average(state, min(_EMA, (1 + state.seen / settings.batch) / (10 + state.seen / settings.batch)))
    return value.detach()


def loss(logits: Tensor, examples: Examples) -> Tensor:
    """Cross-entropy and 1 − the overlap expected of the probabilities (intersection over union), of each."""
    wanted = F.interpolate(examples.subjects, logits.shape[-2:], mode="area")
    found = logits.sigmoid()
    both = (found * wanted).sum((1, 2, 3))
    either = (found + wanted - found * wanted).sum((1, 2, 3))
    overlap = (both + 1) / (either + 1)
    return F.binary_cross_entropy_with_logits(logits, wanted) + 0.5 * (1 - overlap).mean()


@torch.no_grad()
def judge(network: SubjectNet, bank: SubjectBank) -> float:
    """The mean overlap with the subjects of the whole photographs, cut where most of it is expected."""
    overlaps = []
    for index in bank.chance.nonzero()[:, 0]:
        photo, subject = bank.photos[index], bank.subjects[index]
        logits = network(photo[None].float().contiguous(memory_format=torch.channels_last) / 255)
        found = F.interpolate(logits, photo.shape[-2:], mode="bilinear").sigmoid()[0, 0].numpy()
        mask, truth = found >= best_threshold(found)[0], subject[0].numpy() > 127
        overlaps.append((mask & truth).sum() / max((mask | truth).sum(), 1))
    return float(np.mean(overlaps))


def learning_rate(seen: int, settings: Settings) -> float:
    """Linear warm-up, then a cosine to 1 % at the last example."""
    warm = min(1.0, (seen + settings.batch) / (_WARM_UP * settings.batch))
    return _PEAK * warm * cosine(min(seen / settings.images, 1.0))


def side_of(seen: int, settings: Settings) -> int:
    """Side of the pictures at this point of the run."""
    return next(side for until, side in settings.sides if seen < until * settings.images)


def _random(seed: int) -> Generator:
    return Generator().manual_seed(seed)


@torch.no_grad()
def _move_average(state: State, decay: float) -> None:
    """Weights, and unlike `follow` running statistics too: those of so few small pictures jump."""
    for old, new in zip(
        state.average.state_dict().values(), state.network.state_dict().values(), strict=True
    ):
        if old.is_floating_point():
            old.lerp_(new, 1 - decay)
        else:
            old.copy_(new)


def _note(path: Path, row: dict[str, Any]) -> None:
    log.info("%s", row)
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
    except OSError as error:
        raise LogError(
            f"{path} cannot be written: {error.strerror}; the last checkpoint is whole."
        ) from error


def _parse(arguments: Sequence[str] | None) -> Settings:
    parser = argparse.ArgumentParser(prog="python -m training.train_subject", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder or tar: images/NAME.jpg, masks/NAME_K.png"
    )
    parser.add_argument(
        "--run", type=Path, required=True, help="folder for checkpoint and log; goes on from there"
    )
    parser.add_argument(
        "--validation-ids", type=Path, help="file of photo names to judge by, never trained on"
    )
    parser.add_argument(
        "--doubtful", type=Path, help="file of photo names whose masks are less to be trusted"
    )
    parser.add_argument("--images", type=int, default=140_000, help="examples to train on in all")
    parser.add_argument("--batch", type=int, default=8, help="examples a step")
    parser.add_argument("--keep-every", type=int, default=10_000, help="examples between checkpoints")
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and examples")
    return Settings(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
