"""The error family. Apart from `engine.types`, so that the window can start before numpy is loaded."""

from __future__ import annotations


class EngineError(Exception):
    """Base of every error the engine raises on purpose.

    sentence: what is wrong and what to do, in plain words: all that the window shows. detail: the technical
    reason, without a full stop, for whoever can use it: the text of the error, on the command line and in the
    log, is both.
    """

    def __init__(self, sentence: str = "", *, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.sentence} Details: {self.detail}." if self.detail else self.sentence


class PictureError(EngineError):
    """A picture cannot be read, written, or used as asked."""


class MaskError(EngineError):
    """A mask does not fit its picture or cannot be used as asked."""


class WeightsError(EngineError):
    """A weights file is missing, unsafe, or does not fit the network."""


class DeviceError(EngineError):
    """The chosen device or precision is not available."""


def reason_of(error: BaseException) -> str:
    """What an error of others says, fit to stand inside a sentence: one line, not too long."""
    return shortened(str(error).strip().partition("\n")[0].rstrip("."), most=300)


def shortened(text: str, *, most: int = 60) -> str:
    """A name from a file, which may hold anything at any length, fit to stand inside a sentence."""
    begin = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in begin)
