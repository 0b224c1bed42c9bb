from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.entities import Address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("pypi.downloads", Address("pypi.downloads")),
        ("pypi.downloads@2022", Address("pypi.downloads", "2022")),
        ("pypi.downloads@previous", Address("pypi.downloads", "previous")),
        ("restricted.gifts/with", Address("restricted.gifts", "", "with")),
        ("restricted.gifts@fy24/with", Address("restricted.gifts", "fy24", "with")),
        ("  attendees ", Address("attendees")),
    ],
)
def test_parts(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert str(address) == text.strip()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an address is empty; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN"),
        ("a b", "“a b” is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces"),
        ("a@", "“a@” is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces"),
        ("a/", "“a/” is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces"),
        ("a@1@2", "“a@1@2” is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces"),
        ("a/with@2022", "in “a/with@2022” the period comes before the column: write a@2022/with"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert str(caught.value) == message


_WORD = st.text(alphabet="abc.-019", min_size=1)


@given(st.builds(Address, _WORD, st.one_of(st.just(""), _WORD), st.one_of(st.just(""), _WORD)))
def test_what_is_written_can_be_read(address: Address) -> None:
    assert parse_address(str(address)) == address
