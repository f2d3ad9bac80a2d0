"""Which photos are trained on and which are held out: by photo, so that all composites of one go together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from training.errors import DataError


def read_ids(path: Path) -> frozenset[str]:
    """The photo names in a split file, one a line."""
    try:
        ids = frozenset(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise DataError(f"The split file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"The split file {path} is not text: it should name one photo a line.") from error
    if not ids:
        raise DataError(f"The split file {path} is empty: it should name one photo a line.")
    return ids


def check_split(train: Iterable[str], held_out: Iterable[str], *, what: str) -> None:
    """Raise DataError where a photo is both trained on and among `what` (such as "the test photos")."""
    if both := sorted(set(train) & set(held_out)):
        more = f" and {len(both) - 1} more" if len(both) > 1 else ""
        raise DataError(
            f"Photo {both[0]}{more} is among the training photos and among {what}; "
            "all composites of a photo belong on one side."
        )
