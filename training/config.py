"""Settings of a training run."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

from engine.nets.rainnet import Head, RainNetConfig
from training.synthesis import SynthesisConfig


def our_network() -> RainNetConfig:
    """The network whose weights are shipped: small, sees its mask, predicts colour transforms."""
    return RainNetConfig(ngf=32, head=Head.AFFINE, input_channels=4, dropout=0.0, global_map=True)


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One run of `python -m training.train`; every field is an option of the same name."""

    data: Path = field(metadata={"help": "photo folder or tar: images/NAME.jpg, masks/NAME_K.png"})
    run: Path = field(metadata={"help": "folder for checkpoints and the log; resumes what it finds there"})
    validation_ids: Path | None = field(
        default=None, metadata={"help": "file of photo names never to train on; they give the validation split"}
    )
    images: int = field(default=50_000, metadata={"help": "composites to train on in all"})
    batch: int = field(default=8, metadata={"help": "composites a step"})
    learning_rate: float = field(default=1e-3, metadata={"help": "peak learning rate of AdamW"})
    warm_up: int = field(default=200, metadata={"help": "steps of linear warm-up, before the cosine to 1 %%"})
    weight_decay: float = field(default=1e-4, metadata={"help": "decoupled weight decay"})
    clip: float = field(default=1.0, metadata={"help": "largest gradient norm"})
    ema: float = field(default=0.998, metadata={"help": "decay of the averaged weights that are validated and shipped"})
    bank_size: int = field(default=288, metadata={"help": "height and width photos are kept at before cropping"})
    validate_every: int = field(default=4_000, metadata={"help": "composites between validations"})
    save_every: int = field(default=800, metadata={"help": "composites between checkpoints"})
    seed: int = field(default=0, metadata={"help": "seed of weights and composites"})
    device: str = field(default="auto", metadata={"help": "auto, cpu, cuda, mps or xpu"})
    bfloat16: bool = field(default=True, metadata={"help": "forward and backward in bfloat16 (weights stay float32)"})
    init: Path | None = field(default=None, metadata={"help": "weights file to start from"})

    def __post_init__(self) -> None:
        for name in ("images", "batch", "validate_every", "save_every", "learning_rate", "bank_size"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        if not 0 <= self.ema < 1:
            raise ValueError(f"ema must be in 0…1, not {self.ema}")

    @property
    def steps(self) -> int:
        return -(-self.images // self.batch)

    def facts(self) -> dict[str, str]:
        """The settings as text, for a checkpoint or a model card."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self) if f.name not in ("data", "run", "init")}


__all__ = ["SynthesisConfig", "TrainConfig", "our_network"]
