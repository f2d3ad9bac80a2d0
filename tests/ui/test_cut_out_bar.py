"""The bar that says what was cut out, in a wide window and in narrow ones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolButton, QWidget

from rainharmonize_gui.ui.cut_out_bar import CutOutBar

WORDS = "Ausgeschnitten: vorgeschlagenes Motiv"


@pytest.mark.parametrize("width", [1200, 420, 300])
def test_all_of_it_is_in_view(qtbot, width: int) -> None:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    bar = CutOutBar(canvas)
    canvas.resize(700, 400)
    canvas.show()
    bar.tell(WORDS, subject_used=True)
    canvas.resize(width, 400)
    for button in bar.findChildren(QToolButton):
        corner = button.mapTo(canvas, QPoint(button.width(), button.height()))
        assert corner.x() <= width
        assert corner.y() <= 400
        assert button.width() >= button.sizeHint().width()
    assert (bar.height() < bar.text.height() + bar.subject.height()) == (width == 1200)
