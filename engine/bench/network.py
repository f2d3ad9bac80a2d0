"""The network on a CPU against plain eager PyTorch: same weights, same input, same run."""

from __future__ import annotations

import torch

from engine.bench.plain import plain
from engine.bench.row import Row, fastest
from engine.default_weights import default_path
from engine.nets.inference import prepared
from engine.nets.network import HarmonizationNetwork
from engine.nets.rainnet import RainNet
from engine.weights import read_network


def rows() -> list[Row]:
    """The authors' network, and the one of the default weights where there are any."""
    torch.manual_seed(0)
    found = _rows("RainNet ngf 64", RainNet())
    if default_path().is_file():
        found += _rows("default weights", read_network(default_path()))
    return found


@torch.inference_mode()
def _rows(name: str, network: HarmonizationNetwork) -> list[Row]:
    size = network.config.size
    picture = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1
    mask = torch.zeros(1, 1, size, size)
    mask[..., size // 4 : size * 3 // 4, size // 4 : size * 3 // 4] = 1
    fast, yardstick = prepared(network), plain(network)
    apart = float((fast(picture, mask) - yardstick(picture, mask)).abs().max()) * 127.5
    ours, eager = fastest(lambda: fast(picture, mask), lambda: yardstick(picture, mask))
    threads = torch.get_num_threads()
    return [
        Row(f"{name} at {size}×{size}, {threads} threads, against eager PyTorch", ours, "ms", 1.0, eager),
        Row(f"{name}: largest difference from eager PyTorch", apart, "/255", 1.0),
    ]
