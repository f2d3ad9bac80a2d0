"""What Undo and Redo do, whether they can, and what menus call them.

An outline under way is in no history yet: until it is closed Undo takes back its corners, and nothing else.
"""

from __future__ import annotations

from rainharmonize_gui.ui.actions import Handler
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.history import step_name


def handlers(canvas: Canvas) -> dict[str, Handler]:
    """By the ids of the action table."""

    def undo() -> None:
        if canvas.tool.unfinished:
            canvas.tool.step_back()
        else:
            canvas.selection.follow(canvas.document.undo)

    def redo() -> None:
        if not canvas.tool.unfinished:
            canvas.selection.follow(canvas.document.redo)

    return {"edit.undo": undo, "edit.redo": redo}


def can_undo(canvas: Canvas) -> bool:
    return canvas.tool.unfinished or canvas.document.history.undo_label is not None


def can_redo(canvas: Canvas) -> bool:
    return not canvas.tool.unfinished and canvas.document.history.redo_label is not None


def names(canvas: Canvas) -> dict[str, str]:
    """The texts of the actions, by their ids: with the step of the history that they are about."""
    history = canvas.document.history
    found: dict[str, str] = {}
    for name, step, named, plain in (
        ("edit.undo", history.undo_step, translate("Edit", "&Undo {step}"), translate("Edit", "&Undo")),
        ("edit.redo", history.redo_step, translate("Edit", "&Redo {step}"), translate("Edit", "&Redo")),
    ):
        said = None if canvas.tool.unfinished else step
        found[name] = named.format(step=step_name(said).replace("&", "&&")) if said else plain
    return found
