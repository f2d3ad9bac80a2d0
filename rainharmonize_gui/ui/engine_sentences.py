"""The sentences of engine and document in the window's language: they speak English and know no Qt.

A sentence is recognised by its pattern; what stands in the places of the braces is put into the translation,
itself translated where it is such a sentence. A test fails where one that the window may show is not listed.
"""

from __future__ import annotations

import re
from functools import cache

from rainharmonize_gui.ui.i18n import QT_TR_NOOP, translate

_CONTEXT = ""  # QT_TR_NOOP outside a class has none
_FOLDERS = re.compile(r".*[/\\]")
_PLACE = re.compile(r"\{(\w+)\}")

_PICTURES = (
    QT_TR_NOOP("{file} is damaged or cut short; get it once more from where it came."),
    QT_TR_NOOP(
        "{file} is not a picture in a format that can be read, or is damaged; save it as PNG or JPEG "
        "where it comes from."
    ),
    QT_TR_NOOP('{file} is a HEIC picture; to open it, install pip install "rainharmonize[heif]".'),
    QT_TR_NOOP("{file} has more than 8 bits a channel; it was read as 8-bit."),
    QT_TR_NOOP("{file} has pixels of an unsupported kind; save it as 8- or 16-bit RGB."),
    QT_TR_NOOP("{file} holds several pictures; only the first was read."),
    QT_TR_NOOP("{file} is see-through in places; as a background it is white there."),
    QT_TR_NOOP("{file} is CMYK without a usable profile; its colours are approximate."),
    QT_TR_NOOP("{file} has a colour profile that cannot be used; it was read as sRGB."),
    QT_TR_NOOP("The colour profile is for {kind} pixels; choose an RGB or the sRGB profile."),
    QT_TR_NOOP("The colour profile is damaged."),
    QT_TR_NOOP("The colour profile cannot be used for this conversion."),
    QT_TR_NOOP("{file} does not fit in memory; use a smaller one."),
    QT_TR_NOOP("{file} is stored in a way that takes minutes to read; save it once more in another program."),
    QT_TR_NOOP("{file} claims over {most} megapixels, more than can be opened."),
    QT_TR_NOOP("{file} is empty (0 bytes); get it once more from where it came."),
    QT_TR_NOOP("{file} is a folder, not a picture."),
    QT_TR_NOOP("{file} is a device or a pipe, not a picture file."),
    QT_TR_NOOP("{file} does not exist; check the name."),
    QT_TR_NOOP("{file} may not be read: permission denied; change that or copy it."),
    QT_TR_NOOP("{file} cannot be opened: {reason}."),
)
_FILES = (
    QT_TR_NOOP("{file} is a folder; give the name of a file."),
    QT_TR_NOOP("{file} cannot be written: the folder {folder} does not exist; create it first."),
    QT_TR_NOOP("{file} cannot be written: no room is left on the disk; free some or choose another folder."),
    QT_TR_NOOP("{file} cannot be written: the disk is read-only; choose another folder."),
    QT_TR_NOOP("{file} cannot be written: permission denied; choose another folder."),
    QT_TR_NOOP("{file} cannot be written: the ending must be one of {endings}."),
    QT_TR_NOOP("{file} cannot be written: {reason}."),
    QT_TR_NOOP("{format} cannot hold transparency; choose PNG, WebP or TIFF, or write it opaque."),
    QT_TR_NOOP(
        "{format} holds at most {most} pixels along a side, the picture is {width}×{height}; "
        "choose PNG or TIFF."
    ),
    QT_TR_NOOP("The picture cannot be written as {format}; choose another format."),
    QT_TR_NOOP("There is nothing to export yet: open a background first."),
    QT_TR_NOOP("There is no object selected to export: select one first."),
)
_HARMONIZING = (
    QT_TR_NOOP("Nothing was changed: it fits as it is."),
    QT_TR_NOOP(
        "The mask covers the whole picture, so there is no background to take the look from: leave some of "
        "the picture out of the mask."
    ),
    QT_TR_NOOP("The mask is faint all over, so there is no object to take the look from: draw it white."),
    QT_TR_NOOP("The reference region is empty or lies within what changes: draw it where nothing does."),
    QT_TR_NOOP("The reference region is too small to take a look from: draw it larger."),
    QT_TR_NOOP(
        "The reference region holds no background, so there is nothing to take the look from: draw it where "
        "no object is."
    ),
    QT_TR_NOOP(
        "Seamless blend (Poisson) takes its look from the pixels around the object and cannot use a "
        "reference region: choose another variant, or clear the reference."
    ),
    QT_TR_NOOP("The network's picture could not be followed closely: look at the result with care."),
    QT_TR_NOOP(
        "The network's output holds values that are not numbers: use other weights, or run "
        "with full precision."
    ),
    QT_TR_NOOP("{device} ran out of memory; it computes in {precision} from now on."),
    QT_TR_NOOP("{device} ran out of memory; the processor is used from now on."),
    QT_TR_NOOP("There is no device “{device}”; choose auto, {devices}."),
    QT_TR_NOOP("The device “{device}” is not available on this computer; choose auto, {devices}."),
    QT_TR_NOOP("{device} cannot compute in {precision}; choose the precision float32 or auto."),
    QT_TR_NOOP("The method {method} needs a network, and none is loaded: choose its weights."),
    QT_TR_NOOP("Placed so small, nothing of the object is left to see; choose a larger scale."),
    QT_TR_NOOP("Placed so large, the object shows less than a pixel; choose a smaller scale."),
)
_CUTTING_OUT = (
    QT_TR_NOOP("The box lies outside the picture; draw it around the object."),
    QT_TR_NOOP("Draw the box around the object, with some of the picture left outside it."),
    QT_TR_NOOP("{file} cannot be read: install the program again."),
    QT_TR_NOOP("Click where the outline is to begin."),
    QT_TR_NOOP("Scissors need at least two points."),
)
_WEIGHTS = (
    QT_TR_NOOP("{file} is damaged or no weights file; get it once more from where it came."),
    QT_TR_NOOP(
        "{file} does not say which network it belongs to: export it with `python -m training.export`."
    ),
    QT_TR_NOOP("{file} is damaged, or for a network that this version does not know; update the program."),
    QT_TR_NOOP(
        "{file} is refused: it is damaged, or could run code when loaded; ask for a safetensors file."
    ),
    QT_TR_NOOP("{file} is refused: it is packed in a way that could fill the memory."),
    QT_TR_NOOP(
        "{file} does not fit the network; choose weights that were made for this version of the program."
    ),
    QT_TR_NOOP("{file} is of a training that failed; choose an earlier one."),
)
_PROJECTS = (
    QT_TR_NOOP("{file} has {count} layers, more than {most}; merge some of them where it comes from."),
    QT_TR_NOOP("There is nothing to save yet: open a background first."),
    QT_TR_NOOP("There are {most} objects and regions, as many as a project can hold; delete some first."),
    QT_TR_NOOP("A picture of {width}×{height} pixels is too large for a project; use a smaller one."),
    QT_TR_NOOP(
        "The project cannot be saved, as it would not open again; undo the last steps and try once more."
    ),
    QT_TR_NOOP("{file} does not exist; it may have been moved or deleted."),
    QT_TR_NOOP("{file} is not a project file, but a folder or a device."),
    QT_TR_NOOP("{file} is empty (0 bytes); open a copy or an autosave instead."),
    QT_TR_NOOP("{file} does not fit in memory; close other programs and try again."),
    QT_TR_NOOP(
        "Opening {file} needs {needed} GB of memory, more than the {allowed} GB allowed at first; close "
        "other programs if you open it all the same."
    ),
    QT_TR_NOOP(
        "{file} is from a newer version of RainHarmonize (project format {version}); update the program, or "
        "open the layers in GIMP or Krita."
    ),
    QT_TR_NOOP(
        "{file} cannot be opened: it is damaged or no project; use an older copy or an autosave of it."
    ),
    QT_TR_NOOP("{file} holds what this version of RainHarmonize does not know; saving it here loses that."),
    QT_TR_NOOP("Weights on a network drive are not loaded by a project; choose them again where wanted."),
    QT_TR_NOOP("Left out, as their pictures are missing or no PNG files: {layers}."),
    QT_TR_NOOP("Blend modes are not kept; these layers now lie plainly on those below: {layers}."),
    QT_TR_NOOP("Groups are not kept; their layers now lie one on the other."),
    QT_TR_NOOP("{layer}, now the background, did not fill the picture; white is where it was clear."),
)
_OUR_FILES = (
    QT_TR_NOOP("There is no home folder: autosaves are off; save often."),
    QT_TR_NOOP("There is no home folder: settings last until the program ends."),
    QT_TR_NOOP("That autosave is gone, or another window has taken it."),
    QT_TR_NOOP("Another instance keeps the autosaves in {folder} to itself; close it and try again."),
    QT_TR_NOOP("Autosaves are off: the folder {folder} cannot be used; save often."),
    QT_TR_NOOP("The settings in {path} cannot be read; the defaults are used."),
    QT_TR_NOOP("The settings in {path} are damaged; the defaults are used."),
    QT_TR_NOOP("Some settings in {path} cannot be used; they are the defaults again."),
    QT_TR_NOOP("The settings in {path} are from a newer version; what is known of them is used."),
    QT_TR_NOOP("The settings are not saved: {reason}"),
    QT_TR_NOOP("{sentence} The old file is kept as {path}."),
)

_DEVICES = (
    QT_TR_NOOP("CPU, 1 thread"),
    QT_TR_NOOP("CPU, {count} threads"),
)

PATTERNS = (
    *(*_PICTURES, *_FILES, *_HARMONIZING, *_CUTTING_OUT, *_WEIGHTS, *_PROJECTS, *_OUR_FILES, *_DEVICES),
)


def translated(sentence: str) -> str:
    """`sentence` in the window's language, if it is one of those that are listed.

    Where the engine says a path for {file}, the window says the name: the folder is seldom news.
    """
    for pattern in _most_literal_first():
        found = _expression(pattern).fullmatch(sentence)
        if found:
            values = {name: translated(value) for name, value in found.groupdict().items()}
            if "file" in values:
                values["file"] = _FOLDERS.sub("", values["file"])
            return translate(_CONTEXT, pattern).format(**values)
    return sentence


@cache
def _most_literal_first() -> tuple[str, ...]:
    """Of two patterns that fit, the one that says more is meant."""
    return tuple(sorted(PATTERNS, key=lambda pattern: -len(_PLACE.sub("", pattern))))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = _PLACE.split(pattern)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    )
