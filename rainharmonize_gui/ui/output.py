"""Pictures on their way out: exports, copies and drags, made on a worker from exact findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice, Kind
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.actions import Handler
from rainharmonize_gui.ui.dialogs.export import ExportDialog
from rainharmonize_gui.ui.export_choice import ExportSource, cutout_layer
from rainharmonize_gui.ui.export_job import Exporter, Rendered
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.mime_out import picture_mime
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tasks import Tasks

_EXPORT = "export"
"""What its messages are about: how the latest one ended is what counts."""


class Output(QObject):
    """Asks, works on `tasks`, tells. The dialog's settings are kept for the next time."""

    exported = Signal(object)
    """The Path of a picture that holds all there is to see now."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        selection: Selection,
        live: LiveHarmonizer,
        *,
        tasks: Tasks,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._selection = selection
        self._messages = messages
        self._exporter = Exporter(document, live, tasks, self)
        self._exporter.estimated.connect(self._estimated)
        self._choice = ExportChoice()
        self.dialog: ExportDialog | None = None
        self.folder = ""
        """Where to suggest a file for a background that has none."""

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {
            "file.export": self.ask,
            "edit.copy": self.copy_cutout,
            "edit.copy_result": self.copy_result,
        }

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        if self.dialog is not None:
            self.dialog.close()
        self._exporter.shutdown()

    @Slot()
    def ask(self, path: Path | None = None) -> None:
        """Show the dialog; it stays open beside the window while one goes on looking."""
        source = ExportSource.of(self._document.scene, self._cutout_layer)
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = ExportDialog(source, self._choice, folder=self.folder, path=path, parent=self._window)
        self.dialog.changed.connect(self._estimate)
        self.dialog.accepted_choice.connect(self.export)
        self.dialog.finished.connect(self._dialog_gone)
        self._estimate(self.dialog.choice)
        self.dialog.open()

    @Slot(object, object)
    def export(self, choice: ExportChoice, path: Path) -> None:
        """Write a file, replacing one that is there; says when it is done, or what went wrong."""
        self._choice = choice
        done = partial(self._export_done, self._document.settled, choice)
        self._exporter.export(
            choice,
            path,
            layer=self._cutout_layer,
            done=done,
            cancelled=partial(self._export_cancelled, path, done),
            failed=partial(self._export_failed, path),
        )

    @Slot()
    def copy_result(self) -> None:
        """The whole harmonized picture to the clipboard."""
        self.render(Kind.PICTURE, self._result_copied)

    @Slot()
    def copy_cutout(self) -> None:
        """The selected object, harmonized, with its transparency, to the clipboard."""
        if (layer := self._selection.layer) is not None:
            self.render(Kind.CUT_OUT, partial(self._cutout_copied, layer.name))

    @property
    def _cutout_layer(self) -> int | None:
        return cutout_layer(self._document.scene, self._selection.layer_id)

    def render(
        self, kind: Kind, done: Callable[[Rendered], object], given_up: Callable[[], object] = lambda: None
    ) -> None:
        """Hand pixels and PNG at full resolution to `done`, soon; `given_up`: it failed or was cancelled."""

        def failed(error: Exception) -> None:
            given_up()
            self._failed(error)

        self._exporter.render(
            kind,
            layer=self._selection.layer_id,
            done=done,
            failed=failed,
            cancelled=lambda _made: given_up(),
        )

    @Slot(object)
    def _estimate(self, choice: ExportChoice) -> None:
        self._exporter.estimate(choice, layer=self._cutout_layer)

    @Slot(object, object)
    def _estimated(self, choice: ExportChoice, size: int) -> None:
        if self.dialog is not None and self.dialog.choice == choice:
            self.dialog.show_estimate(size)

    @Slot()
    def _dialog_gone(self) -> None:
        if self.dialog is not None:
            self._choice = self.dialog.choice
            self.dialog.deleteLater()
            self.dialog = None

    def _export_done(self, scene: Scene, choice: ExportChoice, path: Path) -> None:
        self._messages.post(translate("Output", "Exported as {path}.").format(path=path), about=_EXPORT)
        if choice.kind in (Kind.PICTURE, Kind.PAIR) and scene is self._document.settled:
            self.exported.emit(path)

    def _export_cancelled(self, path: Path, done: Callable[[Path], object], written: Path | None) -> None:
        if written is not None:  # it was too late to cancel
            done(written)
            return
        text = translate("Output", "The export of {name} was cancelled; no file was written.")
        self._messages.post(text.format(name=path.name), Level.INFO, about=_EXPORT)

    def _export_failed(self, path: Path, error: Exception) -> None:
        again = Offer(translate("Output", "Export…"), partial(self.ask, path))
        self._messages.post(_sentence(error), Level.ERROR, again, about=_EXPORT)

    def _failed(self, error: Exception) -> None:
        self._messages.post(_sentence(error), Level.ERROR)

    def _result_copied(self, made: Rendered) -> None:
        self._to_clipboard(made, translate("Output", "The result is on the clipboard."))

    def _cutout_copied(self, name: str, made: Rendered) -> None:
        """Where nothing of it shows, the clipboard keeps what it has."""
        if made.empty:
            text = translate("Output", "Nothing of “{name}” shows, so there is nothing to copy.")
            self._messages.post(text.format(name=name), Level.WARNING)
        else:
            self._to_clipboard(made, translate("Output", "The cut-out is on the clipboard."))

    def _to_clipboard(self, made: Rendered, text: str) -> None:
        QGuiApplication.clipboard().setMimeData(picture_mime(made.pixels, png=made.png))
        self._messages.post(text)


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return translate("Output", "There is not enough memory to export at this size.")
    return crash.sentence(error)
