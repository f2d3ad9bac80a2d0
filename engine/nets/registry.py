"""The architectures, and configurations of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from engine.nets.dih import DIH, DihConfig
from engine.nets.ensemble import EnsembleConfig, EnsembleNet, ensemble_config, nested_config
from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.network import HarmonizationNetwork, Head, NetworkConfig
from engine.nets.norms import Norm
from engine.nets.rainnet import RAIN_DECODER, RainNet, RainNetConfig
from engine.nets.s2am import S2AM, S2amConfig
from engine.nets.semantic_net import SemanticConfig, SemanticNet

_ARCHITECTURES: Mapping[str, tuple[type[NetworkConfig], type[HarmonizationNetwork]]] = {
    config.architecture: (config, network)
    for config, network in (
        (RainNetConfig, RainNet),
        (DihConfig, DIH),
        (S2amConfig, S2AM),
        (GlobalConfig, GlobalNet),
        (SemanticConfig, SemanticNet),
        (EnsembleConfig, EnsembleNet),
    )
}

UNNAMED = RainNetConfig.architecture
"""The architecture of files from before there were others."""


def _norms(encoder: Norm, decoder: Norm, *, outermost: int = 7) -> tuple[Norm, ...]:
    """`encoder` at the six places that can have a norm, IN in the decoder but for its `outermost` places."""
    return (encoder,) * 6 + (Norm.NONE,) + (Norm.IN,) * (7 - outermost) + (decoder,) * outermost


DEFAULT = "default"
MODELS: Mapping[str, NetworkConfig] = {
    DEFAULT: RainNetConfig(ngf=16, head=Head.AFFINE, input_channels=4, dropout=0.0),
    "rainnet-decoder": RainNetConfig(norms=RAIN_DECODER),
    "rainnet-encoder": RainNetConfig(norms=_norms(Norm.RAIN, Norm.IN)),
    "rain-1": RainNetConfig(norms=_norms(Norm.IN, Norm.RAIN, outermost=1)),
    "rain-2": RainNetConfig(norms=_norms(Norm.IN, Norm.RAIN, outermost=2)),
    "rain-3": RainNetConfig(norms=_norms(Norm.IN, Norm.RAIN, outermost=3)),
    "rain-4": RainNetConfig(norms=_norms(Norm.IN, Norm.RAIN, outermost=4)),
    "unet-none": RainNetConfig(norms=_norms(Norm.NONE, Norm.NONE)),
    "unet-in": RainNetConfig(norms=_norms(Norm.IN, Norm.IN)),
    "unet-bn": RainNetConfig(norms=_norms(Norm.BN, Norm.BN)),
    "unet-rn": RainNetConfig(norms=_norms(Norm.RN, Norm.RN)),
    "dih": DihConfig(),
    "dih-rain": DihConfig(decoder_norm=Norm.RAIN),
    "s2am": S2amConfig(),
    "global": GlobalConfig(),
    "semantic": SemanticConfig(),
    "dovenet": RainNetConfig(norms=_norms(Norm.BN, Norm.BN), input_channels=4),
}
"""Configurations by name, as their papers have them. What papers leave open: docs/decisions/models.md."""

_FREE = ("ngf", "head", "dropout", "size", "before", "components", "committee", "looks", "backbone", "blocks")


def configuration(name: str, **changes: Any) -> NetworkConfig:
    """The configuration of that name with other values for some fields; None leaves a field as it is.

    Raises ValueError with a sentence for a name that is not known, a field that this architecture lacks, or a
    value that cannot be.
    """
    if name not in MODELS:
        raise ValueError(f"there is no model “{name}”; choose {', '.join(MODELS)}")
    config = MODELS[name]
    known = {field.name for field in fields(config)}
    given = {field: value for field, value in changes.items() if value is not None}
    if unknown := sorted(set(given) - known):
        raise ValueError(f"{config.title} has no {', '.join(unknown)}")
    return replace(config, **given)


def name_of(config: NetworkConfig) -> str:
    """The model that a configuration is, whatever its width, head, dropout, and transform before it; its
    title where it is none.
    """
    known = {field.name for field in fields(config)}
    for free in (_FREE, (*_FREE, "input_channels")):
        same = {field: getattr(config, field) for field in free if field in known}
        for name, model in MODELS.items():
            if name != DEFAULT and type(model) is type(config) and replace(model, **same) == config:
                return name
    return config.title


def config_of(architecture: str, values: Mapping[str, Any]) -> NetworkConfig:
    """The configuration that `to_json` wrote; ValueError or TypeError where it describes no network."""
    if architecture not in _ARCHITECTURES:
        raise ValueError(f"there is no architecture “{architecture}”; there are {', '.join(_ARCHITECTURES)}")
    if not isinstance(values, Mapping):  # it comes from a file
        raise TypeError(f"a configuration is a mapping, not a {type(values).__name__}")
    if architecture == EnsembleConfig.architecture:
        return ensemble_config(values)
    before = values.get("before")
    nested = {} if before is None else {"before": nested_config(before)}
    return _ARCHITECTURES[architecture][0](**{**values, **nested})


def build(config: NetworkConfig) -> HarmonizationNetwork:
    """A network of that configuration, its weights drawn from torch's random numbers."""
    make: Any = _ARCHITECTURES[config.architecture][1]
    network: HarmonizationNetwork = make(config)
    return network
