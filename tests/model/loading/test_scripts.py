"""Labels and names in any script get ids of their own, the same in every build, without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.names import slug
from tests.model.loading.filing import SHEET, write

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {
    "Arabic": ["التبرعات", "العضوية", "إيرادات أخرى"],
    "Hebrew": ["תרומות", "דמי חבר", "הכנסות אחרות"],
    "Japanese": ["寄付金", "会費", "その他の収入"],
    "Russian": ["Пожертвования", "Взносы", "Прочие доходы"],
    "Greek": ["Δωρεές", "Συνδρομές", "Άλλα έσοδα"],
    "Korean": ["기부금", "회비", "기타 수입"],
    "Hindi": ["दान", "दिन", "अन्य आय"],
    "Thai": ["เงินบริจาค", "ค่าสมาชิก", "รายได้อื่น"],
    "with years": ["収入 2023", "支出 2023", "差額 2023"],
}


@pytest.mark.parametrize("script", LABELS)
def test_lines(tmp_path: Path, script: str) -> None:
    first, second, third = LABELS[script]
    table = f"section,line,kind,formula,2023\nA,{first},item,,5\nA,{second},item,,6\nA,{third},total,,11\n"
    report = load_report(write(tmp_path, {"statements/a.csv": table, "statements/a.yaml": SHEET}))
    assert report.problems == ()
    ids = [line.id for line in report.statements["a"].statement.lines]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", id_) for id_ in ids)
    assert [slug(label) for label in LABELS[script]] == ids
    assert [str(figure.address) for figure in report.figures()] == [f"a.{id_}@2023" for id_ in ids]


def test_tiers_groups_and_relations(tmp_path: Path) -> None:
    files = {
        "sponsors.yaml": "tiers:\n  - {name: 金, sponsors: [A]}\n  - {name: 銀, sponsors: [B]}\n",
        "people.yaml": "groups:\n  - {name: 理事, people: [A]}\n  - {name: 監事, people: [A]}\n",
        "tieouts.yaml": "- {say: 同じ, that: 1 = 1}\n- {say: 違う, that: 2 = 2}\n",
    }
    report = load_report(write(tmp_path, files))
    assert report.problems == ()
    assert report.sponsors is not None
    assert len({tier.id for tier in report.sponsors.tiers} | set(report.groups) | {one.id for one in report.tie_outs}) == 6


def test_a_label_without_letters_takes_its_row(tmp_path: Path) -> None:
    table = "section,line,kind,2023\nA,***,item,5\nA,†,item,6\n"
    report = load_report(write(tmp_path, {"statements/a.csv": table, "statements/a.yaml": SHEET}))
    assert report.problems == ()
    assert [line.id for line in report.statements["a"].statement.lines] == ["row-2", "row-3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café Ærø & Łódź", "cafe-aero-lodz"),
        ("CO₂ ½", "co2-1-2"),
        ("٢٠٢٣", "2023"),
        ("القروض حسب السنة", "alqrwd-hsb-alsna"),
        ("إيرادات أخرى", "ayradat-akhra"),
        ("תרומות", "trvmvt"),
        ("Άλλα έσοδα", "alla-esoda"),
        ("Пожертвования и взносы", "pozhertvovaniya-i-vznosy"),
        ("Ёлка, Україна", "yolka-ukrayina"),
        ("かな", "kana"),
        ("ア", "a"),
        ("ｱ", "a"),
        ("Ａ１", "a1"),
        ("", ""),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected
