"""Which side changes: turning that round leaves the chosen way to harmonize, until each side has its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from engine.methods import default_strength
from engine.types import Direction, Method
from rainharmonize_gui.document.layer import Look, Variant
from rainharmonize_gui.ui.window import MainWindow

_MATCH = Variant(Method.MKL)
_TURNS: dict[str, Callable[[MainWindow], object]] = {
    "panel": lambda window: window.editor.harmonize.direction.activated.emit(
        1 - window.editor.harmonize.direction.currentIndex()
    ),
    "menu": lambda window: window.actions_["harmonize.direction"].trigger(),
}


def _shown(window: MainWindow) -> Variant:
    """What the list of variants has chosen."""
    QTest.qWait(1)
    variants = window.editor.harmonize.variants
    return variants.offered[variants.currentRow()]


@pytest.mark.parametrize("turn", _TURNS.values(), ids=list(_TURNS))
def test_the_background_takes_over_the_variant_and_not_the_strength(
    window: MainWindow, turn: Callable[[MainWindow], object]
) -> None:
    document = window.editor.document
    window.editor.harmonize.variants.chosen.emit(_MATCH)
    document.set_strength(window.editor.selection.layer_id, 0.7)
    steps = document.history.index
    turn(window)

    assert document.scene.direction is Direction.BACKGROUND
    assert _shown(window) == _MATCH
    assert document.scene.background_look.strength == default_strength(Method.MKL)
    assert document.history.index == steps + 1
    document.undo()
    assert (document.scene.direction, document.scene.background_look) == (Direction.OBJECT, Look())


def test_a_background_that_was_set_keeps_its_own_variant(window: MainWindow) -> None:
    turn, panel = _TURNS["panel"], window.editor.harmonize
    turn(window)
    panel.variants.chosen.emit(Variant(Method.HISTOGRAM))
    QTest.qWait(1)
    turn(window)
    QTest.qWait(1)
    panel.variants.chosen.emit(_MATCH)
    QTest.qWait(1)
    turn(window)

    assert _shown(window) == Variant(Method.HISTOGRAM)
