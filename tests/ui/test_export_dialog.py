"""What the export dialog asks for, and what the window makes of it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from editor_examples import BACKGROUND, pixels
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from engine.images import Format
from rainharmonize_gui.document.export import ExportChoice, Kind
from rainharmonize_gui.ui import editor_keys, export_choice
from rainharmonize_gui.ui.dialogs.export import ExportDialog
from rainharmonize_gui.ui.export_choice import FORMATS, SUFFIX, ExportSource, suggested_name
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.mime import contents
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def dialog(window: MainWindow) -> ExportDialog:
    window.actions_["file.export"].trigger()
    assert window.editor.output.dialog is not None
    return window.editor.output.dialog


def _choose(dialog: ExportDialog, **values: object) -> None:
    for name, value in values.items():
        box = getattr(dialog, name)
        box.setCurrentIndex(next(i for i in range(box.count()) if box.itemData(i) == value))


def _type(dialog: ExportDialog, name: str) -> None:
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, name)


def _button(dialog: ExportDialog) -> QPushButton:
    return next(button for button in dialog.findChildren(QPushButton) if button.text() == "Export")


def _offered(dialog: ExportDialog) -> dict[str, bool]:
    """What can be exported, and whether it can be chosen."""
    box = dialog.kind
    can = Qt.ItemFlag.ItemIsEnabled
    return {box.itemText(row): bool(box.model().index(row, 0).flags() & can) for row in range(box.count())}


def test_the_name_is_suggested_beside_the_background(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.path.text() == str(tmp_path / "street-harmonized.png")


def test_kind_and_format_change_the_suggested_name(dialog: ExportDialog, tmp_path: Path) -> None:
    _choose(dialog, kind=Kind.MASK, format=Format.WEBP)

    assert dialog.path.text() == str(tmp_path / "street-mask.webp")


def test_a_cut_out_is_not_offered_as_jpeg(dialog: ExportDialog) -> None:
    _choose(dialog, kind=Kind.CUT_OUT)

    assert dialog.format.findText("JPEG") == -1


def test_the_only_object_is_cut_out_without_being_selected(qtbot, window, tmp_path: Path) -> None:
    window.editor.selection.select(None)
    window.actions_["file.export"].trigger()
    dialog = window.editor.output.dialog
    assert _offered(dialog)["The object, with transparency"]
    _choose(dialog, kind=Kind.CUT_OUT)
    qtbot.waitUntil(lambda: "About" in dialog.estimate.text())
    dialog.accept()
    path = tmp_path / "street-cutout.png"
    qtbot.waitUntil(path.is_file, timeout=30_000)

    assert pixels(path).shape[2] == 4


def test_of_several_objects_one_has_to_be_selected_to_be_cut_out(window, dialog: ExportDialog) -> None:
    _choose(dialog, kind=Kind.CUT_OUT)
    dialog.reject()
    window.actions_["edit.duplicate"].trigger()
    window.editor.selection.select(None)
    window.actions_["file.export"].trigger()
    dialog = window.editor.output.dialog

    assert not _offered(dialog)["The selected object, with transparency (select one first)"]
    assert dialog.choice.kind is Kind.PICTURE


def test_without_objects_the_dialog_says_what_they_would_give(window) -> None:
    window.actions_["edit.delete"].trigger()
    window.actions_["file.export"].trigger()

    assert _offered(window.editor.output.dialog) == {
        "The picture": True,
        "The selected object, with transparency (add one first)": False,
        "Before and after, side by side": True,
        "The mask of the objects (add one first)": False,
    }


def test_the_size_follows_the_scale(dialog: ExportDialog) -> None:
    dialog.percent.setValue(50)

    assert f"{BACKGROUND[0] // 2} × {BACKGROUND[1] // 2}" in dialog.size_label.text()


def test_the_size_of_the_file_is_estimated(qtbot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: "About" in dialog.estimate.text())


@pytest.mark.parametrize("chosen", FORMATS)
def test_every_format_that_is_offered_is_written(
    qtbot, window: MainWindow, dialog: ExportDialog, tmp_path: Path, chosen: Format
) -> None:
    _choose(dialog, format=chosen)
    path = tmp_path / f"street-harmonized{SUFFIX[chosen]}"
    assert dialog.path.text() == str(path)
    dialog.accept()
    qtbot.waitUntil(path.is_file, timeout=30_000)
    qtbot.waitUntil(lambda: not window.editor.writing.busy)

    with Image.open(path) as written:
        assert (written.format, written.size) == (chosen.value, BACKGROUND)


def test_an_ending_typed_by_hand_chooses_the_format(qtbot, dialog: ExportDialog, tmp_path: Path) -> None:
    assert not dialog.quality.isEnabled()
    _type(dialog, str(tmp_path / "mine.jpeg"))
    assert dialog.choice.format is Format.JPEG
    assert dialog.quality.isEnabled()
    assert dialog.note.text() == " "
    with qtbot.waitSignal(dialog.accepted_choice) as caught:
        dialog.accept()

    assert caught.args[0].format is Format.JPEG
    assert caught.args[1] == tmp_path / "mine.jpeg"


def test_an_ending_typed_by_hand_has_the_file_estimated_anew(qtbot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: "About" in dialog.estimate.text())
    with qtbot.waitSignal(dialog.changed) as caught:
        _type(dialog, "mine.jpg")

    assert caught.args[0].format is Format.JPEG
    qtbot.waitUntil(lambda: "About" in dialog.estimate.text())


@pytest.mark.parametrize(
    ("kind", "typed", "written", "said"),
    [
        (Kind.PICTURE, "mine.xyz", "mine.xyz.png", "Will be written as mine.xyz.png."),
        (Kind.PICTURE, "mine", "mine.png", "Will be written as mine.png."),
        (Kind.CUT_OUT, "mine.jpg", "mine.png", "Will be written as mine.png."),
        (Kind.PICTURE, "mine.BMP", "mine.png", ".bmp cannot be written; the file will be mine.png."),
    ],
)
def test_a_name_that_will_not_be_as_typed_is_told_at_once(
    qtbot, dialog: ExportDialog, tmp_path: Path, kind: Kind, typed: str, written: str, said: str
) -> None:
    _choose(dialog, kind=kind)
    _type(dialog, str(tmp_path / typed))
    assert dialog.note.text() == said
    with qtbot.waitSignal(dialog.accepted_choice) as caught:
        dialog.accept()

    assert caught.args[1] == tmp_path / written


def test_a_folder_that_is_missing_is_told_before_the_dialog_goes(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    _type(dialog, str(tmp_path / "new" / "mine.png"))
    assert "The folder new does not exist" in dialog.note.text()
    assert not _button(dialog).isEnabled()
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert dialog.isVisible()

    (tmp_path / "new").mkdir()  # somewhere else; then one comes back to the dialog
    QCoreApplication.sendEvent(dialog, QEvent(QEvent.Type.ActivationChange))
    assert dialog.note.text() == " "
    assert _button(dialog).isEnabled()


def test_another_format_changes_any_ending_of_a_picture(dialog: ExportDialog, tmp_path: Path) -> None:
    _type(dialog, str(tmp_path / "mine.jpeg"))
    dialog.percent.setValue(50)
    assert dialog.path.text() == str(tmp_path / "mine.jpeg")
    _choose(dialog, format=Format.WEBP)

    assert dialog.path.text() == str(tmp_path / "mine.webp")


def test_a_name_that_is_too_long_is_refused_with_a_sentence(
    qtbot, window: MainWindow, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.path.setText(str(tmp_path / ("x" * 300 + ".png")))
    dialog.accept()
    qtbot.waitUntil(lambda: window.messages.current is not None)

    assert window.messages.current.level is Level.ERROR
    assert window.messages.current.text.endswith("x.png cannot be used: File name too long.")


def test_a_folder_that_is_there_is_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_location: object) -> str:
        return str(tmp_path / "Pictures")

    monkeypatch.setattr(export_choice.QStandardPaths, "writableLocation", missing)
    monkeypatch.setattr(export_choice, "home", lambda: tmp_path)
    source = ExportSource((40, 30))
    name = "rainharmonize-harmonized.png"
    assert suggested_name(ExportChoice(), source, folder=str(tmp_path / "gone")) == tmp_path / name
    (tmp_path / "Pictures").mkdir()
    assert suggested_name(ExportChoice(), source) == tmp_path / "Pictures" / name


def test_without_a_name_nothing_can_be_exported(dialog: ExportDialog) -> None:
    export = _button(dialog)
    dialog.path.setText("  ")
    assert not export.isEnabled()
    dialog.path.setText("a")
    assert export.isEnabled()


@pytest.mark.parametrize("typed", ["{folder}", "{folder}/"])
def test_a_folder_for_a_name_means_the_suggested_name_in_it(
    qtbot, dialog: ExportDialog, tmp_path: Path, typed: str
) -> None:
    folder = tmp_path / "pictures.old"
    folder.mkdir()
    dialog.path.setText(typed.format(folder=folder))
    with qtbot.waitSignal(dialog.accepted_choice) as caught:
        dialog.accept()

    assert caught.args[1] == Path(typed.format(folder=folder)) / "street-harmonized.png"


def test_an_existing_file_is_only_replaced_after_a_question(
    qtbot, dialog: ExportDialog, tmp_path: Path
) -> None:
    taken = tmp_path / "street-harmonized.png"
    taken.write_bytes(b"mine")
    dialog.accept()
    [question] = dialog.findChildren(QMessageBox)

    assert dialog.isVisible()
    assert taken.read_bytes() == b"mine"
    with qtbot.waitSignal(dialog.accepted_choice):
        next(button for button in question.buttons() if "Replace" in button.text()).click()


def test_a_picture_is_written_and_the_project_is_still_unsaved(qtbot, window, dialog, tmp_path: Path) -> None:
    dialog.accept()
    path = tmp_path / "street-harmonized.png"
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)

    assert window.isWindowModified()

    assert pixels(path).shape[:2] == BACKGROUND[::-1]
    assert window.settings.export_folder == str(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_settings_stay(qtbot, window, tmp_path) -> None:
    window.editor.output.export(
        ExportChoice(format=Format.WEBP, quality=70), tmp_path / "nowhere" / "street.webp"
    )
    qtbot.waitUntil(
        lambda: window.messages.current is not None and window.messages.current.level is Level.ERROR
    )
    offer = window.messages.current.offer
    assert "nowhere" in window.messages.current.text
    offer.run()
    again = window.editor.output.dialog

    window.editor.output.export(ExportChoice(), tmp_path / "street.png")
    qtbot.waitUntil(
        lambda: window.messages.current is not None and window.messages.current.level is Level.INFO,
        timeout=20_000,
    )
    assert window.messages.waiting == 0
    assert (again.choice.format, again.choice.quality) == (Format.WEBP, 70)
    assert again.path.text() == str(tmp_path / "nowhere" / "street.webp")


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(qtbot, window, tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"old")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    window.editor.output.export(ExportChoice(), path)
    qtbot.waitUntil(
        lambda: window.messages.current is not None and window.messages.current.level is Level.ERROR,
        timeout=20_000,
    )

    assert "no room is left on the disk" in window.messages.current.text
    assert path.read_bytes() == b"old"
    assert list(tmp_path.glob("out*")) == [path]
    assert window.isWindowModified()


def test_a_cancelled_export_says_so_and_leaves_no_file(qtbot, window, tmp_path) -> None:
    window.editor.output.export(ExportChoice(), tmp_path / "out.png")
    window.messages.clear()
    assert editor_keys.pressed(window.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.messages.current is not None, timeout=20_000)

    assert "cancelled" in window.messages.current.text
    assert not (tmp_path / "out.png").exists()
    assert window.isWindowModified()


def test_the_cut_out_on_the_clipboard_has_its_transparency(qtbot, window) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_["edit.copy"].trigger()
    qtbot.waitUntil(lambda: bool(contents(QGuiApplication.clipboard().mimeData())), timeout=20_000)
    image = QGuiApplication.clipboard().image()

    assert image.hasAlphaChannel()
    assert image.pixelColor(0, 0).alpha() == 0


def test_an_empty_mask_leaves_the_clipboard_alone_and_says_why(qtbot, window) -> None:
    QGuiApplication.clipboard().setText("mine")
    window.actions_["mask.clear"].trigger()
    window.actions_["edit.copy"].trigger()
    said = "Nothing of “ball” shows, so there is nothing to copy."
    qtbot.waitUntil(lambda: said in [message.text for message in window.messages._queue], timeout=20_000)

    assert QGuiApplication.clipboard().text() == "mine"


def test_the_result_on_the_clipboard_is_the_whole_picture(qtbot, window) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_["edit.copy_result"].trigger()
    qtbot.waitUntil(lambda: bool(contents(QGuiApplication.clipboard().mimeData())), timeout=20_000)

    assert QGuiApplication.clipboard().image().size().toTuple() == BACKGROUND
