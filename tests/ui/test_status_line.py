"""The status bar has room for what it says, or says less: no text of it widens the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

import resources
from engine.default_weights import OPEN_PHOTOS
from engine.types import Method
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.live import Phase, Status
from rainharmonize_gui.ui.window import MainWindow

_VARIANTS = (
    Variant(Method.MKL),
    Variant(Method.REINHARD),
    Variant(Method.HISTOGRAM),
    Variant(Method.POISSON),
    Variant(weights=OPEN_PHOTOS),
)


@pytest.fixture(params=["en", "de"])
def window(request, qtbot, qapp: QCoreApplication, tmp_path) -> Iterator[MainWindow]:
    """With an object, in each language, 1024 pixels wide."""
    translator = QTranslator()
    if request.param == "de":
        assert translator.load("rainharmonize_de", str(resources.path("i18n")))
        qapp.installTranslator(translator)
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1024, 700)
    with qtbot.waitExposed(window):
        window.show()
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    yield window
    close(window)
    qapp.removeTranslator(translator)


def test_objects_of_many_variants_leave_the_window_as_wide_as_it_is(qtbot, window: MainWindow) -> None:
    document, engine = window.editor.document, window.editor.status_line.engine
    layer = document.scene.layers[0].id
    for variant in _VARIANTS:
        document.set_variant(document.duplicate(layer, offset=(9, 3)), variant)
    qtbot.waitUntil(lambda: engine.text().count("; ") == len(_VARIANTS), timeout=30_000)
    qtbot.wait(0)

    assert window.width() == 1024
    assert engine.isVisible()
    assert engine.shown != engine.text()
    at = engine.rect().center()
    QApplication.sendEvent(engine, QHelpEvent(QEvent.Type.ToolTip, at, engine.mapToGlobal(at)))
    assert QToolTip.text() == engine.text()
    QToolTip.hideText()


@pytest.mark.parametrize("phase", [Phase.READY, Phase.WORKING])
def test_however_long_its_texts_the_window_can_be_as_narrow_as_before(
    qtbot, window: MainWindow, phase: Phase
) -> None:
    line = window.editor.status_line
    narrowest = window.minimumSizeHint().width()
    line.show_status(Status(phase, "weights " * 99, "sentence " * 99, None))
    qtbot.wait(0)

    assert window.minimumSizeHint().width() == narrowest
    assert line.zoom.visibleRegion().boundingRect().width() == line.zoom.width()
    assert line.size_label.width() >= line.size_label.sizeHint().width()


def test_a_short_text_is_shown_in_full(qtbot, window: MainWindow) -> None:
    line = window.editor.status_line
    line.show_status(Status(Phase.WORKING, "RainNet · CPU, 2 threads", "Harmonizing…", None))
    qtbot.wait(0)

    assert line.engine.shown == "RainNet · CPU, 2 threads"
    assert line.busy.shown == "Harmonizing…"
