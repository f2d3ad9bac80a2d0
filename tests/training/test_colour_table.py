"""Colour tables against the maps they stand for."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from training.colour_table import NODES, lattice, look_up

CPU = torch.device("cpu")


def _pictures() -> Tensor:
    return torch.rand(2, 3, 9, 11, generator=Generator().manual_seed(0))


def test_lattice_has_every_combination_once_with_red_slowest() -> None:
    nodes = lattice(CPU)
    assert nodes.shape == (NODES**3, 3)
    assert nodes[0].tolist() == [0, 0, 0]
    assert nodes[-1].tolist() == [1, 1, 1]
    assert nodes[1].tolist() == [0, 0, 1 / (NODES - 1)]
    assert len(nodes.unique(dim=0)) == NODES**3


def test_table_of_the_identity_changes_nothing() -> None:
    pictures = _pictures()
    tables = lattice(CPU).expand(2, -1, -1)
    assert torch.allclose(looked_up(pictures, tables), pictures, atol=1e-5)


def test_table_of_a_linear_map_is_exact() -> None:
    mixing = torch.tensor([[0.6, 0.3, 0.1], [0.2, 0.5, 0.1], [0.0, 0.2, 0.7]])
    pictures = _pictures()
    expected = torch.einsum("bchw,cd->bdhw", pictures, mixing)
    assert torch.allclose(looked_up(pictures, (lattice(CPU) @ mixing).expand(2, -1, -1)), expected, atol=1e-5)


def test_table_of_a_curve_is_close_to_the_curve() -> None:
    pictures = _pictures()
    tables = lattice(CPU).pow(1.7).expand(2, -1, -1)
    assert (looked_up(pictures, tables) - pictures.pow(1.7)).abs().max() < 0.5 / 255


def test_each_picture_is_looked_up_in_its_own_table() -> None:
    pictures = _pictures()
    tables = torch.stack((lattice(CPU), 1 - lattice(CPU)))
    out = looked_up(pictures, tables)
    assert torch.allclose(out[0], pictures[0], atol=1e-5)
    assert torch.allclose(out[1], 1 - pictures[1], atol=1e-5)


def looked_up(pictures: Tensor, tables: Tensor) -> Tensor:
    """All pixels of B×3×H×W pictures in their tables."""
    colours = pictures.transpose(0, 1)
    owner = torch.arange(len(pictures)).repeat_interleave(pictures[0, 0].numel())
    return look_up(colours.flatten(1), owner, tables).view(colours.shape).transpose(0, 1)
