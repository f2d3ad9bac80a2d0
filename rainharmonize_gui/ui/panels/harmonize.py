"""The Harmonize panel: how the selected object, or the background that follows, is made to fit in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from engine.methods import default_strength
from engine.types import MAX_STRENGTH, Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import TRIM_LABELS, Label
from rainharmonize_gui.document.layer import Look, Trim, Variant
from rainharmonize_gui.document.scene import Target
from rainharmonize_gui.ui.actions import Actions
from rainharmonize_gui.ui.calm_wheel import calm_wheel
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import Phase, Status
from rainharmonize_gui.ui.panels.base import GRID, Line, Muted, MutedLine, SliderPanel
from rainharmonize_gui.ui.panels.buttons import ActionButton, ActionCheckBox, Fold, small_button
from rainharmonize_gui.ui.panels.slider import SliderRow
from rainharmonize_gui.ui.panels.variant_list import VariantList
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.variants import choose, strength_hint

_TRIMS = ("brightness", "contrast", "warmth", "saturation")


class HarmonizePanel(SliderPanel):
    """Edits the look of the target: the selected object, or the background where that is what changes."""

    def __init__(self, document: Document, selection: Selection, actions: Actions) -> None:
        super().__init__(document, selection)
        self.on = QCheckBox()
        self.on.toggled.connect(self._switch)
        self.variants = VariantList()
        self.variants.chosen.connect(self._choose_variant)
        self.strength = self._strength_row()
        self.strength_hint = MutedLine()
        self.trims = {name: self._trim_row(name) for name in _TRIMS}
        self.direction = self._direction_box()
        self._hint = Muted()
        self.knows: Callable[[Target, Variant], bool] = lambda _target, _variant: False
        self.fold = Fold(translate("Harmonize", "Fine trim"))
        self._arrange(actions)
        self.refresh()

    @property
    def target(self) -> Target:
        """What the controls are about; with `has_target`."""
        return None if self.document.scene.direction is Direction.BACKGROUND else self.selection.layer_id

    @property
    def has_target(self) -> bool:
        scene = self.document.scene
        if scene.direction is Direction.BACKGROUND:
            return scene.background is not None
        return self.selection.layer_id is not None

    @property
    def look(self) -> Look:
        """The target's; the one for objects to come where there is none."""
        return self.document.scene.look(self.target) if self.has_target else self.document.new_look

    def set_own_weights(self, paths: Sequence[str]) -> None:
        """Offer the user's own weights among the variants."""
        self.variants.set_own_weights(paths)
        self.refresh()

    @Slot(object)
    def show_status(self, status: Status) -> None:
        """Say whether the variant is still computed."""
        self.variants.set_working(on=status.phase in (Phase.WORKING, Phase.LOADING))

    def refresh(self) -> None:
        there, look = self.has_target, self.look
        follows = self.document.scene.direction is Direction.BACKGROUND
        with QSignalBlocker(self.on):
            self.on.setChecked(look.harmonize)
        self.on.setText(self._what())
        self.on.setEnabled(there)
        self._hint.setText(self._hint_text())
        self._hint.setVisible(not there)
        self.variants.show_variant(look.variant)
        offered = self.variants.offered if there and look.harmonize else ()
        self.variants.set_ready(frozenset(each for each in offered if self.knows(self.target, each)))
        self.variants.setEnabled(there and look.harmonize)
        self.strength.show_value(round(look.strength * 100))
        hint = strength_hint(look.variant)
        self.strength_hint.setText(hint or " ")  # its line stays, so that nothing below it moves
        self.strength_hint.setToolTip(hint)
        self.strength_hint.setVisible(there)
        for name, row in self.trims.items():
            row.show_value(round(getattr(look.trim, name) * 100))
        for row in (self.strength, *self.trims.values()):
            row.set_enabled(on=there and look.harmonize)
        self.direction.setCurrentIndex(int(follows))
        self.direction.setEnabled(self.document.scene.background is not None)

    def _what(self) -> str:
        if self.document.scene.direction is Direction.BACKGROUND:
            return translate("Harmonize", "Harmonize the background")
        layer = self.selection.layer
        if layer is not None and layer.region:
            return translate("Harmonize", "Harmonize this region")
        return translate("Harmonize", "Harmonize this object")

    def _hint_text(self) -> str:
        if self.document.scene.background is None:
            return translate("Harmonize", "Open a photo first, then drop an object on it.")
        if not self.document.scene.layers:
            return translate(
                "Harmonize",
                "Drop or paste an object, or select a part of the photo: it is harmonized by itself.",
            )
        return translate("Harmonize", "Click an object to change how it is harmonized.")

    def _strength_row(self) -> SliderRow:
        row = SliderRow(
            self,
            name=translate("Harmonize", "Strength"),
            minimum=0,
            maximum=round(MAX_STRENGTH * 100),
            tip=translate("Harmonize", "How far the object goes towards the background"),
        )
        row.began.connect(self._pull_strength)
        row.changed.connect(self._set_strength)
        row.reset_requested.connect(self._reset_strength)
        self._end_with(row)
        return row

    def _trim_row(self, name: str) -> SliderRow:
        text = {
            "brightness": translate("Harmonize", "Brightness"),
            "contrast": translate("Harmonize", "Contrast"),
            "warmth": translate("Harmonize", "Warmth"),
            "saturation": translate("Harmonize", "Saturation"),
        }[name]
        row = SliderRow(self, name=text, minimum=-100, maximum=100)
        row.setObjectName(name)
        row.began.connect(self._pull_trim)
        row.changed.connect(self._set_trim)
        row.reset_requested.connect(self._reset_trim)
        self._end_with(row)
        return row

    def _end_with(self, row: SliderRow) -> None:
        row.ended.connect(self._let_go)
        row.abandoned.connect(self._take_back)

    def _direction_box(self) -> QComboBox:
        box = QComboBox()
        box.addItem(translate("Harmonize", "The object changes"))
        box.addItem(translate("Harmonize", "The background changes"))
        box.setToolTip(translate("Harmonize", "Which side is fitted to the other"))
        box.setAccessibleName(translate("Harmonize", "What changes"))
        box.activated.connect(self._set_direction)
        calm_wheel(box)
        return box

    def _arrange(self, actions: Actions) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, GRID, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self._hint)
        column.addWidget(self.on)
        column.addWidget(self.variants)
        column.addLayout(self._grid((self.strength,)))
        column.addWidget(self.strength_hint)
        column.addWidget(self.fold)
        self.fold.content.setLayout(self._grid(tuple(self.trims.values())))
        column.addWidget(Line())
        column.addWidget(self.direction)
        column.addLayout(_reference_row(actions))
        column.addWidget(Line())
        column.addLayout(_run_row(actions))
        column.addLayout(_weights_row(actions))
        column.addStretch()

    @staticmethod
    def _grid(rows: tuple[SliderRow, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 76)
        for index, row in enumerate(rows):
            row.add_to(grid, index)
        return grid

    @Slot(bool)
    def _switch(self, on: bool) -> None:  # noqa: FBT001  a signal's argument
        if self.has_target:
            self.document.set_harmonize(self.target, on=on)

    @Slot(object)
    def _choose_variant(self, variant: Variant) -> None:
        if self.has_target:
            choose(self.document, self.target, variant)

    @Slot()
    def _pull_strength(self) -> None:
        self._take_hold(Label.STRENGTH)

    @Slot()
    def _pull_trim(self) -> None:
        self._take_hold(TRIM_LABELS[self.sender().objectName()])

    @Slot(int)
    def _set_strength(self, percent: int) -> None:
        if self.has_target:
            self.document.set_strength(self.target, percent / 100)

    @Slot()
    def _reset_strength(self) -> None:
        self._set_strength(round(default_strength(self.look.variant.method) * 100))

    @Slot(int)
    def _set_trim(self, percent: int) -> None:
        name = self.sender().objectName()
        if self.has_target:
            self.document.set_trim(self.target, replace(self.look.trim, **{name: percent / 100}))

    @Slot()
    def _reset_trim(self) -> None:
        name = self.sender().objectName()
        if self.has_target:
            self.document.set_trim(self.target, replace(self.look.trim, **{name: getattr(Trim(), name)}))

    @Slot(int)
    def _set_direction(self, index: int) -> None:
        direction = Direction.BACKGROUND if index else Direction.OBJECT
        self.document.set_direction(direction, variant=self.look.variant)


def _run_row(actions: Actions) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(ActionCheckBox(actions["harmonize.auto"]), stretch=1)
    row.addWidget(small_button(actions["harmonize.run"]))
    return row


def _weights_row(actions: Actions) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(ActionButton(actions["harmonize.weights"]), stretch=1)
    row.addWidget(small_button(actions["harmonize.card"]))
    return row


def _reference_row(actions: Actions) -> QHBoxLayout:
    label = QLabel(translate("Harmonize", "Reference region"))
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(label, stretch=1)
    for name in ("tool.reference", "reference.clear"):
        if name in actions:
            row.addWidget(small_button(actions[name]))
    return row
