"""What makes one organisation's report another's to look at: its colours, its paper, and its cover, as ``html_theme_options`` say them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sphinx_impact.drawing.colours import GRAPHIC, TEXT, Oklch, blend, colour_of, contrast, passing, to_hex, to_oklch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ARTS = ("lights", "tiles", "folds", "contours", "arcs", "bars")
"""The kinds of drawings on covers; the order decides which kind falls to which organisation."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "paper": ("warm", "white", "cool", "tinted"),
    "cover": ("dark", "light", "brand"),
    "cover_art": ("auto", *ARTS),
    "typefaces": ("modern", "book", "editorial", "slab"),
    "corners": ("soft", "square", "round"),
    "spacing": ("even", "airy", "dense"),
    "chapter_colours": ("one", "many"),
}
"""The words that options choose from, the default first; the same stand in ``theme.toml``."""

_WHITE, _BLACK = "#fdfcf9", "#12121a"
_MARGIN = 0.2
"""Added to the contrast that is needed: browsers round colours, and scale pictures in ways of their own."""

_COMFORT = 5.5
"""The contrast of words on a cover that has the brand colour as its ground: some of them are less than opaque."""


@dataclasses.dataclass(frozen=True, slots=True)
class Brand:
    """The look of an organisation.

    Attributes:
        colour: Brand colour, ``#rrggbb``.
        accent: Second colour, the same.
        paper: Tint of the pages, a word of ``CHOICES``, as the next two.
        cover: Ground of the cover.
        art: Kind of the drawing on the cover; ``auto`` where the name of the organisation decides.
    """

    colour: str
    accent: str
    paper: str = "warm"
    cover: str = "dark"
    art: str = "auto"

    @property
    def ground(self) -> str:
        """The ground of the cover."""
        own = to_oklch(self.colour)
        if self.cover == "light":
            return to_hex(Oklch(0.965, min(own.chroma * 0.12, 0.018), own.hue))
        if self.cover == "brand":
            return passing(self.colour, (self.words,), _COMFORT, lighter=self.words == _BLACK)
        return night(self.colour)

    @property
    def words(self) -> str:
        """The colour of words on the cover."""
        if self.cover == "light":
            own = to_oklch(self.colour)
            return to_hex(Oklch(0.19, min(own.chroma * 0.25, 0.04), own.hue))
        if self.cover == "brand":
            # White as long as it can be read nearly as well: brands of middle lightness are used to it.
            return (
                _WHITE
                if contrast(_WHITE, self.colour) * 2 >= contrast(_BLACK, self.colour) and contrast(_WHITE, self.colour) > 3
                else _BLACK
            )
        return _WHITE

    @property
    def mark(self) -> str:
        """The accent as the colour of a giant figure on the cover."""
        return passing(self.accent, (self.ground,), GRAPHIC + _MARGIN, lighter=self.words == _WHITE)

    @property
    def scheme(self) -> str:
        """``dark`` where light words stand on the cover, else ``light``."""
        return "dark" if self.words == _WHITE else "light"


def brand_of(options: Mapping[str, object]) -> Brand:
    """Return the look that ``html_theme_options`` ask for, with the default for what is missing or unknown."""
    paper, cover, art = (
        str(options[name]) if options.get(name) in CHOICES[name] else CHOICES[name][0] for name in ("paper", "cover", "cover_art")
    )
    return Brand(colour_of(options, "brand"), colour_of(options, "accent"), paper, cover, art)


def night(colour: str) -> str:
    """Return the near-black that a dark cover stands on, with a breath of the brand colour in it."""
    own = to_oklch(colour)
    return to_hex(Oklch(0.115, min(own.chroma * 0.2, 0.03), own.hue))


VEILS = range(16, 101, 4)
"""How much of a picture a veil may cover, in percent: the least is there for the look, and the last covers all."""


def veil(look: Brand, pixels: Sequence[str] = ("#ffffff", "#000000")) -> int:
    """Return how much of a picture on the cover its veil, of the colour of the ground, has to cover so that small words can be read.

    Args:
        look: Whose cover it is.
        pixels: The picture's colours, the most unfavourable among them; by default such as no picture surpasses.

    Returns:
        One of ``VEILS``.
    """
    ground, words = look.ground, look.words
    mixed = ((much, [blend(pixel, ground, much / 100) for pixel in pixels]) for much in VEILS)
    return next((much for much, colours in mixed if all(contrast(words, colour) >= TEXT + _MARGIN for colour in colours)), VEILS[-1])
