"""All that is known of one practice, in words and numbers for people and programs."""

from __future__ import annotations

from typing import Any

from fourpermille.core.factors import load_factors
from fourpermille.practices.by_evidence import effect_of
from fourpermille.practices.by_factor import zone_of
from fourpermille.practices.load import practice
from fourpermille.practices.pointers import EDITION, notes
from fourpermille.practices.schema import BOUNDS, Practice


def practice_info(id: str, *, edition: str = EDITION) -> dict[str, Any]:
    """Return all that the catalogue says of a practice, with the rows that it points to.

    Parameters
    ----------
    id
        Id of the practice, as :func:`fourpermille.practices` lists them.
    edition
        Of the stock change factors of the IPCC: ``"2019"`` or ``"2006"``.

    Returns
    -------
    dict
        Texts in the current language (``labels`` in all three); ``levers`` with range,
        confidence, source or reason; ``effects``: published rows; ``evidence``: the effect that
        is used, with ``usable`` false where it is from memory only; ``ipcc``: levels, and the
        ratio of stocks by climate zone; ``cost``, ``adoption`` (empty where nobody says),
        ``limits``, ``safeguards``, ``sources`` (keys of the bibliography).

    Raises
    ------
    UnknownNameError
        No such practice; the message offers a near one.
    """
    one = practice(id)
    told = one.model_dump(mode="json", exclude={"label", "about"})
    effects = load_factors("practices_effects")
    return told | {
        "family_label": str(notes("families")[one.family]),
        "label": str(one.label),
        "labels": one.label.model_dump(),
        "about": str(one.about),
        "limits": {key: str(notes("limits")[key]) for key in one.limits},
        "safeguards": {key: str(notes("safeguards")[key]) for key in one.safeguards},
        "effects": [dict(row) for p in one.effects for row in effects.where(**p.wanted)],
        "evidence": _evidence(one),
        "ipcc": _factors(one, edition),
        "cost": [_cost(cost.france_macc) or cost.model_dump(mode="json") for cost in one.cost],
    }


def _evidence(one: Practice) -> dict[str, Any] | None:
    effect = effect_of(one, unverified=True)
    if one.evidence is None or effect is None:
        return None
    return {
        "metric": effect.metric,
        **{bound: effect.ends[bound] for bound in BOUNDS},
        "has_interval": effect.has_interval,
        "duration_years": effect.duration_years,
        "confidence": effect.confidence,
        "usable": effect_of(one, unverified=False) is not None,
        "reason": one.evidence.reason,
    }


def _factors(one: Practice, edition: str) -> dict[str, Any] | None:
    if one.ipcc is None:
        return None
    zones = load_factors("ipcc_stock_change_factors").words("climate_zone", vintage=edition)
    kept = [zone for zone in zones if one.fits(None, zone)]
    found = {zone: zone_of([one], zone, edition, unverified=False) for zone in kept}
    ratios = {zone: f.stock_after / f.stock_before for zone, f in found.items() if f}
    return one.ipcc.model_dump() | {"edition": edition, "ratio": ratios}


def _cost(name: str) -> dict[str, Any] | None:
    """The row of a cost in France; None where the cost is another."""
    return dict(load_factors("france_macc").where(practice=name)[0]) if name else None
