"""Exports: rendered at full resolution and written on a worker, from findings known or still to be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.progress import CancelToken, Progress, part_of
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice, Kind, encoded, estimated_bytes, export, pixels_of
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.latest import LatestThread
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.tasks import Task, Tasks

_ANALYSED = 0.2
"""The fraction of an export that is done when everything is analysed, as a progress bar shows it."""

Failed = Callable[[Exception], object]


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """Pixels and the PNG file that holds them, for the clipboard or a drag: see `mime_out.picture_mime`."""

    pixels: U8
    png: bytes
    empty: bool
    """Whether nothing shows: everything is transparent."""


class Exporter(QObject):
    """Exports the document as it is when asked, an edit under way left out. Use from the GUI thread."""

    estimated = Signal(object, object)
    """An `ExportChoice` and about how many bytes its file will have; of the latest `estimate` only."""

    def __init__(
        self, document: Document, live: LiveHarmonizer, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = live
        self._tasks = tasks
        self._estimates: LatestThread | None = None

    def export(
        self,
        choice: ExportChoice,
        path: Path,
        *,
        layer: int | None = None,
        done: Callable[[Path], object],
        failed: Failed,
        cancelled: Callable[[Path | None], object],
    ) -> Task:
        """Write a file, in the place of one that is there; `layer` is the object of a cut-out."""
        scene = self._document.settled
        complete = self._live.completion(scene)

        def work(progress: Progress, cancel: CancelToken) -> Path:
            findings = complete(part_of(progress, 0.0, _ANALYSED), cancel)
            progress_of_file = part_of(progress, _ANALYSED, 1.0)
            export(
                scene, choice, path, findings=findings, layer=layer, progress=progress_of_file, cancel=cancel
            )
            return path

        text = translate("Export", "Exporting {name}").format(name=path.name)
        return self._tasks.start(text, work, done=done, failed=failed, cancelled=cancelled)

    def render(
        self,
        kind: Kind,
        *,
        layer: int | None = None,
        done: Callable[[Rendered], object],
        failed: Failed,
        cancelled: Callable[[Rendered | None], object] = lambda _made: None,
    ) -> Task:
        """Pixels and PNG bytes at full resolution, for the clipboard or a drag."""
        scene = self._document.settled
        complete = self._live.completion(scene)
        choice = ExportChoice(kind, keep_exif=False)

        def work(progress: Progress, cancel: CancelToken) -> Rendered:
            findings = complete(part_of(progress, 0.0, _ANALYSED), cancel)
            pixels = pixels_of(scene, choice, findings=findings, layer=layer, cancel=cancel)
            empty = pixels.shape[2] == 4 and not pixels[..., 3].any()
            return Rendered(pixels, encoded(pixels, scene, choice, cancel=cancel), empty)

        text = translate("Export", "Copying")
        return self._tasks.start(text, work, done=done, failed=failed, cancelled=cancelled)

    @Slot(object)
    def estimate(self, choice: ExportChoice, *, layer: int | None = None) -> None:
        """Have `estimated` tell how large the file will be."""
        if self._estimates is None:
            self._estimates = LatestThread("estimate", _estimate, parent=self)
            self._estimates.done.connect(self._on_estimate)
        self._estimates.submit((self._document.settled, choice, layer))

    def shutdown(self, seconds: float = 5.0) -> bool:
        """End the thread of the estimates; says whether it has ended. Tasks are stopped by their owner."""
        return self._estimates is None or self._estimates.stop(seconds)

    @Slot(object, object)
    def _on_estimate(self, request: tuple[Scene, ExportChoice, int | None], size: int) -> None:
        self.estimated.emit(request[1], size)


def _estimate(request: Any, _cancel: CancelToken) -> int:
    scene, choice, layer = request
    return estimated_bytes(scene, choice, layer=layer)
