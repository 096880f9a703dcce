"""What each method rests on and what it lacks, in English as attributes of results are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fourpermille.core.parameters import CONFIDENCE, load_parameters
from fourpermille.practices.by_evidence import effect_of
from fourpermille.practices.schema import Practice
from fourpermille.practices.table import usable


def told_of_model(practices: Sequence[Practice], unverified: bool, cover_slows_decay: bool) -> str:
    """Climate, range, cover, confidence, and practices that don't reach the soil."""
    labels: list[str] = []
    for one in practices:
        levers = one.levers
        stated = [given.amount for given in levers.inputs]
        stated += [levers.water.amount] if levers.water else []
        labels += [amount.confidence for amount in stated if usable(amount, unverified)]
        if levers.tillage:
            labels.append(load_parameters("tillage").rows[levers.tillage].confidence)
    covers = any(one.levers.cover_months for one in practices)
    return _joined(
        "today's climate repeated",
        "range: of what the practices bring and change",
        "cover slows decay at the high end only" if covers and not cover_slows_decay else "",
        weakest(labels),
        _list(
            "no lever that reaches the soil",
            [one.id for one in practices if not one.levers.reach_the_soil],
        ),
    )


def told_of_evidence(practices: Sequence[Practice], unverified: bool) -> str:
    """Fading, rule of combination, confidence, and effects or intervals that aren't there."""
    effects = {one.id: effect_of(one, unverified) for one in practices}
    known = {id: effect for id, effect in effects.items() if effect}
    return _joined(
        "rates fade",
        "largest effect and half of the others" if len(practices) > 1 else "",
        weakest(effect.confidence for effect in known.values()),
        _list("no usable effect", [id for id in effects if id not in known]),
        _list("no uncertainty given", [id for id, e in known.items() if not e.has_interval]),
    )


def told_of_factors(
    practices: Sequence[Practice], edition: str, *, has_zones: bool, has_classes: bool
) -> str:
    """Edition, depth, stock they rest on, and what isn't there."""
    return _joined(
        f"edition {edition}, 0-30 cm",
        "reference stock by class of soil" if has_classes else "in proportion to today's stock",
        "range: 95 %",
        _list("no factor", [one.id for one in practices if one.ipcc is None]),
        "" if has_zones else "climate_zone is not given",
    )


def weakest(labels: Iterable[str]) -> str:
    """The weakest label of all that is used."""
    found = sorted(labels, key=CONFIDENCE.index)
    return f"weakest confidence: {found[-1]}" if found else ""


def _list(what: str, ids: Sequence[str]) -> str:
    return f"{what}: {', '.join(ids)}" if ids else ""


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)
