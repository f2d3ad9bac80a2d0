"""The command line: `rainharmonize …`. What a command needs is imported when it runs, so that help is
instant.
"""

from engine.cli.app import main

__all__ = ["main"]
