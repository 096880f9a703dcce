"""Names of practices and of the stages of their supply, for a reader."""

from __future__ import annotations

from fourpermille.core.i18n import _
from fourpermille.practices.load import catalogue
from fourpermille.report.facts import Facts
from fourpermille.report.runs import literal


def practice_name(id: str) -> str:
    """Name of a practice; its id where the catalogue lacks it."""
    one = catalogue().get(id)
    return literal(id if one is None else str(one.label))


def stage_name(stage: str) -> str:
    """Name of what is left after a stage."""
    return {
        "everybody": _("If everybody had the practices"),
        "adoption": _("As they spread"),
        "residues": _("Within the residues there are"),
        "manure": _("Within the manure there is"),
        "plant_growth": _("Within what grows"),
        "capacity": _("Within what the soil can hold"),
        "nutrients": _("With the nutrients there are"),
    }.get(stage, stage)


ALWAYS = ("everybody", "adoption")
NUTRIENTS = ("nitrogen", "phosphorus", "sulphur")
BOUNDS = ("residues", "manure", "plant_growth", "capacity", *NUTRIENTS)


def bounds(facts: Facts) -> list[str]:
    """What bounds the supply in this run."""
    text = str(facts.results.attrs.get("supply_limits", ""))
    return [name for name in text.split(", ") if name]


def shown_stages(facts: Facts, stages: list[str]) -> list[str]:
    """The stages that take something away in this run, or could."""
    given = bounds(facts)
    fed = ("nutrients",) if set(NUTRIENTS) & set(given) else ()
    return [stage for stage in stages if stage in (*ALWAYS, *given, *fed)]


def unbounded(facts: Facts) -> str:
    """Say what isn't looked at, since nobody says how much of it there is; "" for nothing."""
    left = [limit_name(name) for name in BOUNDS if name not in bounds(facts)]
    if not left:
        return ""
    text = _("Not bounded in this run, since nobody says how much there is: {list}.")
    return text.format(list=", ".join(left))


def limit_name(limit: str) -> str:
    """Name of what limits."""
    return {
        "met": _("nothing: the demand is met"),
        "practices": _("the practices: even everywhere they would not suffice"),
        "adoption": _("adoption: too few have them, or too late"),
        "residues": _("crop residues"),
        "manure": _("manure and compost"),
        "plant_growth": _("plant growth"),
        "capacity": _("what the soil can hold"),
        "nitrogen": _("nitrogen"),
        "phosphorus": _("phosphorus"),
        "sulphur": _("sulphur"),
    }.get(limit, limit)


def limit_word(limit: str) -> str:
    """Name of what limits in a narrow column."""
    short = {"met": _("nothing"), "practices": _("the practices"), "adoption": _("adoption")}
    return short.get(limit) or limit_name(limit)
