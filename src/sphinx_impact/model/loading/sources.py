"""Where figures come from: ``report, page 16``, a link, or words."""

from __future__ import annotations

import difflib

from sphinx_impact.model.entities import Profile, Source
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.links import link_problem
from sphinx_impact.model.problems import Code
from sphinx_impact.model.quantities import quoted


def read_source(text: str, row: int, profile: Profile, findings: Findings) -> Source | None:
    """Read a source; None where `text` is empty."""
    text = text.strip()
    if not text:
        return None
    origin = findings.origin(row)
    head, _, place = text.partition(",")
    head = head.strip()
    if head in profile.sources:
        return Source(head, place.strip(), "", origin)
    if " " not in text and (text.lower().startswith(("http:", "https:")) or "://" in text):
        if problem := link_problem(text, relative=False):
            findings.add(row, Code.URL, f"source: {problem}")
            return Source("", text, "", origin)
        return Source("", "", text, origin)
    if " " not in head and (meant := _meant(head, profile)):
        findings.add(row, Code.SOURCE, f"the source {quoted(head)} is not declared in report.yaml; did you mean “{meant}”?")
    return Source("", text, "", origin)


def _meant(word: str, profile: Profile) -> str:
    """The declared document that a word misspells; a word that is merely somewhat like one is free text."""
    folded = {name.casefold(): name for name in profile.sources}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)
    return folded[found[0]] if found else ""
