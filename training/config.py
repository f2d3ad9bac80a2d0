"""Settings of a training run."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from engine.nets.network import Head
from engine.nets.rainnet import RainNetConfig


def our_network() -> RainNetConfig:
    """The network whose weights are shipped: small, sees its mask, predicts colour transforms."""
    return RainNetConfig(ngf=16, head=Head.AFFINE, input_channels=4, dropout=0.0)


_OURS = our_network()
_PLACES = ("data", "triplets", "validation", "run", "device", "micro_batch", "keep_best", "tensorboard")
"""Where and how a run takes place: says nothing about what is trained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One run of `python -m training.train`; every field is an option of the same name, described in HELP."""

    data: Path | None = None
    triplets: Path | None = None
    triplet_share: float = 0.5
    run: Path
    validation_ids: Path | None = None
    validation: Path | None = None
    images: int = 40_000
    batch: int = 2
    micro_batch: int | None = None
    learning_rate: float = 7e-4
    warm_up: int = 300
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
    ngf: int = _OURS.ngf
    head: Head = _OURS.head
    input_channels: int = _OURS.input_channels
    attention: bool = _OURS.attention
    dropout: float = _OURS.dropout
    size: int = _OURS.size

    def __post_init__(self) -> None:
        for name in ("images", "batch", "validate_every", "save_every", "keep_best", "learning_rate", "clip"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        for name in ("bank_size", "micro_batch", "patience"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"{name} must be positive, not {value}")
        for name in ("ema", "dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 0 and below 1, not {getattr(self, name)}")
        for name in ("crop", "mirror"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be from 0 to 1, not {getattr(self, name)}")
        if not 0 < self.triplet_share < 1:
            raise ValueError(f"triplet_share must be between 0 and 1, not {self.triplet_share}")
        if self.data is None and self.triplets is None:
            raise ValueError("data or triplets must be given, or both")
        self.network()

    def network(self) -> RainNetConfig:
        """The network to train where no weights file is given to start from."""
        return RainNetConfig(
            ngf=self.ngf,
            head=self.head,
            input_channels=self.input_channels,
            attention=self.attention,
            dropout=self.dropout,
            size=self.size,
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
    "validation_ids": "file of photo names never to train on; they give the validation split",
    "validation": "prepared triplets to validate on; their photos must not be among those trained on",
    "images": "composites to train on in all",
    "batch": "composites a step, over all processes",
    "micro_batch": "composites at a time on a device, added up to steps; fewer need less memory",
    "learning_rate": "peak learning rate of AdamW",
    "warm_up": "steps of linear warm-up, before the cosine to 1 %%",
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
    "ngf": "width of the network: channels of its outermost layer",
    "head": "affine: a colour transform at each pixel; rgb: a picture",
    "input_channels": "3, or 4 to show the network its mask",
    "attention": "gate the three outermost skip connections",
    "dropout": "probability in the three middle decoder blocks",
    "size": "height and width of the pictures the network sees: 256, or 128, 64, 32",
}
"""What each option is for."""
