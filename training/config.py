"""Settings of a training run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from engine.nets import registry
from engine.nets.network import Head, NetworkConfig
from training.adversarial import AdversaryConfig
from training.objective import Loss, Objective
from training.presets import DEFAULT, PRESETS

_OF_THE_MODEL = ("ngf", "head", "input_channels", "attention", "dropout", "size", "blocks")
_PLACES = (
    "data",
    "triplets",
    "validation",
    "run",
    "device",
    "micro_batch",
    "keep_best",
    "tensorboard",
)
"""Where and how a run takes place: says nothing about what is trained."""


_COUNTS = (
    *("images", "batch", "micro_batch", "validate_every", "save_every", "keep_best"),
    *("patience", "bank_size", "ndf"),
)
_WEIGHTS = ("loss_weight", "decibels", "adversarial", "verification", "slope_penalty")
_RANGES: tuple[tuple[tuple[str, ...], Callable[[float], bool], str], ...] = (
    ((*_COUNTS, "learning_rate", "clip", "floor"), lambda value: value > 0, "positive"),
    (("ema", "beta1"), lambda value: 0 <= value < 1, "at least 0 and below 1"),
    (("crop", "mirror"), lambda value: 0 <= value <= 1, "from 0 to 1"),
    (("triplet_share",), lambda value: 0 < value < 1, "between 0 and 1"),
    (_WEIGHTS, lambda value: value >= 0, "at least 0"),
)


class Schedule(StrEnum):
    """How the learning rate goes on after the warm-up."""

    COSINE = "cosine"
    CONSTANT = "constant"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One run of `python -m training.train`; every field is an option of the same name, described in HELP.

    What the network has of its own, such as `ngf`, is None for the value of the model.
    """

    data: Path | None = None
    triplets: Path | None = None
    triplet_share: float = 0.5
    run: Path
    preset: str = DEFAULT
    validation_ids: Path | None = None
    validation: Path | None = None
    images: int = 40_000
    batch: int = 2
    micro_batch: int | None = None
    learning_rate: float = 7e-4
    warm_up: int = 300
    schedule: Schedule = Schedule.COSINE
    beta1: float = 0.9
    weight_decay: float = 1e-4
    clip: float = 1.0
    ema: float = 0.999
    bank_size: int | None = None
    crop: float = 0.5
    mirror: float = 0.5
    validate_every: int = 4_000
    save_every: int = 800
    keep_best: int = 1
    patience: int | None = None
    tensorboard: bool = False
    seed: int = 0
    device: str = "auto"
    bfloat16: bool = True
    init: Path | None = None
    before: Path | None = None
    others: Path | None = None
    frozen: str | None = None
    loss: Loss = Loss.FOREGROUND_L1
    loss_weight: float = 1.0
    decibels: float = 0.02
    floor: float = 6.0
    adversarial: float = 0.0
    verification: float = 0.0
    slope_penalty: float = 10.0
    ndf: int = 64
    model: str = registry.DEFAULT
    ngf: int | None = None
    head: Head | None = None
    input_channels: int | None = None
    attention: bool | None = None
    dropout: float | None = None
    size: int | None = None
    blocks: int | None = None

    def __post_init__(self) -> None:
        for names, allowed, words in _RANGES:
            for name in names:
                value = getattr(self, name)
                if value is not None and not allowed(value):
                    raise ValueError(f"{name} must be {words}, not {value}")
        if self.data is None and self.triplets is None:
            raise ValueError("data or triplets must be given, or both")
        if self.preset not in PRESETS:
            raise ValueError(f"there is no preset “{self.preset}”; choose {', '.join(PRESETS)}")
        self.network()
        if self.input_channels == 7 and self.before is None and self.init is None:
            raise ValueError(
                "input_channels 7 shows a network the composite as it was before --before, so it needs that"
            )

    def network(self) -> NetworkConfig:
        """The network to train where no weights file is given to start from."""
        return registry.configuration(self.model, **{name: getattr(self, name) for name in _OF_THE_MODEL})

    def objective(self) -> Objective:
        """How far from the real picture is how bad."""
        return Objective(self.loss, weight=self.loss_weight, decibels=self.decibels, floor=self.floor)

    def adversary(self) -> AdversaryConfig | None:
        """The second network that judges pictures; None where its judgement has no weight."""
        if self.adversarial == self.verification == 0:
            return None
        return AdversaryConfig(
            whole=self.adversarial, match=self.verification, slope=self.slope_penalty, ndf=self.ndf
        )

    def settings(self) -> dict[str, str]:
        """What is trained and how, as text; without the places where it happens, of files only the name."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PLACES}
        return {name: v.name if isinstance(v, Path) else str(v) for name, v in values.items()}


HELP = {
    "data": "photos to make composites of: a folder or tar (images/NAME.jpg, masks/NAME_K.png), or prepared",
    "triplets": "composites that are there as pictures: a folder made by python -m training.prepare",
    "triplet_share": "part of the composites that are triplets, where there are photos as well",
    "run": "folder for checkpoints and the log; goes on with what it finds there",
    "preset": "default, or paper: values of all options that are not given, from the paper and its code",
    "validation_ids": "file of photo names never to train on; they give the validation split",
    "validation": "prepared triplets to validate on; their photos must not be among those trained on",
    "images": "composites to train on in all",
    "batch": "composites a step, over all processes",
    "micro_batch": "composites at a time on a device, added up to steps; fewer need less memory",
    "learning_rate": "peak learning rate of AdamW",
    "warm_up": "steps of linear warm-up",
    "schedule": "the rate after it: cosine to 1 %%; constant; or linear to 0 from half-way on",
    "beta1": "decay of AdamW's mean of gradients",
    "weight_decay": "decoupled weight decay",
    "clip": "largest gradient norm",
    "ema": "decay of the averaged weights, which are validated and exported",
    "bank_size": "height and width photos are kept at before cropping; by default 9/8 of the network's size",
    "crop": "how often pictures are cropped, from 0 to 1",
    "mirror": "how often left and right change places, from 0 to 1",
    "validate_every": "composites between validations",
    "save_every": "composites between checkpoints",
    "keep_best": "how many of the weights that validated best are kept",
    "patience": "validations without a better one after which the run ends; by default it goes on",
    "tensorboard": "write curves and a sheet of pictures for TensorBoard as well",
    "seed": "seed of weights and composites",
    "device": "auto, cpu, cuda, cuda:1, mps or xpu",
    "bfloat16": "forward and backward in bfloat16 (weights stay float32)",
    "init": "weights file to start from; the network is then that of the file",
    "before": "weights file of a transform (global, semantic or ensemble) to put before the network",
    "others": "folder with transforms of training.train_semantic --parts: each composite is first changed by "
    "the one that does not know its photo, not by --before, which stays as it is",
    "frozen": "part of the network whose weights stay as they are: how their names begin, such as overall",
    "loss": "foreground-l1 or foreground-mse, over the object; l1, over the whole picture, as in the paper",
    "loss_weight": "weight of the loss",
    "decibels": "weight of the logarithm of the squared error, which teaches restraint",
    "floor": "levels of root mean square error below which that logarithm levels off",
    "adversarial": "weight of the discriminator's judgement of whole pictures; 0 and 0: no discriminator",
    "verification": "weight of its judgement of how object and background match",
    "slope_penalty": "weight of the penalty on its slope between real and harmonized pictures",
    "ndf": "width of the discriminator: channels of its first layer",
    "model": "network by name, as its paper has it; the next seven change it",
    "ngf": "width of the network: channels of its outermost layer",
    "head": "affine: a colour transform at each pixel; rgb: a picture",
    "input_channels": "3; 4: its mask, too; 7: also the composite as it was before --before",
    "attention": "gate the outermost skip connections",
    "dropout": "probability in the middle decoder blocks",
    "size": "height and width of the pictures the network sees: 256, or 128, 64, 32",
    "blocks": "residual blocks in each of the two inner levels of a global transform",
}
"""What each option is for."""
