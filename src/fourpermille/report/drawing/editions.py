"""One drawing for each width: phone, screen, paper."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Size and text size of one edition of a drawing."""

    name: str
    width: float
    size: float
    shape: float

    @property
    def small(self) -> bool:
        """True for the edition of a phone."""
        return self.name == "narrow"

    def height(self, share: float = 1.0) -> float:
        """Return the height of a chart of ordinary shape, times a share."""
        return round(self.width * self.shape * share)


# A phone shows its edition at nine tenths, paper its own at eight tenths of the drawn size: the
# letters stay at 9 points or more.
LOOKS = (Look("narrow", 360, 14, 0.82), Look("wide", 720, 14, 0.5), Look("paper", 560, 13, 0.42))


@dataclass(frozen=True)
class Editions:
    """One drawing for a phone, a screen and paper."""

    narrow: str
    wide: str
    paper: str


def editions(draw: Callable[[Look], str]) -> Editions:
    """Draw a figure once for each edition."""
    return Editions(*(draw(look) for look in LOOKS))
