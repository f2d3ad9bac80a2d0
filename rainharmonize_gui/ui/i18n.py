"""Languages. Strings are English; every other language is one file `resources/i18n/rainharmonize_<code>.ts`.

Mark a string with ``translate("Context", "Text")``, in the action table with ``QT_TR_NOOP("Text")``; lupdate
finds both. Fill values in with ``.format(name=…)`` after translating. After changing strings, run

    python -m rainharmonize_gui.ui.i18n_update

which scans the sources with pyside6-lupdate and compiles with pyside6-lrelease (both come with PySide6 and
need no network). Then translate in the .ts files what it lists, and run it again. Commit .ts and .qm; a test
fails on what is missing.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources
from rainharmonize_gui.languages import LANGUAGES

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
