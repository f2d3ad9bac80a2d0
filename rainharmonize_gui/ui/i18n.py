"""Languages. Strings are English; every other language is one file `resources/i18n/rainharmonize_<code>.ts`.

Mark a string with ``translate("Context", "Text")``, in the action table with ``QT_TR_NOOP("Text")``; lupdate
finds both. Fill values in with ``.format(name=…)`` after translating. After changing strings, run

    python -m rainharmonize_gui.ui.i18n

which scans the sources with pyside6-lupdate and compiles with pyside6-lrelease (both come with PySide6 and
need no network). Then translate in the .ts files what it lists, and run it again. Commit .ts and .qm; a test
fails on what is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Code → its own name, for a menu. A language is offered once its .ts file is complete."""

SYSTEM = ""
"""The language setting that follows the system."""

translate = QCoreApplication.translate


def QT_TR_NOOP(text: str) -> str:
    """Mark `text` for lupdate and return it as it is. As Qt's, but typed."""
    return text


def language_for(choice: str) -> str:
    """The code in LANGUAGES for a setting (`SYSTEM`, "de", "de_AT"); English where we do not know better."""
    names = [choice] if choice else QLocale.system().uiLanguages()
    for name in names:
        code = name.replace("-", "_").split("_")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def install(app: QCoreApplication, choice: str = SYSTEM) -> str:
    """Install our and Qt's translations for `choice`, before any widget is made; return the code used."""
    code = language_for(choice)
    QLocale.setDefault(QLocale(code) if choice else QLocale.system())
    if code == "en":
        return code
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt_folder), ("rainharmonize", str(resources.path("i18n")))):
        translator = QTranslator(app)
        if translator.load(f"{name}_{code}", folder):
            app.installTranslator(translator)
    return code


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
