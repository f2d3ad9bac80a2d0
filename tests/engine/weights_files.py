"""Weights files for tests, and how their refusals are looked at."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import WeightsError
from engine.weights import read_card, read_network, save_network

Edit = Callable[[dict[str, Any]], object]


def tiny(**config: Any) -> RainNet:
    torch.manual_seed(0)
    norms = list(config.pop("norms", RainNetConfig().norms))
    return RainNet(RainNetConfig(**{"ngf": 2, "norms": norms, **config}))


def saved_with(edit: Edit, folder: Path) -> Path:
    """A safetensors file whose header was changed by `edit`."""
    path = folder / "w.safetensors"
    save_network(tiny(), path, {})
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    edit(header)
    changed = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(changed)) + changed + content[8 + length :])
    return path


def assert_refused(path: Path, said: str) -> None:
    """Both readers refuse the file with one sentence that names it."""
    for read in (read_network, read_card):
        with pytest.raises(WeightsError, match=said) as caught:
            read(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
