"""What a practice points to: rows of tables, sources, notes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from fourpermille.core.errors import Problem, unknown_name
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.provenance import references
from fourpermille.practices.schema import METRICS, Amount, Practice, Words

MONTHS = range(1, 13)
EDITION = "2019"  # of the IPCC, in which every level of a practice must stand


@cache
def notes(kind: str) -> dict[str, Words]:
    """The words for ``limits`` or ``safeguards``, by key."""
    text = (files("fourpermille.practices") / "notes.toml").read_text(encoding="utf-8")
    return {key: Words(**words) for key, words in tomllib.loads(text)[kind].items()}


def amounts(one: Practice) -> Iterator[tuple[str, Amount]]:
    """Every number that a practice states itself, with its key."""
    levers = one.levers
    for i, given in enumerate(levers.inputs):
        yield f"levers.inputs.{i}.amount", given.amount
    if levers.water:
        yield "levers.water.amount", levers.water.amount
    for name in (
        "erosion_cover_factor",
        "erosion_support_factor",
        "nitrogen_fixed_kgn_ha_yr",
        "nitrogen_brought_kgn_ha_yr",
    ):
        if (value := getattr(levers, name)) is not None:
            yield f"levers.{name}", value
    if one.evidence and one.evidence.dry_matter_t_ha_yr:
        yield "evidence.dry_matter_t_ha_yr", one.evidence.dry_matter_t_ha_yr
    for i, cost in enumerate(one.cost):
        if cost.amount:
            yield f"cost.{i}.amount", cost.amount
    for i, who in enumerate(one.adoption):
        for name in ("area_mha", "share_percent"):
            if (value := getattr(who, name)) is not None:
                yield f"adoption.{i}.{name}", value


def lost(one: Practice, where: str) -> Iterator[Problem]:
    """Every word of a practice that points to a row, a source or a note that isn't there."""
    zones = load_factors("ipcc_soc_ref").words("climate_zone")
    yield from _unknown("applies_to", one.applies_to, load_parameters("land_use").rows, where)
    yield from _unknown("climate_zones", one.climate_zones, zones, where)
    for kind in ("limits", "safeguards"):
        yield from _unknown(kind, getattr(one, kind), notes(kind), where)
    yield from _unknown("sources", one.sources, references(), where)
    for key, amount in amounts(one):
        if amount.source:
            yield from _unknown(f"{key}.source", [amount.source], references(), where)
    yield from _levers(one, where)
    yield from _rows(one, where)


def _levers(one: Practice, where: str) -> Iterator[Problem]:
    levers = one.levers
    materials = [name.removesuffix("_dpm") for name in load_parameters("amendments").rows]
    months = [*levers.cover_months, *(levers.water.months if levers.water else ())]
    for i, given in enumerate(levers.inputs):
        key = f"levers.inputs.{i}"
        months += given.months
        if given.land_use:
            rows = load_parameters("land_use").rows
            yield from _unknown(f"{key}.land_use", [given.land_use], rows, where)
        if given.material:
            yield from _unknown(f"{key}.material", [given.material], materials, where)
    if levers.tillage:
        rows = load_parameters("tillage").rows
        yield from _unknown("levers.tillage", [levers.tillage], rows, where)
    words = [str(month) for month in months]
    yield from _unknown("levers.months", words, [str(month) for month in MONTHS], where)


def _rows(one: Practice, where: str) -> Iterator[Problem]:
    """Pointers to factor tables."""
    effects = load_factors("practices_effects")
    for i, pointer in enumerate(one.effects):
        if not effects.where(**pointer.wanted):
            yield _nothing(f"effects.{i}", pointer.wanted, where)
    costs = load_factors("france_macc").words("practice")
    if one.evidence and one.evidence.france_macc:
        yield from _unknown("evidence.france_macc", [one.evidence.france_macc], costs, where)
    elif one.evidence and len(effects.where(**one.evidence.wanted)) != 1:
        yield _nothing("evidence", one.evidence.wanted, where)
    elif one.evidence:
        metric = str(effects.where(**one.evidence.wanted)[0]["metric"])
        yield from _unknown("evidence.metric", [metric], METRICS, where)
    if one.ipcc:
        table = load_factors("ipcc_stock_change_factors")
        for side in ("before", "after"):
            for factor, level in getattr(one.ipcc, side).items():
                wanted = {"vintage": EDITION, "land_use": one.ipcc.land_use}
                levels = table.words("level", factor=factor, **wanted)
                yield from _unknown(f"ipcc.{side}.{factor}", [level], levels, where)
    for i, cost in enumerate(one.cost):
        if cost.france_macc:
            yield from _unknown(f"cost.{i}.france_macc", [cost.france_macc], costs, where)


def _nothing(key: str, wanted: dict[str, str], where: str) -> Problem:
    return Problem(
        what=_("this points to no row, or to several, of the table practices_effects"),
        file=where,
        column=key,
        found=", ".join(f"{column} = {word}" for column, word in wanted.items()),
    )


def _unknown(key: str, words: Iterable[str], known: Iterable[str], where: str) -> Iterator[Problem]:
    allowed = list(known)
    for word in words:
        if word not in allowed:
            yield from unknown_name(key, word, allowed, file=where, column=key).problems
