"""The loaded networks, one for each weights file. For the network thread alone: torch comes in here."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from engine.default_weights import default_path, path_of
from engine.types import DeviceError, EngineError
from rainharmonize_gui.document.layer import Variant

if TYPE_CHECKING:
    from engine.harmonizer import Harmonizer

log = logging.getLogger(__name__)

_LOADED = 2


class Trouble(Enum):
    """Why a network cannot be used."""

    NO_WEIGHTS = "no weights"
    BAD_WEIGHTS = "bad weights"
    NO_TORCH = "no torch"
    NO_MEMORY = "no memory"


@dataclass(frozen=True, slots=True)
class Unusable:
    """A network that cannot be used, and why. sentence: of the engine, or the name of the missing file."""

    trouble: Trouble
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A network that is ready. notices: sentences about how it came to be."""

    harmonizer: Harmonizer
    name: str
    notices: tuple[str, ...] = ()

    @property
    def device(self) -> str:
        """Such as "CPU, 2 threads"; it can change, when memory runs out."""
        from engine import device  # noqa: PLC0415  imports torch

        return device.describe(self.harmonizer.device)


class Models:
    """weights: the file where a variant names none, "" = the default ones. device: in the engine's words."""

    def __init__(self, *, weights: str = "", device: str = "auto") -> None:
        self._weights = weights
        self._device = device
        self._models: OrderedDict[Path, Model | Unusable] = OrderedDict()

    def path(self, variant: Variant) -> Path:
        """The weights file of a variant."""
        return path_of(variant.weights or self._weights)

    def model(self, variant: Variant) -> Model | Unusable:
        """The network of a variant; loaded, or found to be unusable, the first time."""
        return self._of(self.path(variant))

    def stand_in(self, variant: Variant) -> Model | None:
        """The program's own network for one whose weights cannot be used, if it is not that very one."""
        path = default_path()
        found = None if path == self.path(variant) else self._of(path)
        return found if isinstance(found, Model) else None

    def forget(self, variant: Variant) -> None:
        """What was loaded, or found to be unusable, of a variant's file: it may have changed."""
        self._models.pop(self.path(variant), None)

    def give_up(self, model: Model, trouble: Trouble) -> None:
        """A network is loaded but does not run: let it go for good."""
        for path in [path for path, found in self._models.items() if found is model]:
            self._models[path] = Unusable(trouble)

    def _of(self, path: Path) -> Model | Unusable:
        found = self._models.get(path)
        if found is None:
            found = self._models[path] = self._load(path)
            if len(self._models) > _LOADED:
                self._models.popitem(last=False)
        self._models.move_to_end(path)
        return found

    def _load(self, path: Path) -> Model | Unusable:
        if not path.is_file():  # before torch is loaded for nothing
            return Unusable(Trouble.NO_WEIGHTS, path.name)
        try:
            from engine.harmonizer import Harmonizer  # noqa: PLC0415  imports torch
        except (ImportError, OSError):
            log.exception("torch cannot be imported")
            return Unusable(Trouble.NO_TORCH)
        try:
            try:
                return Model(Harmonizer.load(path, device=self._device), path.stem)
            except DeviceError as error:
                return Model(Harmonizer.load(path), path.stem, (error.sentence,))
        except EngineError as error:
            log.info("%s cannot be used", os.fspath(path), exc_info=True)
            return Unusable(Trouble.BAD_WEIGHTS, error.sentence)
        except (MemoryError, RuntimeError) as error:  # RuntimeError: torch's, on the way to any device
            log.exception("%s does not run", os.fspath(path))
            return Unusable(Trouble.NO_MEMORY if is_out_of_memory(error) else Trouble.BAD_WEIGHTS)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, of the computer or of a device."""
    if not isinstance(error, RuntimeError):
        return isinstance(error, MemoryError)
    from engine import device  # noqa: PLC0415  imports torch, which has raised this

    return device.is_out_of_memory(error)
