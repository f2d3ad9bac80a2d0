"""The user's own weights: brought in, tried out on the network's thread, offered, shown and forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.default_weights import path_of
from engine.types import Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.mime import WEIGHTS_SUFFIXES
from rainharmonize_gui.ui.panels.harmonize import HarmonizePanel
from rainharmonize_gui.ui.status import refusal_text
from rainharmonize_gui.ui.tasks import Tasks
from rainharmonize_gui.ui.variants import choose, look_for
from rainharmonize_gui.ui.worker import Engine


class OwnWeights(QObject):
    """Only a file that the network's thread could load joins the list; any other is one sentence."""

    changed = Signal(object)
    """The paths, a tuple of strings: they are to be offered and remembered."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        panel: HarmonizePanel,
        live: LiveHarmonizer,
        *,
        tasks: Tasks,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self.paths: tuple[str, ...] = ()
        self._window = window
        self._document = document
        self._panel = panel
        self._live = live
        self._tasks = tasks
        self._messages = messages

    def ask(self) -> None:
        """Show the file dialog."""
        patterns = " ".join(f"*{suffix}" for suffix in WEIGHTS_SUFFIXES)
        dialog = QFileDialog(self._window, translate("Window", "Use own weights"))
        dialog.setNameFilters([translate("Window", "Weights ({patterns})").format(patterns=patterns)])
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take(self, path: str) -> None:
        """Try a file; if it can be used, offer it from now on and use it for what is selected."""
        name = Path(path).name
        self._tasks.start(
            translate("Window", "Trying {name}…").format(name=name),
            self._live.trial(path),
            done=partial(self._tried, path),
            failed=lambda error: self._messages.post(crash.sentence(error), Level.ERROR),
        )

    def forget(self, path: str) -> None:
        """Offer it no more; objects that use it go on using it."""
        self._offer(tuple(each for each in self.paths if each != path))

    def show_card(self) -> None:
        """Show what the weights at work say of themselves."""
        from rainharmonize_gui.ui.dialogs.model_card import ModelCardDialog  # noqa: PLC0415  seldom needed

        chosen = self._panel.look.variant.weights
        dialog = ModelCardDialog(path_of(chosen), self._window, own=chosen in self.paths)
        dialog.forget_requested.connect(self.forget)
        dialog.open()

    def _tried(self, path: str, engine: Engine) -> None:
        if engine.trouble is not None:
            self._messages.post(refusal_text(engine.trouble, engine.sentence), Level.ERROR)
            return
        if path not in self.paths:
            self._offer((*self.paths, path))
        variant = Variant(Method.RAINNET, path)
        if self._panel.has_target:
            self._document.finish_interaction()  # of a drag they are no part
            choose(self._document, self._panel.target, variant)
            text = translate("Window", "{name} is among the variants, and used now.")
        else:
            self._document.new_look = look_for(variant)
            self._panel.refresh_soon()
            text = translate("Window", "{name} is among the variants, and used for the objects to come.")
        self._messages.post(text.format(name=Path(path).name), Level.INFO)

    def _offer(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self.changed.emit(paths)
