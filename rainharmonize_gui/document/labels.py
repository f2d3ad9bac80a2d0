"""Names of the undo steps. The window translates them, and fills in what stands in braces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802  the name lupdate looks for
    """Mark `text` for lupdate and hand it back untouched."""
    return text


class Label(StrEnum):
    """What a step did, in English, as it follows "Undo"."""

    OPEN = QT_TRANSLATE_NOOP("History", "Open background")
    ADD = QT_TRANSLATE_NOOP("History", "Add object")
    PASTE = QT_TRANSLATE_NOOP("History", "Paste object")
    DELETE = QT_TRANSLATE_NOOP("History", "Delete object")
    DUPLICATE = QT_TRANSLATE_NOOP("History", "Duplicate object")
    MOVE = QT_TRANSLATE_NOOP("History", "Move object")
    SCALE = QT_TRANSLATE_NOOP("History", "Scale object")
    ROTATE = QT_TRANSLATE_NOOP("History", "Rotate object")
    TRANSFORM = QT_TRANSLATE_NOOP("History", "Transform object")
    RESET_PLACEMENT = QT_TRANSLATE_NOOP("History", "Reset placement")
    FLIP_HORIZONTAL = QT_TRANSLATE_NOOP("History", "Flip object horizontally")
    FLIP_VERTICAL = QT_TRANSLATE_NOOP("History", "Flip object vertically")
    REGION = QT_TRANSLATE_NOOP("History", "Select region")
    REORDER = QT_TRANSLATE_NOOP("History", "Change object order")
    RENAME = QT_TRANSLATE_NOOP("History", "Rename object")
    SHOW = QT_TRANSLATE_NOOP("History", "Show object")
    HIDE = QT_TRANSLATE_NOOP("History", "Hide object")
    OPACITY = QT_TRANSLATE_NOOP("History", "Change opacity")
    HARMONIZE_ON = QT_TRANSLATE_NOOP("History", "Harmonize object")
    HARMONIZE_OFF = QT_TRANSLATE_NOOP("History", "Stop harmonizing object")
    VARIANT = QT_TRANSLATE_NOOP("History", "Change variant to {variant}")
    STRENGTH = QT_TRANSLATE_NOOP("History", "Change strength")
    BRIGHTNESS = QT_TRANSLATE_NOOP("History", "Change brightness")
    CONTRAST = QT_TRANSLATE_NOOP("History", "Change contrast")
    WARMTH = QT_TRANSLATE_NOOP("History", "Change warmth")
    SATURATION = QT_TRANSLATE_NOOP("History", "Change saturation")
    TRIM = QT_TRANSLATE_NOOP("History", "Fine trim")
    RESET_LOOK = QT_TRANSLATE_NOOP("History", "Reset strength and trim")
    BACKGROUND_FOLLOWS = QT_TRANSLATE_NOOP("History", "Let the background change")
    OBJECT_FOLLOWS = QT_TRANSLATE_NOOP("History", "Let the object change")
    PAINT_MASK = QT_TRANSLATE_NOOP("History", "Paint mask")
    ERASE_MASK = QT_TRANSLATE_NOOP("History", "Erase mask")
    SELECT_MASK = QT_TRANSLATE_NOOP("History", "Cut out object")
    SMART_MASK = QT_TRANSLATE_NOOP("History", "Smart cut-out")
    PROPOSE_MASK = QT_TRANSLATE_NOOP("History", "Cut out subject")
    INVERT_MASK = QT_TRANSLATE_NOOP("History", "Invert mask")
    FILL_MASK = QT_TRANSLATE_NOOP("History", "Fill mask")
    CLEAR_MASK = QT_TRANSLATE_NOOP("History", "Clear mask")
    RESET_MASK = QT_TRANSLATE_NOOP("History", "Reset mask")
    EDGE = QT_TRANSLATE_NOOP("History", "Refine edge")
    EDGE_SMOOTH = QT_TRANSLATE_NOOP("History", "Smooth edge")
    EDGE_SHIFT = QT_TRANSLATE_NOOP("History", "Shift edge")
    EDGE_FEATHER = QT_TRANSLATE_NOOP("History", "Feather edge")
    EDGE_CONTRAST = QT_TRANSLATE_NOOP("History", "Change edge contrast")
    RESET_EDGE = QT_TRANSLATE_NOOP("History", "Reset edge")
    FRINGE_OFF = QT_TRANSLATE_NOOP("History", "Remove colour fringe")
    FRINGE_ON = QT_TRANSLATE_NOOP("History", "Keep colour fringe")
    SET_REFERENCE = QT_TRANSLATE_NOOP("History", "Set reference region")
    CLEAR_REFERENCE = QT_TRANSLATE_NOOP("History", "Clear reference region")


TRIM_LABELS = {
    "brightness": Label.BRIGHTNESS,
    "contrast": Label.CONTRAST,
    "warmth": Label.WARMTH,
    "saturation": Label.SATURATION,
}
EDGE_LABELS = {
    "smooth": Label.EDGE_SMOOTH,
    "shift": Label.EDGE_SHIFT,
    "feather": Label.EDGE_FEATHER,
    "contrast": Label.EDGE_CONTRAST,
}
GEOMETRY_LABELS = {
    "x": Label.MOVE,
    "y": Label.MOVE,
    "width": Label.SCALE,
    "height": Label.SCALE,
    "angle": Label.ROTATE,
}


def differing(before: Any, after: Any) -> list[str]:
    """The names of the fields in which two values of one dataclass do."""
    names = (field.name for field in fields(before))
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def label_of(changed: Iterable[str], labels: Mapping[str, Label], several: Label) -> Label:
    """The label of the fields that changed; `several` where they have different ones, or none."""
    found = {labels.get(name, several) for name in changed}
    return found.pop() if len(found) == 1 else several
