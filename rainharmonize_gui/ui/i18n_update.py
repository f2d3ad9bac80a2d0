"""Bring the translations up to the sources and compile them: `python -m rainharmonize_gui.ui.i18n_update`.

For whoever changes a string; the window never needs it. How it is used: see `i18n`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import resources
from rainharmonize_gui.languages import LANGUAGES


def sources() -> list[Path]:
    """Every source file that may hold a string of ours."""
    return sorted(Path(__file__).resolve().parent.parent.rglob("*.py"))


def update(ts_file: Path) -> None:
    """Bring `ts_file` up to the sources: new strings come in unfinished, unused ones go."""
    command = [_tool("pyside6-lupdate"), "-silent", "-locations", "none", "-no-obsolete"]
    subprocess.run([*command, *map(str, sources()), "-ts", str(ts_file)], check=True)


def untranslated(ts_file: Path) -> list[str]:
    """The source strings of `ts_file` that have no finished translation."""
    missing = []
    for message in ElementTree.parse(ts_file).getroot().iter("message"):
        translation = message.find("translation")
        if translation is None or translation.get("type") or not "".join(translation.itertext()).strip():
            missing.append(message.findtext("source", ""))
    return missing


def _tool(name: str) -> str:
    beside_python = Path(sys.executable).with_name(name)
    found = str(beside_python) if beside_python.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; it comes with PySide6.")
    return found


def main() -> int:
    """Update and compile every language; list what still wants translating."""
    missing = 0
    for code in LANGUAGES:
        if code == "en":
            continue
        ts_file = resources.path("i18n", f"rainharmonize_{code}.ts")
        update(ts_file)
        compiled = ts_file.with_suffix(".qm")
        subprocess.run([_tool("pyside6-lrelease"), "-silent", str(ts_file), "-qm", str(compiled)], check=True)
        for source in untranslated(ts_file):
            missing += 1
            sys.stdout.write(f"{ts_file.name}: {source}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
