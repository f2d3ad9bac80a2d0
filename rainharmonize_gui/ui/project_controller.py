"""The project: which file it is, opening and saving it on workers, and the questions before work is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.progress import CancelToken, Progress
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import (
    MAX_MEMORY,
    SUFFIX,
    Loaded,
    ProjectTooLargeError,
    Stamp,
    load,
    save,
)
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui import crash
from rainharmonize_gui.ui.actions import Handler
from rainharmonize_gui.ui.all_undone import bring_back, is_all_undone, tell
from rainharmonize_gui.ui.dialogs.unsaved import ask_about_changes, ask_about_replacing
from rainharmonize_gui.ui.file_watch import FileWatch
from rainharmonize_gui.ui.held_file import HeldFile
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.live import LiveHarmonizer
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tasks import Tasks

Then = Callable[[], object]


def _nothing() -> None:
    """To be done then."""


class ProjectController(QObject):
    """Use from the GUI thread."""

    changed = Signal()
    """The project was saved, or another one, or none, is open now."""
    used = Signal(object)
    """The Path of a project that was opened or saved."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        selection: Selection,
        live: LiveHarmonizer,
        *,
        reading: Tasks,
        writing: Tasks,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._selection = selection
        self._live = live
        self._reading = reading
        self._writing = writing
        self._messages = messages
        self._held: HeldFile | None = None
        self._shown: Path | None = None
        """What `_file` was when others were last told."""
        self._told: tuple[Stamp | None, Stamp | None] | None = None
        """The stamp that was known and the one that was found when that was last told: once is enough."""
        self._in_file: Scene | None = None
        """What the file held before others changed it, as far as that was told: let go without a question."""
        self._watch = FileWatch(self)
        self._watch.noticed.connect(self._noticed)
        document.history.observe(self._stepped)
        self._opened = 0
        """Counts the documents: a save that ends late belongs to the one before."""

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {"file.save": self.save, "file.save_as": self.save_as}

    @property
    def unsaved(self) -> bool:
        """Whether there is work that would be lost. A photo alone, as it was opened, is none."""
        scene = self._document.scene
        if scene.background is None:
            return is_all_undone(self._document)
        project = self._held is not None and self._held.ours
        worth = scene.layers or scene.reference is not None or project
        return bool(worth) and not self._document.history.clean

    @property
    def path(self) -> Path | None:
        """Where to save; None = ask."""
        return self._open.path if self._open and self._open.ours else None

    @property
    def stamp(self) -> Stamp | None:
        """Of the file that is open, as it was opened or saved here: who changed it since is asked about."""
        return self._open.stamp if self._open else None

    @property
    def _open(self) -> HeldFile | None:
        """The file that is open; none while another photo is shown than the one it holds."""
        held = self._held
        return held if held is not None and held.holds(self._document.scene) else None

    @property
    def _file(self) -> Path | None:
        """What is open, ours or of another program."""
        return self._open.path if self._open else None

    @property
    def name(self) -> str:
        """For title and questions: the file's, else the background's; "" in an empty window."""
        background = self._document.scene.background
        if background is None:
            return ""
        if self._file:
            return self._file.name
        return Path(background.path).name if background.path else translate("Window", "Untitled")

    def guard(self, go_on: Then) -> None:
        """Do what would lose the changes: at once if there are none, else when they are saved or let go."""
        if self.unsaved:
            if self._document.scene.background is None:
                bring_back(self._document)  # what it is about is to be seen
            ask_about_changes(
                self._window,
                name=self.name,
                save=lambda: self.save(partial(self.guard, go_on)),
                go_on=go_on,
            )
        else:
            go_on()

    def stop(self) -> None:
        """Call before the window goes."""
        self._watch.stop()

    # Out

    def save(self, then: Then = _nothing) -> None:
        """Write the file, asking for its name where it has none, and about what another program made of it.

        `then` is called when it is written.
        """
        if self.path is None:
            self.save_as(then)
        elif Stamp.of(self.path) in {self.stamp, None}:  # one that was removed may be written again
            self._write(self.path, then)
        else:
            ask_about_replacing(
                self._window,
                self.path,
                save_as=partial(self.save_as, then),
                replace=partial(self._write, self.path, then),
            )

    def save_as(self, then: Then = _nothing) -> None:
        """Ask for a name and save."""
        dialog = QFileDialog(self._window, translate("Projects", "Save project"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(translate("Projects", "Projects (*{suffix})").format(suffix=SUFFIX))
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        suggestion = self.suggestion()
        dialog.setDirectory(str(suggestion.parent))
        dialog.selectFile(suggestion.name)
        dialog.fileSelected.connect(partial(self._name_chosen, then))
        dialog.open()

    def suggestion(self) -> Path:
        """The file's own name, else one beside the background, or in the current folder."""
        if self._open is not None:
            path = self._open.path
            return path if self._open.ours else path.with_name(f"{path.stem}-harmonized{SUFFIX}")
        background = self._document.scene.background
        if background is None or background.path is None:
            return Path(translate("Window", "Untitled") + SUFFIX).absolute()
        beside = Path(background.path).with_suffix(SUFFIX)
        return beside if beside.parent.is_dir() else Path(beside.name).absolute()

    def _name_chosen(self, then: Then, name: str) -> None:
        path = Path(name)
        if path.suffix.lower() == SUFFIX:
            self._write(path, then)  # the dialog has asked about a file that is there
            return
        path = path.with_name(path.name + SUFFIX)
        if path.exists():
            text = translate("Projects", "{name} is there already; give another name, or that one in full.")
            self._messages.post(text.format(name=path.name), Level.WARNING, self._another_name(then))
        else:
            self._write(path, then)

    def _write(self, path: Path, then: Then) -> None:
        scene = self._document.settled
        findings = self._live.at_hand(scene)

        def work(progress: Progress, cancel: CancelToken) -> Stamp | None:
            return save(scene, path, findings=findings, progress=progress, cancel=cancel)

        saved = partial(self._saved, path, scene, then, self._opened)
        self._writing.start(
            translate("Projects", "Saving {name}…").format(name=path.name),
            work,
            done=saved,
            cancelled=partial(self._cancelled, path, saved),
            failed=partial(self._not_saved, then),
        )

    def _saved(self, path: Path, scene: Scene, then: Then, opened: int, stamp: Stamp | None) -> None:
        self._messages.post(translate("Projects", "Saved as {path}.").format(path=path))
        self.used.emit(path)
        if opened == self._opened:
            self._hold(HeldFile.of(scene, path, stamp=stamp), self._document.scene)
            if self._document.settled is scene:
                self._document.history.mark_clean()
            else:
                self._document.history.mark_unsaved()  # what was saved before is no longer in the file
            self.changed.emit()
            then()

    def _cancelled(self, path: Path, saved: Callable[[Stamp | None], object], stamp: Stamp | None) -> None:
        if stamp is not None:  # it was too late to cancel
            saved(stamp)
            return
        text = translate("Projects", "Saving {name} was cancelled; nothing was written.")
        self._messages.post(text.format(name=path.name), Level.INFO)

    def _not_saved(self, then: Then, error: Exception) -> None:
        self._messages.post(crash.sentence(error), Level.ERROR, self._another_name(then))

    def _another_name(self, then: Then) -> Offer:
        return Offer(translate("Projects", "Save as…"), partial(self.save_as, then))

    # In

    def open(self, path: Path, then: Then = _nothing) -> None:
        """Show a project in the place of what is open; `then` is called in the end, opened or not."""
        self.guard(partial(self._read, path, then))

    def close(self) -> None:
        """Show nothing; what is open is let go."""
        self._show(Scene())

    def show_recovered(self, scene: Scene, *, path: Path | None, stamp: Stamp | None) -> None:
        """Put an autosave in the place of what is open.

        path: of its project, None where it never had one. stamp: of the file there as it was known then; if
        it is still that, saving may replace it unasked.
        """
        self._show(scene, HeldFile.of(scene, path, stamp=stamp) if path else None, clean=False)

    def _read(self, path: Path, then: Then, max_memory: int | None = MAX_MEMORY) -> None:
        let_go = self._document.settled
        self._reading.start(
            translate("Files", "Opening {name}…").format(name=path.name),
            lambda progress, cancel: load(path, max_memory=max_memory, progress=progress, cancel=cancel),
            done=partial(self._arrived, path, then, let_go),
            failed=partial(self._not_opened, path, then),
        )

    def _arrived(self, path: Path, then: Then, let_go: Scene, loaded: Loaded) -> None:
        """What was done while the file was read is asked about, too."""

        def show() -> None:
            self._show(loaded.scene, HeldFile.of(loaded.scene, path, stamp=loaded.stamp, ours=loaded.ours))
            for notice in loaded.notices:
                self._messages.post(notice, Level.WARNING)
            self.used.emit(path)
            then()

        if self._document.settled is let_go:
            show()
        else:
            self.guard(show)

    def _not_opened(self, path: Path, then: Then, error: Exception) -> None:
        if isinstance(error, ProjectTooLargeError):
            anyway = Offer(translate("Files", "Open anyway"), partial(self._read, path, then, None))
            self._messages.post(error.sentence, Level.WARNING, anyway)
        else:
            self._messages.post(crash.sentence(error), Level.ERROR)
            then()

    def _show(self, scene: Scene, held: HeldFile | None = None, *, clean: bool = True) -> None:
        self._opened += 1
        self._live.forget()
        self._selection.select(None)
        self._in_file = None
        self._hold(held, scene)
        self._document.replace_scene(scene)
        if not clean:
            self._document.history.mark_unsaved()
        self.changed.emit()

    def _hold(self, held: HeldFile | None, scene: Scene) -> None:
        """Work on this file; scene: what is shown, or about to be."""
        self._held = held
        self._shown = held.path if held is not None and held.holds(scene) else None
        self._watch.follow(self._shown)

    def _stepped(self) -> None:
        """Another photo has come, and saving must not put it into the old one's file; or that is back. Or all
        is undone.
        """
        if self._file != self._shown:
            self._shown = self._file
            self._watch.follow(self._shown)
            self._watch.look_soon()
            self.changed.emit()
        tell(self._document, self._messages)

    # By others

    @Slot(object)
    def _noticed(self, found: Stamp | None) -> None:
        """The file is no longer what was opened or saved here: what is shown is nowhere else now."""
        path = self._file
        if path is None or found == self.stamp or self._writing.busy or self._told == (self.stamp, found):
            return
        self._told = self.stamp, found
        if self._document.history.clean:
            self._in_file = self._document.settled
        self._document.history.mark_unsaved()
        if found is None:
            self._in_file = None  # what is shown is the only copy
            if self.path is None:
                text = translate("Projects", "{name} has been removed or renamed; this is how it was before.")
            else:
                text = translate("Projects", "{name} has been removed or renamed; saving writes it again.")
            self._messages.post(text.format(name=path.name), Level.WARNING)
        else:
            text = translate("Projects", "Another program has changed {name}; this is how it was before.")
            offer = Offer(translate("Projects", "Open the changed file"), partial(self._reopen, path))
            self._messages.post(text.format(name=path.name), Level.WARNING, offer)

    def _reopen(self, path: Path) -> None:
        if self._document.settled is self._in_file:
            self._read(path, _nothing)
        else:
            self.open(path)
