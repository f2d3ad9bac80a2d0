"""What `rainharmonize [FILE …]` takes; without Qt, so that a wrong option is said without a display, too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rainharmonize_gui.document.settings import Theme
from rainharmonize_gui.languages import LANGUAGES


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line: files, sample, style_theme, language, log_level. Ends the process (2) if wrong."""
    parser = argparse.ArgumentParser(
        prog="rainharmonize", description="Make a pasted object look as if it had been photographed there."
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="the first is opened as the background, the rest are placed on it as objects",
    )
    parser.add_argument("--sample", action="store_true", help="open the sample")
    parser.add_argument(
        "--style-theme", choices=[theme.value for theme in Theme], help="colours of the window"
    )
    parser.add_argument("--language", choices=list(LANGUAGES), help="language of the window")
    parser.add_argument(
        "--log-level", choices=["DEBUG", "INFO", "WARNING", "ERROR"], type=str.upper, default="INFO"
    )
    return parser.parse_args(argv)
