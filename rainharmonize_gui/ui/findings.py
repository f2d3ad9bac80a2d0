"""What the analyses found, kept by the keys of their jobs, and carried along while an object is dragged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.analysis import EMPTY_MASK, FITS, Analysis
from engine.default_weights import path_of
from engine.errors import shortened
from engine.transfer import Frame
from engine.types import U8, Method
from rainharmonize_gui.document.geometry import Extent, extent_of
from rainharmonize_gui.document.jobs import Job
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.scene import Scene, Target
from rainharmonize_gui.ui.engine_sentences import translated
from rainharmonize_gui.ui.i18n import translate

KEPT = 24
"""At three megabytes for a network's finding 75 in all; a seamless blend's, 12.6 at most, make it 300."""
PASSING = 6
"""Both are for what the scene does not ask for: however many objects it has, all that it needs stays."""
STATES = EMPTY_MASK, FITS
"""Of the engine's notices those that the status says, for as long as they hold; see `state_text`."""
_LONGEST_NAME = 30
"""A longer sentence would hardly fit into the status bar."""


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """An analysis as `document.render` wants it. full: the strength that a look's 100 % stands for."""

    analysis: Analysis
    full: float = 1.0

    @property
    def frame(self) -> Frame:
        """Where it was found, in background pixels."""
        return self.analysis.frame

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        return self.analysis.apply(composite, mask, strength=strength * self.full, frame=frame)


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """A finding applied elsewhere than where it was found."""

    finding: Finding
    frame: Frame

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        return self.finding.apply(composite, mask, strength=strength, frame=frame or self.frame)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A finding and what it was found for. place: of the target then. exact: from all the pixels it takes."""

    key: Hashable
    target: Target
    variant: Variant
    place: Extent
    finding: Finding
    exact: bool = True

    def carried(self, place: Extent) -> Carried:
        """For the target where it lies now: the change of colours moves and grows with it."""
        if place == self.place:
            return Carried(self.finding, self.finding.frame)
        (wide, high), (was_wide, was_high) = _sides(place), _sides(self.place)
        across, down = wide / was_wide, high / was_high
        left, top = self.place.left - place.left / across, self.place.top - place.top / down
        return Carried(self.finding, self.finding.frame.of_view(left, top, across, down))


def place_of(scene: Scene, target: Target) -> Extent:
    """The upright rectangle around a target."""
    if target is None:
        return Extent(0.0, 0.0, *map(float, scene.size))
    layer = scene.layer(target)
    return extent_of(layer.placement, layer.size)


def state_text(scene: Scene, known: Iterable[Known | None]) -> str:
    """A sentence where nothing of an object shows, something cannot be harmonized, or everything was found to
    fit as it is; else "".

    known: what is, of each analysis that the scene asks for.
    """
    found = list(known)
    for each in found:
        if each is not None and EMPTY_MASK in each.finding.analysis.notices:
            return empty_text(scene, each.target)
    for each in found:
        if each is not None and (reason := _in_the_way(each.finding.analysis)):
            return translated(reason)
    fits = (each is not None and FITS in each.finding.analysis.notices for each in found)
    return translated(FITS) if found and all(fits) else ""


def _in_the_way(analysis: Analysis) -> str:
    """The engine's sentence about what it could not harmonize; "" where it could."""
    if analysis.model is not None or any(each in STATES for each in analysis.notices):
        return ""
    return analysis.notices[0] if analysis.notices else ""


def empty_text(scene: Scene, target: Target) -> str:
    """What to say of a target whose mask is empty, all masks for the background."""
    if target is None:
        return translate("Live", "Nothing of the objects shows: their masks are empty.")
    text = translate("Live", "Nothing of “{name}” shows: its mask is empty.")
    return text.format(name=shortened(scene.layer(target).name, most=_LONGEST_NAME))


def unchanged(scene: Scene, job: Job) -> Known:
    """Where nothing can be found: the target stays as it is."""
    nothing = Finding(Analysis(None, Frame.of_whole(*scene.size)))
    return Known(job.key, job.target, job.variant, place_of(scene, job.target), nothing)


class FindingCache:
    """The findings last used, and the latest of each target. Those of a drag drive out no others."""

    def __init__(self, *, kept: int = KEPT, passing: int = PASSING) -> None:
        self._limits = kept, passing
        self._needed: tuple[Hashable, ...] = ()
        self._kept: OrderedDict[Hashable, Known] = OrderedDict()
        self._passing: OrderedDict[Hashable, Known] = OrderedDict()
        self._latest: dict[Target, Known] = {}

    def put(self, known: Known) -> None:
        self._latest[known.target] = known
        if known.key in self._kept:
            self._kept[known.key] = known
            return
        self._passing[known.key] = known
        self._shorten(self._passing, self._limits[1])

    def get(self, key: Hashable) -> Known | None:
        return self._kept.get(key) or self._passing.get(key)

    def need(self, keys: Collection[Hashable]) -> None:
        """The scene as it is now asks for these: they stay, lest they be looked for again and again."""
        self._needed = tuple(keys)

    def keep_needed(self) -> None:
        """They belong to a state that the user may come back to, by undo or by flipping through variants."""
        for key in self._needed:
            if key in self._passing:
                self._kept[key] = self._passing.pop(key)
            elif key in self._kept:
                self._kept.move_to_end(key)
        self._shorten(self._kept, self._limits[0])

    def latest(self, target: Target) -> Known | None:
        """The newest finding for a target, whatever it was found for."""
        return self._latest.get(target)

    def forget_targets(self, present: Collection[Target]) -> None:
        """Only these are left."""
        self._latest = {target: known for target, known in self._latest.items() if target in present}

    def forget_weights(self, file: Path, *, default: str) -> None:
        """What networks with these weights found is to be found anew; until then the latest is shown.

        default: the weights of a variant that names none.
        """
        for findings in (self._kept, self._passing):
            for key, variant in [(key, known.variant) for key, known in findings.items()]:
                if variant.method is Method.RAINNET and path_of(variant.weights or default) == file:
                    del findings[key]

    def clear(self) -> None:
        for findings in (self._kept, self._passing, self._latest):
            findings.clear()

    def _shorten(self, findings: OrderedDict[Hashable, Known], limit: int) -> None:
        """Let the longest unused go that are not needed."""
        over = len(findings) - limit
        if over > 0:
            needed = set(self._needed)
            for key in [key for key in findings if key not in needed][:over]:
                del findings[key]


def _sides(place: Extent) -> tuple[float, float]:
    return max(place.right - place.left, 1e-6), max(place.bottom - place.top, 1e-6)
