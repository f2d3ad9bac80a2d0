"""Everything undone, back to the empty window: what was done is a Redo away, and goes with the window."""

from __future__ import annotations

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import MessageBar, Offer

_ABOUT = "all undone"


def is_all_undone(document: Document) -> bool:
    """Whether the window is empty, and what would come back is in no file and more than an opened photo."""
    history = document.history
    ahead = history.steps[history.index :]
    lost = not history.clean_at(len(history.steps)) and any(step.label is not Label.OPEN for step in ahead)
    return document.scene.background is None and lost


def bring_back(document: Document) -> None:
    """Redo all."""
    document.jump_to(len(document.history.steps))


def tell(document: Document, messages: MessageBar) -> None:
    """Say so, with a way back, for as long as it is so."""
    if not is_all_undone(document):
        messages.withdraw(_ABOUT)
    elif messages.current is None or messages.current.about != _ABOUT:
        again = Offer(translate("Projects", "Redo all"), lambda: bring_back(document))
        messages.post(translate("Projects", "Everything is undone."), offer=again, about=_ABOUT)
