"""Pages as HTML. There may be thousands: what all share is filled in once, and each page is put together from texts."""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from sphinx_impact.components.figure_pages import EMBED
from sphinx_impact.web.figures import frames
from sphinx_impact.web.figures.site import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_impact.web.figures.site import Site

View = dict[str, Any]

_KEPT = 4096
"""So many words are kept escaped: most stand on many pages, or several times on one."""

escape = functools.lru_cache(_KEPT)(html.escape)


def _constant(value: object) -> Markup:
    """Return a value as it stands in a template, in which braces and percent signs have a meaning."""
    words = str(value) if isinstance(value, Markup) else html.escape(str(value))
    return Markup(words.replace("{", "&#123;").replace("%", "&#37;"))  # noqa: S704 - escaped


_LOADER = jinja2.FileSystemLoader(Path(__file__).parent / "templates")

_SHARED = jinja2.Environment(
    loader=_LOADER,
    autoescape=True,
    finalize=_constant,
    undefined=jinja2.StrictUndefined,
    variable_start_string="[[",
    variable_end_string="]]",
    block_start_string="[%",
    block_end_string="%]",
    comment_start_string="[#",
    comment_end_string="#]",
)
"""Fills in what all pages of a build share; what is left has percent signs."""

_EACH = jinja2.Environment(loader=_LOADER, autoescape=True, undefined=jinja2.StrictUndefined)
"""Fills in what needs more than words, and stands on few pages."""


