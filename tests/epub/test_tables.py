from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from sphinx_impact.epub.tables import NEEDS, TIGHT, fit_narrow, mend_tables, split_wide
from sphinx_impact.epub.xhtml import classes, words

pytestmark = pytest.mark.matrix


def page(head: list[str], rows: list[list[str]], *, section: str = "") -> ET.Element:
    def cells(row: list[str], first: str) -> str:
        rest = "".join(
            f'<{first if first == "th" else "td"} class="impact-amount">{each}</{first if first == "th" else "td"}>' for each in row[1:]
        )
        return f"<tr><th>{row[0]}</th>{rest}</tr>" if first == "td" else f"<tr><td></td>{rest}</tr>"

    spanning = f'<tr><th colspan="{len(head)}" scope="rowgroup">{section}</th></tr>' if section else ""
    body = spanning + "".join(cells(row, "td") for row in rows)
    return ET.fromstring(
        f'<body><table id="t"><caption>Title<span class="impact-caption-scope">in dollars</span></caption>'
        f"<thead>{cells(head, 'th')}</thead><tbody>{body}</tbody></table></body>"
    )


def table_texts(root: ET.Element) -> list[list[list[str]]]:
    return [[[words(cell) for cell in row] for row in table.iter("tr")] for table in root.iter("table")]


def test_two_periods_fit_whatever_they_cost() -> None:
    root = page(["", "2023", "2022"], [["Contributions, dues and grants", "$12,345,678", "(12,345,678)"]])
    split_wide(root)
    assert len(list(root.iter("table"))) == 1


def test_a_wide_table_is_divided_and_every_amount_stands_once() -> None:
    years = [str(year) for year in range(2015, 2024)]
    root = page(["", *years], [["Grants", *(f"{year}000" for year in years)], ["Travel", *years]], section="Expenses")
    split_wide(root)
    parts = table_texts(root)
    assert [len(part[0]) - 1 for part in parts] == [5, 4]
    assert [cell for part in parts for cell in part[0][1:]] == years
    assert [cell for part in parts for cell in part[2][1:]] == [f"{year}000" for year in years]
    for part in parts:
        assert [row[0] for row in part] == ["", "Expenses", "Grants", "Travel"]
        assert max(len(cell) + 2 for cell in part[2][1:]) * (len(part[0]) - 1) + len("Grants") <= TIGHT


def test_periods_and_their_changes_stand_in_one_table_while_they_fit() -> None:
    root = page(["", "2014", "2013", "Change", "Change, %"], [["Property and equipment", "$12,567", "$12,890", "(323)", "-2.5%"]])
    for cell in list(root.iter("th"))[2:4]:
        cell.set("class", "impact-amount impact-change")
    split_wide(root)
    assert [part[0] for part in table_texts(root)] == [["", "2014", "2013", "Change", "Change, %"]]
    big = ["$123,456,789,012", "$234,567,890,123", "111,111,101,111", "+190.0%"]
    root = page(["", "2014", "2013", "Change", "Change, %"], [["Property and equipment", *big]])
    for cell in list(root.iter("th"))[2:4]:
        cell.set("class", "impact-amount impact-change")
    split_wide(root)
    assert [part[0] for part in table_texts(root)] == [["", "2014", "2013"], ["", "Change", "Change, %"]]


def test_cells_say_what_heads_them_for_pages_too_narrow_for_a_table() -> None:
    root = page(["", "Gifts", "Total", "Total"], [["Grants", "1,000,000", "2,000,000", "3,000,000"]])
    head = next(root.iter("thead"))
    head.insert(0, ET.fromstring('<tr><td></td><th colspan="2" scope="colgroup">2023</th><th scope="col">2022</th></tr>'))
    fit_narrow(root)
    (table,) = root.iter("table")
    assert [cell.get("data-head") for cell in table.iter("td") if words(cell)] == ["2023, Gifts", "2023, Total", "2022, Total"]
    (box,) = (each for each in root.iter("div") if "impact-fit" in classes(each))
    assert classes(box)[1] in {f"impact-fit-{step}" for step in NEEDS}


def test_spans_ids_and_captions_of_the_parts() -> None:
    years = [str(year) for year in range(2015, 2024)]
    root = page(["", *years], [["Grants", *(f"{year}000" for year in years)]], section="Expenses")
    split_wide(root)
    tables = list(root.iter("table"))
    assert [each.get("id") for each in tables] == ["t", None]
    assert [words(each.find("caption")) for each in tables[:2]] == ["Titlein dollars", "Title (continued)"]  # type: ignore[arg-type]
    for table in tables:
        span = next(each for each in table.iter("th") if each.get("colspan"))
        assert int(span.get("colspan", "")) == len(next(table.iter("tr")))


def test_a_little_too_wide_gets_smaller_type() -> None:
    root = page(["", "2023", "2022", "Change"], [["Contributions", "$12,859,000", "$12,641,000", "+1,133.3%"]])
    fit_narrow(root)
    (table,) = root.iter("table")
    assert "impact-tight" in classes(table)


def test_rows_that_hang_together_are_left_alone() -> None:
    root = page(["", *map(str, range(2010, 2024))], [["Grants", *["1,000,000"] * 14]])
    next(root.iter("td")).set("rowspan", "2")
    split_wide(root)
    assert len(list(root.iter("table"))) == 1


def test_prose_is_not_divided() -> None:
    words_of = "".join(f"<td>{'word ' * 30}</td>" for _ in range(3))
    root = ET.fromstring(
        f"<body><table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead><tbody><tr>{words_of}</tr></tbody></table></body>"
    )
    split_wide(root)
    assert len(list(root.iter("table"))) == 1


def test_columns_under_one_header_stay_together() -> None:
    root = page(["", *"abcdef"], [["Grants", *["17,000,000"] * 6]])
    head = next(root.iter("thead"))
    head.insert(0, ET.fromstring('<tr><td></td><th colspan="2" scope="colgroup">2023</th><th colspan="4" scope="colgroup">2022</th></tr>'))
    split_wide(root)
    assert [part[0] + part[1] for part in table_texts(root)] == [
        ["", "2023", "", "a", "b"],
        ["", "2022", "", "c", "d"],
        ["", "2022", "", "e", "f"],
    ]
    fit_narrow(root)
    over = [[words(cell) for cell in table.iter("th") if "impact-over" in classes(cell)] for table in root.iter("table")]
    assert over == [["2023"], ["2022"], ["2022"]]


@pytest.mark.parametrize("amount", ["₹ 120", "1.200 €", "12,00 zł", "US$ 4", "(1,200)", "5 %"])
def test_a_column_of_amounts_in_any_currency_lines_up(amount: str) -> None:
    root = ET.fromstring(f"<body><table><tr><th>Gift</th><th>Amount</th></tr><tr><td>One</td><td>{amount}</td></tr></table></body>")
    mend_tables(root)
    assert ["impact-amount" in classes(cell) for cell in root.iter("td")] == [False, True]
