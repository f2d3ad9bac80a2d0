"""A window that is too small for all that there is."""

from __future__ import annotations

from PySide6.QtTest import QTest

from rainharmonize_gui.ui.window import MainWindow


def test_what_is_unfolded_is_scrolled_into_sight(qtbot, window: MainWindow) -> None:
    window.resize(900, 480)
    QTest.qWait(0)
    panel = window.editor.harmonize
    panel.fold.heading.click()

    for row in panel.trims.values():
        qtbot.waitUntil(lambda row=row: row.slider.visibleRegion().boundingRect() == row.slider.rect())
