"""Our own state in a project: everything of a scene but the pixels, as values and as JSON.

Versions are "major.minor". A higher minor adds what may be ignored; a higher major may not be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from engine.masks.edge import MAX_FEATHER, MAX_SHIFT, MAX_SMOOTH, EdgeSettings
from engine.placement import Placement
from engine.types import MAX_STRENGTH, Direction, Method, PictureError

from ..layer import DEFAULT_LOOK, PLAIN_EDGE, Look, Trim, Variant
from ..limits import MOST_LAYERS, named
from .errors import Damage, TooManyLayers
from .fields import Fields

STATE = "rainharmonize/project.json"
MAJOR, MINOR = 1, 2
LONGEST = 16 << 20
"""Bytes of the JSON: a thousand layers, each of a thousand letters that take twelve."""
_LARGEST_COORDINATE = 1e12
"""Of the corner of a cut-out: the largest there can be, with its far end in sight at the largest scale."""


class NewerVersion(Exception):  # noqa: N818  never seen outside the package
    """The state says it is of a later major version: its argument."""


@dataclass(frozen=True, slots=True)
class BackdropState:
    """Entries of the archive by name, None where there is nothing. file_name: the photo's, without folder."""

    rgb: str
    alpha: str | None = None
    icc_profile: str | None = None
    exif: str | None = None
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class LayerState:
    """A `Layer`; pixels by the names of their entries. Layers with one entry share the pixels."""

    id: int
    name: str
    rgb: str
    mask: str
    placement: Placement
    alpha: str | None = None
    opacity: float = 1.0
    visible: bool = True
    look: Look = DEFAULT_LOOK
    edge: EdgeSettings = PLAIN_EDGE
    region: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A `Scene`. layers: bottom to top. unknown: what the file has that this version does not know."""

    background: BackdropState
    layers: tuple[LayerState, ...] = ()
    direction: Direction = Direction.OBJECT
    reference: str | None = None
    background_look: Look = DEFAULT_LOOK
    unknown: tuple[str, ...] = ()

    def pictures(self) -> Iterator[tuple[str, int]]:
        """Entries of pixels, each with its number of channels; some may come twice."""
        yield self.background.rgb, 3
        for layer in self.layers:
            yield layer.rgb, 3
            yield layer.mask, 1
        optional = self.background.alpha, self.reference, *(layer.alpha for layer in self.layers)
        yield from ((name, 1) for name in optional if name is not None)


def to_json(state: State) -> bytes:
    back = state.background
    data = {
        "version": f"{MAJOR}.{MINOR}",
        "direction": state.direction.value,
        "background": {
            "rgb": back.rgb,
            "alpha": back.alpha,
            "icc_profile": back.icc_profile,
            "exif": back.exif,
            "file_name": back.file_name,
            "look": _look_to_json(state.background_look),
        },
        "reference": state.reference,
        "layers": [_layer_to_json(layer) for layer in state.layers],
    }
    return json.dumps(data, indent=1, allow_nan=False).encode("ascii")


def from_fields(fields: Fields) -> State:
    """Raises Damage where it is not a project's state, NewerVersion where it cannot be known what it is."""
    major, minor = _version(fields.text("version"))
    if major > MAJOR:
        raise NewerVersion(f"{major}.{minor}")
    back = fields.inner("background")
    state = State(
        background=BackdropState(
            rgb=back.text("rgb"),
            alpha=back.optional_text("alpha"),
            icc_profile=back.optional_text("icc_profile"),
            exif=back.optional_text("exif"),
            file_name=back.optional_text("file_name"),
        ),
        background_look=_look(back.inner("look")),
        layers=tuple(map(_layer, fields.inners("layers"))),
        direction=fields.choice("direction", Direction.OBJECT),
        reference=fields.optional_text("reference"),
        unknown=tuple(fields.unknown()),
    )
    ids = [layer.id for layer in state.layers]
    if len(ids) > MOST_LAYERS:
        raise TooManyLayers(len(ids))
    if len(set(ids)) < len(ids):
        raise Damage("two of its objects have the same id")
    return state


def _layer_to_json(layer: LayerState) -> dict[str, Any]:
    return {
        "id": layer.id,
        "name": layer.name,
        "rgb": layer.rgb,
        "alpha": layer.alpha,
        "mask": layer.mask,
        "placement": [*layer.placement.row_x, *layer.placement.row_y],
        "opacity": layer.opacity,
        "visible": layer.visible,
        "look": _look_to_json(layer.look),
        "edge": asdict(layer.edge),
        "region": layer.region,
    }


def _layer(fields: Fields) -> LayerState:
    return LayerState(
        id=fields.identity("id"),
        name=named(fields.text("name", "")),
        rgb=fields.text("rgb"),
        alpha=fields.optional_text("alpha"),
        mask=fields.text("mask"),
        placement=_placement(fields),
        opacity=fields.number("opacity", 0.0, 1.0, default=1.0),
        visible=fields.flag("visible", default=True),
        look=_look(fields.inner("look")),
        edge=_edge(fields.inner("edge")),
        region=fields.flag("region", default=False),
    )


def _placement(fields: Fields) -> Placement:
    a, b, c, d, e, f = fields.numbers("placement", 6, largest=_LARGEST_COORDINATE)
    try:
        placement = Placement((a, b, c), (d, e, f))
        placement.check()
        placement.inverse()  # rendering needs it
    except PictureError as error:
        raise Damage("an object is placed so large or so small that nothing of it can be seen") from error
    return placement


def _look_to_json(look: Look) -> dict[str, Any]:
    return {
        "harmonize": look.harmonize,
        "method": look.variant.method.value,
        "weights": look.variant.weights,
        "strength": look.strength,
        "other_strength": look.other_strength,
        "trim": {
            "brightness": look.trim.brightness,
            "contrast": look.trim.contrast,
            "warmth": look.trim.warmth,
            "saturation": look.trim.saturation,
        },
    }


def _look(fields: Fields) -> Look:
    trim = fields.inner("trim")
    other = fields.number("other_strength", 0.0, MAX_STRENGTH) if fields.has("other_strength") else None
    return Look(
        harmonize=fields.flag("harmonize", default=DEFAULT_LOOK.harmonize),
        variant=Variant(fields.choice("method", Method.RAINNET), fields.optional_text("weights")),
        strength=fields.number("strength", 0.0, MAX_STRENGTH, default=DEFAULT_LOOK.strength),
        trim=Trim(
            *(
                trim.number(name, -1.0, 1.0, default=0.0)
                for name in ("brightness", "contrast", "warmth", "saturation")
            )
        ),
        other_strength=other,
    )


def _edge(fields: Fields) -> EdgeSettings:
    return EdgeSettings(
        smooth=fields.number("smooth", 0.0, MAX_SMOOTH, default=0.0),
        shift=fields.number("shift", -MAX_SHIFT, MAX_SHIFT, default=0.0),
        feather=fields.number("feather", 0.0, MAX_FEATHER, default=0.0),
        contrast=fields.number("contrast", 0.0, 1.0, default=0.0),
        remove_fringe=fields.flag("remove_fringe", default=False),
    )


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and minor.isdecimal() and len(text) < 20 and text.isascii()):
        raise Damage(f"{text[:20]!r} is not the version of a project")
    return int(major), int(minor)
