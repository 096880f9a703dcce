"""How far a run by blocks is: blocks, cells a second, time left."""

from __future__ import annotations

from time import perf_counter

from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress

MINUTE = 60  # seconds, and minutes of an hour
LONG_SECONDS = 100  # beyond, minutes are told


class Meter:
    """Tells a progress callable after each block; ``kept`` blocks were done before."""

    def __init__(self, tell: Progress, total: int, kept: int) -> None:
        self.tell, self.total, self.done, self.kept = tell, total, kept, kept
        self.begun, self.cells = perf_counter(), 0
        tell(kept, total, _("cells"))

    def block(self, cells: int) -> None:
        """Count a block that is done."""
        self.done += 1
        self.cells += cells
        passed = max(perf_counter() - self.begun, 1e-9)
        left = passed / (self.done - self.kept) * (self.total - self.done)
        text = _("{rate} cells a second, {left} left").format(
            rate=f"{self.cells / passed:,.0f}", left=time_in_words(left)
        )
        self.tell(self.done, self.total, text)


def time_in_words(seconds: float) -> str:
    """``45 s``, ``12 min`` or ``3 h 20 min``."""
    if seconds < LONG_SECONDS:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
