"""The history says what each step changed."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from rainharmonize_gui.ui.window import MainWindow


def _names(window: MainWindow) -> list[str]:
    QTest.qWait(1)
    steps = window.editor.history.list
    return [steps.item(row).text() for row in range(steps.count())]


def test_a_change_of_variant_says_which_it_became(window: MainWindow) -> None:
    variants = window.editor.harmonize.variants
    for row in (2, 4, 0):
        variants.setCurrentRow(row)

    assert _names(window)[-3:] == [
        "Change variant to Colour match, tone only",
        "Change variant to Seamless blend",
        "Change variant to RainNet",
    ]
    assert window.actions_["edit.undo"].text() == "&Undo Change variant to RainNet"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("brightness", "Change brightness"),
        ("contrast", "Change contrast"),
        ("warmth", "Change warmth"),
        ("saturation", "Change saturation"),
    ],
)
def test_a_fine_trim_says_which(window: MainWindow, name: str, said: str) -> None:
    window.editor.harmonize.trims[name].number.setValue(20)
    assert _names(window)[-1] == said


def test_two_trims_in_a_row_are_two_steps_and_turns_at_one_are_one(window: MainWindow) -> None:
    trims, before = window.editor.harmonize.trims, len(_names(window))
    for name, value in (("warmth", 10), ("warmth", 20), ("contrast", 5)):
        trims[name].number.setValue(value)

    assert _names(window)[before:] == ["Change warmth", "Change contrast"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("smooth", "Smooth edge"),
        ("shift", "Shift edge"),
        ("feather", "Feather edge"),
        ("contrast", "Change edge contrast"),
    ],
)
def test_the_edge_says_which_slider(window: MainWindow, name: str, said: str) -> None:
    window.editor.edge.rows[name].number.setValue(3)
    assert _names(window)[-1] == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x", "Move object"),
        ("y", "Move object"),
        ("width", "Scale object"),
        ("height", "Scale object"),
        ("angle", "Rotate object"),
    ],
)
def test_numbers_that_place_say_what_they_did(window: MainWindow, name: str, said: str) -> None:
    window.editor.transform.boxes[name].setValue(44)
    assert _names(window)[-1] == said


def test_the_direction_says_which_side_changes(window: MainWindow) -> None:
    direction = window.actions_["harmonize.direction"]
    direction.trigger()
    direction.trigger()

    assert _names(window)[-2:] == ["Let the background change", "Let the object change"]


def test_what_is_reset_is_named(window: MainWindow) -> None:
    window.editor.harmonize.strength.number.setValue(20)
    window.editor.transform.boxes["angle"].setValue(30)
    for action in ("harmonize.reset", "object.reset"):
        window.actions_[action].trigger()

    assert _names(window)[-2:] == ["Reset strength and trim", "Reset placement"]
