"""Networks small enough to make and run in a test."""

from pathlib import Path

import numpy as np
import torch

from engine.harmonizer import Harmonizer
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import U8
from engine.weights import save_network


def tiny_weights(path: Path, *, head: Head = Head.AFFINE, ngf: int = 2, **more: int) -> Path:
    """A random network that changes colours visibly, saved at `path`."""
    torch.manual_seed(3)
    network = RainNet(RainNetConfig(ngf=ngf, head=head, **more))
    with torch.no_grad():
        network.model_out[1].weight.normal_(std=0.05)
        network.model_out[1].bias.fill_(0.1)
    save_network(network, path, {"trained on": "nothing", "licence": "CC0"})
    return path


def tiny_harmonizer(folder: Path, *, head: Head = Head.AFFINE) -> Harmonizer:
    return Harmonizer.load(
        tiny_weights(folder / "w.safetensors", head=head), device="cpu", precision="float32"
    )


def photo(width: int, height: int, seed: int = 0) -> U8:
    """A smooth random picture with some noise."""
    rng = np.random.default_rng(seed)
    x, y = np.linspace(0, 3, width), np.linspace(0, 2, height)[:, None]
    planes = [
        np.sin(x * rng.uniform(0.5, 2) + y * rng.uniform(0.5, 2) + phase) for phase in rng.uniform(0, 6, 3)
    ]
    picture = 120 + 70 * np.stack(planes, -1) + rng.normal(0, 6, (height, width, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def soft_disc(width: int, height: int) -> U8:
    """A mask of an object in the middle with a soft edge; 0 in the corners and 255 in the centre."""
    x, y = (np.arange(width) + 0.5) / width - 0.5, ((np.arange(height) + 0.5) / height - 0.5)[:, None]
    return (np.clip(0.36 - np.hypot(x, y), 0, 0.06) / 0.06 * 255).astype(np.uint8)
