"""`rainharmonize mask TOOL`: every way to make a mask, without a window."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from engine import images
from engine.cli import output
from engine.cli.errors import UsageError
from engine.files import write_atomic
from engine.images import Picture, WriteOptions, format_of
from engine.masks.bleed import bled
from engine.masks.brush import Brush, Stroke
from engine.masks.edge import EdgeSettings, refined
from engine.masks.fringe import decontaminated
from engine.masks.grabcut import grabcut
from engine.masks.scissors import outline
from engine.masks.selection import Combine, combine, polygon, wand
from engine.masks.subject import propose
from engine.placement import Box
from engine.types import U8, PictureError


@dataclass(slots=True)
class _Said:
    """What is said of a mask beside its size, as it comes up."""

    notices: list[str]
    confidence: float | None = None


def run(options: Namespace) -> int:
    """Make the mask, write it, and say so. Bad file names are found before the work."""
    started = time.perf_counter()
    _check_files(options)
    picture = images.read(options.picture, max_megapixels=options.max_megapixels)
    for path in _results(options):
        output.check_size(path, picture.size)
    said = _Said(list(picture.notices))
    mask = _joined(_TOOLS[options.tool](picture, options, said), picture, options, said)
    if options.invert:
        mask = np.invert(mask)
    _write(picture, mask, options)
    facts: dict[str, object] = {
        "output": str(options.output),
        "width": picture.size[0],
        "height": picture.size[1],
        "covered": round(float(mask.mean()) / 255, 4),
        **({} if said.confidence is None else {"confidence": said.confidence}),
        "seconds": round(time.perf_counter() - started, 3),
        "notices": said.notices,
    }
    _report(facts, options, said)
    return 0


def _check_files(options: Namespace) -> None:
    """All that can be wrong with the names, before the work."""
    if options.how is not None and options.onto is None:
        raise UsageError("--how says how the new mask joins another; name that with --onto.")
    if options.tool == "edge" and options.remove_fringe and options.cut_out is None:
        raise UsageError("--remove-fringe changes colours, which a mask has not; add --cut-out.")
    results = _results(options)
    if len(results) == 2 and (results[0] == results[1] or output.is_same(*results)):
        raise UsageError("The mask and the cut-out need two files.")
    named = (options.picture, options.onto, getattr(options, "mask", None))
    for path in results:
        output.check_file(
            path, inputs=[source for source in named if source is not None], force=options.force
        )
    if options.cut_out is not None and not format_of(options.cut_out).has_alpha:
        raise PictureError(f"{options.cut_out} cannot hold transparency; choose .png, .webp or .tif.")


def _results(options: Namespace) -> list[Path]:
    return [path for path in (options.output, options.cut_out) if path is not None]


def _joined(mask: U8, picture: Picture, options: Namespace, said: _Said) -> U8:
    if options.onto is None:
        return mask
    before = _read_mask(options.onto, picture, options, said)
    return combine(before, mask, Combine(options.how or Combine.ADD))


def _read_mask(path: Path, picture: Picture, options: Namespace, said: _Said) -> U8:
    return images.read_mask(
        path, size=picture.size, max_megapixels=options.max_megapixels, notices=said.notices
    )


def _write(picture: Picture, mask: U8, options: Namespace) -> None:
    """The mask, and the cut-out where one is asked for: both or neither, as both are on the disk before
    either takes its name. Raises PictureError or FileError.
    """
    data = images.encode(mask, options=WriteOptions(format=format_of(options.output)))

    def write(file: IO[bytes]) -> None:
        file.write(data)
        if options.cut_out is not None:
            file.flush()
            os.fsync(file.fileno())
            _write_cut_out(picture, mask, options)

    write_atomic(options.output, write)


def _write_cut_out(picture: Picture, mask: U8, options: Namespace) -> None:
    """With colours where the mask reaches beyond what a transparent picture showed."""
    rgb = picture.rgb if picture.alpha is None else bled(picture.rgb, picture.alpha)
    if options.tool == "edge" and options.remove_fringe:
        rgb = decontaminated(rgb, mask)
    images.write(options.cut_out, np.dstack((rgb, mask)), options=WriteOptions(overwrite=True))


def _report(facts: dict[str, object], options: Namespace, said: _Said) -> None:
    if options.json:
        print(json.dumps(facts))
        return
    if options.quiet:
        return
    for notice in said.notices:
        print(f"rainharmonize: {notice}", file=sys.stderr)
    confidence = "" if said.confidence is None else f", confidence {said.confidence}"
    print(
        f"{facts['output']}: {facts['width']}×{facts['height']}, {facts['covered']:.1%} covered{confidence}, "
        f"{facts['seconds']:.1f} s"
    )


# ------------------------------------------------------------------ tools


def _subject(picture: Picture, _: Namespace, said: _Said) -> U8:
    proposal = propose(picture.rgb)
    said.confidence = round(proposal.confidence, 3)
    return proposal.mask


def _wand(picture: Picture, options: Namespace, _: _Said) -> U8:
    mask = np.zeros(picture.size[::-1], np.uint8)
    for point in options.at:
        found = wand(picture.rgb, point, tolerance=options.tolerance, contiguous=not options.everywhere)
        mask = combine(mask, found, Combine.ADD)
    return mask


def _polygon(picture: Picture, options: Namespace, _: _Said) -> U8:
    return polygon(options.points, picture.size)


def _scissors(picture: Picture, options: Namespace, _: _Said) -> U8:
    return polygon(outline(picture.rgb, list(options.points)), picture.size)


def _grabcut(picture: Picture, options: Namespace, _: _Said) -> U8:
    return grabcut(
        picture.rgb,
        Box(*options.box),
        foreground=options.keep,
        background=options.drop,
        width=options.width,
    )


def _brush(picture: Picture, options: Namespace, _: _Said) -> U8:
    """The stroke alone, white on black; how it joins another mask is for --onto and --how."""
    mask = np.zeros(picture.size[::-1], np.uint8)
    stroke = Stroke(mask.copy(), Brush(options.size, options.hardness))
    for point in options.points:
        patch = stroke.extend(point)
        if patch is not None:
            mask[patch.box.slices] = patch.pixels
    return mask


def _edge(picture: Picture, options: Namespace, said: _Said) -> U8:
    mask = _read_mask(options.mask or options.picture, picture, options, said)
    settings = EdgeSettings(
        smooth=options.smooth, shift=options.shift, feather=options.feather, contrast=options.contrast
    )
    return refined(mask, settings)


_TOOLS: dict[str, Callable[[Picture, Namespace, _Said], U8]] = {
    "subject": _subject,
    "wand": _wand,
    "polygon": _polygon,
    "scissors": _scissors,
    "grabcut": _grabcut,
    "brush": _brush,
    "edge": _edge,
}
