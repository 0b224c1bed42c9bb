"""The marks by which tools for message catalogues find texts that are translated elsewhere than where they stand."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that tools for message catalogues know
    """Mark a message for the catalogue, and return it as it is."""
    return message


def P_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Mark a message that counts something, in the singular and the plural, and return both."""
    return one, many
