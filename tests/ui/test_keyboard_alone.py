"""The window without a mouse: where Tab goes can be seen, arrows move, Esc lets go."""

from __future__ import annotations

from editor_examples import close
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.window import MainWindow

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def _active(window: MainWindow) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.editor.canvas.setFocus()


def _idle(window: MainWindow) -> bool:
    editor = window.editor
    return not editor.reading.busy and not editor.live.status.phase.busy


def _focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _in_sight(widget: QWidget, window: MainWindow) -> bool:
    return window.rect().contains(widget.mapTo(window, widget.rect().center()))


def test_wherever_tab_goes_can_be_seen_and_it_comes_round(qtbot, window: MainWindow) -> None:
    _active(window)
    canvas, edge = window.editor.canvas, window.findChild(QDockWidget, "edge")
    stops: list[QWidget] = []
    while not stops or (stops[-1] is not canvas and len(stops) < 100):
        QTest.keyClick(_focused(), Qt.Key.Key_Backtab, _SHIFT)
        stops.append(_focused())
        qtbot.waitUntil(lambda: _in_sight(_focused(), window))

    assert stops[-1] is canvas
    panels = (window.editor.harmonize, window.editor.edge, window.editor.objects, window.editor.history)
    assert all(any(panel.isAncestorOf(stop) for stop in stops) for panel in panels)
    assert not _in_sight(edge, window)  # behind its tab again


def test_on_the_welcome_page_tab_stays_in_sight(qtbot) -> None:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert window.editor is not None  # made when it is asked for, its panels hidden
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        assert window.welcome.isAncestorOf(_focused()), type(_focused())
    close(window)


def test_an_object_is_moved_and_let_go_by_keys(qtbot, window: MainWindow) -> None:
    _active(window)
    canvas, document = window.editor.canvas, window.editor.document
    layer_id = window.editor.selection.layer_id
    before = document.geometry(layer_id)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, _SHIFT)
    after = document.geometry(layer_id)

    assert (round(after.x - before.x), round(after.y - before.y)) == (1, 10)
    qtbot.waitUntil(lambda: _idle(window), timeout=20_000)  # Esc would end what is under way first
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.editor.selection.layer_id is None


def test_f6_comes_by_a_panel_that_was_behind_its_tab(qtbot, window: MainWindow) -> None:
    _active(window)
    history = window.editor.history
    history.list.setFocus()
    qtbot.waitUntil(lambda: _in_sight(history.list, window))
    window.editor.canvas.setFocus()
    visited: list[QWidget] = []
    while not visited or (visited[-1] is not window.editor.canvas and len(visited) < 20):
        QTest.keyClick(_focused(), Qt.Key.Key_F6)
        visited.append(_focused())

    assert history.list in visited
