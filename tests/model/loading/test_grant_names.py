"""The names of individuals in what is said of grants: found in whatever form, and not wherever a word is like one."""

from __future__ import annotations

import pytest

from sphinx_impact.model.loading.grant_names import Found, Name, Names


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Jürgen Müller", "Reise von Müller", Found.YES),
        ("Jürgen Müller", "Müllers Reise", Found.LIKELY),
        ("Jürgen Müller", "MUELLERS Reise", Found.LIKELY),
        ("Anna Mueller", "Müller’s talk", Found.YES),
        ("Ada Verborgen", "for VERBORGENs thesis", Found.LIKELY),
        ("Ada Verborgen", "die Verborgene Stadt", Found.LIKELY),
        ("Jan Novák", "Cesta Nováka", Found.LIKELY),
        ("Petra Kovářová", "Cesta Petry", Found.LIKELY),
        ("Мария Иванова", "Поездка Ивановой", Found.LIKELY),
        ("Li Wu", "Reise von Wu", Found.LIKELY),
        ("Li Wu", "Wus Reise", Found.LIKELY),
        ("Liu Do", "a trip that Do made", Found.LIKELY),
        ("Sean O'Neill", "ONeill trip", Found.YES),
        ("Sean ONeill", "O’Neill’s trip", Found.YES),
        ("Jean-Luc Bark", "Jeanluc speaks", Found.YES),
        ("Maria da Silva", "see mariadasilva.org", Found.YES),
        ("Maria da Silva", "#MariaDaSilva2023", Found.YES),
        ("Maria da Silva", "The MariaTravelFund", Found.YES),
        ("Zebulon Privatowski", "github.com/zprivatowski", Found.YES),
        ("Zebulon Privatowski", "theprivatowskifund", Found.LIKELY),
        ("王小明", "小明的旅行", Found.LIKELY),
        ("山田 太郎", "山田太郎の旅", Found.LIKELY),
        ("สมชาย ใจดี", "การเดินทางของสมชาย", Found.LIKELY),
        ("Hugh Grant", "Grant for travel", Found.YES),
        # and these are other words
        ("Li Wu", "A list of wunderful libraries", Found.NO),
        ("An Do", "An exhibition: what we do", Found.NO),
        ("Maria da Silva", "A da capo for marine life", Found.NO),
        ("Ada Mark", "The market in Denmark", Found.NO),
        ("Ada Mark", "Remarkable work", Found.NO),
        ("Ann Lang", "Languages of the north", Found.NO),
        ("Peter Bark", "From Petersburg", Found.NO),
        ("Anna", "Travel to an annual meeting", Found.NO),
        ("王小明", "小学生的旅行", Found.NO),
        ("Student", "For a student", Found.NO),
        ("Student 12", "12 workshops", Found.NO),
        ("", "Anything", Found.NO),
    ],
)
def test_of_the_own_name_a_part_is_enough(name: str, text: str, found: Found) -> None:
    assert Name(name).found_in(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("With Jürgen Müller", Found.YES),
        ("Müller, Jürgen", Found.YES),
        ("Reise mit Jürgen Müllers Team", Found.LIKELY),
        ("Jürgens und Müllers Team", Found.LIKELY),
        ("With Jürgen K. Müller", Found.LIKELY),
        ("Maria da Silva", Found.YES),
        ("Maria Silva", Found.LIKELY),
        ("mariadasilva.org", Found.LIKELY),
        ("Wu Li in Berlin", Found.YES),
        ("王小明的旅行", Found.YES),
        ("Müllers Reise", Found.NO),
        ("Maria in the south, and a forest in Silva", Found.NO),
        ("A list by Wu, and one by Li", Found.NO),
        ("小明的旅行", Found.NO),
    ],
)
def test_of_others_it_is_the_whole_name(text: str, found: Found) -> None:
    assert Names(["Jürgen Müller", "Maria da Silva", "Li Wu", "王小明"]).found_in(text) is found
