"""The same network, the same weights, laid out for speed on a CPU."""

from __future__ import annotations

from torch import nn

from engine.nets.rainnet import RainNet


def prepared(network: RainNet) -> nn.Module:
    """A network with the same `forward` and `predict` whose output is the same, for inference on a CPU."""
    return network.eval()
