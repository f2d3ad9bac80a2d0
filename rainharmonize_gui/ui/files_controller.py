"""Pictures on their way in: opened, dropped, pasted, fetched from the web, one after the other."""

from __future__ import annotations

import itertools
import json
import logging
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

import resources
from engine.placement import Placement, Point, Size
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.history import Step
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui import crash, mime
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.reading import DEFAULT_MEGAPIXELS, Arrival, TooLargeError, full_name, load
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tasks import Tasks

log = logging.getLogger(__name__)

_SPREAD = 0.07
"""Of the background's shorter side: how far objects that come together lie from each other."""
_TURN = math.pi * (3 - math.sqrt(5))
"""The golden angle: on a spiral that turns by it, points lie evenly (H. Vogel, "A Better Way to Construct the
Sunflower Head", 1979)."""

_ANOTHER_PHOTO = "another photo"
"""What the message with the button is about."""


class Place(Enum):
    """What a picture becomes."""

    FITTING = auto()
    """The background where there is none, else an object."""
    BACKGROUND = auto()
    OBJECT = auto()


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a picture goes. at: an object's middle, in background pixels; None = the background's middle."""

    place: Place = Place.FITTING
    at: Point | None = None
    label: Label = Label.ADD
    scale: float | None = None
    """Of the object; None = its own size, or what fits."""
    nth: int = 0
    """Of objects that come together, which lie about `at`."""

    def middle(self, size: Size) -> Point:
        """Of the object on a background of `size`; all but the first inside it."""
        at = self.at or (size[0] / 2, size[1] / 2)
        return next(itertools.islice(_around(at, size), self.nth, None))


class FilesController(QObject):
    """Reads on a worker and puts into the document, in order; what fails is named, the rest goes on."""

    opened_background = Signal(object)
    """Its Path, or None."""
    object_came = Signal(int)
    """The id of a new object."""
    opaque_came = Signal(int)
    """The id of a new object that shows all of its picture."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        messages: MessageBar,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self._messages = messages
        self._tasks = tasks
        self._another_photo: Step | None = None
        """The step that brought one under the objects, as long as that can be taken back at once."""
        document.history.observe(self._stepped)

    def take(self, items: Iterable[mime.Item], landing: Landing = Landing()) -> None:
        """Bring pictures in. With Place.BACKGROUND only the first is one, the rest are objects."""
        place, nth = landing.place, 0
        empty = self._document.scene.background is None
        for item in items:
            here = replace(landing, place=place, nth=nth)
            if place is Place.BACKGROUND:
                place = Place.OBJECT
            elif place is Place.OBJECT or not empty:
                nth += 1
            empty = False
            if isinstance(item, mime.WebAddress):
                self._ask_for_web(item, here)
            else:
                self._read(item, here)

    def open_sample(self) -> None:
        """The sample's background, and its object where it was meant to be."""
        sample = json.loads(resources.path("samples", "sample.json").read_text(encoding="utf-8"))
        background = mime.LocalFile(resources.path("samples", sample["background"]))
        item = mime.LocalFile(resources.path("samples", sample["object"]))
        x, y = sample["center"]
        self._read(background, Landing(Place.BACKGROUND), remember=False)
        self._read(item, Landing(Place.OBJECT, (x, y), scale=sample["scale"]), remember=False)

    def _ask_for_web(self, item: mime.WebAddress, landing: Landing) -> None:
        text = translate("Files", "Fetch {name} from {host}? Nothing is sent but the request.")
        self._messages.post(
            text.format(name=full_name(item), host=urlsplit(item.url).netloc),
            Level.WARNING,
            Offer(translate("Files", "Fetch it"), partial(self._read, item, landing)),
        )

    def _read(
        self,
        item: mime.Item,
        landing: Landing,
        *,
        max_megapixels: float | None = DEFAULT_MEGAPIXELS,
        remember: bool = True,
    ) -> None:
        text = (
            translate("Files", "Fetching {name}…")
            if isinstance(item, mime.WebAddress)
            else translate("Files", "Opening {name}…")
        )
        self._tasks.start(
            text.format(name=full_name(item)),
            partial(
                load, item, max_megapixels=max_megapixels, may_be_background=self._is_background(landing)
            ),
            done=partial(self._arrived, landing, remember=remember),
            failed=partial(self._failed, item, landing),
        )

    def _arrived(self, landing: Landing, arrival: Arrival, *, remember: bool) -> None:
        picture = arrival.picture
        if self._is_background(landing):
            picture = arrival.backdrop or picture
            self._selection.select(None)
            self._document.open_background(picture, path=str(arrival.path) if arrival.path else None)
            if self._document.scene.layers:
                self._tell_where_the_objects_are(arrival)
            self.opened_background.emit(arrival.path if remember else None)
        elif self._document.scene.background is not None:
            self._place(arrival, landing)
        for notice in picture.notices:
            self._messages.post(notice, Level.INFO)

    def _tell_where_the_objects_are(self, arrival: Arrival) -> None:
        """Kept on another photo: not what everybody wants who opens one."""
        self._another_photo = step = self._document.history.undo_step

        def undo() -> None:
            if self._document.history.undo_step is step:
                self._selection.follow(self._document.undo)

        text = translate("Files", "The objects are on {name} now; saving asks for a new name.")
        self._messages.post(
            text.format(name=arrival.path.name if arrival.path else arrival.name),
            offer=Offer(translate("Files", "Undo"), undo),
            about=_ANOTHER_PHOTO,
        )

    def _stepped(self) -> None:
        """What was said of another photo is said no more once it was saved, or is not the latest step."""
        history = self._document.history
        if self._another_photo is not None and (
            history.undo_step is not self._another_photo or history.clean
        ):
            self._another_photo = None
            self._messages.withdraw(_ANOTHER_PHOTO)

    def _is_background(self, landing: Landing) -> bool:
        """Whether what arrives now is the background."""
        fitting = landing.place is Place.FITTING and self._document.scene.background is None
        return fitting or landing.place is Place.BACKGROUND

    def _place(self, arrival: Arrival, landing: Landing) -> None:
        with self._document.begin(landing.label):
            middle = landing.middle(self._document.scene.size)
            layer_id = self._document.add_object(
                arrival.cut_out, name=arrival.name, center=middle, label=landing.label
            )
            if landing.scale is not None:
                placement = Placement.of(arrival.picture.size, center=middle, scale=landing.scale)
                self._document.place(layer_id, placement)
        self._selection.select(layer_id)
        self.object_came.emit(layer_id)
        alpha = arrival.picture.alpha
        if alpha is None or alpha.min() == 255:
            self.opaque_came.emit(layer_id)

    def _failed(self, item: mime.Item, landing: Landing, error: Exception) -> None:
        if isinstance(error, TooLargeError):
            again = partial(self._read, item, landing, max_megapixels=None)
            anyway = Offer(translate("Files", "Open anyway"), again)
            self._messages.post(error.sentence, Level.WARNING, anyway)
        else:
            self._messages.post(_sentence(item, error), Level.ERROR)


def _around(at: Point, size: Size) -> Iterator[Point]:
    """A point, and then ever more of a picture of `size`, evenly around it."""
    yield at
    x, y = min(max(at[0], 0.0), size[0]), min(max(at[1], 0.0), size[1])
    for index in itertools.count(1):
        radius, angle = _SPREAD * min(size) * math.sqrt(index), index * _TURN
        point = x + radius * math.cos(angle), y + radius * math.sin(angle)
        if 0 <= point[0] <= size[0] and 0 <= point[1] <= size[1]:
            yield point


def _sentence(item: mime.Item, error: Exception) -> str:
    if isinstance(error, MemoryError):
        return translate("Files", "{name} does not fit in memory.").format(name=full_name(item))
    return crash.sentence(error)
