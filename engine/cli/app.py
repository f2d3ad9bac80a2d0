"""Choose the command, and turn whatever goes wrong into one sentence and an exit code.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import difflib
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from engine.cli.commands import COMMANDS, program
from engine.cli.errors import UsageError
from engine.errors import EngineError
from engine.progress import Aborted

log = logging.getLogger(__name__)

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run `argv` (by default the process's own) and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        _settle_process(debug="--debug" in arguments)
    try:
        return _dispatch(arguments)
    except SystemExit as end:  # how argparse ends
        return end.code if isinstance(end.code, int) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at exit
        return FAILED
    except (KeyboardInterrupt, Exception) as error:
        log.debug("failed", exc_info=True)
        sentence, code = _explained(error, program(arguments))
        print(f"rainharmonize: {sentence}", file=sys.stderr)
        return code


def _explained(error: BaseException, command: str) -> tuple[str, int]:
    """A sentence for the user and the exit code."""
    match error:
        case KeyboardInterrupt() | Aborted():
            return str(error) or "Stopped; nothing was written.", INTERRUPTED
        case UsageError():
            return f"{error} See {command} --help.", MISUSED
        case EngineError():
            return str(error), FAILED
        case MemoryError():
            return "There is not enough memory; close other programs or use a smaller picture.", FAILED
    return (
        f"Something went wrong that should not have ({type(error).__name__}: {error}); "
        "--debug shows where, please report it.",
        FAILED,
    )


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in COMMANDS or first in {"-h", "--help", "--version"}:
        options = import_module("engine.cli.parser").build().parse_args(arguments)
        return _run(options.command, options)
    if first and not first.startswith("-"):
        _check_no_command_was_meant(first)
    return _run("window", arguments)


def _run(command: str, options: object) -> int:
    code: int = import_module(f"engine.cli.{command}").run(options)
    return code


def _check_no_command_was_meant(word: str) -> None:
    """A lone word that names no file is a command misspelt rather than a picture."""
    if Path(word).suffix or Path(word).exists():
        return
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean “{close[0]}”?" if close else f"the commands are {', '.join(COMMANDS)}."
    raise UsageError(f"There is no file and no command “{word}”; {hint}")


def _settle_process(*, debug: bool) -> None:
    """Only sentences on the screen; what libraries have to say is for --debug."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL)
    if not debug and not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")  # file names can hold what the terminal cannot show
