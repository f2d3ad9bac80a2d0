"""The file that a project was opened from or saved to, and which photo is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rainharmonize_gui.document.project import Stamp
from rainharmonize_gui.document.scene import Scene


@dataclass(frozen=True, slots=True)
class HeldFile:
    """ours: whether it may be replaced unasked; one of another program may not. stamp: as it was opened or
    saved here. photo: the revision of the background in it (the background itself would stay in memory):
    where another one is shown, the scene is a picture of its own.
    """

    path: Path
    photo: int | None
    stamp: Stamp | None
    ours: bool

    @classmethod
    def of(cls, scene: Scene, path: Path, *, stamp: Stamp | None, ours: bool = True) -> Self:
        """The file that holds `scene`."""
        return cls(path, _photo(scene), stamp, ours)

    def holds(self, scene: Scene) -> bool:
        """Whether the scene's photo is the one in the file."""
        return _photo(scene) == self.photo


def _photo(scene: Scene) -> int | None:
    return None if scene.background is None else scene.background.revision
