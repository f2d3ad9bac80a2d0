"""Masks that take a moment to find: on a thread, and back into the document when no hand is at work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import NEW_REGION, Layer
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tasks import Task, Tasks

_AGAIN_MS = 50
"""Until a result that came during a drag or a stroke tries again."""

Result = TypeVar("Result")


class MaskJobs(QObject):
    """A queue; results come in order. One for an object that has gone is dropped."""

    failed = Signal(str)
    """A sentence."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.tasks = Tasks("masks", self)
        self._waiting: list[Callable[[], None]] = []
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._deliver)

    @property
    def busy(self) -> bool:
        return self.tasks.busy or bool(self._waiting)

    def start(
        self, layer: Layer, text: str, work: Callable[[], Result], done: Callable[[Result], object]
    ) -> Task:
        """Have `work` done on the thread, then call `done` with what it returned.

        text: what is being done, translated.
        """
        return self.tasks.start(
            text,
            lambda _progress, _cancel: work(),
            done=partial(self._arrived, layer, done),
            failed=self._failed,
        )

    def stop(self) -> None:
        """End the thread; nothing is delivered any more."""
        self._again.stop()
        self._waiting.clear()
        self.tasks.stop()

    def _arrived(self, layer: Layer, done: Callable[[Result], object], result: Result) -> None:
        def deliver() -> None:
            if self._is_there(layer):
                done(result)

        self._waiting.append(deliver)
        self._deliver()

    def _is_there(self, layer: Layer) -> bool:
        scene = self._document.scene
        if layer.id == NEW_REGION:
            return scene.background is not None and scene.background.rgb is layer.rgb
        # Another document counts its objects from 1 again.
        return scene.has(layer.id) and scene.layer(layer.id).rgb is layer.rgb

    @Slot()
    def _deliver(self) -> None:
        if self._document.interaction_under_way is not None:
            self._again.start()
            return
        waiting, self._waiting = self._waiting, []
        for deliver in waiting:
            deliver()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, MemoryError):
            self.failed.emit(translate("Masks", "There is not enough memory to cut this object out."))
        else:
            self.failed.emit(crash.sentence(error))
