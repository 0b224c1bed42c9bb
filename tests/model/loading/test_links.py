"""Which links may stand in a report."""

from __future__ import annotations

import pytest

from sphinx_impact.model.loading.fields import link_problem


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "https://例え.jp/",
        "https://example.org/%20a,b;c=(d)",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "mailto:ada@example.org",
        "mailto:psf%40python.org?subject=Accessibility%20tips",
    ],
)
def test_absolute(url: str) -> None:
    assert link_problem(url, relative=False) == ""


@pytest.mark.parametrize(
    "url", ["about.html", "/about/", "../report.pdf", "./a.b", "sub/page.html", "#team", "?x=y", "about", "data.csv#row", "en/index.html"]
)
def test_paths(url: str) -> None:
    assert link_problem(url) == ""
    assert "is no web address" in link_problem(url, relative=False)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("javascript:alert(1)", "has the scheme javascript:, which is not allowed: use https:, http: or mailto:"),
        ("JAVASCRIPT:alert(1)", "has the scheme javascript:"),
        ("java\tscript:alert(1)", "has a character that cannot stand in one"),
        ("java\nscript:alert(1)", "has a character that cannot stand in one"),
        ("\x01javascript:alert(1)", "has a character that cannot stand in one"),
        ("data:text/html;base64,x", "has the scheme data:"),
        ("vbscript:x", "has the scheme vbscript:"),
        ("file:///etc/passwd", "has the scheme file:"),
        ("ftp://example.org/", "has the scheme ftp:"),
        ("//example.org/", "has no scheme: write https: before it"),
        ("https://", "is no web address"),
        ("https:///path", "is no web address"),
        ("https://a..b/", "is no web address"),
        ("https://example.org:port/", "is no web address"),
        ("https://[::1", "is no web address"),
        ("https:example.org", "is no web address"),
        ('https://example.org/"onclick="x', "has a character that cannot stand in one"),
        ("https://example.org/<b>", "has a character that cannot stand in one"),
        ("https://example.org/a b", "write %20 for a space"),
        ("https://example.org\\x", "has a character that cannot stand in one"),
        ("example.org", "write https://example.org for a web address, or ./example.org for the path"),
        ("www.example.org/report.pdf", "write https://www.example.org/report.pdf for a web address"),
        ("example.org:8080/", "has no scheme: write https:// before it"),
        ("mailto:ada", "is no mail address: write mailto:name@example.org"),
        ("mailto:", "is no mail address"),
    ],
)
def test_refused(url: str, message: str) -> None:
    assert message in link_problem(url)
