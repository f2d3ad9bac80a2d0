"""Autosaves on a worker, so that work survives whatever ends the program; and what the dead left behind."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QDateTime, QLocale, QObject, QTimer, Slot

from engine.progress import CancelToken, Progress
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import Loaded
from rainharmonize_gui.document.recovery import LeftBehind, RecoveryStore, Session
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.project_controller import ProjectController
from rainharmonize_gui.ui.tasks import Tasks

INTERVAL_MS = 120_000
MOST_OFFERED = 3
"""Autosaves of the dead; the others are offered another time."""


def left_behind() -> tuple[LeftBehind, ...]:
    """What can be brought back, the latest first. For any thread. Raises RecoveryError where it cannot be
    looked for.
    """
    return RecoveryStore().left_behind()[:MOST_OFFERED]


def offer_text(left: LeftBehind) -> str:
    """What is offered, from when."""
    moment = QDateTime.fromSecsSinceEpoch(int(left.saved.timestamp()))
    short = QLocale.FormatType.ShortFormat
    today = moment.date() == QDate.currentDate()
    when = QLocale().toString(moment.time(), short) if today else QLocale().toString(moment, short)
    file = left.project or (Path(left.background) if left.background else None)
    name = file.name if file else translate("Window", "Untitled")
    return translate("Autosave", "Recover {name} as it was at {when}?").format(name=name, when=when)


class _Keeper:
    """This instance's session, begun when it is first needed, and again when its folder was deleted.

    For any thread.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._session: Session | None = None

    def session(self) -> Session:
        """Raises RecoveryError."""
        with self._guard:
            before = self._session
            if before is not None and not before.is_gone:
                return before
            self._session = session = RecoveryStore().begin()
            if before is not None:
                before.close()
            return session

    def change_to(self, session: Session | None) -> None:
        """Another one, or none; the one before ends well."""
        with self._guard:
            before, self._session = self._session, session
        if before is not None:
            before.close()


class Autosave(QObject):
    """Saves what is unsaved from time to time, and forgets it when it is saved or let go.

    On a thread of its own: Esc, which cancels what the status bar shows, must not end it.
    """

    def __init__(
        self,
        document: Document,
        projects: ProjectController,
        *,
        reading: Tasks,
        writing: Tasks,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._projects = projects
        self._reading = reading
        self._writing = writing
        self._messages = messages
        self._tasks = Tasks("autosaving", self)
        self._keeper = _Keeper()
        self._last: Callable[[], Scene | None] = lambda: None
        """What was autosaved last, as long as something else keeps it: a weak reference."""
        self._known: Path | None = None
        self._said: set[str] = set()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.save_now)
        self._timer.start()
        projects.changed.connect(self._follow)

    @Slot()
    def save_now(self) -> None:
        """Unless the autosave that is there says the same. While a file is written, wait for the next turn:
        two at once would need the memory of both.
        """
        scene, path, stamp = self._document.settled, self._projects.path, self._projects.stamp
        if scene.background is None or not self._projects.unsaved or self._tasks.busy or self._writing.busy:
            return
        last = self._last()

        def work(progress: Progress, cancel: CancelToken) -> None:
            session = self._keeper.session()
            if scene is not last or not session.has_autosave:  # a saving has cleared it, or others have
                session.autosave(scene, project=path, stamp=stamp, progress=progress, cancel=cancel)

        self._tasks.start("autosave", work, done=partial(self._autosaved, scene), failed=self._say)

    def recover(self, left: LeftBehind) -> None:
        """Show an autosave in the place of what is open."""
        self._projects.guard(partial(self._restore, left))

    def discard(self, left: LeftBehind) -> None:
        """Delete an autosave for good."""
        self._tasks.start(
            "discard", lambda *_: RecoveryStore().discard(left), done=lambda _: None, failed=self._say
        )

    def stop(self) -> None:
        """The program ends as it should: nothing is left behind."""
        self._timer.stop()
        if self._tasks.stop():
            self._keeper.change_to(None)

    @Slot()
    def _follow(self) -> None:
        """Other instances are told which project is open here; what is saved or let go needs no autosave."""
        path, stamp, forget = self._projects.path, self._projects.stamp, not self._projects.unsaved
        new = path is not None and path != self._known
        self._known = path

        def work(*_: object) -> bool:
            session = self._keeper.session()
            if forget:
                session.clear()
            session.work_on(path, stamp)
            return new and path is not None and RecoveryStore().is_open_elsewhere(path, here=session)

        self._tasks.start("follow", work, done=partial(self._warn, path), failed=self._say)

    def _autosaved(self, scene: Scene, _result: object) -> None:
        self._last = weakref.ref(scene)

    def _warn(self, path: Path | None, elsewhere: bool) -> None:  # noqa: FBT001  a task's result
        if elsewhere and path is not None:
            text = translate(
                "Autosave", "{name} is open in another window as well; save one of them by another name."
            )
            self._messages.post(text.format(name=path.name), Level.WARNING)

    def _restore(self, left: LeftBehind) -> None:
        let_go = self._document.settled
        self._reading.start(
            translate("Autosave", "Recovering…"),
            lambda progress, cancel: RecoveryStore().restore(left, progress=progress, cancel=cancel),
            done=partial(self._restored, left, let_go),
            failed=self._say_again,
        )

    def _restored(self, left: LeftBehind, let_go: Scene, found: tuple[Loaded, Session]) -> None:
        loaded, session = found

        def show() -> None:
            self._keeper.change_to(session)
            self._projects.show_recovered(loaded.scene, path=left.project, stamp=left.stamp)
            for notice in loaded.notices:
                self._messages.post(notice, Level.WARNING)

        if self._document.settled is let_go:
            show()
        else:
            self._projects.guard(show)

    def _say(self, error: Exception) -> None:
        """Once: what stands in the way will do so every two minutes."""
        text = _sentence(error)
        if text not in self._said:
            self._said.add(text)
            self._messages.post(text, Level.WARNING)

    def _say_again(self, error: Exception) -> None:
        self._messages.post(_sentence(error), Level.ERROR)


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return translate("Autosave", "There is not enough memory for an autosave; save the project yourself.")
    return crash.sentence(error)
