"""The editor: document, canvas, panels and live harmonizing, put together; made when the first picture comes.

The window is up before numpy, OpenCV and the rest of this are loaded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from engine.default_weights import default_path
from engine.types import Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.scene import Change, ChangeKind
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui import canvas_actions, mime
from rainharmonize_gui.ui.actions import Actions, Handler
from rainharmonize_gui.ui.autosave import Autosave
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.canvas_actions import CanvasActions
from rainharmonize_gui.ui.context_menu import ContextMenu
from rainharmonize_gui.ui.cut_out import CutOut
from rainharmonize_gui.ui.dialogs.open import picture_dialog
from rainharmonize_gui.ui.docks import Docks
from rainharmonize_gui.ui.files_controller import FilesController, Landing, Place
from rainharmonize_gui.ui.frames import Frame
from rainharmonize_gui.ui.harmonize_actions import HarmonizeActions
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.output import Output
from rainharmonize_gui.ui.own_weights import OwnWeights
from rainharmonize_gui.ui.panels.edge import EdgePanel
from rainharmonize_gui.ui.panels.harmonize import HarmonizePanel
from rainharmonize_gui.ui.panels.history import HistoryPanel
from rainharmonize_gui.ui.panels.objects import ObjectsPanel
from rainharmonize_gui.ui.panels.transform import TransformPanel
from rainharmonize_gui.ui.project_controller import ProjectController
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.status_line import StatusLine
from rainharmonize_gui.ui.tasks import Tasks
from rainharmonize_gui.ui.tone_offer import ToneOffer
from rainharmonize_gui.ui.variants import look_for


class Editor(QObject):
    """Everything that needs a document. The window shows its canvas, docks and status bar."""

    background_changed = Signal()
    """One came, another one came, or it went."""
    state_changed = Signal()
    """Name or unsaved changes, for the window's title."""
    settings_wanted = Signal(object)
    """A dict: fields of `Settings` to change."""
    recent = Signal(object)
    """The Path of a background that was opened, or of a project that was opened or saved."""
    dropped = Signal(list, object)
    """`mime.Item`s that were dropped on the canvas, and their `Landing`."""

    def __init__(
        self, window: QMainWindow, *, settings: Settings, actions: Actions, messages: MessageBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._messages = messages
        self._actions = actions
        self._had_background = False
        self.document = Document()
        self._without_weights = not default_path().is_file()
        if self._without_weights:
            self.document.new_look = look_for(Variant(Method.MKL))
        self.selection = Selection(self.document, self)
        self.live = LiveHarmonizer(self.document, self)
        self.canvas = Canvas(self.document, self.selection, self.live)
        self.reading = Tasks("reading", self)
        self.writing = Tasks("writing", self)
        self.files = FilesController(self.document, self.selection, messages, self.reading, self)
        self.projects = ProjectController(
            window,
            self.document,
            self.selection,
            self.live,
            reading=self.reading,
            writing=self.writing,
            messages=messages,
        )
        self.autosave = Autosave(
            self.document,
            self.projects,
            reading=self.reading,
            writing=self.writing,
            messages=messages,
            parent=self,
        )
        self.output = Output(
            window, self.document, self.selection, self.live, tasks=self.writing, messages=messages
        )
        self.output.folder = settings.export_folder
        self._harmonizing = HarmonizeActions(self.document, self.selection, self)
        self.cut_out = CutOut(self.document, self.selection, self.canvas, self)
        self._add_panels()
        self.weights = OwnWeights(
            window, self.document, self.harmonize, self.live, tasks=self.reading, messages=messages
        )
        self.status_line = StatusLine(
            self.document, self.canvas, (self.reading, self.writing, self.canvas.mask_jobs.tasks)
        )
        self._connect()
        self._apply(settings)

    # For the window

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {
            **canvas_actions.handlers(self.canvas),
            **self.cut_out.handlers(),
            **self._harmonizing.handlers(),
            **self.projects.handlers(),
            **self.output.handlers(),
            "file.add_object": self._ask_for_objects,
            "file.sample": self.files.open_sample,
            "harmonize.run": self.live.run_now,
            "harmonize.auto": self._set_auto_preview,
            "harmonize.weights": self.weights.ask,
            "harmonize.card": self.weights.show_card,
            "mask.edge": self.docks.show_edge,
            "view.panels": self.docks.fill_menu,
        }

    def follow_actions(self) -> None:
        """Keep the actions as the document is, from now on; call when their handlers are in place."""
        CanvasActions(self.canvas, self._actions)
        ContextMenu(self.canvas, self.objects.list, self._actions)
        self._harmonizing.follow(self._actions)
        self.document.history.observe(self.state_changed.emit)

    @property
    def has_background(self) -> bool:
        return self.document.scene.background is not None

    @property
    def unsaved(self) -> bool:
        """Whether there is work that would be lost."""
        return self.projects.unsaved

    @property
    def name(self) -> str:
        """Of the project, else of the background, for the title; "" without one."""
        return self.projects.name

    def take(self, items: list[mime.Item], landing: Landing | None = None) -> None:
        """Bring pictures in: the first is the background where there is none, the others are objects.

        A project takes the place of what is open, and the pictures are objects on it. Weights join
        the models.
        """
        landing = landing or Landing()
        for item in items:
            if mime.is_weights(item):
                self.weights.take(str(item.path))
        projects = [item.path for item in items if mime.is_project(item)]
        pictures = [item for item in items if not mime.is_project(item) and not mime.is_weights(item)]
        for path in projects[1:]:
            text = translate("Window", "Only one project is open at a time: {name} is left out.")
            self._messages.post(text.format(name=path.name), Level.WARNING)
        if projects:
            beside = replace(landing, place=Place.FITTING)
            self.projects.open(projects[0], partial(self.files.take, pictures, beside))
        else:
            self.files.take(pictures, landing)

    def open_background(self, items: list[mime.Item]) -> None:
        """The first becomes the background, whatever is open; the others are objects on it."""
        self.take(items, Landing(Place.BACKGROUND))

    def paste(self, items: list[mime.Item]) -> None:
        """As `take`; objects come to the middle of what is seen."""
        at = self.canvas.visible_middle if self.has_background else None
        self.take(items, Landing(at=at, label=Label.PASTE))

    @Slot()
    def close_document(self) -> None:
        """Back to the empty window. The window asks before, where there is work to lose."""
        self.reading.cancel()
        self.projects.close()

    def change(self, **changes: Any) -> None:
        """Settings that were changed elsewhere take effect."""
        if "auto_preview" in changes:
            self.live.set_auto_preview(changes["auto_preview"])
            self._actions["harmonize.auto"].setChecked(changes["auto_preview"])
        if "device" in changes:
            self.live.configure(device=changes["device"])
        if "weights" in changes:
            self._offer_weights(changes["weights"])

    def stop(self) -> None:
        """End every thread; call before the window goes."""
        for panel in self._panels:
            panel.stop()
        self.output.stop()
        self.autosave.stop()
        self.projects.stop()
        for tasks in (self.reading, self.writing):
            tasks.stop()
        self.canvas.stop()
        self.live.shutdown()

    # Inside

    def _add_panels(self) -> None:
        document, selection, actions = self.document, self.selection, self._actions
        self.objects = ObjectsPanel(document, selection, actions)
        self.history = HistoryPanel(document, selection)
        self.transform = TransformPanel(document, selection, actions)
        self.harmonize = HarmonizePanel(document, selection, actions)
        self.edge = EdgePanel(document, selection, actions)
        self._panels = (self.objects, self.history, self.transform, self.harmonize, self.edge)
        self.docks = Docks(
            self._window,
            objects=self.objects,
            history=self.history,
            harmonize=self.harmonize,
            edge=self.edge,
        )

    def _connect(self) -> None:
        self.document.observe(self._document_changed)
        self.canvas.drop_requested.connect(self._dropped)
        self.live.status_changed.connect(self.status_line.show_status)
        self.live.status_changed.connect(self.harmonize.show_status)
        self.harmonize.knows = self.live.knows
        self.live.frame_ready.connect(self._frame_came)
        self.live.notice.connect(self._messages.post)
        self.canvas.mask_jobs.failed.connect(self._mask_failed)
        self.canvas.said.connect(self.status_line.say)
        self.status_line.set_live_cancel(self.live.cancel)
        self.status_line.show_status(self.live.status)
        self.harmonize.show_status(self.live.status)
        self.weights.changed.connect(self._weights_changed)
        self.files.opened_background.connect(self._opened)
        self.files.opaque_came.connect(self.cut_out.opaque_came)
        tones = ToneOffer(self.document, self._messages, self.reading, self)
        self.files.object_came.connect(tones.object_came)
        self.files.opened_background.connect(tones.photo_came)
        self.projects.changed.connect(self.state_changed)
        self.projects.used.connect(self.recent)
        self.output.exported.connect(self._exported)

    def _apply(self, settings: Settings) -> None:
        self._actions["harmonize.auto"].setChecked(settings.auto_preview)
        self.live.set_auto_preview(settings.auto_preview)
        if settings.device != "auto":
            self.live.configure(device=settings.device)
        self._offer_weights(settings.weights)

    def _offer_weights(self, paths: tuple[str, ...]) -> None:
        self.weights.paths = paths
        self._harmonizing.own_weights = paths
        self.harmonize.set_own_weights(paths)

    def _document_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.BACKGROUND:
            self.background_changed.emit()
            self.state_changed.emit()
            if self._without_weights:
                self._without_weights = False
                text = translate("Window", "RainNet’s weights are not installed: a colour match stands in.")
                self._messages.post(text)

    @Slot(object)
    def _frame_came(self, frame: Frame) -> None:
        if frame.exact:
            self.harmonize.refresh_soon()

    @Slot(object)
    def _opened(self, path: Path | None) -> None:
        if path is not None:
            self.recent.emit(path)

    @Slot(str)
    def _mask_failed(self, sentence: str) -> None:
        self._messages.post(sentence, Level.WARNING)

    @Slot(list, object)
    def _dropped(self, items: list[mime.Item], at: tuple[float, float]) -> None:
        self.dropped.emit(items, Landing(at=at))

    @Slot()
    def _ask_for_objects(self) -> None:
        dialog = picture_dialog(self._window, translate("Window", "Add objects"))
        dialog.filesSelected.connect(self._objects_chosen)
        dialog.open()

    @Slot(list)
    def _objects_chosen(self, names: list[str]) -> None:
        self.take(
            [mime.LocalFile(Path(name)) for name in names],
            Landing(Place.OBJECT, self.canvas.visible_middle),
        )

    @Slot(bool)
    def _set_auto_preview(self, on: bool) -> None:  # noqa: FBT001  an action's state
        self.live.set_auto_preview(on)
        self.settings_wanted.emit({"auto_preview": on})

    @Slot(object)
    def _weights_changed(self, paths: tuple[str, ...]) -> None:
        self._offer_weights(paths)
        self.settings_wanted.emit({"weights": paths})

    @Slot(object)
    def _exported(self, path: Path) -> None:
        self.settings_wanted.emit({"export_folder": str(path.parent)})
