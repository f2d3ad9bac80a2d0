"""Pictures on their way out: exports, copies and drags, made on a worker from exact findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from engine.progress import CancelToken, Progress
from engine.types import U8, EngineError
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import (
    ExportChoice,
    Kind,
    encoded,
    estimated_bytes,
    export,
    pixels_of,
)
from rainharmonize_gui.document.render import Findings
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.actions import Handler
from rainharmonize_gui.ui.dialogs.export import ExportDialog
from rainharmonize_gui.ui.export_choice import ExportSource
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.mime_out import picture_mime
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tasks import Tasks

Made = Callable[[Findings, Progress, CancelToken], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What goes to another program: pixels, and the same as PNG."""

    pixels: U8
    png: bytes


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
        self._live = live
        self._tasks = tasks
        self._messages = messages
        self._estimates = Tasks("estimate", self)
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
        self._estimates.stop()

    @Slot()
    def ask(self, path: Path | None = None) -> None:
        """Show the dialog; it stays open beside the window while one goes on looking."""
        source = ExportSource.of(self._document.scene, self._selection.layer_id)
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
        scene, layer = self._document.scene, self._selection.layer_id
        self._make(
            scene,
            translate("Output", "Exporting {name} …").format(name=path.name),
            lambda findings, progress, cancel: export(
                scene, choice, path, findings=findings, layer=layer, progress=progress, cancel=cancel
            ),
            done=partial(self._export_done, scene, choice, path),
            failed=partial(self._export_failed, path),
        )

    @Slot()
    def copy_result(self) -> None:
        """The whole harmonized picture to the clipboard."""
        self.make_picture(ExportChoice(), self._result_copied, translate("Output", "Copying the result …"))

    @Slot()
    def copy_cutout(self) -> None:
        """The selected object, harmonized, with its transparency, to the clipboard."""
        self.make_picture(
            ExportChoice(Kind.CUT_OUT), self._cutout_copied, translate("Output", "Copying the cut-out …")
        )

    def make_picture(self, choice: ExportChoice, done: Callable[[Picture], object], text: str) -> None:
        """Hand a `Picture` to `done`, soon."""
        scene, layer = self._document.scene, self._selection.layer_id

        def make(findings: Findings, _progress: Progress, cancel: CancelToken) -> Picture:
            pixels = pixels_of(scene, choice, findings=findings, layer=layer, cancel=cancel)
            return Picture(pixels, encoded(pixels, scene, choice, cancel=cancel))

        self._make(scene, text, make, done=done, failed=self._failed)

    def _make(
        self,
        scene: Scene,
        text: str,
        make: Made,
        *,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        complete = self._live.completion(scene)
        self._tasks.start(
            text,
            lambda progress, cancel: make(complete(progress, cancel), progress, cancel),
            done=done,
            failed=failed,
        )

    @Slot(object)
    def _estimate(self, choice: ExportChoice) -> None:
        scene, layer = self._document.scene, self._selection.layer_id
        self._estimates.cancel()
        self._estimates.start(
            "estimate",
            lambda _progress, _cancel: estimated_bytes(scene, choice, layer=layer),
            done=self._estimated,
            failed=_no_estimate,
        )

    def _estimated(self, size: int) -> None:
        if self.dialog is not None:
            self.dialog.show_estimate(size)

    @Slot()
    def _dialog_gone(self) -> None:
        self._estimates.cancel()
        if self.dialog is not None:
            self._choice = self.dialog.choice
            self.dialog.deleteLater()
            self.dialog = None

    def _export_done(self, scene: Scene, choice: ExportChoice, path: Path, _nothing: object) -> None:
        self._messages.post(translate("Output", "Exported as {path}.").format(path=path))
        if choice.kind in (Kind.PICTURE, Kind.PAIR) and scene is self._document.scene:
            self.exported.emit(path)

    def _export_failed(self, path: Path, error: Exception) -> None:
        again = Offer(translate("Output", "Export …"), partial(self.ask, path))
        self._messages.post(_sentence(error), Level.ERROR, again)

    def _failed(self, error: Exception) -> None:
        self._messages.post(_sentence(error), Level.ERROR)

    def _result_copied(self, made: Picture) -> None:
        self._to_clipboard(made, translate("Output", "The result is on the clipboard."))

    def _cutout_copied(self, made: Picture) -> None:
        self._to_clipboard(made, translate("Output", "The cut-out is on the clipboard."))

    def _to_clipboard(self, made: Picture, text: str) -> None:
        QGuiApplication.clipboard().setMimeData(picture_mime(made.pixels, png=made.png))
        self._messages.post(text)


def _no_estimate(_error: Exception) -> None:
    """There is none then."""


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return translate("Output", "There is not enough memory to export at this size.")
    return str(error) if isinstance(error, EngineError | OSError) else crash.sentence(error)
