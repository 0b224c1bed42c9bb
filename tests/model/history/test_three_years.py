"""Three reports in a row, of which one changed a comparative: it is named, marked, and told in the archive."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Status
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.model.export.sample import export
from tests.saying import says
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

GIFTS = {2021: 900, 2022: 1000, 2023: 1100}
LOANS = {2021: 80, 2022: 95, 2023: 120}
PAGE = """\
# Years

```{financial-table} books
:years: 3
```

```{stat-card} library.loans
```

```{data-chart} Loans
:data: library.loans
:kind: column
:description: Loans.
```

Rent was {stat}`books.rent@2022`.

```{year-archive}
:figures: books.rent, library.loans
fy20: https://trust.example/2020.pdf
```

```{year-archive}
```

```{errata-list}
```
"""


def report_on(folder: Path, year: int, rent: dict[int, int], *earlier: str, status: str = "") -> Path:
    """Make a report of a year, with comparatives, and the exports of earlier ones, the newest first."""
    names = [f"data/previous/{year - number}.json" for number in range(1, len(earlier) + 1)]
    rows = [f"Income,Gifts,item,gifts,,{','.join(str(GIFTS[each]) for each in rent)}"]
    rows += [f"Costs,Rent,item,rent,,{','.join(map(str, rent.values()))}"]
    rows += [f"Result,Result,result,result,gifts - rent,{','.join(str(GIFTS[each] - rent[each]) for each in rent)}"]
    files: dict[str, str | bytes] = {
        "data/report.yaml": (
            f"organisation: Trust\ntitle: Annual Report {year}\ncurrency: USD\nreporting-period: '{year}'\n"
            f"periods: {{{', '.join(f'{each!r}: ' for each in map(str, rent))}}}\nsources: {{books: {{title: Books}}}}\n"
            f"previous: [{', '.join(names)}]\n"
        ),
        "data/statements/books.csv": "\n".join([f"section,line,kind,id,formula,{','.join(map(str, rent))}", *rows, ""]),
        "data/statements/books.yaml": f"title: Books\ntype: activities\nscale: units\nsource: books\n{status}",
        "data/stats.yaml": f"library.loans: {{label: loans, unit: loans, source: books, values: {{'{year}': {LOANS[year]}}}}}\n",
        "index.md": PAGE,
        **dict(zip(names, earlier, strict=True)),
    }
    return write_project(folder, files, 'suppress_warnings = ["impact.restated"]\n')


@pytest.fixture
def exports(tmp_path: Path) -> list[str]:
    """Return those of 2022 and 2021; the one of 2022 has 405 for the rent of 2021, of which the one of 2021 said 400."""
    first = export(report_on(tmp_path / "2021", 2021, {2021: 400}), site="https://trust.example/2021/")["report.json"]
    second = report_on(tmp_path / "2022", 2022, {2022: 450, 2021: 405}, first, status="status: restated\n")
    return [export(second, site="https://trust.example/2022/")["report.json"], first]


def test_a_changed_comparative_is_named(tmp_path: Path, exports: list[str]) -> None:
    report = load_report(report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 430}, *exports))
    assert [problem.code for problem in report.problems] == [Code.RESTATED] * 2
    assert str(report.problems[0]) == says(
        "data/statements/books.csv:3 restated: books.rent@2022 is 430 here, but was 450 in last year's report (data/previous/2022.json:"
    )
    assert 'with "at: books.rent@2022" and "printed: 450", or mark the statement books in its YAML file' in report.problems[0].message
    (tmp_path / "2023" / "data" / "errata.yaml").write_text(
        "- {at: books.rent@2022, printed: 450}\n- {at: books.result@2022, printed: 550}\n", encoding="utf-8"
    )
    assert load_report(tmp_path / "2023").problems == ()
    slip = "- {at: books.rent@2022, printed: 540}\n- {at: books.result@2022, printed: 550}\n"
    (tmp_path / "2023" / "data" / "errata.yaml").write_text(slip, encoding="utf-8")
    assert [str(problem) for problem in load_report(tmp_path / "2023").problems] == [
        says(
            "data/errata.yaml:1 erratum: “540” is not what was printed for books.rent@2022: the report on 2022 said 450 (data/previous/2022.json:"
        )
    ]
    (erratum,) = report.errata_of("books.rent@2022")
    assert (erratum.value, [period.id for period in erratum.said_in], erratum.corrects) == (Decimal(450), ["2022"], True)


def test_of_a_restated_statement_only_what_differs_is_restated(tmp_path: Path, exports: list[str]) -> None:
    folder = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 430, 2021: 405}, *exports, status="status: restated\n")
    report = load_report(folder)
    assert report.problems == ()
    restated = {str(figure.address) for figure in report.figures() if figure.status is Status.RESTATED}
    assert restated == {f"books.{line}@{year}" for line in ("rent", "result") for year in (2022, 2021)}
    # Without an earlier report nobody knows which, but this year's are none.
    (folder / "data" / "report.yaml").write_text(
        (folder / "data" / "report.yaml").read_text(encoding="utf-8").partition("previous:")[0], encoding="utf-8"
    )
    alone = {figure.address.period: figure.status.value for figure in load_report(folder).figures() if figure.statement}
    assert alone == {"2023": "final", "2022": "restated", "2021": "restated"}


def test_each_earlier_report_is_held_against_this_one(tmp_path: Path, exports: list[str]) -> None:
    rent = {2023: 500, 2022: 450, 2021: 405}
    report = load_report(report_on(tmp_path / "same", 2023, rent, *exports))
    assert report.problems == ()
    (erratum,) = report.errata_of("books.rent@2021")
    assert (erratum.value, [period.id for period in erratum.said_in]) == (Decimal(400), ["2021"])
    wrong = load_report(report_on(tmp_path / "wrong", 2023, {**rent, 2021: 410}, *exports))
    assert any("books.rent@2021 is 410 here, but was 405 in last year's report" in problem.message for problem in wrong.problems)
    assert [erratum.value for erratum in wrong.errata_of("books.rent@2021")] == [Decimal(405), Decimal(400)]
    alone = load_report(report_on(tmp_path / "alone", 2023, {2023: 500, 2021: 410}, export_without(exports[0], "@2021"), exports[1]))
    assert any(
        "books.rent@2021 is 410 here, but was 400 in the report on 2021 (data/previous/2021.json:" in str(each) for each in alone.problems
    )


def export_without(text: str, period: str) -> str:
    """Return an export without the figures of a period."""
    read = json.loads(text)
    read["figures"] = [figure for figure in read["figures"] if not figure["address"].endswith(period)]
    return json.dumps(read, indent=1)


def test_what_is_declared_is_marked_and_no_problem(tmp_path: Path, exports: list[str]) -> None:
    folder = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 430}, *exports)
    (folder / "data" / "errata.yaml").write_text(
        "- {at: books.rent@2022, printed: '450', date: 2024-02-01, reason: Two months had been counted twice.}\n"
        "- {at: books.result@2022, printed: '550', date: 2024-02-01, where: on page 3}\n",
        encoding="utf-8",
    )
    report = load_report(folder)
    assert report.problems == ()
    own = [erratum for erratum in report.errata if erratum.figure.period != report.profile.periods["2021"]]
    assert [[period.id for period in erratum.said_in] for erratum in own] == [["2022"], ["2022"]]
    places = [(erratum.where.place, erratum.where.url) for erratum in own if erratum.where is not None]
    assert places == [("Annual Report 2022", "https://trust.example/2022/"), ("on page 3", "")]


def test_the_pages_show_three_years(tmp_path: Path, exports: list[str], build: Build) -> None:
    folder = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 430}, *exports)
    profile = folder / "data" / "report.yaml"
    twenty = "periods: {fy20: {start: 2019-07-01, end: 2020-06-30, label: 2019/20}, "
    profile.write_text(profile.read_text(encoding="utf-8").replace("periods: {", twenty), encoding="utf-8")
    result = build(folder, "html", "-W")
    soup = result.soup()
    statement, archive = soup.select_one("table.impact-statement"), soup.select_one("table.impact-year-archive")
    assert statement is not None
    assert archive is not None
    rent = [row for row in statement.select("tr") if row.get_text().startswith("Rent")]
    assert [cell["value"] for cell in rent[0].select("data")] == ["500", "430", "405"]
    notes = soup.select_one(".impact-notes")
    assert notes is not None
    assert "Restated; the report on 2022 said $450." in notes.get_text()
    assert "Restated; the report on 2021 said $400." in notes.get_text()
    assert "2021: as in the report on 2022." in notes.get_text()
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in archive.select("tr")]
    assert rows == [
        ["Report", "Rent", "loans"],
        ["Annual Report 2023", "$500", "120"],
        ["Annual Report 2022", "$450 restated: $430", "95"],
        ["Annual Report 2021", "$400 restated: $405", "80"],
        ["Report 2019/20", "", ""],
    ]
    assert [link["href"] for link in archive.select("a")] == [f"https://trust.example/{path}" for path in ("2022/", "2021/", "2020.pdf")]
    default = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in soup.select("table.impact-year-archive")[1].select("tr")
    ]
    assert default == [
        ["Report", "Result", "loans"],
        ["Annual Report 2023", "$600", "120"],
        ["Annual Report 2022", "$550 restated: $570", "95"],
        ["Annual Report 2021", "$500 restated: $495", "80"],
    ]
    chart = soup.select_one(".impact-chart-data table")
    assert chart is not None
    assert [row.get_text(" ", strip=True) for row in chart.select("tbody tr")] == ["2021 80", "2022 95", "2023 120"]
    assert soup.select_one(".impact-stat svg") is not None
    assert [line.get_text() for line in soup.select(".impact-chart-exhibit .impact-source")] == ["Source: Books"]
    for page in ("figures/statement--books.html", "figures/embed/statement--books.html"):
        main = result.soup(page).select_one("main")
        assert main is not None
        assert [mark.get_text() for mark in main.select("td .fig-ref")] == ["*", "†"]
        assert main.select_one("#note-1") is not None
        assert "in US dollars" in main.get_text()
        assert "* Restated; the report on 2022 said $450." in main.get_text()
    listed = soup.select_one("dl.impact-errata")
    assert listed is not None
    entries = " ".join(listed.get_text().split())
    assert "the report on 2022 said $450; restated, it is $430." in entries
    assert "the report on 2021 said $400; restated, it is $405." in entries  # by the report on 2022: this one has no figure of 2021


def test_the_report_of_somebody_else_is_told(tmp_path: Path, exports: list[str]) -> None:
    folder = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 450}, *exports)
    profile = folder / "data" / "report.yaml"
    written = profile.read_text(encoding="utf-8")
    known = load_report(folder).problems
    for name, hints in (("The Trust, Inc.", 0), ("Lantern Library", 2)):
        profile.write_text(written.replace("organisation: Trust", f"organisation: {name}"), encoding="utf-8")
        new = [str(problem) for problem in load_report(folder).problems if problem not in known]
        assert ["hint: this report is of “Trust”, and report.yaml is of “Lantern Library”" in problem for problem in new] == [True] * hints


def test_two_reports_on_one_year_and_a_later_one_are_told(tmp_path: Path, exports: list[str]) -> None:
    def said(folder: Path) -> list[str]:
        return [str(problem) for problem in load_report(folder).problems if problem.code is Code.PERIOD]

    twice = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 450}, exports[0], exports[0])
    assert said(twice) == [
        says("data/previous/2021.json:1 period: hint: this report is on 2022, as data/previous/2022.json is, which counts")
    ]
    older = report_on(tmp_path / "2021", 2021, {2021: 400}, exports[0])
    assert said(older) == [says("data/previous/2020.json:1 period: hint: this report is on 2022, which is later than 2021 … left out")]
    own = report_on(tmp_path / "2022", 2022, {2022: 450}, exports[0])
    assert said(own) == [says("data/previous/2021.json:1 period: hint: … is itself of 2022, the reporting period")]


def test_last_year_as_a_draft_is_told(tmp_path: Path, exports: list[str]) -> None:
    draft = json.dumps(json.loads(exports[0]) | {"state": "draft"})
    problems = load_report(report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 450}, draft, *exports[1:])).problems
    assert [problem.origin.path for problem in problems if "of a report that was not final (draft)" in problem.message] == [
        "data/previous/2022.json"
    ]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("```{year-archive}\n```\n", "no earlier report is known"),
        ("```{year-archive}\n:figures: books.rnt\n2022: https://trust.example/\n```\n", "did you mean “books.rent”?"),
        ("```{year-archive}\n:figures: books.rent@2021\n2022: https://trust.example/\n```\n", "names a period"),
        (
            "```{year-archive}\n2020: https://trust.example/\n20223: https://trust.example/\n```\n",
            "index.md:5: WARNING: “20223” is no year, and no period of report",
        ),
        (
            "```{year-archive}\n2020: https://trust.example/\n2202: https://trust.example/\n```\n",
            "index.md:5: WARNING: “2202” lies after the year of this",
        ),
        (
            "```{year-archive}\n2020: https://trust.example/\n2020: /a\n```\n",
            "index.md:5: WARNING: the report of 2020 stands in row 4 already",
        ),
        (
            "```{previous-reports}\n2020: https://trust.example/\n202O: https://trust.example/\n```\n",
            "index.md:5: WARNING: “202O” is no year",
        ),
        ("```{financial-table} books\n:years: 5\n```\n", "the option years asks for 5 years, and there are 1"),
        ("```{financial-table} books\n:years: all\n```\n", "the option years: “all” is no number from 2 to 10"),
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, build: Build, page: str, message: str) -> None:
    folder = report_on(tmp_path / "2021", 2021, {2021: 400})
    (folder / "index.md").write_text(f"# Years\n\n{page}", encoding="utf-8")
    (warning,) = build(folder, "text").warnings
    assert message in warning


def test_a_report_that_goes_over_to_thousands_restates_nothing(tmp_path: Path, build: Build) -> None:
    """A number that was rounded is the one that an earlier report had in full; one that was rounded wrong, or changed, is not."""
    head, rows = (
        "section,line,kind,id,formula,{0},{1}\n",
        "Income,Gifts,item,gifts,,{},{}\nIncome,Fees,item,fees,,{},{}\nIncome,All,total,all,,{},{}\n",
    )
    exports: list[str] = []
    for year, amounts, scale in (
        (2021, ("104285", "90000", "75552", "70000", "179837", "160000"), "units"),
        (2022, ("112628", "104285", "80499", "75552", "193127", "179837"), "units"),
        (2023, ("123", "113", "91", "80", "214", "193"), "thousands\nrounding: allow"),
    ):
        folder = write_project(
            tmp_path / str(year),
            {
                "data/report.yaml": f"organisation: Trust\ncurrency: USD\nreporting-period: '{year}'\nperiods: {{'{year}': , '{year - 1}': }}\n"
                f"previous: [{', '.join(f'data/{before}.json' for before in range(year - 1, 2020, -1))}]\nsources: {{a: {{title: A}}}}\n",
                "data/statements/books.csv": head.format(year, year - 1) + rows.format(*amounts),
                "data/statements/books.yaml": f"title: Books\ntype: activities\nsource: a\nscale: {scale}\n",
                **{f"data/{before}.json": text for before, text in zip(range(year - 1, 2020, -1), exports, strict=True)},
                "index.md": "# Books\n\n```{financial-table} books\n:years: 4\n```\n",
            },
        )
        assert [*map(str, load_report(folder).problems)] == []
        exports.insert(0, export(folder)["report.json"])
    words = " ".join(build(folder, "text", "-W").read("index.txt").split())
    assert "| Gifts | $123 | $113 | $104 | $90 |" in words
    assert "Amounts are rounded, so that parts may not add up to their sums." in words
    assert "Restated" not in words
    path = folder / "data" / "statements" / "books.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("91,80", "91,81"), encoding="utf-8")
    assert [(str(problem.origin), problem.message[:35]) for problem in load_report(folder).problems] == [
        ("data/statements/books.csv:3", "books.fees@2022 is 81,000 here, but")
    ]


def test_what_was_renamed_keeps_its_years(tmp_path: Path, exports: list[str]) -> None:
    folder = report_on(tmp_path / "2023", 2023, {2023: 500, 2022: 450}, *exports)
    data = folder / "data"
    (data / "statements" / "books.csv").unlink()
    (data / "statements" / "books.yaml").unlink()
    (data / "statements" / "account.csv").write_text(
        "section,line,kind,id,formerly,formula,2023,2022\nIncome,Gifts,item,gifts,,,1100,1000\nCosts,Premises,item,premises,rent,,500,450\n"
        "Result,Result,result,result,,gifts - premises,600,550\n",
        encoding="utf-8",
    )
    (data / "statements" / "account.yaml").write_text(
        "title: Books\ntype: activities\nscale: units\nsource: books\nformerly: books\n", encoding="utf-8"
    )
    stats = "library.lent: {label: loans, unit: loans, source: books, formerly: library.loans, values: {'2023': 120}}\n"
    (data / "stats.yaml").write_text(stats, encoding="utf-8")
    report = load_report(folder)
    assert report.problems == ()
    assert [figure.value for figure in report.series("account.premises")] == [405, 450, 500]
    assert [figure.value for figure in report.series("library.lent")] == [80, 95, 120]
    lent = report.figure("library.lent@previous")
    assert lent is not None
    assert str(lent.origin).startswith("data/previous/2022.json:")
    assert [(str(erratum.figure.address), erratum.value) for erratum in report.errata] == [
        ("account.premises@2021", Decimal(400)),  # by the report on 2022
        ("account.result@2021", Decimal(500)),
    ]
    (data / "stats.yaml").write_text(stats.replace("library.loans", "library.laons"), encoding="utf-8")
    (found,) = [each for each in load_report(folder).problems if "formerly" in each.message]
    assert (str(found.origin), found.message) == (
        "data/stats.yaml:1",
        "formerly: no earlier report has “library.laons”; did you mean “library.loans”?",
    )
    (data / "stats.yaml").write_text(stats, encoding="utf-8")
    # Of a statement that was renamed only the line is gone; the one in its place that says the same may be that.
    books = (data / "statements" / "account.csv").read_text(encoding="utf-8")
    (data / "statements" / "account.csv").write_text(books.replace(",rent,", ",,"), encoding="utf-8")
    (found,) = load_report(folder).problems
    assert (found.hint, str(found.origin), found.message) == (
        True,
        "data/statements/account.csv:3",
        "account.rent was in last year's report and is gone, and account.premises, which is new, says the same of 2022 (450): "
        "if it was renamed, write rent in a column formerly of its row",
    )
    (data / "statements" / "account.csv").write_text(books.replace(",rent,,500,450", ",,,500,451"), encoding="utf-8")
    assert (
        "account.rent (Rent) was in last year's report and is not in this one; give it again, or leave it out and tell the readers why"
        in [problem.message for problem in load_report(folder).problems]
    )
    (data / "statements" / "account.csv").write_text(books, encoding="utf-8")
    # What this year's report still has under the old name is another figure; the one of earlier reports stays its own.
    (data / "stats.yaml").write_text(
        stats + "library.loans: {label: loans, unit: loans, source: books, values: {'2023': 7}}\n", encoding="utf-8"
    )
    assert [figure.value for figure in load_report(folder).series("library.lent")] == [120]


def test_columns_in_another_currency_and_lines_that_are_gone_are_told(tmp_path: Path, exports: list[str], build: Build) -> None:
    earlier = export_without(exports[0], "@2021"), exports[1].replace('"USD"', '"EUR"')
    folder = report_on(tmp_path / "2023", 2023, {2023: 500}, *earlier)
    (folder / "data" / "statements" / "books.csv").write_text(
        "section,line,kind,id,formula,2023\n,Gifts,item,gifts,,1100\n,Care,item,care,,500\n,Result,result,result,gifts - care,600\n",
        encoding="utf-8",
    )
    (folder / "index.md").write_text("# Years\n\n```{financial-table} books\n:years: 3\n```\n", encoding="utf-8")
    done = build(folder, "text")
    (warning,) = done.warnings
    assert "index.md:4: WARNING: 2021 is in EUR at data/previous/2021.json:22, and books is in USD: the column is left out" in warning
    text = " ".join((done.outdir / "index.txt").read_text(encoding="utf-8").split())
    assert "Lines of earlier reports that this one does not have: Rent (2022: $450)." in text
    assert "2021" not in text
