"""Markdown pages for programs that read text, as sphinx-llm writes them: all that a report shows is in them, and nothing is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

FILES: dict[str, str | bytes] = {
    "data/report.yaml": (
        "organisation: Lantern Trust\ncurrency: USD\norg-id: US-EIN-000000001\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n"
        "sources: {books: {title: Own books}}\nfilings: {2023: filings/2023.yaml}\nstandards: [bbb-16]\n"
    ),
    "data/stats.yaml": (
        "books.lent: {label: books lent, unit: books, source: books, values: {'2023': 1200, '2022': {value: 1100, as-printed: '1,000'}}}\n"
    ),
    "data/statements/activities.csv": (
        "section,line,kind,note,description,2023,2022\nRevenue,Gifts,item,a,From all over,10,(8)\nRevenue,Total revenue,total,,,10,(8)\n"
    ),
    "data/statements/activities.yaml": "title: Activities\nsource: books\nscale: thousands\nnotes: {a: In money.}\n",
    "data/filings/2023.yaml": "form: annual-return\nsource: books, page 2\namounts: {total-revenue: 10000}\n",
    "data/grants.csv": "id,awarded,amount,recipient,individual,program\n1,2023-01-02,500,Acme Labs,,Travel\n2,2023-02-02,300,Ada Poe,yes,Travel\n",
    "data/sponsors.yaml": "tiers:\n  - {name: Gold, sponsors: [Grace Mill]}\n",
    "data/people.yaml": "groups:\n  - {id: staff, name: Staff, people: [{name: Mary Example, role: Director}]}\n",
    "index.md": (
        "# Report\n\nWe lent {stat}`books.lent` books, {stat}`books.lent change`.\n\n```{stat-grid}\n:keys: books.lent, activities.gifts\n```\n\n"
        "```{stat-card} 45%\n:label: of loans come back\n```\n\n```{financial-table} activities\n:change: both\n```\n\n"
        "```{data-chart} Loans grew\n:data: books.lent@*\n:kind: column\n:description: auto\n```\n\n"
        "```{data-map} Visitors\n:description: auto\ncountry,visitors\nKE,15\nDE,25\n```\n\n"
        "```{sponsor-list}\n```\n\n```{people-grid} staff\n```\n\n```{grant-list}\n```\n\n```{data-table} Grants by program\n:data: grants\n:by: program\n```\n\n"
        "```{filing-reconciliation}\n```\n\n```{standards-index}\n```\n\n```{milestone-list}\n2023-05: A new room\n```\n\n"
        "```{errata-list}\n```\n\n```{exhibit-list}\n```\n\n```{source-list}\n```\n"
    ),
}
SHOWN = (
    *(
        "We lent 1,200 books, +9.1%.",
        "up 9.1% on 2022",
        "45%",
        "of loans come back",
        "#### Activities – Years ended December 31, in thousands",
    ),
    *(
        "| From all over",
        "| $(8)",
        "In money.",
        "**Loans grew**",
        "|     2022 |   1,100 |",
        "From 1,100 in 2022 to 1,200 in 2023",
        "**Visitors**",
        "| KE ",
    ),
    *(
        "Grace Mill",
        "Mary Example",
        "2 grants · $800",
        "**Acme Labs** $500",
        "Grants by program",
        "10,000",
        "A new room",
        "printed as 1,000",
    ),
    *("BBB", "Own books"),
)


def test_pages_for_programs_have_all_that_a_report_shows(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES, conf='extensions += ["sphinx_llm.txt"]\n'), "html")
    assert result.warnings == []
    text = result.read("index.html.md")
    assert [words for words in SHOWN if words not in text] == [], text
    assert "Ada Poe" not in text
    assert "index.html.md" in result.read("llms.txt")
    assert "index.html.md" in result.read("sha256sums.txt")
