"""Runs of the command line in this process, and the files they need."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image
from tiny_networks import photo, soft_disc

from engine.cli import main
from engine.types import U8


class Run(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        facts: dict[str, Any] = json.loads(self.out)
        return facts

    def is_one_sentence(self) -> bool:
        """Whether stderr holds one line that is no traceback, and stdout nothing."""
        return self.out == "" and self.err.count("\n") == 1 and "Traceback" not in self.err


class Cli:
    """Runs commands and captures what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Run:
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Run(code, *self._capsys.readouterr())


def save(path: Path, pixels: U8, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return path


def load(path: Path) -> U8:
    with Image.open(path) as image:
        return np.array(image)


def composite_and_mask(folder: Path, size: tuple[int, int] = (120, 80), seed: int = 0) -> tuple[Path, Path]:
    """composite.png and mask.png in `folder`."""
    composite = save(folder / "composite.png", photo(*size, seed))
    return composite, save(folder / "mask.png", soft_disc(*size))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
