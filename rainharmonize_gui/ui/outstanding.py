"""What is known of a scene, what of that a frame can show, and which analysis comes next."""

from __future__ import annotations

from rainharmonize_gui.document.jobs import jobs
from rainharmonize_gui.document.render import Finding as Applicable
from rainharmonize_gui.document.scene import Scene, Target
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.findings import FindingCache, Known, place_of
from rainharmonize_gui.ui.frames import FrameRequest
from rainharmonize_gui.ui.worker import AnalysisRequest


def known_exactly(scene: Scene, cache: FindingCache) -> list[Known]:
    """Of the findings that a scene asks for those that are there, drafts left out."""
    known = (cache.get(job.key) for job in jobs(scene))
    return [each for each in known if each is not None and each.exact]


def frame_request(
    scene: Scene, view: View, cache: FindingCache, *, carried: bool, other_variants: bool
) -> FrameRequest:
    """A frame with what was found for the scene as it is.

    carried: where that is not there yet, with the newest finding of the target, be it of another place.
    other_variants: even with one of another variant.
    """
    findings: dict[Target, Applicable] = {}
    exact = True
    for job in jobs(scene):
        known = cache.get(job.key)
        exact = exact and known is not None and known.exact
        if known is None and carried:
            known = cache.latest(job.target)
            if known is not None and known.variant != job.variant and not other_variants:
                known = None
        if known is not None:
            findings[job.target] = known.carried(place_of(scene, job.target))
    return FrameRequest(scene, view, findings, exact)


def next_request(scene: Scene, cache: FindingCache, *, draft: bool) -> AnalysisRequest | None:
    """The first analysis that is outstanding, bottom to top; None when the scene is harmonized.

    draft: quick answers will do.
    """
    below: dict[Target, Applicable] = {}
    for job in jobs(scene):
        known = cache.get(job.key)
        if known is None or not (known.exact or draft):
            return AnalysisRequest(scene, job, below, draft=draft)
        below[job.target] = known.finding
    return None


def share_known(scene: Scene, cache: FindingCache) -> float | None:
    """How many of several objects are done, 0…1; None where there are not several."""
    wanted = jobs(scene)
    if len(wanted) < 2:
        return None
    return sum(cache.get(job.key) is not None for job in wanted) / len(wanted)
