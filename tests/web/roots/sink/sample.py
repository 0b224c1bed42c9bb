"""A module to be documented."""

from __future__ import annotations


class River:
    """A river.

    Args:
        name: What it is called.
        length: How long it is, in kilometres.
    """

    def __init__(self, name: str, length: float = 41.0) -> None:
        self.name = name
        self.length = length

    def depth(self, place: str, *, exact: bool = False, unit: str = "a unit with a long default value, so that this line breaks") -> int:
        """Return how deep the river is.

        Args:
            place: Where.
            exact: Whether to measure again.
            unit: The unit.

        Raises:
            ValueError: If there is no such place.
        """
        raise NotImplementedError

    @property
    def banks(self) -> int:
        """How many banks there are."""
        return 2


def flood(river: River, metres: float) -> bool:
    """Whether the town gets wet.

    >>> flood(River("Isar"), 2.5)
    True

    .. versionadded:: 1.0
    .. deprecated:: 2.0
       Build walls.
    """
    return metres > 2
