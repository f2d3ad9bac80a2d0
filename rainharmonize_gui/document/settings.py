"""What the program remembers between two runs: one JSON file in the user's configuration folder."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.files import FileError, write_atomic
from engine.folders import Own, own_folder

log = logging.getLogger(__name__)

VERSION = 1
MAX_RECENT = 12
_MAX_BYTES = 1 << 20


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Read at the start, replaced whole when something changes."""

    theme: Theme = Theme.SYSTEM
    language: str = ""
    """A code such as "de"; empty = the system's."""
    auto_preview: bool = True
    device: str = "auto"
    weights: tuple[str, ...] = ()
    """Paths of the user's own weights files, in the order they came."""
    recent: tuple[str, ...] = ()
    """Paths, the latest first."""
    export_folder: str = ""
    geometry: str = ""
    """Of the window: Qt's bytes, base64."""
    layout: str = ""
    """Of docks and toolbars: Qt's bytes, base64."""

    def with_recent(self, path: str) -> tuple[str, ...]:
        """The recent files once `path` has been opened."""
        return (path, *(other for other in self.recent if other != path))[:MAX_RECENT]


@dataclass(frozen=True, slots=True)
class Loaded:
    """settings: always usable. notice: a sentence for the user where the file could not be used as it was."""

    settings: Settings
    notice: str = ""


def settings_path() -> Path | None:
    """The file; None where there is no home to keep it in."""
    folder = own_folder(Own.SETTINGS)
    return folder and folder / "settings.json"


def load_settings() -> Loaded:
    """Read the file: defaults where it is missing; what is not usable in it, likewise, and said.

    A file that would lose something when it is next written is kept beside it as it is.
    """
    path = settings_path()
    if path is None:
        return Loaded(Settings(), "There is no home folder: settings last until the program ends.")
    try:
        data = _read(path)
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError, RecursionError) as error:
        log.warning("Settings %s not read: %s", path, error)
        sentence = f"The settings in {path} cannot be read; the defaults are used."
        return Loaded(Settings(), sentence + _kept_aside(path))
    if not isinstance(data, dict):
        sentence = f"The settings in {path} are damaged; the defaults are used."
        return Loaded(Settings(), sentence + _kept_aside(path))
    return _loaded(data, path)


def stored_settings() -> Settings | None:
    """What the file says now, perhaps by another window; None where it is missing or unusable."""
    path = settings_path()
    if path is None:
        return None
    try:
        data = _read(path)
    except (OSError, ValueError, RecursionError) as error:
        log.info("Settings %s not read again: %s", path, error)
        return None
    return _settings(data) if isinstance(data, dict) else None


def save_settings(settings: Settings) -> str:
    """Write the file whole or not at all. Returns a sentence for the user where that failed, else ""."""
    path = settings_path()
    if path is None:
        return "There is no home folder: settings last until the program ends."
    # In ASCII, as the names of files may hold what no other encoding can (bytes that are no text, on Linux).
    text = json.dumps({"version": VERSION, **asdict(settings)}, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, lambda file: file.write(text.encode()))
    except (OSError, FileError) as error:
        log.warning("Settings not written: %s", error)
        return f"The settings are not saved: {error}"
    return ""


def _read(path: Path) -> Any:
    """Raises OSError, ValueError or RecursionError."""
    with path.open("rb") as file:
        return json.loads(file.read(_MAX_BYTES))


def _loaded(data: dict[str, Any], path: Path) -> Loaded:
    settings = _settings(data)
    version = data.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        sentence = f"The settings in {path} are from a newer version; what is known of them is used."
        return Loaded(settings, sentence + _kept_aside(path))
    if any(_is_lost(data[field.name], field.default) for field in fields(Settings) if field.name in data):
        sentence = f"Some settings in {path} cannot be used; they are the defaults again."
        return Loaded(settings, sentence + _kept_aside(path))
    return Loaded(settings)


def _settings(data: dict[str, Any]) -> Settings:
    """Every value of the right type; the default for each other one."""
    values: dict[str, Any] = {
        field.name: _checked(data.get(field.name), field.default) for field in fields(Settings)
    }
    settings = Settings(**{name: value for name, value in values.items() if value is not None})
    return replace(settings, recent=settings.recent[:MAX_RECENT])


def _is_lost(value: object, default: object) -> bool:
    """Whether a value that is there cannot be used, or not all of it."""
    used = _checked(value, default)
    return used is None or (isinstance(used, tuple) and isinstance(value, list) and len(used) < len(value))


def _kept_aside(path: Path) -> str:
    """Copy the file; says so, as what follows a sentence, "" where that cannot be."""
    aside = path.with_name(f"{path.name}.bak")
    try:
        shutil.copyfile(path, aside)
    except OSError as error:
        log.warning("Settings %s not kept aside: %s", path, error)
        return ""
    return f" The old file is kept as {aside.name}."


def _checked(value: object, default: object) -> object:
    """`value` as the type of the default, or None."""
    if isinstance(default, Theme):
        return Theme(value) if isinstance(value, str) and value in list(Theme) else None
    if isinstance(default, tuple):
        if isinstance(value, str):  # one path or none, from before there could be several
            return (value,) if value else ()
        if not isinstance(value, list):
            return None
        return tuple(item for item in value if isinstance(item, str))
    return value if type(value) is type(default) else None
