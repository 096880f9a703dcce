"""How much of what is wanted can be had: of what is pooled, and of what a field grows itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourpermille.soil.annual_map import Array


def share_of(there: Array, wanted: Array) -> Array:
    """How much of what is wanted can be had (0 to 1); all of it where nothing is wanted."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        share = np.where(wanted > 0.0, np.maximum(there, 0.0) / wanted, 1.0 + 0.0 * wanted)
    return np.asarray(np.minimum(share, 1.0))


def on_fields(shares: Sequence[Array], grown: Sequence[Array], room: Array) -> list[Array]:
    """Shares of the land (places) that practices can serve where each field must grow its own.

    ``grown``: plant carbon that a practice takes on a field, ``room`` what a field can still
    give, t C/ha/yr. What fields without the practice could grow is of no use to it. Practices
    stand on the same fields first: whoever has the rarer ones has the commoner ones, too. A field
    with several rations them alike.
    """
    wide, amounts = np.stack(list(shares)), np.stack(list(grown))
    served, below = np.zeros_like(wide), np.zeros_like(room)
    for edge in np.sort(wide, axis=0):  # fields between two edges have the same practices
        here = wide >= edge
        ration = share_of(room, np.where(here, amounts, 0.0).sum(axis=0))
        served += np.where(here, (edge - below) * ration, 0.0)
        below = edge
    unknown = np.isnan(wide).any(axis=0)
    return list(np.where((amounts > 0.0) & ~unknown, served, wide))
