"""The names of the commands. Apart from the parser, so that the window starts without it."""

from __future__ import annotations

from collections.abc import Sequence

COMMANDS = {
    "harmonize": "one picture: a composite and its mask, or a background and an object",
    "batch": "a folder of composites and a folder of masks",
    "mask": "cut-outs: the subject, or by colour, outline, box and brush; and their edges",
    "bench": "how fast it is here, side by side with what it is measured against",
    "doctor": "what is installed, what works, which weights and devices there are",
}


def program(arguments: Sequence[str]) -> str:
    """How the command that `arguments` begin with is called."""
    return f"rainharmonize {arguments[0]}" if arguments and arguments[0] in COMMANDS else "rainharmonize"
