"""The ways to harmonize that one can flip through, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.default_weights import OPEN_PHOTOS
from engine.methods import default_strength
from engine.types import Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Look, Variant
from rainharmonize_gui.document.scene import Scene, Target
from rainharmonize_gui.ui.i18n import translate

_MATCHES = (Method.MKL, Method.REINHARD, Method.HISTOGRAM, Method.POISSON)


def variants(weights: Sequence[str] = ()) -> tuple[Variant, ...]:
    """What there is to choose from. weights: paths of the user's own."""
    own = (Variant(Method.RAINNET, path) for path in weights)
    return (Variant(), *own, *map(Variant, _MATCHES), Variant(Method.RAINNET, OPEN_PHOTOS))


def name_of(variant: Variant) -> str:
    """As the panel lists it."""
    if variant.weights == OPEN_PHOTOS:
        return translate("Variants", "Network, open licences")
    if variant.weights:
        return Path(variant.weights).stem
    return {
        Method.RAINNET: "RainNet",
        Method.MKL: translate("Variants", "Colour match"),
        Method.REINHARD: translate("Variants", "Colour match, tone only"),
        Method.HISTOGRAM: translate("Variants", "Colour match, histogram"),
        Method.POISSON: translate("Variants", "Seamless blend"),
    }[variant.method]


def explanation(variant: Variant) -> str:
    """One sentence for a tooltip."""
    if variant.weights == OPEN_PHOTOS:
        return translate("Variants", "A smaller network that learned from openly licensed photographs alone")
    if variant.weights:
        return translate("Variants", "Your own weights: {path}").format(path=variant.weights)
    return {
        Method.RAINNET: translate("Variants", "A network that learned from photographs how light falls"),
        Method.MKL: translate("Variants", "Matches the mix of colours (Monge and Kantorovich)"),
        Method.REINHARD: translate("Variants", "Matches mean and spread of the colours (Reinhard)"),
        Method.HISTOGRAM: translate("Variants", "Matches the distribution of tones, channel by channel"),
        Method.POISSON: translate("Variants", "Takes on the colours along the outline (Poisson)"),
    }[variant.method]


def strength_hint(variant: Variant) -> str:
    """Why the strength is not 100 %; "" where it is."""
    suits = default_strength(variant.method)
    if suits == 1:
        return ""
    text = translate("Variants", "{percent} % suits it; more is soon too much.")
    return text.format(percent=round(suits * 100))


def look_for(variant: Variant) -> Look:
    """A fresh look at the strength that suits the variant."""
    return Look(variant=variant, strength=default_strength(variant.method))


def with_variant(scene: Scene, target: Target, variant: Variant) -> Scene:
    """The scene with another variant for one target."""
    look = replace(scene.look(target), variant=variant)
    if target is None:
        return replace(scene, background_look=look)
    return scene.with_layer(replace(scene.layer(target), look=look))


def choose(document: Document, target: Target, variant: Variant) -> None:
    """Harmonize the target this way, as one step, and objects to come too."""
    document.set_variant(target, variant)
    document.new_look = replace(look_for(variant), harmonize=document.new_look.harmonize)
