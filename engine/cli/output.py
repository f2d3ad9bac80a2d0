"""Where results go: checked before the work, written whole after it."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from engine import images
from engine.cli.scene import Scene
from engine.images import WriteOptions, format_of
from engine.placement import Size
from engine.progress import CancelToken
from engine.types import U8, PictureError


def check_file(path: Path, *, inputs: Iterable[Path], force: bool) -> None:
    """Raise PictureError where a result could not be written to `path`, or would replace what it must not."""
    format_of(path)
    for source in inputs:
        if is_same(path, source):
            raise PictureError(
                f"{path} is the input {source} itself, which is never overwritten; choose another name."
            )
    if path.is_dir():
        raise PictureError(f"{path} is a folder; give the name of a file.")
    if path.exists() and not path.is_file():
        raise PictureError(f"{path} is a device or a pipe; give the name of a file.")
    if path.exists() and not force:
        raise PictureError(f"{path} exists already; choose another name, or replace it with --force.")
    check_folder(path.parent)


def check_folder(folder: Path) -> None:
    """Raise PictureError unless files can be made in `folder`."""
    if not folder.is_dir():
        raise PictureError(f"The folder {folder} does not exist; create it first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PictureError(f"The folder {folder} may not be written to; choose another.")


def check_size(path: Path, size: Size) -> None:
    """Raise PictureError where the format that `path` asks for cannot hold a picture so large."""
    longest = format_of(path).longest_side
    if max(size) > longest:
        raise PictureError(
            f"{path} cannot hold {size[0]}×{size[1]} pixels, only {longest} along a side; "
            "choose .png or .tif."
        )


def is_same(path: Path, other: Path) -> bool:
    """Whether two names lead to one file: by links of either kind, or where upper and lower case are one."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def export(
    path: Path, image: U8, scene: Scene, *, options: Namespace, cancel: CancelToken | None = None
) -> None:
    """Write a result, with what its source says about the photograph. Raises PictureError or FileError."""
    alpha = scene.source.alpha
    pixels = image if alpha is None or not format_of(path).has_alpha else np.dstack((image, alpha))
    how = WriteOptions(
        profile=scene.source.icc_profile if options.profile == "source" else None,
        exif=scene.source.exif,
        keep_gps=options.keep_gps,
        overwrite=True,
    )
    images.write(path, pixels, options=how, cancel=cancel)
