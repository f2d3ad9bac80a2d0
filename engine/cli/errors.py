"""What only the command line can raise."""

from engine.types import EngineError


class UsageError(EngineError):
    """The arguments do not go together."""