class _Text:
    """A text that was cut where it is filled in: to join its pieces takes a quarter of the time that percent signs take."""

    def __init__(self, text: str) -> None:
        self._pieces = re.split(r"%\((\w+)\)s", text)
        self._names = self._pieces[1::2]
        self._encoded = [piece.encode() for piece in self._pieces]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text."""
        pieces = self._pieces.copy()
        pieces[1::2] = [values[name] for name in self._names]
        return "".join(pieces)

    def file(self, values: Mapping[str, str]) -> bytes:
        """Return the text as a file, with a line feed at its end."""
        pieces = self._encoded.copy()
        pieces[1::2] = [values[name].encode() for name in self._names]
        return b"".join((*pieces, b"\n"))


class Renderer:
    """Makes the pages of one build."""

    def __init__(self, site: Site, words: Mapping[str, str], folder: str, ending: str) -> None:
        self._site, self._words, self._folder, self._ending = site, words, folder, ending
        self.up = "../" if ending == "/" else ""
        self.root = self.up + "../" * (folder.count("/") + 1)
        self._terms = {name: escape(words_) for name, words_ in words.items()}
        self._places: dict[tuple[tuple[str, str], ...], str] = {}
        texts = {name: self._text(name) for name in ("frame", "figure", "years", "take")}
        self._frame, self._figure, self._years, self._take = texts.values()
        address = _constant(f"{site.base}{folder}/{EMBED}/")
        self._snippet = _Text(
            escape(
                f'<iframe src="{address}%(name)s.html" title="%(called)s" width="100%" height="%(height)s" frameborder="0" loading="lazy"></iframe>'
            )
        )
        home = _constant(f"{site.base}{folder}/")
        self._linked = _Text(
            escape(
                f'<a href="{home}%(name)s{ending}"><img src="{home}%(name)s.svg" alt="%(said)s" width="%(width)s" height="%(height)s" style="max-width: 100%; height: auto"></a>'
            )
        )
        json_, csv = (_constant(words[kind]) for kind in ("json", "csv"))
        self._data = _Text(f'<li><a href="{self.up}%(name)s.json">{json_}</a></li>\n<li><a href="{self.up}%(series)s">{csv}</a></li>\n')
        self._image = _Text(
            f'<meta property="og:image" content="{home}%(name)s.png">\n'
            '<meta property="og:image:width" content="%(width)s">\n<meta property="og:image:height" content="%(height)s">\n'
            '<meta property="og:image:alt" content="%(said)s">\n<meta name="twitter:card" content="summary_large_image">\n'
        )
        self._embed = self._text("embed", up="../", root="../" * (folder.count("/") + 2))

    def _text(self, name: str, **other: Any) -> _Text:
        """Return a template with what its pages share filled in.

        Args:
            other: What is different from the pages of figures.
        """
        shared = {
            "site": self._site,
            "words": self._words,
            "ending": self._ending,
            "from": self._site.publication,
            "up": self.up,
            "root": self.root,
            "data": True,
        }
        return _Text(_SHARED.get_template(f"{name}.html.jinja").render(shared | other))

    def _part(self, name: str, view: View, **other: Any) -> str:
        """Return a template filled in."""
        shared = {"words": self._words, "ending": self._ending, "up": self.up}
        return _EACH.get_template(f"{name}.html.jinja").render(view | shared | other)

    # ---- a figure ----

    def figure(self, view: View, series: str, pictures: list[tuple[str, str]]) -> tuple[bytes, bytes]:
        """Return the page of a figure, and its bare form.

        Args:
            series: Path of its values in all periods.
            pictures: Words and addresses of links to it as a picture.
        """
        title, hero, source = escape(view["title"]), view["hero"], self._source(view["source"])
        downloads = self._data.fill({"name": view["name"], "series": series}) + _links(pictures)
        statement = view["statement"]
        crumb = f'<li><a href="{self.link(statement["name"])}">{escape(statement["title"])}</a></li>' if statement else ""
        change, period = escape(view["change"]), escape(view["period"])
        moved = f"{view['spark']}<span>{change}</span>" if change else view["spark"]
        days = f' <span class="fig-place">{escape(view["days"])}</span>' if view["days"] else ""
        basis = f'<a href="{escape(view["basis_url"])}">{escape(view["basis"])}</a>' if view["basis_url"] else ""
        facts = (
            ("unit", escape(view["counted"])),
            ("period", f"{period}{days}" if period else ""),
            ("source", source),
            ("audit", basis),
            ("status", escape(" · ".join(view["standing"]) or self._words["final"])),
            ("printed", escape(view["display"])),
            ("address", f"<code>{escape(view['address'])}</code>"),
        )
        text = f" <code>{escape(view['text'])}</code>" if view["text"] else ""
        values = {
            "kicker": f'<p class="fig-kicker">{escape(view["kicker"])}</p>\n' if view["kicker"] else "",
            "title": title,
            "size": str(view["size"]),
            "data": view["data"],
            "hero": hero,
            "change": f'<p class="fig-change">{moved}</p>\n' if moved else "",
            "sided": " fig-sided" if view["sums"] else "",
            "marks": _list("fig-marks", view["marks"]),
            "facts": "".join([f"<div><dt>{self._terms[name]}</dt><dd>{words}</dd></div>\n" for name, words in facts if words]),
            "note": f'<p class="fig-note">{escape(view["note"])}</p>\n' if view["note"] else "",
            "sums": "".join([self._sum(view, found) for found in view["sums"]]),
            "written": f"{escape(view['written'])}{text}",
            "ties": self._part("ties", view) if view["ties"] or view["errata"] else "",
            "years": self._years.fill({"rows": view["series"]}) if view["series"] else "",
            "take": self._taken(view, downloads),
        }
        bare = [
            f'<h1 class="fig-title">{title}</h1>',
            f'<p class="fig-value fig-size-{view["size"]}"><data value="{view["data"]}">{hero}</data></p>',
        ]
        bare += [f'<p class="fig-kicker">{escape(view["under"])}</p>'] if view["under"] else []
        bare += [f'<p class="fig-change"><span>{change}</span></p>'] if change else []
        return self._whole(view, self._figure.fill(values), crumb), self._framed(view, "\n".join(bare) + "\n", source)

    def _sum(self, view: View, found: View) -> str:
        """Return one sum that a figure is."""
        words = self._terms["across" if found["across"] else "rolls" if found["rolls"] else "down"]
        fails, differs = ("", "") if found["holds"] else (" fig-fails", f" <strong>{self._terms['differs']}</strong>")
        left = f"<li>{self._anchor(view['statement']['name'], self._words['more'] % found['left'])}</li>" if found["left"] else ""
        total = _line(escape(view["title"]), view["value"])
        remark = f'<p class="fig-note">{escape(found["remark"])}</p>\n' if found["remark"] else ""
        return (
            f'<p class="fig-how{fails}">{words}{differs}</p>\n<ul class="fig-tree fig-top">{self._tree(found["parts"])}{left}'
            f'<li class="fig-total">{total}</li></ul>\n{remark}'
        )

    def _tree(self, parts: list[View]) -> str:
        made = []
        for part in parts:
            sign = '<span class="fig-sign">−</span> ' if part["sign"] == "−" else ""
            place = f' <span class="fig-place">{escape(part["place"])}</span>' if part["place"] else ""
            inner = f'<ul class="fig-tree">{self._tree(part["parts"])}</ul>' if part["parts"] else ""
            left = f' <span class="fig-more">{escape(self._words["more"] % part["left"])}</span>' if part["left"] else ""
            label = f"{sign}{self._anchor(part['name'], part['label'])}{place}"
            made.append(f"<li>{_line(label, part['value'])}{inner}{left}</li>\n")
        return "".join(made)

    def _anchor(self, name: str, words: str) -> str:
        return f'<a href="{self.link(name)}">{escape(words)}</a>'

    # ---- a statement, a chart ----

    def exhibit(self, view: View, downloads: list[tuple[str, str]]) -> tuple[bytes, bytes]:
        """Return the page of a statement or a chart, and its bare form."""
        full, bare = self._statement(view) if view["columns"] else ("", "")
        taken = Markup(self._taken(view, _links(downloads)))  # noqa: S704 - escaped
        body = self._part("exhibit", view, statement=Markup(full), take=taken)  # noqa: S704 - escaped
        framed = self._part("bare", view, statement=Markup(bare)) + "\n"  # noqa: S704 - escaped
        return self._whole(view, body), self._framed(view, framed, self._source(view["source"]))

    def _statement(self, view: View) -> tuple[str, str]:
        """Return the table of a statement, in which each amount leads to its page, and the same without links."""
        heads = []
        for column in view["columns"]:
            label, period = escape(column["label"]), escape(column["period"])
            heads.append(
                f'<th scope="col">{label}{f" <span>{period}</span>" if period else ""}</th>' if label else f'<th scope="col">{period}</th>'
            )
        full = [
            f'<table class="fig-statement"><caption class="fig-vh">{escape(view["said"])}</caption>\n<thead><tr><td></td>{"".join(heads)}</tr></thead>\n'
        ]
        bare, ending, across = [*full], "", f'rowgroup" colspan="{len(heads) + 1}'
        for row in view["rows"]:
            heading = row["kind"] == "heading"
            start = f"{ending}<tbody>" if heading or not ending else ""
            stepped = f" fig-in-{row['indent']}" if row["indent"] else ""
            said = f"{escape(row['label'])}{_marks(row['marks'])}"
            start += f'\n<tr class="fig-{row["kind"]}{stepped}"><th scope="{across if heading else "row"}">{said}</th>'
            full.append(start)
            bare.append(start)
            for cell in row["cells"]:
                words, marks = cell["words"], _marks(cell["marks"]) if cell["marks"] else ""
                full.append(f'<td><a href="{self.link(cell["name"])}">{words}</a>{marks}</td>')
                bare.append(f"<td>{words}{marks}</td>")
            full.append("</tr>\n")
            bare.append("</tr>\n")
            ending = "</tbody>\n"
        end = "</tbody></table>"
        return "".join((*full, end)), "".join((*bare, end))

    # ---- others ----

    def index(self, groups: list[tuple[str, str, list[View]]], *, nested: bool) -> bytes:
        """Return the list of all pages.

        Args:
            nested: Whether it lies in a folder of its own.
        """
        up = "../" if nested else ""
        other = {"up": up, "root": up + "../" * (self._folder.count("/") + 1), "data": False}
        body = self._part("index", {"groups": groups}, up=up)
        called = escape(self._words["all"])
        path = f"{self._folder}/{self._site.index}"
        values = {"called": called, "said": called, "path": path, "image": "", "crumb": "", "body": body}
        return self._text("frame", **other).file(values)

    def moved(self, called: str, to: str, canonical: str) -> bytes:
        """Return what an old address leads to."""
        return self._text("moved").file({"called": escape(called), "to": escape(to), "canonical": escape(canonical)})

    # ---- parts ----

    def link(self, name: str) -> str:
        """Return the address of a page by its name, as it is on other pages."""
        return f"{self.up}{name}{self._ending}"

    def path(self, name: str) -> str:
        """Return the address of a page by its name, relative to the output's folder."""
        return f"{self._folder}/{name}{self._ending}"

    def _whole(self, view: View, body: str, crumb: str = "") -> bytes:
        said = {"called": escape(view["called"]), "said": escape(view["said"]), "path": self.path(view["name"])}
        return self._frame.file(said | {"image": self._shared(view), "json": f"{view['name']}.json", "crumb": crumb, "body": body})

    def _shared(self, view: View) -> str:
        """Return what names the picture of a page where its address is shared."""
        if not view["shared"]:
            return ""
        width, height = view["picture"]
        return self._image.fill({"name": view["name"], "said": escape(view["said"]), "width": str(2 * width), "height": str(2 * height)})

    def _pictured(self, view: View) -> str:
        """Return a picture to copy."""
        if not view["picture"]:
            return ""
        width, height = view["picture"]
        said = escape(escape(view["said"]))
        code = self._linked.fill({"name": view["name"], "said": said, "width": str(width), "height": str(height)})
        return f'<details class="impact-cite"><summary>{self._terms["picture"]}</summary>\n<p><code dir="ltr">{code}</code></p></details>\n'

    def _framed(self, view: View, body: str, source: str) -> bytes:
        words = f"{escape(self._words['source'])}: {source} · " if source else ""
        said = {"called": escape(view["called"]), "path": self.path(view["name"]), "name": view["name"]}
        return self._embed.file(said | {"body": body, "source": words})

    @staticmethod
    def _source(source: View | None) -> str:
        if source is None:
            return ""
        title = escape(source["title"])
        if source["url"]:
            title = f'<a href="{escape(source["url"])}">{title}</a>'
        return f"{title}, {escape(source['place'])}" if source["place"] else title

    def _stands(self, pages: tuple[tuple[str, str], ...]) -> str:
        """Return where something stands, which is said of all cells of a statement."""
        known = self._places.get(pages)
        if known is None:
            places = _links((title, f"{self.root}{path}") for title, path in pages)
            head = f'<section><h2>{self._terms["stands"]}</h2>\n<ul class="fig-links">'
            self._places[pages] = known = f"{head}{places}</ul></section>\n" if places else ""
        return known

    def _taken(self, view: View, downloads: str) -> str:
        """Return how to quote, embed and use again what a page is about."""
        source = words_of(view["source"])
        cited = (view["quoted"], self._site.publication, f"{self._words['source']}: {source}" if source else "")
        called, height = escape(escape(view["called"])), frames.height(view, self._site, self._words["source"])
        values = {
            "stands": self._stands(view["pages"]),
            "cited": html.escape(" ".join([f"{each.rstrip('.')}." for each in cited if each])),
            "path": self.path(view["name"]),
            "snippet": self._snippet.fill({"name": view["name"], "called": called, "height": str(height)}),
            "picture": self._pictured(view),
            "downloads": downloads,
        }
        return self._take.fill(values)


def _links(links: Iterable[tuple[str, str]]) -> str:
    return "".join([f'<li><a href="{escape(target)}">{escape(text)}</a></li>\n' for text, target in links])


def _line(label: str, amount: str) -> str:
    return f'<span class="fig-line"><span class="fig-label">{label}</span> <span class="fig-amount">{amount}</span></span>'


def _marks(marks: list[View]) -> str:
    """Return the marks that lead to the notes below a statement."""
    return "".join(
        [
            f'<a class="fig-ref" href="#note-{mark["number"]}" aria-label="{escape(mark["called"])}">{escape(mark["sign"])}</a>'
            for mark in marks
        ]
    )


def _list(kind: str, words: list[str]) -> str:
    return f'<ul class="{kind}">{"".join(f"<li>{escape(each)}</li>" for each in words)}</ul>\n' if words else ""
