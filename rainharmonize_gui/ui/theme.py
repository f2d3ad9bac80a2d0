"""Light and dark: a set of named colours each, from which palette, icons and our own drawing take theirs.

Qt's colour scheme hint is set too, so that window frames and native dialogs follow; where the platform
ignores it (it reports back what it did), our palette does the whole job. The style is Fusion everywhere: the
one that takes a palette completely.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from rainharmonize_gui.document.settings import Theme as Scheme

__all__ = ["DARK", "LIGHT", "Colors", "Scheme", "Theme", "button_style", "contrast", "palette", "theme"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one scheme, as #rrggbb."""

    window: str
    """Behind panels, bars and dialogs."""
    base: str
    """Behind text that can be edited, and lists."""
    button: str
    border: str
    """Lines that separate; decoration, not text."""
    outline: str
    """Around check boxes: seen on `window` and on `base`, where lines that only separate need not be."""
    text: str
    muted: str
    """Secondary text; as readable as `text` by the same rule."""
    disabled: str
    accent: str
    """Links, selection, the checked tool, drop highlight."""
    on_accent: str
    canvas: str
    """Around the picture: neutral, so that it does not tint judgement of colour."""
    info: str
    warning: str
    error: str
    """Backgrounds of the message bar; `text` is written on them."""


LIGHT = Colors(
    window="#f4f5f6",
    base="#ffffff",
    button="#ebedef",
    border="#c9cdd2",
    outline="#6c737b",
    text="#1c1f23",
    muted="#565d66",
    disabled="#9aa1a9",
    accent="#1768a0",
    on_accent="#ffffff",
    canvas="#c4c4c4",
    info="#dcebf6",
    warning="#fbeac0",
    error="#f9d9d6",
)

DARK = Colors(
    window="#25282b",
    base="#1b1d1f",
    button="#32363a",
    border="#43484e",
    outline="#949ca4",
    text="#e8eaec",
    muted="#a9b0b8",
    disabled="#6d747b",
    accent="#6cb8e8",
    on_accent="#10202b",
    canvas="#3a3a3a",
    info="#1f3a4d",
    warning="#4d3d10",
    error="#562723",
)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1…21 (WCAG 2.2, "relative luminance" and "contrast ratio")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(name: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    color = QColor(name)
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def palette(colors: Colors) -> QPalette:
    """The Qt palette made of `colors`."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette(QColor(colors.button), QColor(colors.window))
    for roles, name in (
        ((role.Window, role.AlternateBase), colors.window),
        ((role.Base, role.ToolTipBase), colors.base),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), colors.text),
        ((role.Button,), colors.button),
        ((role.Mid,), colors.border),
        ((role.PlaceholderText,), colors.muted),
        ((role.Highlight, role.Link, role.LinkVisited, role.Accent), colors.accent),
        ((role.HighlightedText, role.BrightText), colors.on_accent),
    ):
        for each in roles:
            made.setColor(each, QColor(name))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(group.Disabled, each, QColor(colors.disabled))
    made.setColor(group.Disabled, role.Highlight, QColor(colors.border))
    return made


def _with_visible_boxes(made: QPalette, colors: Colors) -> QPalette:
    """A palette for check boxes: Fusion outlines them in a shade of the window's colour, which hides them.

    It takes that colour for nothing else there, so that it can be the one that comes out as `outline`.
    """
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    visible = QPalette(made)
    visible.setColor(role.Window, _outlining(colors.outline))
    visible.setColor(group.Disabled, role.Window, _outlining(colors.border))
    visible.setColor(group.Disabled, role.Base, QColor(colors.window))
    return visible


def _outlining(name: str) -> QColor:
    """What Fusion makes the outline `name` of: it darkens by 140 %, then lightens by 110."""
    return QColor(name).lighter(140).darker(110)


class Theme(QObject):
    """Applies a scheme to the application and says when it changed. `theme()` has the one in use."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = Scheme.SYSTEM
        self._colors = LIGHT
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def colors(self) -> Colors:
        return self._colors

    @property
    def is_dark(self) -> bool:
        return self._colors is DARK

    def apply(self, scheme: Scheme) -> None:
        """Switch the whole application to `scheme`."""
        self._scheme = scheme
        wanted = {
            Scheme.SYSTEM: Qt.ColorScheme.Unknown,
            Scheme.LIGHT: Qt.ColorScheme.Light,
            Scheme.DARK: Qt.ColorScheme.Dark,
        }[scheme]
        hints = self._app.styleHints()
        hints.setColorScheme(wanted)
        reported = hints.colorScheme()
        if scheme is not Scheme.SYSTEM and reported != wanted:
            log.debug("the platform takes no colour scheme; window frames keep theirs")
        dark = scheme is Scheme.DARK or (scheme is Scheme.SYSTEM and reported == Qt.ColorScheme.Dark)
        self._use(DARK if dark else LIGHT)

    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            self._use(DARK if dark else LIGHT)

    def _use(self, colors: Colors) -> None:
        self._colors = colors
        made = palette(colors)
        self._app.setPalette(made)
        for kind in ("QCheckBox", "QRadioButton"):
            # Whatever the stubs say, a name it must be.
            self._app.setPalette(_with_visible_boxes(made, colors), kind)  # type: ignore[arg-type]
        QToolTip.setPalette(made)
        self.changed.emit()


def theme() -> Theme:
    """The application's theme, made on first use. Needs a QApplication."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("The theme needs a QApplication first.")
    found = app.findChild(Theme, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Theme) else Theme(app)


def button_style(colors: Colors, *, primary: bool) -> str:
    """The stylesheet of a large button; a page has one primary."""
    face, text = (colors.accent, colors.on_accent) if primary else (colors.button, colors.text)
    edge = "transparent" if primary else colors.border
    weight = 600 if primary else 400
    hover = QColor(face).lighter(112).name() if primary else colors.border
    return (
        f"QPushButton {{ background: {face}; color: {text}; font-weight: {weight};"
        f" border: 2px solid {edge}; border-radius: 6px; padding: 6px 18px; }}"
        f"QPushButton:hover, QPushButton:pressed {{ background: {hover}; }}"
        f"QPushButton:focus {{ border-color: {colors.text if primary else colors.accent}; }}"
    )
