"""Names of the undo steps. The window translates them: `translate("History", label)`."""

from __future__ import annotations

from enum import StrEnum


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
    VARIANT = QT_TRANSLATE_NOOP("History", "Change method")
    STRENGTH = QT_TRANSLATE_NOOP("History", "Change strength")
    TRIM = QT_TRANSLATE_NOOP("History", "Fine trim")
    DIRECTION = QT_TRANSLATE_NOOP("History", "Change direction")
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
    RESET_EDGE = QT_TRANSLATE_NOOP("History", "Reset edge")
    FRINGE_OFF = QT_TRANSLATE_NOOP("History", "Remove colour fringe")
    FRINGE_ON = QT_TRANSLATE_NOOP("History", "Keep colour fringe")
    SET_REFERENCE = QT_TRANSLATE_NOOP("History", "Set reference region")
    CLEAR_REFERENCE = QT_TRANSLATE_NOOP("History", "Clear reference region")
