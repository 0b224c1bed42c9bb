"""The words by which tests know a problem: no other row, kind or file will do, and a better sentence will."""

from __future__ import annotations

import pytest

from tests.saying import says

PRINTED = "stats.yaml:5: the stat a.b has no key “lable”; did you mean “label”? [impact.key]"


@pytest.mark.parametrize("text", ["stats.yaml:5 key: “lable”", "stats.yaml:5 key: a.b … “lable” … “label”"])
def test_a_problem_is_known(text: str) -> None:
    assert says(text) == PRINTED
    assert [says(text)] == [PRINTED]
    assert says(text) == PRINTED.replace(": the", ": WARNING: the").replace("has no key", "knows no")


@pytest.mark.parametrize(
    "text",
    [
        "stats.yaml:6 key: “lable”",
        "stats.yml:5 key: “lable”",
        "5 key: “lable”",
        "key: “lable”",
        "stats.yaml:5 value: “lable”",
        "stats.yaml:5 key: “labels”",
        "stats.yaml:5 key: “label” … “lable”",
    ],
)
def test_another_is_not(text: str) -> None:
    assert says(text) != PRINTED


@pytest.mark.parametrize("text", ["stats.yaml:5: a sentence", "stats.yaml:5 kee: “lable”"])
def test_what_names_no_code_is_refused(text: str) -> None:
    with pytest.raises(AssertionError):
        says(text)
