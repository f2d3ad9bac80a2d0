"""Analyses for the window: the work of the network thread, and the window's only way to the networks.

Everything that can be in the way of a network ends in a notice and another way: the program's own network
where weights cannot be used, else a colour match. The window goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from engine import methods
from engine.analysis import Analysis
from engine.progress import CancelToken, Progress, check, report
from engine.transfer import Frame
from engine.types import EngineError, HarmonizeRequest, Method
from rainharmonize_gui.document.backdrops import Backdrops
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.jobs import Job, in_background, jobs, request
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.render import Findings
from rainharmonize_gui.document.scene import Scene, Target
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.findings import Finding, Known, place_of
from rainharmonize_gui.ui.mask_changes import MaskChanges
from rainharmonize_gui.ui.models import Model, Models, Trouble, is_out_of_memory

log = logging.getLogger(__name__)

FALLBACK = Method.MKL
"""What stands in for a network that cannot be used."""

_OF_A_FILE = (Trouble.NO_WEIGHTS, Trouble.BAD_WEIGHTS)
"""Other weights may do."""

LONGEST = 1024
"""Pixels along the longer side of the view that is analysed while something is being dragged.

Reading 24 megapixels takes longer than a network needs for its 256×256. But a network sees a small object
through a crop that the reduced view cannot fill, and averaging takes away the spread of noise that statistics
of colours go by: at rest, every pixel counts.
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """What does the work. weights, device: of a network, else "".

    trouble, sentence: why it is not the network that was asked for.
    """

    method: Method
    weights: str = ""
    device: str = ""
    trouble: Trouble | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class AnalysisRequest:
    """findings: of the layers below. draft: a quick answer is wanted."""

    scene: Scene
    job: Job
    findings: Findings
    draft: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The answer. notices: sentences of the engine for the user."""

    known: Known
    engine: Engine
    notices: tuple[str, ...] = ()


class Analyst:
    """Use from one thread at a time, but for `mask_changes`."""

    def __init__(self, backdrops: Backdrops | None = None) -> None:
        self.mask_changes = MaskChanges()
        self._backdrops = backdrops or Backdrops()
        self._cutouts = Cutouts()
        self._models = Models()

    def configure(self, *, weights: str, device: str) -> None:
        """Load what is needed afresh, from another default file or for another device."""
        self._models = Models(weights=weights, device=device)

    def forget(self) -> None:
        """Let go of the networks; a window that was closed need not have gone."""
        self._models = Models()

    def answer(self, asked: AnalysisRequest | Variant, cancel: CancelToken) -> Found | Engine:
        """An analysis; for a variant, `warm_up`."""
        return self.warm_up(asked) if isinstance(asked, Variant) else self.analyse(asked, cancel)

    def warm_up(self, variant: Variant) -> Engine:
        """Load the network of a variant before it is needed, and say what will be at work."""
        return self._ready(variant)[0]

    def try_out(self, weights: str) -> Engine:
        """Load a weights file as it is now, and say whether it can be used."""
        variant = Variant(weights=weights)
        self._models.forget(variant)
        return self._ready(variant)[0]

    def analyse(self, asked: AnalysisRequest, cancel: CancelToken) -> Found:
        """Answer a job. Raises Aborted; whatever else can go wrong is in the answer, but for MemoryError."""
        engine, model = self._ready(asked.job.variant)
        check(cancel)
        view, question = self._question(asked, engine.method, reduced=asked.draft)
        try:
            analysis = methods.analyse(
                question, harmonizer=None if model is None else model.harmonizer, cancel=cancel
            )
        except EngineError as error:
            analysis = Analysis(None, Frame.of_whole(*view.size), (error.sentence,))
        except (MemoryError, RuntimeError, LookupError) as error:  # torch's, of weights that do not fit
            if model is None:
                raise
            log.exception("%s gave up", model.name)
            trouble = Trouble.NO_MEMORY if is_out_of_memory(error) else Trouble.BAD_WEIGHTS
            self._models.give_up(model, trouble)
            return self.analyse(asked, cancel)
        known = Known(
            key=asked.job.key,
            target=asked.job.target,
            variant=asked.job.variant,
            place=place_of(asked.scene, asked.job.target),
            finding=Finding(in_background(analysis, view), full=_full_strength(engine)),
            exact=not asked.draft,
        )
        notices = analysis.notices if model is None else model.notices + analysis.notices
        if model is not None:
            engine = replace(engine, device=model.device)  # which changes where memory runs out
        return Found(known, engine, notices)

    def complete(
        self,
        scene: Scene,
        found: Mapping[Hashable, Finding],
        *,
        progress: Progress | None = None,
        cancel: CancelToken,
    ) -> dict[Target, Finding]:
        """The exact findings of a whole scene; those in `found`, by the keys of their jobs, are used.

        Raises as `analyse` does.
        """
        findings: dict[Target, Finding] = {}
        wanted = jobs(scene)
        for index, job in enumerate(wanted):
            report(progress, index / len(wanted))
            finding = found.get(job.key)
            if finding is None:
                finding = self.analyse(AnalysisRequest(scene, job, dict(findings)), cancel).known.finding
            findings[job.target] = finding
        return findings

    def _ready(self, variant: Variant) -> tuple[Engine, Model | None]:
        """What answers for a variant, with its network where there is one to be used."""
        if variant.method is not Method.RAINNET:
            return Engine(variant.method), None
        model = self._models.model(variant)
        if isinstance(model, Model):
            return _engine(model), model
        own = self._models.stand_in(variant) if model.trouble in _OF_A_FILE else None
        engine = Engine(FALLBACK) if own is None else _engine(own)
        return replace(engine, trouble=model.trouble, sentence=model.sentence), own

    def _question(
        self, asked: AnalysisRequest, method: Method, *, reduced: bool
    ) -> tuple[View, HarmonizeRequest]:
        scene, target = asked.scene, asked.job.target
        if not reduced:
            view = View.whole(scene.size)
            return view, replace(request(scene, target, view, findings=asked.findings), method=method)
        view = View.whole(scene.size, longest=LONGEST)
        self.mask_changes.tell(self._cutouts)
        self._cutouts.keep({layer.id for layer in scene.layers})
        question = request(
            scene, target, view, findings=asked.findings, cutouts=self._cutouts, backdrops=self._backdrops
        )
        return view, replace(question, method=method)


def _full_strength(engine: Engine) -> float:
    """A look of 100 % was meant for the network; what stands in for it goes as far as suits it."""
    return (
        1.0
        if engine.method is Method.RAINNET or not engine.trouble
        else methods.default_strength(engine.method)
    )


def _engine(model: Model) -> Engine:
    return Engine(Method.RAINNET, model.name, model.device)
