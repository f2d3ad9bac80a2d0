"""Colours that can be read, and that change everywhere at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

import resources
from rainharmonize_gui.ui.icons import app_icon, icon
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.theme import DARK, LIGHT, Colors, Scheme, contrast, theme

_READ = [
    *((text, back) for text in ("text", "muted") for back in ("window", "base", "button")),
    *(("text", back) for back in ("info", "warning", "error")),
    ("accent", "window"),
    ("accent", "base"),
    ("on_accent", "accent"),
]
ICONS = sorted(path.stem for path in resources.path("icons").glob("*.svg") if path.stem != "app")


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "back"), _READ)
def test_everything_can_be_read(colors: Colors, text: str, back: str) -> None:
    assert contrast(getattr(colors, text), getattr(colors, back)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_the_canvas_is_neutral(colors: Colors) -> None:
    canvas = QColor(colors.canvas)

    assert canvas.red() == canvas.green() == canvas.blue()


@pytest.mark.parametrize(("scheme", "colors"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_a_scheme_is_applied_even_where_the_platform_takes_none(
    qapp: QApplication, scheme: Scheme, colors: Colors
) -> None:
    theme().apply(scheme)

    assert theme().colors is colors
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(colors.window)
    assert qapp.palette().color(QPalette.ColorRole.WindowText) == QColor(colors.text)


def test_a_change_is_announced(qtbot) -> None:
    with qtbot.waitSignal(theme().changed):
        theme().apply(Scheme.DARK)


def test_there_is_one_theme(qapp: QApplication) -> None:
    assert theme() is theme()


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_of_the_family(name: str) -> None:
    svg = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")

    assert 'viewBox="0 0 24 24"' in svg
    assert 'stroke="currentColor" stroke-width="1.75"' in svg
    assert "#" not in svg


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_is_drawn_for_the_screen_it_is_on(qapp: QApplication, ratio: float) -> None:
    pixmap = icon("brush").pixmap(QSize(20, 20), ratio)

    assert pixmap.size() == QSize(20, 20) * ratio
    assert pixmap.devicePixelRatio() == ratio


@pytest.mark.parametrize(
    ("mode", "state", "color"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, "text"),
        (QIcon.Mode.Active, QIcon.State.Off, "text"),
        (QIcon.Mode.Normal, QIcon.State.On, "accent"),
        (QIcon.Mode.Disabled, QIcon.State.Off, "disabled"),
        (QIcon.Mode.Selected, QIcon.State.Off, "on_accent"),
    ],
)
def test_an_icon_has_the_colour_of_its_state(
    qapp: QApplication, mode: QIcon.Mode, state: QIcon.State, color: str
) -> None:
    assert _ink(icon("close"), mode, state) == QColor(getattr(LIGHT, color)).getRgb()[:3]


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    close = icon("close")
    theme().apply(Scheme.DARK)

    assert _ink(close) == QColor(DARK.text).getRgb()[:3]


def test_an_icon_can_be_copied_and_changed(qapp: QApplication) -> None:
    copy = QIcon(icon("close"))
    copy.addPixmap(icon("brush").pixmap(16, 16))

    assert not copy.pixmap(16, 16).isNull()


def test_an_icon_that_is_not_there_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no such icon")


def test_the_application_icon_has_the_usual_sizes(qapp: QApplication) -> None:
    assert QSize(256, 256) in app_icon().availableSizes()


def _ink(
    drawn: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> tuple[int, ...]:
    pixels = from_qimage(drawn.pixmap(QSize(48, 48), 1.0, mode, state).toImage())
    return tuple(int(value) for value in pixels[24, 24, :3])


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_check_box_can_be_seen_and_its_tick_read(qtbot, scheme: Scheme) -> None:
    theme().apply(scheme)
    empty, ticked = _drawn_box(), _drawn_box(ticked=True)
    outline, inside, window = _middle(empty, 0), _middle(empty, 6), theme().colors.window

    assert contrast(outline, window) >= 3
    assert contrast(inside, window) < 1.2
    assert max(contrast(color, inside) for color in _colors_of(ticked) - {outline}) >= 4.5


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("ticked", [False, True])
def test_a_check_box_that_cannot_be_used_is_fainter(qtbot, scheme: Scheme, ticked: bool) -> None:
    theme().apply(scheme)
    usable, unusable = (_drawn_box(ticked=ticked, enabled=enabled) for enabled in (True, False))
    window = theme().colors.window

    assert contrast(_middle(unusable, 0), window) < 0.6 * contrast(_middle(usable, 0), window)


def _drawn_box(*, ticked: bool = False, enabled: bool = True) -> QImage:
    """On a window: alone, it would be taken for one."""
    window = QWidget()
    box = QCheckBox(parent=window, checked=ticked, enabled=enabled)
    box.adjustSize()
    return window.grab(box.geometry()).toImage()


def _middle(picture: QImage, across: int) -> str:
    """The colour of the row through the middle, so far from the left."""
    return picture.pixelColor(across, picture.height() // 2).name()


def _colors_of(picture: QImage) -> set[str]:
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
