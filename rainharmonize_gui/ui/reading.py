"""Reads what was opened, dropped or pasted into pictures; runs on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.images import Picture, flattened, probe, read
from engine.masks.bleed import bled
from engine.progress import CancelToken, Progress
from engine.types import DEFAULT_MEGAPIXELS, EngineError
from rainharmonize_gui.ui import mime, web
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.qimage import from_qimage


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that was read. path: of the file it came from, if there was one.

    backdrop: the same as a background, opaque, where it may become one. cut_out: as an object, with colours
    where it stores none.
    """

    picture: Picture
    backdrop: Picture | None
    cut_out: Picture
    name: str
    path: Path | None = None


class TooLargeError(EngineError):
    """Over the pixel cap; the user may want it all the same."""


def load(
    item: mime.Item,
    progress: Progress,
    cancel: CancelToken,
    *,
    max_megapixels: float | None,
    may_be_background: bool,
) -> Arrival:
    """Read one item; a web address is fetched first. max_megapixels: None = whatever the size.
    may_be_background: see `Arrival`; to make one of a see-through picture takes some memory.

    Raises EngineError with a sentence, TooLargeError over the cap, Aborted.
    """
    if isinstance(item, mime.DecodedImage):
        pixels = from_qimage(item.image)
        alpha = pixels[..., 3].copy() if pixels.shape[2] == 4 else None
        picture = Picture(pixels[..., :3].copy(), alpha)
        return _arrival(item, picture, may_be_background=may_be_background)
    if isinstance(item, mime.WebAddress):
        source: Path | bytes = web.fetch(item.url, progress=progress, cancel=cancel)
    else:
        source = item.path if isinstance(item, mime.LocalFile) else item.data
    name = full_name(item)
    _check_size(source, name, max_megapixels)
    picture = read(source, name=name, max_megapixels=None)
    cancel.check()
    path = source if isinstance(source, Path) else None
    return _arrival(item, picture, path, may_be_background=may_be_background)


def _arrival(
    item: mime.Item, picture: Picture, path: Path | None = None, *, may_be_background: bool
) -> Arrival:
    backdrop = flattened(picture, name=full_name(item)) if may_be_background else None
    return Arrival(picture, backdrop, _with_colours(picture), name_of(item), path)


def full_name(item: mime.Item) -> str:
    """How messages call it."""
    match item:
        case mime.LocalFile(path):
            return path.name
        case mime.WebAddress(url):
            return mime.web_name(url)
        case mime.EncodedImage(_, name) if name:
            return name
    return translate("Files", "The pasted picture")


def name_of(item: mime.Item) -> str:
    """What a layer made of it is called."""
    match item:
        case mime.LocalFile(path):
            return path.stem
        case mime.WebAddress(url):
            return Path(mime.web_name(url)).stem
        case mime.EncodedImage(_, name) if name:
            return Path(name).stem
    return translate("Files", "Pasted object")


def _with_colours(picture: Picture) -> Picture:
    """So that a stroke beyond what shows brings no black to light."""
    return picture if picture.alpha is None else replace(picture, rgb=bled(picture.rgb, picture.alpha))


def _check_size(source: Path | bytes, name: str, max_megapixels: float | None) -> None:
    info = probe(source, name=name)
    if max_megapixels is not None and info.cost > max_megapixels:
        megapixels = info.size[0] * info.size[1] / 1e6
        text = translate("Files", "{name} has {megapixels} megapixels; over {limit}, memory may run short.")
        limit = max_megapixels * megapixels / info.cost  # half as many where decoding takes twice the memory
        raise TooLargeError(text.format(name=name, megapixels=round(megapixels), limit=round(limit)))


__all__ = ["DEFAULT_MEGAPIXELS", "Arrival", "TooLargeError", "full_name", "load", "name_of"]
