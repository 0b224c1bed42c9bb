"""The message catalogues say what the code says, in every language they come in."""

from __future__ import annotations

import functools
import gettext
import shutil
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog

from tools import catalogues

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("ar", "de", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "zh_CN")


extract = functools.cache(catalogues.extract)
"""All texts of the package, collected once."""


def test_languages() -> None:
    assert tuple(catalogues.languages()) == LANGUAGES


def test_what_is_stored_is_what_the_code_gives() -> None:
    assert list(catalogues.stale(extract())) == [], "run python tools/catalogues.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_places(language: str) -> None:
    template = extract()
    assert list(catalogues.faults(template, catalogues.read(catalogues.po_file(language)))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_answers(language: str) -> None:
    compiled = gettext.translation(catalogues.NAME, catalogues.LOCALE, [language])
    for message, translation in catalogues.texts(catalogues.read(catalogues.po_file(language))).items():
        counted = {compiled.ngettext(message, message, number) for number in range(200)}
        assert (counted if len(translation) > 1 else {compiled.gettext(message)}) == set(translation)


def test_a_text_in_an_f_string_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.py").write_text("one = _('one')\ntwo = f\"({_('two')})\"\n", encoding="utf-8")
    assert catalogues.hidden() == []
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    assert [where.partition(": ")[0] for where in catalogues.hidden()] == ["page.py:2"]


def test_every_marked_text_of_the_model_is_extracted() -> None:
    messages = catalogues.texts(extract())
    assert {"at least {figure}", "not compared: there is no earlier figure", "Years ended {date}", "n/m"} <= set(messages)
    assert all(list(string.Formatter().parse(message)) for message in messages)


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "not translated: 'up {percent}'"),
        ("hoch", "other places for values: 'up {percent}' is 'hoch'"),
        ("um {prozent}", "other places for values: 'up {percent}' is 'um {prozent}'"),
        ("um {percent} ", "other spaces at its ends: 'up {percent}' is 'um {percent} '"),
    ],
)
def test_faults_are_found(translation: str, fault: str) -> None:
    template, catalog = Catalog(), Catalog()
    template.add("up {percent}")
    catalog.add("up {percent}", translation)
    assert list(catalogues.faults(template, catalog)) == [fault]


def test_the_tool_in_check_mode_finds_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in catalogues.LOCALE.rglob("*.*o*")}
    assert catalogues.main(["--check"]) == 0
    assert "complete in " + ", ".join(LANGUAGES) in capsys.readouterr().out
    assert {path: path.read_bytes() for path in catalogues.LOCALE.rglob("*.*o*")} == before


def test_the_tool_repairs_what_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(catalogues.LOCALE, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATE", tmp_path / catalogues.TEMPLATE.name)
    german = catalogues.po_file("de")
    german.write_text(german.read_text(encoding="utf-8").replace('msgid "unchanged"', 'msgid "unaltered"'), encoding="utf-8")
    catalogues.po_file("fr").with_suffix(".mo").unlink()
    (tmp_path / "cs" / "LC_MESSAGES").mkdir(parents=True)

    assert catalogues.main([]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith("cs: ")] == ["de: not translated: 'unchanged'"]
    assert "cs: not translated: 'unchanged'" in said
    assert gettext.translation(catalogues.NAME, tmp_path, ["fr"]).gettext("unchanged") == "sans changement"
    assert "unaltered" not in german.read_text(encoding="utf-8")
    assert list(catalogues.stale(catalogues.extract())) == []
