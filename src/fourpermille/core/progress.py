"""How long work tells how far it is."""

from collections.abc import Callable
from typing import TypeAlias

# Called with (done, total, what); may raise Cancelled to stop the work.
Progress: TypeAlias = Callable[[int, int, str], None]


def no_progress(done: int, total: int, what: str) -> None:
    """Tell nobody."""
