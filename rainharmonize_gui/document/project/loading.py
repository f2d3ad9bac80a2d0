"""Open a project: our own as it was, another program's OpenRaster file as background and objects."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import reason_of, shortened
from engine.images import Picture
from engine.placement import Placement
from engine.progress import CancelToken, Progress, check, report
from engine.types import U8, MaskError, check_mask

from ..layer import Layer, Look, Mask
from ..limits import MOST_LAYERS
from ..scene import Backdrop, Scene
from . import foreign, png
from .archive import ZIP_TROUBLE, Archive, open_archive
from .budget import MAX_MEMORY, Budget, header_of
from .errors import Damage, ProjectError, TooManyLayers
from .fields import parse
from .stamp import Stamp
from .state import LONGEST, STATE, BackdropState, LayerState, NewerVersion, State, from_fields

log = logging.getLogger(__name__)

_WORKING = 4
"""Bytes that Pillow needs for a pixel while it decodes a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What was in the file. ours: whether this program wrote it, so that saving there loses nothing.

    notices: sentences for the user about what is not as it was. stamp: see `Stamp`.
    """

    scene: Scene
    notices: tuple[str, ...] = ()
    ours: bool = True
    stamp: Stamp | None = None


def load(
    path: str | os.PathLike[str],
    *,
    max_memory: int | None = MAX_MEMORY,
    own: bool = False,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> Loaded:
    """Open an OpenRaster file. For any thread; nothing is written anywhere.

    max_memory: bytes its pictures may need, judged by their headers before any is decoded; None = whatever.
    own: whether the user's own program is known to have written it, so that it may name weights on a server.
    Raises ProjectTooLargeError above it, ProjectError for whatever else is wrong with the file, both a
    sentence; Aborted when cancelled.
    """
    path = Path(path)
    stamp = Stamp.of(path)
    report(progress, 0.0, f"Opening {path.name}")
    try:
        with open_archive(path) as archive:
            ours = STATE in archive
            opening = _ours if ours else foreign.scene_of
            scene, notices = opening(archive, path, max_memory=max_memory, progress=progress, cancel=cancel)
            if not own:
                scene, notices = _without_network_paths(scene, notices)
    except NewerVersion as error:
        raise ProjectError(
            f"{path} is from a newer version of RainHarmonize (project format {error}); update the program, "
            "or open the layers in GIMP or Krita."
        ) from error
    except TooManyLayers as error:
        raise ProjectError(
            f"{path} has {error} layers, more than {MOST_LAYERS}; merge some of them where it comes from."
        ) from error
    except MemoryError as error:
        raise ProjectError(f"{path} does not fit in memory; close other programs and try again.") from error
    except (Damage, *ZIP_TROUBLE) as error:
        raise ProjectError(
            f"{path} cannot be opened: it is damaged or no project; use an older copy or an autosave of it.",
            detail=reason_of(error) or type(error).__name__,
        ) from error
    report(progress, 1.0, f"Opening {path.name}")
    return Loaded(scene, notices, ours=ours, stamp=stamp)


def _ours(
    archive: Archive,
    path: Path,
    *,
    max_memory: int | None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> tuple[Scene, tuple[str, ...]]:
    state = from_fields(parse(archive.read(STATE, limit=LONGEST), name=STATE))
    notices = []
    if state.unknown:
        log.info("%s holds what is not known: %s", path, ", ".join(map(shortened, state.unknown[:5])))
        notices.append(
            f"{path.name} holds what this version of RainHarmonize does not know; saving it here loses that."
        )
    pixels = _decoded(archive, path, state, max_memory=max_memory, progress=progress, cancel=cancel)
    try:
        scene = _scene(archive, path, state, pixels)
    except MaskError as error:
        raise Damage(str(error).rstrip(".")) from error
    return scene, tuple(notices)


def _decoded(
    archive: Archive,
    path: Path,
    state: State,
    *,
    max_memory: int | None,
    progress: Progress | None,
    cancel: CancelToken | None,
) -> dict[str, U8]:
    """The arrays of every entry the state names, each once."""
    wanted = _wanted(state)
    budget, longest = Budget(), {}
    for name, channels in wanted.items():
        header = header_of(archive, name)
        if header is None:
            raise Damage(f"{name} is not a PNG picture")
        longest[name] = header.longest_file
        budget.add(header.pixels, kept=channels, working=_WORKING, file=archive.size(name))
    for name in filter(None, (state.background.icc_profile, state.background.exif)):
        budget.add(archive.size(name), kept=1, working=0)
    budget.check(path, max_memory)
    pixels = {}
    for name, channels in wanted.items():
        check(cancel)
        file = archive.read(name, limit=longest[name])
        pixels[name] = png.decode(file, channels=channels, name=name)
        report(progress, len(pixels) / (len(wanted) + 1))
    return pixels


def _wanted(state: State) -> dict[str, int]:
    """The channels of every entry the state names."""
    wanted: dict[str, int] = {}
    for name, channels in state.pictures():
        if wanted.setdefault(name, channels) != channels:
            raise Damage(f"{shortened(name)} is named both as a picture and as a mask")
    return wanted


def _scene(archive: Archive, path: Path, state: State, pixels: dict[str, U8]) -> Scene:
    masks = {name: Mask(pixels[name]) for name, channels in state.pictures() if channels == 1}
    reference = masks[state.reference] if state.reference else None
    backdrop = _backdrop(archive, path, state.background, pixels)
    layers = [_layer(layer, pixels, masks, background=backdrop.rgb) for layer in state.layers]
    if reference is not None:
        check_mask(reference.pixels, backdrop.rgb.shape, name="reference region")
    return Scene(
        background=backdrop,
        layers=tuple(sorted(layers, key=lambda layer: not layer.region)),
        direction=state.direction,
        reference=reference,
        background_look=state.background_look,
    )


def _backdrop(archive: Archive, path: Path, state: BackdropState, pixels: dict[str, U8]) -> Backdrop:
    def blob(name: str | None) -> bytes | None:
        return None if name is None else archive.read(name)

    rgb, alpha = pixels[state.rgb], pixels[state.alpha] if state.alpha else None
    if alpha is not None:
        check_mask(alpha, rgb.shape)
    picture = Picture(rgb, alpha, icc_profile=blob(state.icc_profile), exif=blob(state.exif))
    # Where the photo once was is nobody's business; what is made of it belongs beside the project.
    name = state.file_name
    return Backdrop(picture, str(path.parent / name) if name and _is_plain(name) else None)


def _is_plain(name: str) -> bool:
    """Whether it is the name of a file, and no way to another folder."""
    return name not in {".", ".."} and not any(sign in name for sign in "/\\:\0")


def _layer(state: LayerState, pixels: dict[str, U8], masks: dict[str, Mask], *, background: U8) -> Layer:
    if state.alpha:
        check_mask(pixels[state.alpha], pixels[state.rgb].shape, name="original's transparency")
    return Layer(
        id=state.id,
        name=state.name,
        rgb=pixels[state.rgb],
        mask=masks[state.mask],
        placement=state.placement,
        alpha=pixels[state.alpha] if state.alpha else None,
        opacity=state.opacity,
        visible=state.visible,
        look=state.look,
        edge=state.edge,
        region=state.region and pixels[state.rgb] is background and state.placement == Placement(),
    )


def _without_network_paths(scene: Scene, notices: tuple[str, ...]) -> tuple[Scene, tuple[str, ...]]:
    """A project from a stranger must not make the computer log on to a server: such weights are let go."""
    looks = [scene.background_look, *(layer.look for layer in scene.layers)]
    if not any(_on_network(look) for look in looks):
        return scene, notices
    notice = "Weights on a network drive are not loaded by a project; choose them again where wanted."
    layers = tuple(replace(layer, look=_local(layer.look)) for layer in scene.layers)
    return replace(scene, layers=layers, background_look=_local(scene.background_look)), (*notices, notice)


def _on_network(look: Look) -> bool:
    weights = look.variant.weights
    return weights is not None and weights.replace("\\", "/").startswith("//")


def _local(look: Look) -> Look:
    return replace(look, variant=replace(look.variant, weights=None)) if _on_network(look) else look
