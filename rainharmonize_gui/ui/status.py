"""What the status bar says about harmonizing, and the sentences that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.default_weights import BUNDLED
from engine.types import Method
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui.engine_sentences import translated
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.models import Trouble
from rainharmonize_gui.ui.variants import name_of
from rainharmonize_gui.ui.worker import Engine


class Phase(Enum):
    """What is going on."""

    READY = "ready"
    """The frame on show is exact, or will be in a moment."""
    LOADING = "loading"
    """The network is being loaded, for longer than a moment."""
    WORKING = "working"
    """Harmonizing, for longer than a moment."""
    PAUSED = "paused"
    """Auto preview is off and something changed: `run_now` harmonizes."""
    CANCELLED = "cancelled"
    """Not harmonized: the user cancelled; `run_now` or the next change starts again."""

    @property
    def busy(self) -> bool:
        return self in (Phase.LOADING, Phase.WORKING)


@dataclass(frozen=True, slots=True)
class Status:
    """For the status bar. engine: which weights and which device are at work, translated, "" while unknown.

    text: what is going on, translated, "" when ready. fraction: 0…1, or None where it cannot be told.
    """

    phase: Phase = Phase.READY
    engine: str = ""
    text: str = ""
    fraction: float | None = None


def phase_text(phase: Phase) -> str:
    """What is going on, in words; "" when ready."""
    match phase:
        case Phase.READY:
            return ""
        case Phase.LOADING:
            return translate("Live", "Loading the network…")
        case Phase.WORKING:
            return translate("Live", "Harmonizing…")
        case Phase.PAUSED:
            return translate("Live", "Not up to date: Ctrl+Return harmonizes.")
        case Phase.CANCELLED:
            return translate("Live", "Cancelled: shown as it was before.")


def engine_text(engine: Engine, variant: Variant) -> str:
    """Such as "RainNet · CPU, 2 threads" or "Colour match · no network", by the list's name of the variant
    that was asked for, or of what stands in for it; default weights other than the bundled ones are named,
    too.
    """
    if engine.method is Method.RAINNET:
        variant = Variant() if engine.trouble else variant
        others = not variant.weights and engine.weights != BUNDLED.stem
        name = f"{name_of(variant)} · {engine.weights}" if others else name_of(variant)
        return f"{name} · {translated(engine.device)}"
    if engine.trouble is None:
        return translate("Live", "{name} · no network").format(name=name_of(Variant(engine.method)))
    return translate("Live", "Colour match ({detail})").format(detail=_detail(engine.trouble))


def trouble_text(engine: Engine) -> str:
    """Why something else stands in for the network that was chosen, as a sentence; "" where nothing does."""
    if engine.trouble is None:
        return ""
    if engine.method is Method.RAINNET:
        text = translate("Live", "{reason} RainNet's own weights are used instead.")
    else:
        text = translate("Live", "{reason} A colour match is used instead.")
    return text.format(reason=refusal_text(engine.trouble, engine.sentence))


def refusal_text(trouble: Trouble, sentence: str) -> str:
    """Why a network cannot be used, as a sentence. sentence: see `models.Unusable`."""
    match trouble:
        case Trouble.NO_WEIGHTS:
            text = translate("Live", "The weights {name} are not there; they may have been moved or deleted.")
            return text.format(name=sentence)
        case Trouble.BAD_WEIGHTS:
            if sentence:
                return translated(sentence)
            return translate("Live", "The weights do not run here; choose others, or another device.")
        case Trouble.NO_TORCH:
            return translate("Live", "PyTorch does not start; install RainHarmonize once more.")
        case Trouble.NO_MEMORY:
            return translate("Live", "There is not enough memory for the network.")


def _detail(trouble: Trouble) -> str:
    match trouble:
        case Trouble.NO_WEIGHTS:
            return translate("Live", "no weights found")
        case Trouble.BAD_WEIGHTS:
            return translate("Live", "the weights cannot be used")
        case Trouble.NO_TORCH:
            return translate("Live", "PyTorch does not start")
        case Trouble.NO_MEMORY:
            return translate("Live", "not enough memory for the network")
