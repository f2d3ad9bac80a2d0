"""Live harmonizing: watches the document, keeps two threads busy, hands frames to the canvas.

The render thread re-applies the newest findings at screen size, milliseconds a frame. The network thread
looks for new ones, one job at a time, always for the scene as it then is. While an object is dragged, its
last finding moves with it until the next one is there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.default_weights import path_of
from engine.progress import Aborted, CancelToken, Progress
from rainharmonize_gui.document.backdrops import Backdrops
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.jobs import jobs
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.render import Findings
from rainharmonize_gui.document.scene import Change, Scene, Target
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.engine_sentences import translated
from rainharmonize_gui.ui.findings import STATES, FindingCache, state_text, unchanged
from rainharmonize_gui.ui.frames import Frame, Renderer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.latest import LatestThread, result_of
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.outstanding import frame_request, known_exactly, next_request, share_known
from rainharmonize_gui.ui.status import Phase, Status, engine_text, phase_text, trouble_text
from rainharmonize_gui.ui.variants import with_variant
from rainharmonize_gui.ui.worker import AnalysisRequest, Analyst, Engine, Found

__all__ = ["Completion", "Frame", "LiveHarmonizer", "Phase", "Status"]

log = logging.getLogger(__name__)

MOMENT = 300
"""Milliseconds of work of which nothing is said."""
SETTLED = 150
"""Milliseconds after the last change until a slow analysis begins."""
SLOW = 0.4
"""Seconds an analysis may take to be made over and over during a drag."""
Completion = Callable[[Progress, CancelToken], Findings]
"""Waits for the exact findings of a scene. Raises Aborted, or the error that stands in the way."""
Trial = Callable[[Progress, CancelToken], Engine]
"""Waits for what would be at work with a weights file. Raises Aborted."""

_JOIN_SECONDS = 5.0


class LiveHarmonizer(QObject):
    """Lives in the GUI thread and never blocks it. Connect its signals to bound methods of QObjects."""

    frame_ready = Signal(object)
    """`Frame`, whenever what the canvas shows has changed."""
    status_changed = Signal(object)
    """`Status`."""
    notice = Signal(str, object)
    """A sentence for the message bar and its `Level`; fits `MessageBar.post`."""
    _loaded_again = Signal(str)
    """A weights file, which may be another than before."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        backdrops = Backdrops()
        self._renderer, self._analyst = Renderer(backdrops), Analyst(backdrops)
        self._cache = FindingCache()
        self._view: View | None = None
        self._frame: Frame | None = None
        self._status = Status()
        self._engine = ""
        self._engines: dict[Variant, str] = {}  # what was at work for each
        self._auto = True
        self._cancelled = self._asked = False  # asked: to run although auto preview is off
        self._request: AnalysisRequest | Variant | None = None  # that is being answered
        self._begun = 0.0
        self._loaded = self._slow = False
        self._configured = "", "auto"
        self._said: set[str] = set()
        self._notices: dict[Target, tuple[str, ...]] = {}
        self._soon = self._timer(0, self._refresh)
        self._moment = self._timer(MOMENT, self._tell_status)
        self._settled = self._timer(SETTLED, self._analyse)
        self._network = LatestThread("network", self._analyst.answer, parent=self)
        self._network.done.connect(self._on_answer)
        self._network.failed.connect(self._on_no_answer)
        self._renders = LatestThread("render", self._renderer.render, parent=self)
        self._renders.done.connect(self._on_frame)
        self._renders.failed.connect(self._on_no_frame)
        self._loaded_again.connect(self._forget_weights)
        self._stop_observing = [document.observe(self._on_change), document.history.observe(self._soon.start)]
        self._soon.start()

    @property
    def frame(self) -> Frame | None:
        """The latest one."""
        return self._frame

    @property
    def status(self) -> Status:
        return self._status

    @property
    def auto_preview(self) -> bool:
        return self._auto

    def set_view(self, view: View | None) -> None:
        """Ask for frames of the part of the background the canvas shows, in device pixels; None for no more.

        Call it on every zoom, pan and resize. Above 100 % ask for a zoom of 1 and stretch.
        """
        self._view = view
        self._soon.start()

    @Slot(bool)
    def set_auto_preview(self, on: bool) -> None:  # noqa: FBT001  an action's state
        """Whether to follow every change by itself."""
        self._auto, self._asked, self._cancelled = on, False, False
        self._soon.start()

    def configure(self, *, weights: str = "", device: str = "auto") -> None:
        """Use another weights file ("" = the shipped one) or device from now on, where it is another."""
        if (weights, device) == self._configured:
            return
        self._configured = weights, device
        self._network.clear()
        self._network.call(partial(self._analyst.configure, weights=weights, device=device))
        self._request = None
        self._cache.clear()
        self._said.clear()
        self._engines.clear()
        self._loaded = self._slow = False
        self._soon.start()

    @Slot()
    def run_now(self) -> None:
        """Harmonize what is outstanding, auto preview or not (Ctrl+Return)."""
        self._asked, self._cancelled = True, False
        self._settled.stop()
        self._soon.start()

    @Slot()
    def cancel(self) -> None:
        """Stop harmonizing (Esc): what is outstanding is shown as it was before, until the next change."""
        if self._next_request() is not None:
            self._asked, self._cancelled = False, True
            self._network.clear()
            self._request = None
            self._soon.start()

    def forget(self) -> None:
        """Call before another document takes the place: its objects are others, though by the same ids."""
        self._network.clear()
        self._request = None
        self._asked = False
        self._cache.clear()
        self._notices.clear()
        self._soon.start()

    def at_hand(self, scene: Scene) -> Findings:
        """The exact findings of a scene that are known already."""
        return {each.target: each.finding for each in known_exactly(scene, self._cache)}

    def completion(self, scene: Scene) -> Completion:
        """How another thread gets the exact findings of a scene, known or not: it calls what this returns."""
        found = {each.key: each.finding for each in known_exactly(scene, self._cache)}

        def complete(progress: Progress, cancel: CancelToken) -> Findings:
            work = partial(self._analyst.complete, scene, found, progress=progress, cancel=cancel)
            return result_of(self._network.call(work), cancel)

        return complete

    def trial(self, weights: str) -> Trial:
        """How another thread finds out whether a weights file can be used: it calls what this returns."""

        def find_out(_progress: Progress, cancel: CancelToken) -> Engine:
            engine = result_of(self._network.call(partial(self._analyst.try_out, weights)), cancel)
            if engine.trouble is None:
                self._loaded_again.emit(weights)
            return engine

        return find_out

    def knows(self, target: Target, variant: Variant) -> bool:
        """Whether a target can be shown harmonized this way at once."""
        return target in self.at_hand(with_variant(self._document.scene, target, variant))

    def shutdown(self) -> bool:
        """Stop the threads, waiting a bounded time; says whether they ended. No signal comes any more."""
        for stop in self._stop_observing:
            stop()
        self._stop_observing.clear()
        for timer in (self._soon, self._moment, self._settled):
            timer.stop()
        self.blockSignals(True)  # noqa: FBT003  Qt's
        ended = [self._renders.stop(_JOIN_SECONDS), self._network.stop(_JOIN_SECONDS)]
        self._analyst.forget()
        return all(ended)

    # What happens

    def _on_change(self, change: Change) -> None:
        self._renderer.mask_changes.note(change)
        self._analyst.mask_changes.note(change)
        self._cancelled = False
        if self._slow:
            self._settled.start()
        self._soon.start()

    @Slot()
    def _refresh(self) -> None:
        scene = self._document.scene
        self._cache.forget_targets({None, *(layer.id for layer in scene.layers)})
        self._cache.need([job.key for job in jobs(scene)])
        if self._document.interaction_under_way is None:
            self._cache.keep_needed()
        if self._view is not None and scene.background is not None:
            self._renders.submit(
                frame_request(
                    scene,
                    self._view,
                    self._cache,
                    carried=not self._cancelled,
                    other_variants=self._auto,
                )
            )
        self._analyse()

    @Slot()
    def _analyse(self) -> None:
        if self._request is None and not self._settled.isActive():
            request = self._next_request()
            if request is None:
                self._asked = False
                self._warm_up()
            elif (self._auto or self._asked) and not self._cancelled:
                self._submit(request)
        self._tell_status()

    @Slot(object, object)
    def _on_answer(self, request: AnalysisRequest | Variant, answer: Found | Engine) -> None:
        if request is not self._request:
            return
        if isinstance(answer, Engine):
            self._finish(request, answer)
        else:
            self._cache.put(answer.known)
            self._slow = self._loaded and time.monotonic() - self._begun > SLOW
            self._finish(request, answer.engine)
            before = self._notices.get(answer.known.target, ())
            self._notices[answer.known.target] = answer.notices
            for sentence in answer.notices:
                if sentence not in (*before, *STATES):  # which the status says, where it moves nothing
                    self.notice.emit(sentence, Level.INFO)
        self._refresh()

    @Slot(object, object)
    def _on_no_answer(self, request: object, error: Exception) -> None:
        if request is not self._request:
            return
        self._request, self._loaded = None, True
        if not isinstance(error, Aborted):
            log.error("no answer", exc_info=error)
        if isinstance(request, AnalysisRequest) and not isinstance(error, Aborted):
            text = translate("Live", "This object cannot be harmonized: {reason}")
            self._say(text.format(reason=translated(crash.sentence(error))))
            self._cache.put(unchanged(request.scene, request.job))
        self._refresh()

    @Slot(str)
    def _forget_weights(self, weights: str) -> None:
        self._cache.forget_weights(path_of(weights), default=self._configured[0])
        self._refresh()

    @Slot(object, object)
    def _on_frame(self, _request: object, frame: Frame) -> None:
        self._frame = frame
        self.frame_ready.emit(frame)

    @Slot(object, object)
    def _on_no_frame(self, _request: object, error: Exception) -> None:
        if not isinstance(error, Aborted):
            log.error("no frame", exc_info=error)
            text = translate("Live", "The picture cannot be shown: {reason}")
            self._say(text.format(reason=translated(crash.sentence(error))))

    # What follows

    def _next_request(self) -> AnalysisRequest | None:
        dragged = self._document.interaction_under_way is not None
        return next_request(self._document.scene, self._cache, draft=dragged)

    def _submit(self, request: AnalysisRequest | Variant) -> None:
        self._request, self._begun = request, time.monotonic()
        self._moment.start()
        self._network.submit(request)

    def _warm_up(self) -> None:
        """Load the network while the user looks at the background."""
        if not self._loaded and self._auto and self._document.scene.background is not None:
            self._submit(self._document.new_look.variant)

    def _finish(self, request: AnalysisRequest | Variant, engine: Engine) -> None:
        self._request, self._loaded = None, True
        variant = request if isinstance(request, Variant) else request.job.variant
        self._engines[variant] = engine_text(engine, variant)
        self._say(trouble_text(engine))

    def _say(self, sentence: str) -> None:
        """Once."""
        if sentence and sentence not in self._said:
            self._said.add(sentence)
            self.notice.emit(sentence, Level.WARNING)

    @Slot()
    def _tell_status(self) -> None:
        phase, self._engine = self._phase(), self._at_work() or self._engine
        scene = self._document.scene
        text = phase_text(phase) or state_text(scene, [self._cache.get(job.key) for job in jobs(scene)])
        status = Status(phase, self._engine, text, share_known(scene, self._cache) if phase.busy else None)
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)

    def _phase(self) -> Phase:
        if self._request is not None:
            if self._moment.isActive():
                return Phase.READY
            return Phase.WORKING if self._loaded else Phase.LOADING
        if self._next_request() is None or self._settled.isActive():
            return Phase.READY
        return Phase.CANCELLED if self._cancelled else Phase.PAUSED

    def _at_work(self) -> str:
        """What found what is shown, each once; without objects, what will be at work; "" while unknown."""
        wanted = [job.variant for job in jobs(self._document.scene)] or [self._document.new_look.variant]
        return "; ".join(dict.fromkeys(self._engines[each] for each in wanted if each in self._engines))

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer
