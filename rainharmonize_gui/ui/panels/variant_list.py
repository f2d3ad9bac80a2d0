"""The list of ways to harmonize: arrow keys flip through, the one at work says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy

from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import CalmList
from rainharmonize_gui.ui.variants import explanation, name_of, variants

_ROW_HEIGHT = 26


class VariantList(QListWidget):
    """All variants at a glance, as tall as it needs."""

    chosen = Signal(object)
    """The `Variant` the user picked."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("Variants", "Ways to harmonize"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setUniformItemSizes(True)
        self._variants: tuple[Variant, ...] = ()
        self._working = False
        self._ready: frozenset[Variant] = frozenset()
        CalmList(self)
        self.currentRowChanged.connect(self._picked)
        self.set_own_weights(())

    def set_own_weights(self, paths: Sequence[str]) -> None:
        """Offer these too."""
        self._fill(variants(paths))

    def show_variant(self, variant: Variant) -> None:
        """Select it without telling anyone; one that is not listed (of an older project) joins the list."""
        if variant not in self._variants:
            self._fill((*self._variants, variant))
        with QSignalBlocker(self):
            self.setCurrentRow(self._variants.index(variant))
        self._name_rows()

    @property
    def offered(self) -> tuple[Variant, ...]:
        return self._variants

    def set_ready(self, ready: frozenset[Variant]) -> None:
        """Those that show at once when they are chosen; only their tooltips say so."""
        if ready != self._ready:
            self._ready = ready
            self._name_rows()

    def set_working(self, *, on: bool) -> None:
        """Whether the current one is still being computed."""
        if on != self._working:
            self._working = on
            self._name_rows()

    def sizeHint(self) -> QSize:
        return QSize(200, self.count() * _ROW_HEIGHT + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _fill(self, found: tuple[Variant, ...]) -> None:
        self._variants = found
        with QSignalBlocker(self):
            self.clear()
            for variant in found:
                item = QListWidgetItem(name_of(variant))
                item.setSizeHint(QSize(0, _ROW_HEIGHT))
                self.addItem(item)
        self.updateGeometry()

    def _name_rows(self) -> None:
        working = translate("Variants", "{name} – working…")
        at_once = translate("Variants", "Already worked out: shows at once")
        for row, variant in enumerate(self._variants):
            item, name, tip = self.item(row), name_of(variant), explanation(variant)
            current = row == self.currentRow()
            ready = not current and variant in self._ready
            busy = current and self._working and self.isEnabled()
            item.setText(working.format(name=name) if busy else name)
            item.setToolTip(f"{tip}\n{at_once}" if ready else tip)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, at_once if ready else "")

    @Slot(int)
    def _picked(self, row: int) -> None:
        if 0 <= row < len(self._variants):
            self.chosen.emit(self._variants[row])
