"""The panels, as hands use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.masks.edge import EdgeSettings
from engine.methods import default_strength
from engine.types import Direction, Method
from rainharmonize_gui.document.layer import Trim, Variant
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.editor import Editor
from rainharmonize_gui.ui.panels.object_model import Role
from rainharmonize_gui.ui.panels.object_row import switch_area
from rainharmonize_gui.ui.panels.slider import Slider
from rainharmonize_gui.ui.window import MainWindow

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    """With two objects, the upper one selected."""
    window = MainWindow(Settings())
    window.resize(1200, 900)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.open_files(
        [write_background(tmp_path), write_cutout(tmp_path, name="low.png"), write_cutout(tmp_path)]
    )
    qtbot.waitUntil(layer_count(window.editor, 2))
    QTest.qWait(0)
    yield window
    close(window)


@pytest.fixture
def editor(window: MainWindow) -> Editor:
    return window.editor


def _point(slider: Slider, value: int) -> QPoint:
    return QPoint(round(slider._x_of(value)), slider.height() // 2)


def _steps(editor: Editor) -> int:
    return editor.document.history.index


# The edge


def _edge(editor: Editor) -> EdgeSettings:
    return editor.document.scene.layer(editor.selection.layer_id).edge


def test_one_pull_at_the_edge_is_one_step_and_shows_meanwhile(editor: Editor) -> None:
    slider, before = editor.edge.rows["feather"].slider, _steps(editor)
    QTest.mousePress(slider, _LEFT, _NONE, _point(slider, 20))
    for value in (30, 60):
        QTest.mouseMove(slider, _point(slider, value))
        assert _edge(editor).feather == pytest.approx(value / 2, abs=1)
    QTest.mouseRelease(slider, _LEFT, _NONE, _point(slider, 60))

    assert _steps(editor) == before + 1
    assert editor.document.history.undo_label == "Feather edge"
    editor.document.undo()
    QTest.qWait(0)
    assert slider.value() == 0


def test_escape_takes_a_pull_at_the_edge_back(editor: Editor) -> None:
    slider, before = editor.edge.rows["shift"].slider, _steps(editor)
    QTest.mousePress(slider, _LEFT, _NONE, _point(slider, 15))
    QTest.keyClick(slider, Qt.Key.Key_Escape)

    assert (_edge(editor), _steps(editor)) == (EdgeSettings(), before)


def test_keys_and_numbers_set_the_edge_in_half_pixels(editor: Editor) -> None:
    shift = editor.edge.rows["shift"]
    for _ in range(3):
        QTest.keyClick(shift.slider, Qt.Key.Key_Left)
    assert _edge(editor).shift == -1.5
    assert shift.number.text() == "-1.5 px"
    shift.number.setValue(7.3)
    assert _edge(editor).shift == 7.5
    editor.edge.rows["contrast"].number.setValue(40)
    assert _edge(editor).contrast == pytest.approx(0.4)
    QTest.mouseDClick(shift.slider, _LEFT, _NONE, _point(shift.slider, 0))
    assert _edge(editor).shift == 0


def test_the_colour_fringe_has_a_box_and_a_menu_entry_for_one_state(window: MainWindow) -> None:
    editor, action = window.editor, window.actions_["mask.defringe"]
    editor.edge.defringe.click()
    assert _edge(editor).remove_fringe
    assert action.isChecked()
    action.trigger()
    assert not _edge(editor).remove_fringe
    assert not editor.edge.defringe.isChecked()


def test_one_button_takes_the_whole_edge_back_in_one_step(editor: Editor) -> None:
    editor.document.set_edge(editor.selection.layer_id, EdgeSettings(shift=3, feather=9, remove_fringe=True))
    editor.edge.reset.click()
    assert _edge(editor) == EdgeSettings()
    editor.document.undo()
    assert _edge(editor).feather == 9


def test_the_edge_panel_follows_the_selection_and_says_why_it_is_off(window: MainWindow) -> None:
    editor = window.editor
    upper, lower = reversed([layer.id for layer in editor.document.scene.layers])
    editor.document.set_edge(lower, EdgeSettings(feather=12.5))
    editor.selection.select(lower)
    QTest.qWait(0)
    assert editor.edge.rows["feather"].number.value() == 12.5
    editor.selection.select(upper)
    QTest.qWait(0)
    assert editor.edge.rows["feather"].number.value() == 0
    editor.selection.select(None)
    QTest.qWait(0)
    assert not any(row.slider.isEnabled() for row in editor.edge.rows.values())
    assert not editor.edge.defringe.isEnabled()
    assert editor.edge.hint.text() == "Select an object to refine the edge of its mask."


def test_the_edge_panel_comes_to_the_front_ready_for_the_keyboard(window: MainWindow) -> None:
    window.actions_["mask.edge"].trigger()
    QTest.qWait(0)
    assert not window.editor.edge.visibleRegion().isEmpty()
    assert window.focusWidget() is window.editor.edge.rows["smooth"].slider


def test_one_pull_of_the_strength_is_one_step_and_shows_meanwhile(editor: Editor) -> None:
    slider, before = editor.harmonize.strength.slider, _steps(editor)
    target = editor.selection.layer_id
    QTest.mousePress(slider, _LEFT, _NONE, _point(slider, slider.value()))
    for value in (40, 80, 120):
        QTest.mouseMove(slider, _point(slider, value))
        shown = editor.document.scene.layer(target).look.strength
        assert shown == pytest.approx(value / 100, abs=0.02)
    QTest.mouseRelease(slider, _LEFT, _NONE, _point(slider, 120))

    assert _steps(editor) == before + 1
    assert editor.document.history.undo_label == "Change strength"


def test_escape_takes_a_pull_back(editor: Editor) -> None:
    slider, before = editor.harmonize.strength.slider, _steps(editor)
    old = editor.document.scene.look(editor.selection.layer_id).strength
    QTest.mousePress(slider, _LEFT, _NONE, _point(slider, 90))
    QTest.keyClick(slider, Qt.Key.Key_Escape)

    assert editor.document.scene.look(editor.selection.layer_id).strength == old
    assert _steps(editor) == before


@pytest.mark.parametrize("method", [Method.MKL, Method.RAINNET])
def test_a_double_click_resets_the_strength_to_the_methods_own(editor: Editor, method: Method) -> None:
    target, slider = editor.selection.layer_id, editor.harmonize.strength.slider
    editor.document.set_variant(target, Variant(method))
    editor.document.set_strength(target, 1.3)
    QTest.qWait(1)
    QTest.mouseDClick(slider, _LEFT, _NONE, _point(slider, 130))

    assert editor.document.scene.look(target).strength == pytest.approx(default_strength(method))


def test_the_trim_is_set_and_reset(editor: Editor) -> None:
    target, row = editor.selection.layer_id, editor.harmonize.trims["warmth"]
    row.number.setValue(30)
    assert editor.document.scene.look(target).trim == Trim(warmth=0.3)

    row.reset_requested.emit()
    assert editor.document.scene.look(target).trim == Trim()


def test_arrow_keys_flip_through_the_variants(editor: Editor) -> None:
    target, variants = editor.selection.layer_id, editor.harmonize.variants
    variants.setCurrentRow(1)
    QTest.keyClick(variants, Qt.Key.Key_Down)

    assert editor.document.scene.look(target).variant.method is Method.REINHARD
    assert editor.document.scene.look(target).strength == default_strength(Method.REINHARD)


def test_flipping_back_restores_the_strength_of_the_network_and_of_the_matches(editor: Editor) -> None:
    row, variants, before = editor.harmonize.strength, editor.harmonize.variants, _steps(editor)
    shown = []
    row.number.setValue(77)
    for line, by_hand in ((1, 40), (2, None), (0, None), (3, None)):  # a match, another, the network, a third
        variants.setCurrentRow(line)
        if by_hand is not None:
            QTest.qWait(1)
            row.number.setValue(by_hand)
        QTest.qWait(1)
        shown.append(row.slider.value())

    assert shown == [40, 40, 77, 40]
    assert _steps(editor) == before + 6  # two pulls, four flips


def test_the_panel_says_why_a_match_has_less_strength_and_nothing_moves(editor: Editor) -> None:
    panel, before = editor.harmonize, _steps(editor)
    assert panel.strength_hint.text() == " "
    below = panel.fold.geometry()
    panel.variants.setCurrentRow(1)
    QTest.qWait(1)

    assert panel.strength.slider.value() == 25
    assert panel.strength_hint.text() == "25 % suits it; more is soon too much."
    assert panel.fold.geometry() == below
    editor.document.undo()
    QTest.qWait(1)
    assert (panel.strength.slider.value(), panel.strength_hint.text()) == (100, " ")
    assert _steps(editor) == before


def test_where_the_background_changes_the_panel_is_about_it(editor: Editor) -> None:
    editor.harmonize.direction.activated.emit(1)
    QTest.qWait(1)
    editor.harmonize.strength.number.setValue(60)

    assert editor.document.scene.direction is Direction.BACKGROUND
    assert editor.document.scene.background_look.strength == 0.6


def test_without_an_object_the_panel_says_what_to_do(editor: Editor) -> None:
    editor.selection.select(None)
    QTest.qWait(1)

    assert not editor.harmonize.on.isEnabled()
    assert editor.harmonize._hint.text()


def test_a_locked_ratio_scales_both_sides_in_one_step(editor: Editor) -> None:
    before = _steps(editor)
    editor.transform.boxes["width"].setValue(36)  # of 72: the ellipse, without what is transparent around it
    numbers = editor.document.geometry(editor.selection.layer_id)

    assert (numbers.width, numbers.height) == pytest.approx((36, 26))
    assert _steps(editor) == before + 1


def test_unlocked_sides_are_free_and_numbers_move_and_turn(editor: Editor) -> None:
    editor.transform.locked.setChecked(False)
    for name, value in (("height", 20.0), ("angle", 30.0), ("x", 5.0), ("y", 7.0)):
        editor.transform.boxes[name].setValue(value)
    numbers = editor.document.geometry(editor.selection.layer_id)

    assert (numbers.width, numbers.height, numbers.angle) == pytest.approx((72, 20, 30))
    assert (numbers.x, numbers.y) == pytest.approx((5, 7))


def test_the_numbers_follow_the_object(editor: Editor) -> None:
    editor.document.move(editor.selection.layer_id, 11, 0)
    numbers = editor.document.geometry(editor.selection.layer_id)
    QTest.qWait(1)

    assert editor.transform.boxes["x"].value() == pytest.approx(numbers.x, abs=0.06)


def test_objects_are_listed_from_the_top_with_the_background_last(editor: Editor) -> None:
    model = editor.objects.model

    assert [model.index(row).data() for row in range(model.rowCount())] == ["ball", "low", "Background"]


def test_the_list_may_be_drawn_before_it_hears_that_an_object_is_gone(editor: Editor) -> None:
    top = editor.document.scene.layers[-1].id
    editor.document.delete(top)
    assert editor.objects.model.row_of(top) == 0
    editor.objects.list.grab()  # an error in it would fail this test


def test_a_click_on_a_row_selects_its_object(editor: Editor) -> None:
    view = editor.objects.list
    QTest.mouseClick(view.viewport(), _LEFT, _NONE, view.visualRect(view.model().index(1)).center())

    assert editor.selection.layer.name == "low"


def test_the_eye_hides_without_selecting(editor: Editor) -> None:
    view, selected = editor.objects.list, editor.selection.layer_id
    row = view.visualRect(view.model().index(1))
    QTest.mouseClick(view.viewport(), _LEFT, _NONE, switch_area(row, Role.VISIBLE).center())

    assert [layer.visible for layer in editor.document.scene.layers] == [False, True]
    assert editor.selection.layer_id == selected


def test_a_row_dropped_below_another_changes_the_order(editor: Editor) -> None:
    model = editor.objects.model
    data = model.mimeData([model.index(0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 2, 0, model.index(-1))

    assert [layer.name for layer in editor.document.scene.layers] == ["ball", "low"]


def test_a_click_in_the_history_goes_back_and_forth(editor: Editor) -> None:
    editor.document.move(editor.selection.layer_id, 10, 0)
    last = _steps(editor)
    QTest.qWait(1)
    history = editor.history.list
    assert history.count() == last + 1

    history.setCurrentRow(0)
    assert editor.document.scene.background is None
    history.setCurrentRow(last)
    assert len(editor.document.scene.layers) == 2
    assert editor.selection.layer is editor.document.scene.layers[-1]


def test_a_way_to_harmonize_that_is_worked_out_already_says_so_in_passing(qtbot, window: MainWindow) -> None:
    editor = window.editor
    panel = editor.harmonize
    variants = panel.variants

    def shown() -> bool:
        return editor.live.frame is not None and editor.live.frame.exact

    def choose(method: Method) -> None:
        editor.document.set_variant(panel.target, Variant(method))
        qtbot.waitUntil(lambda: shown() and editor.live.frame.scene is editor.document.scene, timeout=20_000)

    def at_once(method: Method) -> bool:
        item = variants.item(variants.offered.index(Variant(method)))
        said = item.data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert bool(said) == ("shows at once" in item.toolTip())
        return bool(said)

    choose(Method.MKL)
    choose(Method.REINHARD)
    qtbot.waitUntil(lambda: at_once(Method.MKL))
    assert not at_once(Method.REINHARD)
    assert not at_once(Method.POISSON)
    assert not any("ready" in variants.item(row).text() for row in range(variants.count()))
    editor.document.move(panel.target, 3, 0)
    qtbot.waitUntil(lambda: not at_once(Method.MKL))
