"""Live harmonizing: watches the document, keeps the two threads busy, hands frames to the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.frames import Frame


class Phase(Enum):
    """What is going on."""

    READY = "ready"
    """The frame on show is exact."""
    LOADING = "loading"
    """The network is being loaded, for longer than a moment."""
    WORKING = "working"
    """Harmonizing, for longer than a moment."""
    PAUSED = "paused"
    """Auto preview is off and something changed: `run_now` harmonizes."""
    CANCELLED = "cancelled"
    """Not harmonized: the user cancelled; `run_now` or the next change starts again."""


@dataclass(frozen=True, slots=True)
class Status:
    """For the status bar. engine: which weights and which device are at work, translated, "" while unknown.

    text: what is going on, translated, "" when ready. fraction: 0…1, or None where it cannot be told.
    """

    phase: Phase = Phase.READY
    engine: str = ""
    text: str = ""
    fraction: float | None = None


class LiveHarmonizer(QObject):
    """Lives in the GUI thread and never blocks it. Connect its signals to bound methods of QObjects."""

    frame_ready = Signal(object)
    """`Frame`, whenever what the canvas shows has changed."""
    status_changed = Signal(object)
    """`Status`."""
    notice = Signal(str, object)
    """A sentence for the message bar and its `Level`; fits `MessageBar.post`."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        raise NotImplementedError

    @property
    def frame(self) -> Frame | None:
        """The latest one."""
        raise NotImplementedError

    @property
    def status(self) -> Status:
        raise NotImplementedError

    @property
    def auto_preview(self) -> bool:
        raise NotImplementedError

    def set_view(self, view: View | None) -> None:
        """Ask for frames of the part of the background the canvas shows, in device pixels; None for no more.

        Call it on every zoom, pan and resize. Above 100 % ask for a zoom of 1 and stretch.
        """
        raise NotImplementedError

    def set_auto_preview(self, on: bool) -> None:  # noqa: FBT001  an action's state
        """Whether to follow every change by itself."""
        raise NotImplementedError

    def configure(self, *, weights: str = "", device: str = "auto") -> None:
        """Use another weights file ("" = the shipped ones) or device from now on."""
        raise NotImplementedError

    def run_now(self) -> None:
        """Harmonize what is outstanding, auto preview or not (Ctrl+Return)."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop harmonizing (Esc): what is outstanding is shown as it was before."""
        raise NotImplementedError

    def shutdown(self) -> bool:
        """Stop the threads, waiting a bounded time. Says whether they have ended. No signal comes afterwards."""
        raise NotImplementedError
