"""A frame: what the canvas shows, rendered for one view, harmonized and not."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.document.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Both renderings of `view`, of its size, RGB32. Draw them stretched from `view` to the current view.

    before: not harmonized; the same object as `after` where nothing is. scene: what was rendered. exact: no
    analysis is outstanding: `after` is what an export would give, at this size.
    """

    view: View
    before: QImage
    after: QImage
    scene: Scene
    exact: bool
