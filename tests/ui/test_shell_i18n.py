"""Every string of ours is there in every language."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

import resources
from rainharmonize_gui.languages import LANGUAGES
from rainharmonize_gui.ui import i18n, i18n_update
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import Role

_ADVICE = "run python -m rainharmonize_gui.ui.i18n_update"
CODES = [code for code in LANGUAGES if code != "en"]


def _ts(code: str) -> Path:
    return resources.path("i18n", f"rainharmonize_{code}.ts")


def _messages(ts_file: Path) -> dict[tuple[str, str], str]:
    root = ElementTree.parse(ts_file).getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        for context in root.iter("context")
        for message in context.iter("message")
    }


@pytest.mark.parametrize("code", CODES)
def test_no_string_is_missing_or_unfinished(code: str, tmp_path: Path) -> None:
    scanned = tmp_path / _ts(code).name
    shutil.copy(_ts(code), scanned)
    i18n_update.update(scanned)

    assert i18n_update.untranslated(scanned) == []
    assert _messages(scanned).keys() == _messages(_ts(code)).keys(), _ADVICE


def test_no_english_string_has_a_space_before_its_ellipsis(tmp_path: Path) -> None:
    scanned = tmp_path / "rainharmonize_en.ts"
    i18n_update.update(scanned)

    assert [source for _, source in _messages(scanned) if source.endswith(" …")] == []


@pytest.mark.parametrize("code", CODES)
def test_the_compiled_file_has_every_string(code: str) -> None:
    translator = QTranslator()
    assert translator.load(str(_ts(code).with_suffix(".qm")))

    stale = [
        source
        for (context, source), wanted in _messages(_ts(code)).items()
        if translator.translate(context, source) != wanted
    ]
    assert stale == [], _ADVICE


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_the_values_to_fill_in(code: str) -> None:
    def values(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}", text))

    wrong = [source for (_, source), text in _messages(_ts(code)).items() if values(source) != values(text)]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_no_two_entries_of_a_menu_share_a_mnemonic_in_translation(code: str) -> None:
    table = {source: text for (context, source), text in _messages(_ts(code)).items() if context == ""}
    entries = [(row.menu, table[row.text]) for row in ROWS if row.role is not Role.LISTED]
    entries += [("", table[menu]) for menu in {row.menu.split("/")[0] for row in ROWS}]
    used = Counter((menu, text[text.index("&") + 1].casefold()) for menu, text in entries if "&" in text)

    assert [each for each, count in used.items() if count > 1] == []


@pytest.mark.parametrize(
    ("choice", "code"), [("de", "de"), ("de_AT", "de"), ("de-CH", "de"), ("en", "en"), ("xx", "en")]
)
def test_the_nearest_language_is_chosen(choice: str, code: str) -> None:
    assert i18n.language_for(choice) == code


def test_the_system_language_is_the_default() -> None:
    assert i18n.language_for(i18n.SYSTEM) in LANGUAGES


def test_installing_a_language_translates_ours_and_qts_strings(qapp: QCoreApplication) -> None:
    locale = QLocale()
    try:
        assert i18n.install(qapp, "de") == "de"
        assert i18n.translate("Welcome", "Drop a photo here") == "Foto hier ablegen"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.deleteLater()
        QLocale.setDefault(locale)
