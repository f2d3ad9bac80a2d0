"""The export dialog: what, how, how large, where. It asks; the window exports."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.images import Format
from rainharmonize_gui.document.export import ExportChoice, Kind
from rainharmonize_gui.ui.calm_wheel import calm_wheel
from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.export_choice import (
    LARGEST_PERCENT,
    SUFFIX,
    ExportSource,
    can_be_exported,
    format_at,
    formats,
    name_of,
    named,
    note_on_name,
    result_size,
    suggested_name,
    with_ending,
)
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import Muted


class ExportDialog(QDialog):
    """Remembers nothing itself: hand in the choice of last time, take the new one from `accepted_choice`."""

    accepted_choice = Signal(object, object)
    """`ExportChoice` and Path; the file may be replaced where it exists, the user was asked."""
    changed = Signal(object)
    """The `ExportChoice`, whenever it changes: time to estimate anew."""

    def __init__(
        self,
        source: ExportSource,
        choice: ExportChoice,
        *,
        folder: str = "",
        path: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """folder: where to suggest a file, if the background has none. path: the file of a first attempt."""
        super().__init__(parent)
        self.setWindowTitle(translate("Export", "Export"))
        self._source = source
        self._folder = folder
        self._first = choice
        self._named_by_hand = path is not None
        self.kind = self._kind_box()
        self.format = QComboBox()
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality.setRange(1, 100)
        self.quality_number = QSpinBox(minimum=1, maximum=100)
        self.percent = QSpinBox(minimum=1, maximum=LARGEST_PERCENT, suffix=translate("Panels", " %"))
        self.size_label = Muted()
        self.profile = QComboBox()
        self.exif = QCheckBox(translate("Export", "Keep camera and time of the photograph"))
        self.gps = QCheckBox(translate("Export", "Keep the place where it was taken, too"))
        self.path = QLineEdit()
        self.estimate = Muted(" ")
        self.note = _room_for_a_sentence()
        self._browse = QPushButton(translate("Export", "Browse…"))
        self._browse.clicked.connect(self._ask_for_path)
        self._browse.setAutoDefault(False)
        self._arrange()
        self._fill(choice)
        self._connect()
        if path is not None:
            self.path.setText(str(path))
        self._kind_changed()

    @property
    def choice(self) -> ExportChoice:
        """As the controls say."""
        return ExportChoice(
            kind=self.kind.currentData(),
            format=self._format,
            quality=self.quality.value(),
            scale=self.percent.value() / 100,
            source_profile=bool(self.profile.currentData()),
            keep_exif=self.exif.isChecked() if self._source.has_exif else self._first.keep_exif,
            keep_gps=self.exif.isChecked() and self.gps.isChecked(),
        )

    @property
    def _format(self) -> Format:
        """Qt hands a StrEnum back as a plain string."""
        return Format(self.format.currentData() or Format.PNG)

    def show_estimate(self, size: int) -> None:
        """size: bytes."""
        text = QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        self.estimate.setText(translate("Export", "About {size}").format(size=text))

    def accept(self) -> None:
        """Ask before replacing a file, then hand the choice on."""
        path = self._target
        self._named_by_hand = True
        self.path.setText(str(path))
        if os.path.isfile(path):  # noqa: PTH113  Path's raises where a name is too long
            self._ask_to_replace(path)
        else:
            self._finish(path)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._check_name()  # a folder that was missing may be there now

    @property
    def _named(self) -> Path:
        return named(self.path.text(), self.choice, self._source, folder=self._folder)

    @property
    def _target(self) -> Path:
        """The file that will be written."""
        return with_ending(self._named, self._format)

    def _kind_box(self) -> QComboBox:
        box = QComboBox()
        entries = box.model()
        assert isinstance(entries, QStandardItemModel)
        for row, kind in enumerate(Kind):
            box.addItem(name_of(kind, self._source), kind)
            entries.item(row).setEnabled(can_be_exported(kind, self._source))
        return box

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for text, widget in (
            (translate("Export", "&What"), self.kind),
            (translate("Export", "&Format"), self.format),
            (translate("Export", "&Quality"), _side_by_side(self.quality, self.quality_number)),
            (translate("Export", "&Size"), _side_by_side(self.percent, self.size_label)),
            (translate("Export", "&Colours"), self.profile),
            (translate("Export", "About the photo"), self.exif),
            ("", self.gps),
            (translate("Export", "F&ile"), _side_by_side(self.path, self._browse)),
            ("", self.estimate),
            ("", self.note),
        ):
            form.addRow(text, widget)
        for text, widget in self._names():
            widget.setAccessibleName(text)
            if widget is not self.path:
                calm_wheel(widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole.AcceptRole
        self._export = buttons.addButton(translate("Export", "Export"), role)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        without_icons(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(buttons)
        self.setMinimumWidth(560)
        self._export.setDefault(True)  # works only inside the dialog

    def _names(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (translate("Export", "What to export"), self.kind),
            (translate("Export", "File format"), self.format),
            (translate("Export", "Quality"), self.quality),
            (translate("Export", "Quality as a number"), self.quality_number),
            (translate("Export", "Size in percent"), self.percent),
            (translate("Export", "Colour profile"), self.profile),
            (translate("Export", "File name"), self.path),
        )

    def _fill(self, choice: ExportChoice) -> None:
        self._select(self.kind, choice.kind if can_be_exported(choice.kind, self._source) else Kind.PICTURE)
        self._fill_formats(choice.format)
        self.quality.setValue(choice.quality)
        self.quality_number.setValue(choice.quality)
        self.percent.setValue(round(choice.scale * 100))
        self.profile.addItem(translate("Export", "sRGB, right on every screen"), userData=False)
        if self._source.has_profile:
            self.profile.addItem(translate("Export", "The profile of the background’s file"), userData=True)
            self._select(self.profile, choice.source_profile)
        self.exif.setChecked(choice.keep_exif and self._source.has_exif)
        self.exif.setEnabled(self._source.has_exif)
        self.gps.setChecked(choice.keep_gps)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.format.currentIndexChanged.connect(self._changed)
        self.quality.valueChanged.connect(self.quality_number.setValue)
        self.quality_number.valueChanged.connect(self.quality.setValue)
        self.quality.valueChanged.connect(self._changed)
        self.percent.valueChanged.connect(self._changed)
        self.profile.currentIndexChanged.connect(self._changed)
        self.exif.toggled.connect(self._changed)
        self.gps.toggled.connect(self._changed)
        self.path.textEdited.connect(self._path_edited)
        self.path.textChanged.connect(self._check_name)

    def _fill_formats(self, wanted: Format) -> None:
        with QSignalBlocker(self.format):
            self.format.clear()
            for each in formats(self.kind.currentData()):
                self.format.addItem(each.value, each)
            self._select(self.format, wanted)

    @staticmethod
    def _select(box: QComboBox, value: object) -> None:
        box.setCurrentIndex(max(box.findData(value), 0))

    @Slot()
    def _kind_changed(self) -> None:
        self._fill_formats(self._format)
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self._suggest()
        self._show_choice()

    def _show_choice(self) -> None:
        choice = self.choice
        for widget in (self.quality, self.quality_number):
            widget.setEnabled(choice.has_quality)
        self.gps.setEnabled(self.exif.isEnabled() and self.exif.isChecked())
        self.profile.setEnabled(choice.kind is not Kind.MASK)
        width, height = result_size(choice, self._source)
        self.size_label.setText(
            translate("Export", "{width} × {height} pixels").format(width=width, height=height)
        )
        self.estimate.setText(" ")
        self._check_name()
        self.changed.emit(choice)

    @Slot()
    def _check_name(self) -> None:
        """Say why nothing can be written, or what the file will be called where that is not as typed."""
        typed, path = self.path.text().strip(), self._target
        there = os.path.isdir(path.parent)  # noqa: PTH112  Path's raises where a name is too long
        note = note_on_name(typed, path, there=there) if typed else ""
        self.note.setText(note or " ")
        self._export.setEnabled(bool(typed) and there)

    def _suggest(self) -> None:
        if self._named_by_hand:
            path = Path(self.path.text())
            if format_at(path) not in (None, self._format):
                self.path.setText(str(with_ending(path, self._format)))
        else:
            self.path.setText(str(suggested_name(self.choice, self._source, folder=self._folder)))
            self.path.setCursorPosition(len(self.path.text()))

    @Slot()
    def _path_edited(self) -> None:
        """The ending that is typed chooses the format, and is left alone."""
        self._named_by_hand = True
        wanted = format_at(self._named)
        if wanted in formats(self.kind.currentData()) and wanted is not self._format:
            with QSignalBlocker(self.format):
                self._select(self.format, wanted)
            self._show_choice()

    @Slot()
    def _ask_for_path(self) -> None:
        dialog = QFileDialog(self, translate("Export", "Export as"), self.path.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # asked once, when exporting
        dialog.setNameFilters(
            [f"{each.value} (*{SUFFIX[each]})" for each in formats(self.kind.currentData())]
        )
        dialog.fileSelected.connect(self._path_chosen)
        dialog.open()

    @Slot(str)
    def _path_chosen(self, path: str) -> None:
        self.path.setText(path)
        self._path_edited()

    def _ask_to_replace(self, path: Path) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(translate("Export", "{name} exists already.").format(name=path.name))
        box.setInformativeText(translate("Export", "Replace it?"))
        replace_ = box.addButton(translate("Export", "Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        replace_.clicked.connect(self._replace)
        without_icons(box)
        box.open()

    @Slot()
    def _replace(self) -> None:
        self._finish(Path(self.path.text()))

    def _finish(self, path: Path) -> None:
        self.accepted_choice.emit(self.choice, path)
        super().accept()


def _room_for_a_sentence() -> Muted:
    """Room for two lines, whatever is in them: nothing moves when there is something to say."""
    label = Muted(" ")
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    label.setMinimumSize(1, 2 * label.fontMetrics().lineSpacing())
    return label


def _side_by_side(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        wide = isinstance(widget, QLineEdit | QSlider | Muted)
        row.addWidget(widget, stretch=int(wide))
    return holder
