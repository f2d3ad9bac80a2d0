"""The engine's commonest sentences in the window's language. The engine speaks English and knows no Qt.

A sentence is recognised by its pattern; what stands in the places of the braces is put into the translation.
One that is not listed stays English.
"""

from __future__ import annotations

import re
from functools import cache

from rainharmonize_gui.ui.i18n import QT_TR_NOOP, translate

_CONTEXT = ""  # QT_TR_NOOP outside a class has none

PATTERNS = (
    QT_TR_NOOP("{file} is damaged or cut short and cannot be read ({reason}); fetch it once more."),
    QT_TR_NOOP("{file} is not a picture in a format that can be read, or is damaged."),
    QT_TR_NOOP('{file} is a HEIC picture; to open it, install pip install "rainharmonize[heif]".'),
    QT_TR_NOOP("{file} has more than 8 bits a channel; it was read as 8-bit."),
    QT_TR_NOOP("{file} holds several pictures; only the first was read."),
    QT_TR_NOOP("{file} was read as sRGB: {reason}"),
    QT_TR_NOOP("{file} is CMYK without a usable profile; its colours are approximate."),
    QT_TR_NOOP("There is no weights file {file}."),
    QT_TR_NOOP("{file} is not a readable safetensors file: {reason}."),
    QT_TR_NOOP(
        "{file} does not say which network it belongs to: export it with `python -m training.export`."
    ),
    QT_TR_NOOP("{file} describes no network we know ({reason}): export it with `python -m training.export`."),
    QT_TR_NOOP("{file} is not a checkpoint of PyTorch."),
    QT_TR_NOOP("{file} cannot be read as a checkpoint: {reason}."),
    QT_TR_NOOP(
        "{file} is refused: it is damaged, or holds more than tensors, and loading it could run code. "
        "Save it as a plain state dict or as safetensors."
    ),
    QT_TR_NOOP("{file} is not a checkpoint of a network: it should map names to tensors."),
    QT_TR_NOOP("{file} is not a RainNet: {reason}."),
    QT_TR_NOOP("{file} does not fit the network: {reason}."),
    QT_TR_NOOP("{file} is of a training that failed: {name} holds values that are not numbers."),
    QT_TR_NOOP("{file} is a folder; give the name of a file."),
    QT_TR_NOOP("{file} cannot be written: the folder {folder} does not exist; create it first."),
    QT_TR_NOOP("{file} cannot be written: no room is left on the disk; free some or choose another folder."),
    QT_TR_NOOP("{file} cannot be written: the disk is read-only; choose another folder."),
    QT_TR_NOOP("{file} cannot be written: permission denied; choose another folder."),
)


def translated(sentence: str) -> str:
    """`sentence` in the window's language, if it is one of the engine's that are listed."""
    for pattern in PATTERNS:
        found = _expression(pattern).fullmatch(sentence)
        if found:
            return translate(_CONTEXT, pattern).format(**found.groupdict())
    return sentence


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    )
