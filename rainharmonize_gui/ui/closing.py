"""Before a window goes: what is asked about a file that is still being written, and about unsaved work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

if TYPE_CHECKING:
    from rainharmonize_gui.ui.editor import Editor


class Closing(QObject):
    """Closes the window itself once what stood in the way is settled."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._question: QMessageBox | None = None
        self._when_done = False
        """Whether to close as soon as everything is written."""
        self._give_up = False
        """Whether what is being written may be lost; until that has ended."""
        self._lose_work = False

    def allowed(self, editor: Editor) -> bool:
        """Whether the window may go now. If not, there is a question on the screen."""
        if editor.writing.busy and not self._give_up:
            self._ask_about_writing(editor)
            return False
        if editor.unsaved and not self._lose_work:
            editor.projects.guard(self._without_the_work)
            return False
        return True

    def writing_ended(self, *, well: bool, more: bool) -> None:
        """Tell of each piece of writing how it ended, and whether more is to come."""
        if not well and not self._give_up:
            self._when_done = False  # why it failed is to be read
            self._close_question()
        if more:
            return
        close = self._when_done or self._question is not None
        self._close_question()
        if close:
            self._window.close()
        self._when_done = self._give_up = False

    def _ask_about_writing(self, editor: Editor) -> None:
        from rainharmonize_gui.ui.dialogs.unsaved import ask_about_writing  # noqa: PLC0415  not needed to start

        self._close_question()
        self._when_done = False
        task = editor.writing.at_work
        self._question = ask_about_writing(
            self._window,
            work=task.text.rstrip("…") if task else "",
            wait=self._wait,
            end=partial(self._end, editor),
        )
        self._question.finished.connect(self._answered)

    def _wait(self) -> None:
        self._when_done = True

    def _end(self, editor: Editor) -> None:
        self._when_done = self._give_up = True
        editor.writing.cancel()

    def _without_the_work(self) -> None:
        self._lose_work = True
        self._window.close()

    def _close_question(self) -> None:
        if self._question is not None:
            self._question.close()

    @Slot()
    def _answered(self) -> None:
        self._question = None
