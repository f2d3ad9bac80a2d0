"""What can be wrong with a project file."""

from __future__ import annotations

from engine.types import EngineError


class ProjectError(EngineError):
    """A project cannot be opened or saved; the message is a sentence fit for the user."""


class ProjectTooLargeError(ProjectError):
    """The pictures of a project need more memory than allowed; the user may want it all the same."""


class Damage(Exception):  # noqa: N818  never seen outside the package
    """Something in the file is not as it should be: says what, without a full stop or the file's name."""


class TooManyLayers(Exception):  # noqa: N818  never seen outside the package
    """The file has more than are opened: its argument is how many."""
