"""The mean of what several global transforms say, weighted.

Networks that look at different things (colours and edges at 96×96, a close-up with what ImageNet taught) err
differently, and where they are about as good the mean of what they say is better than the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.nets import global_net, semantic_net
from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.global_transform import GlobalTransform, GlobalTransformConfig
from engine.nets.semantic_net import SemanticConfig, SemanticNet

_MOST_MEMBERS = 8
_SIZE = max(global_net.SIZE, semantic_net.SIZE)


@dataclass(frozen=True, slots=True)
class EnsembleConfig(GlobalTransformConfig):
    """Architecture of an ensemble. ngf means nothing: each member has its own. shares: how much each counts,
    in parts of their sum; none for equal ones.
    """

    architecture: ClassVar[str] = "ensemble"
    title: ClassVar[str] = "Ensemble of transforms"
    sizes: ClassVar[tuple[int, ...]] = (_SIZE,)

    ngf: int = 1
    size: int = _SIZE
    members: tuple[GlobalConfig | SemanticConfig, ...] = (GlobalConfig(), SemanticConfig())
    shares: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        GlobalTransformConfig.__post_init__(self)
        if not 1 <= len(self.members) <= _MOST_MEMBERS:
            raise ValueError(f"an ensemble has 1 to {_MOST_MEMBERS} members, not {len(self.members)}")
        object.__setattr__(self, "shares", tuple(float(share) for share in self.shares))
        if self.shares and len(self.shares) != len(self.members):
            raise ValueError(f"{len(self.members)} members cannot have {len(self.shares)} shares")
        if not all(0 < share < math.inf for share in self.shares):
            raise ValueError(f"shares must be positive, not {self.shares}")

    def to_json(self) -> dict[str, Any]:
        return {
            "members": [nested_json(member) for member in self.members],
            "shares": list(self.shares),
            "head": str(self.head),
            "input_channels": self.input_channels,
            "size": self.size,
        }


TransformConfig = GlobalConfig | SemanticConfig | EnsembleConfig
"""What makes one transform for the whole object."""


class EnsembleNet(GlobalTransform):
    """See EnsembleConfig. The look is taken from the reference region."""

    config: EnsembleConfig

    def __init__(self, config: EnsembleConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or EnsembleConfig()
        self.members = nn.ModuleList(make_transform(member) for member in config.members)

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        return self.judged(composite, mask, reference)[0]

    def judged(
        self, composite: Tensor, mask: Tensor, reference: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Each member has its own doubts: what it does not make of its transform, the mean lacks already."""
        said = [member.judged(composite, mask, reference) for member in self.members]  # type: ignore[operator]
        shares = torch.tensor(self.config.shares or (1.0,) * len(said), device=composite.device)
        made = torch.stack([transform.float() * strength for transform, strength in said])
        transform = torch.einsum("mbc,m->bc", made, shares / shares.sum())
        return transform, transform.new_ones(len(composite), 1)


def make_transform(config: TransformConfig) -> GlobalTransform:
    """A network of that configuration, its weights drawn from torch's random numbers."""
    match config:
        case GlobalConfig():
            return GlobalNet(config)
        case SemanticConfig():
            return SemanticNet(config)
        case EnsembleConfig():
            return EnsembleNet(config)


def nested_json(config: TransformConfig) -> dict[str, Any]:
    """A configuration within another one: what `nested_config` makes it of again."""
    return {"architecture": config.architecture, **config.to_json()}


def nested_config(values: Mapping[str, Any]) -> TransformConfig:
    """ValueError or TypeError where the values, which come from a file, describe no transform."""
    own = dict(values)
    architecture = own.pop("architecture", GlobalConfig.architecture)  # the first files had no other
    return ensemble_config(own) if architecture == EnsembleConfig.architecture else _single(architecture, own)


def ensemble_config(values: Mapping[str, Any]) -> EnsembleConfig:
    """As `nested_config`; members are no ensembles themselves."""
    members = tuple(_member(member) for member in values.get("members", ()))
    return EnsembleConfig(**{**values, "members": members})


def _member(values: Mapping[str, Any]) -> GlobalConfig | SemanticConfig:
    own = dict(values)
    return _single(own.pop("architecture", GlobalConfig.architecture), own)


def _single(architecture: object, values: Mapping[str, Any]) -> GlobalConfig | SemanticConfig:
    match architecture:
        case GlobalConfig.architecture:
            return GlobalConfig(**values)
        case SemanticConfig.architecture:
            return SemanticConfig(**values)
    raise ValueError(f"there is no transform “{architecture}” that could be one of several")
