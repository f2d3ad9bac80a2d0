"""What only the command line can raise."""

from engine.errors import EngineError


class UsageError(EngineError):
    """The arguments do not go together."""
