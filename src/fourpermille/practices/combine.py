"""Rules for practices that stand together on one field: their effects are never simply added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.practices.load import practice
from fourpermille.practices.schema import Practice
from fourpermille.soil.annual_map import Array


def together(ids: str | Sequence[str]) -> tuple[Practice, ...]:
    """The practices of these ids, which may stand on one field.

    Raises
    ------
    UnknownNameError
        An id that the catalogue doesn't have.
    InputError
        None, one twice, two of one exclusive group (no-till and reduced tillage), or practices
        that have no land use in common.
    """
    names = [ids] if isinstance(ids, str) else list(ids)
    found = tuple(practice(name) for name in names)
    if not found or len(set(names)) < len(names):
        raise InputError(
            Problem(
                what=_("practices are missing, or one is named twice"),
                column="practice",
                found=", ".join(names),
            )
        )
    refuse_exclusive(found)
    if not set.intersection(*(set(one.applies_to) for one in found)):
        raise InputError(
            Problem(
                what=_("practices that have no land use in common"),
                column="practice",
                found="; ".join(f"{one.id}: {', '.join(one.applies_to)}" for one in found),
            )
        )
    return found


def refuse_exclusive(found: Sequence[Practice]) -> None:
    """Refuse two practices of one exclusive group (no-till and reduced tillage): InputError."""
    groups: dict[str, str] = {}
    for one in found:
        other = groups.setdefault(one.exclusive_group or one.id, one.id)
        if other != one.id:
            raise InputError(
                Problem(
                    what=_("two practices that exclude each other, group '{group}'").format(
                        group=one.exclusive_group
                    ),
                    column="practice",
                    found=f"{other}, {one.id}",
                    todo=_("Keep one of the two."),
                )
            )


def largest_and_a_share(gains: Sequence[Array]) -> Array:
    """The largest gain, and a share of the others; losses count in full.

    A convention (``others_share`` of the parameter set ``practice_response``): two practices
    seldom give what each gives alone.
    """
    stacked = np.stack(list(gains))
    share = load_parameters("practice_response")["others_share"]
    positive = np.clip(stacked, 0.0, None)
    most = positive.max(axis=0)
    lost = np.clip(stacked, None, 0.0).sum(axis=0)
    return np.asarray(most + share * (positive.sum(axis=0) - most) + lost)
