"""Words of data files are text: attacks on how they are parsed, in Markdown pages and in reStructuredText."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import yaml

from sphinx_impact.components import base

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Build, MakeProject
    from tests.support import Result

CONF = """
myst_enable_extensions = [
    "substitution", "attrs_inline", "dollarmath", "html_image", "html_admonition", "strikethrough", "replacements", "smartquotes",
]
myst_substitutions = {"secret": "shown"}
extensions += ["sphinx.ext.extlinks"]
rst_prolog = ".. |secret| replace:: shown\\n"
"""
RUN = "{{ env.app.__init__.__globals__['__builtins__']['__import__']('pathlib').Path(env.app.srcdir, 'ran').write_text('x') }}"
PAGES = {
    "index.md": "# Year\n\n```{{toctree}}\nother\n```\n\n{}\n",
    "other.rst": "Other\n=====\n\n{}\n",
}


def built(make_project: MakeProject, build: Build, labels: list[str], builder: str = "html") -> Result:
    stats = {f"a.b{number}": {"label": label, "unit": "books", "source": "x", "value": "5"} for number, label in enumerate(labels)}
    md = "\n".join(f"```{{stat-card}} {key}\n```\n" for key in stats)
    rst = "\n".join(f".. stat-card:: {key}\n" for key in stats)
    files: dict[str, str | bytes] = {
        "index.md": PAGES["index.md"].format(md),
        "other.rst": PAGES["other.rst"].format(rst),
        "secret.txt": "a secret",
        "secret.png": b"a secret",
        "data/report.yaml": 'organisation: X\nreporting-period: "2023"\nperiods:\n  "2023":\n',
        "data/stats.yaml": yaml.safe_dump(stats, sort_keys=False, allow_unicode=True, width=10_000),
    }
    return build(make_project(files, CONF), builder)


def test_plain_words_are_what_a_parser_makes_of_them(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = random.Random(14)  # noqa: S311 - the same words in every run
    words = [*"Gifts c C tm www http Ärzte данные 年度 2023 12th p e-mail x".split(), "fund-raising", "Men’s"]
    joints = [" ", ", ", " – ", "-", "–", "’", "\u00a0"]
    labels = ["".join(choose.choice(words) + choose.choice(joints) for _ in range(4)) + choose.choice(words) for _ in range(200)]
    assert all(base._PLAIN.fullmatch(label) for label in labels)
    at_once = built(make_project, build, labels)
    monkeypatch.setattr(base, "_PLAIN", re.compile("(?!)"))
    parsed = built(make_project, build, labels)
    for page in ("index", "other"):
        assert _tree(at_once, page) == _tree(parsed, page)


def _tree(result: Result, page: str) -> str:
    return result.doctree(page).pformat().replace(str(result.doctrees.parent), "")


ATTACKS = {
    "a template": RUN,
    "a template in emphasis": f"*{RUN}*",
    "a template in a link": f"[{RUN}](https://example.org)",
    "a substitution": "{{ secret }}",
    "a reST substitution": "|secret|",
    "a download by a role": "{download}`secret.txt`",
    "a reST download": ":download:`secret.txt`",
    "a download by a link": "[x](secret.txt)",
    "a file of the machine": "[x](/../../../../../../etc/passwd)",
    "a project link": "[x](project:secret.txt)",
    "a path link": "[x](path:secret.txt)",
    "a picture": "![x](secret.png)",
    "a picture as HTML": '<img src="secret.png" onerror="alert(1)">',
    "a script": "<script>alert(1)</script>",
    "an unknown role": "{evil}`x`",
    "a raw role": "{raw}`<b>x</b>`",
    "a role of Sphinx that is not needed": "{eq}`x`",
    "a reST role": ":py:func:`x`",
    "a footnote": "x [^1] y [#a]_",
    "a scheme": "`x <javascript:alert(1)>`_",
    "a scheme in Markdown": "[x](JaVaScRiPt:alert(1))",
    "attributes": '[x](https://example.org){#secret .download onclick="alert(1)"}',
    "a directive": "```{include} secret.txt\n```",
    "a reST directive": ".. include:: secret.txt",
    "a long name": f"[x]({'a' * 5000})",
    "a NUL": "x \\0 [x](a%00b)",
}


def test_nothing_runs_and_nothing_is_published(make_project: MakeProject, build: Build) -> None:
    result = built(make_project, build, list(ATTACKS.values()))
    source = result.outdir.parent / "source"
    assert not (source / "ran").exists()
    assert not any((result.outdir / folder).exists() for folder in ("_downloads", "_images"))
    for page in ("index.html", "other.html"):
        cards = result.soup(page).select(".impact-stat")
        assert len(cards) == len(ATTACKS)
        for card, attack in zip(cards, ATTACKS, strict=True):
            assert card.select("script, img, [onclick], [onerror], #secret") == [], attack
            assert "shown" not in card.get_text(), attack
            assert [link["href"] for link in card.select("a") if "javascript:" in str(link["href"]).lower()] == [], attack
    assert [line for line in result.warnings if "[impact.markup]" not in line] == []


NAMED = [
    RUN,
    "{{ secret }}",
    "|secret|",
    "{download}`secret.txt`",
    ":download:`secret.txt`",
    "[x](secret.txt)",
    "{evil}`x`",
    "<b>x</b>",
    "![x](secret.png)",
]


def test_each_is_named_once_at_its_row(make_project: MakeProject, build: Build) -> None:
    """However many pages show the words, and again in a build that reads no page."""
    result = built(make_project, build, NAMED)
    rows = [re.search(r"stats\.yaml:(\d+): .*\[impact\.markup\]$", line) for line in result.warnings]
    assert [int(found[1]) for found in rows if found] == [5 * number + 2 for number in range(len(NAMED))]
    again = build(result.outdir.parent / "source")
    assert [line.partition("data/")[2] for line in again.warnings] == [line.partition("data/")[2] for line in result.warnings]


def test_what_words_need_works(make_project: MakeProject, build: Build) -> None:
    result = built(
        make_project,
        build,
        [
            "*soft* **hard** `code` [web](https://example.org/?a=b&c=d 'T') [page](other.rst) {stat}`a.b1` H{sub}`2`O {ref}`x <genindex>` $5 and $6",
            "*soft* **hard** ``code`` `web <https://example.org/?a=b&c=d>`_ :doc:`page <other>` :stat:`a.b0` H\\ :sub:`2`\\ O https://example.com",
            "50 % of <5 kg & 3 > 2 | a | b_ c__ x* {y} 'q' \"z\" $5–$6 #1 `not closed",
        ],
    )
    first = result.soup().select(".impact-stat-label")[0]
    assert [tag.name for tag in first.select("em, strong, code, a, data, sub")] == ["em", "strong", "code", "a", "a", "data", "sub", "a"]
    assert [link["href"] for link in first.select("a")] == ["https://example.org/?a=b&c=d", "other.html", "genindex.html"]
    assert first.get_text().endswith("$5 and $6")
    second = result.soup("other.html").select(".impact-stat-label")[1]
    assert [tag.name for tag in second.select("em, strong, code, a, data, sub")] == ["em", "strong", "code", "a", "a", "data", "sub", "a"]
    assert [link["href"] for link in second.select("a")] == ["https://example.org/?a=b&c=d", "#", "https://example.com"]
    assert "b_ c__" in result.soup("other.html").select(".impact-stat-label")[2].get_text()
    assert "3 > 2" in result.soup().select(".impact-stat-label")[2].get_text()


def test_every_kind_of_data_file_is_read_so(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Year\n\n```{report-cover}\n```\n\n```{financial-table} money\n```\n\n```{sponsor-list}\n```\n\n```{people-grid} board\n```\n\n"
        "```{source-list}\n```\n\n```{errata-list}\n```\n",
        "data/report.yaml": f'organisation: "{RUN}"\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\nsources:\n  s:\n    title: "{RUN}"\n'
        f'    note: "{RUN}"\n',
        "data/statements/money.csv": f'section,line,kind,id,2023,note\n"{RUN}","{RUN}",item,a,5,n\n"{RUN}",Total,total,t,5,\n',
        "data/statements/money.yaml": f'title: "{RUN}"\nscale: units\nsource: s\nnotes:\n  n: "{RUN}"\n',
        "data/sponsors.yaml": f'tiers:\n  - id: gold\n    name: "{RUN}"\n    sponsors:\n      - name: "{RUN}"\ndisclaimer: "{RUN}"\n',
        "data/people.yaml": f'board:\n  - name: "{RUN}"\n    role: "{RUN}"\n',
        "data/stats.yaml": f'a.b:\n  label: "{RUN}"\n  source: s\n  value: 5\n  as-printed: 6\n  note: "{RUN}"\n',
    }
    result = build(make_project(files, CONF))
    assert not (result.outdir.parent / "source" / "ran").exists()
    assert len([line for line in result.warnings if "[impact.markup]" in line]) > 8


def test_a_page_may_use_all_that_its_project_has(make_project: MakeProject, build: Build) -> None:
    page = "# Year\n\n```{stat-card} 5\n:label: '{{ secret }} {download}`secret.txt`'\n```\n"
    result = build(make_project({"index.md": page, "secret.txt": "not one"}, CONF))
    assert result.warnings == []
    assert "shown" in result.soup().select(".impact-stat-label")[0].get_text()


def test_other_places_that_words_go_to_stay_safe(make_project: MakeProject, build: Build) -> None:
    """The head of each page, too."""
    evil = '</script><script>alert(1)</script> " onload="x'
    result = built(make_project, build, [evil])
    pages = [result.read(name) for name in result.pages()]
    assert len(pages) > 2
    assert not any("<script>alert(1)" in page for page in pages)
