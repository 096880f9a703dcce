"""One page for each practice of the catalogue, made from its file and the tables it points to."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from reference_pages import table

YEARS = 30
COUNTRIES = ("FRA", "BRA", "IND", "NER")  # from moist and cool to hot and dry
CLAY_PERCENT = 23.4
GROWING = (4, 5, 6, 7, 8)  # months with plants, in the north
METHODS = {"model": "soil model", "evidence": "published effect", "ipcc": "IPCC factors"}
LEVERS = {
    "erosion_cover_factor": ("factor on C of RUSLE", ""),
    "erosion_support_factor": ("factor on P of RUSLE", ""),
    "nitrogen_fixed_kgn_ha_yr": ("nitrogen fixed", "kg N/ha/yr"),
    "nitrogen_brought_kgn_ha_yr": ("nitrogen brought", "kg N/ha/yr"),
}
EFFECTS = ("metric", "mean", "ci_low", "ci_high", "unit", "depth_cm", "duration_yr", "n")
WHERE = ("comparator", "climate_scope", "source", "confidence", "note")


def ids() -> list[str]:
    """Ids of all practices."""
    from fourpermille.practices.load import catalogue

    return list(catalogue())


def index() -> str:
    """All practices by family, each with a link to its page."""
    from fourpermille.practices.load import catalogue
    from fourpermille.practices.pointers import notes

    rows = [
        (notes("families")[one.family].en, f"[](../_generated/practices/{id}.md)", one.about.en)
        for id, one in catalogue().items()
    ]
    return table(("Family", "Practice", "What it is"), sorted(rows))


def pages() -> dict[str, str]:
    """The page of each practice by its id."""
    return {id: page(id) for id in ids()}


def page(id: str) -> str:
    """The page of a practice."""
    import fourpermille as fpm

    one = fpm.practice_info(id)
    facts = [
        ("Id", f"`{id}`"),
        ("Family", one["family_label"]),
        ("Land uses", ", ".join(one["applies_to"])),
        ("Climate zones", ", ".join(one["climate_zones"]) or "all"),
        ("Excludes others of the group", one["exclusive_group"] or "–"),
    ]
    parts = [
        f"# {one['label']}",
        one["about"],
        table(("", ""), facts),
        "## What it changes",
        _table_or(_levers(one["levers"]), _AMOUNT, "Nothing that a table here knows."),
        "## Published effects",
        _table_or(
            [[row[key] for key in (*EFFECTS, *WHERE)] for row in one["effects"]],
            (*EFFECTS, *WHERE),
            "No pooled effect stands in the tables.",
        ),
        _used(one["evidence"]),
        "## Three methods",
        *three_methods(id, one["applies_to"][0]),
        "## IPCC factors",
        _ipcc(one["ipcc"]),
        "## Cost",
        _table_or(
            list(_costs(one["cost"])), ("Cost", "Unit", "Source", "Confidence"), "Not known."
        ),
        "## Who does it already",
        _table_or(_adoption(one["adoption"]), ("Where", "Year", *_AMOUNT[1:]), "Not known."),
        "## Limits and safeguards",
        "\n".join(f"- {text}" for text in [*one["limits"].values(), *one["safeguards"].values()]),
        "## Sources",
        ", ".join(f"`{key}`" for key in one["sources"])
        + ", see [](../../reference/references.md).",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


_AMOUNT = ("What", "Low", "Central", "High", "Unit", "Confidence", "Source or reason")


def _table_or(rows: Iterable[Iterable[object]], head: Iterable[object], otherwise: str) -> str:
    kept = list(rows)
    return table(head, kept) if kept else otherwise


def _row(name: str, amount: dict[str, Any], unit: str) -> tuple[object, ...]:
    why = amount["reason"] or amount["source"]
    ends = (amount["low"], amount["central"], amount["high"])
    return (name, *ends, unit, amount["confidence"], why)


def _levers(levers: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    from fourpermille.core.parameters import load_parameters

    units = {"tc_ha_yr": "t C/ha/yr", "percent_of_plant_input": "% of plant input"}
    for given in levers["inputs"]:
        kind = given["land_use"] or given["material"] or "doesn't decay"
        months = " ".join(map(str, given["months"]))
        name = f"carbon brought: {given['kind']} ({kind})" + (
            f", months {months}" if months else ""
        )
        yield _row(name, given["amount"], units[given["units"]])
    if levers["tillage"]:
        row = load_parameters("tillage").rows[levers["tillage"]]
        ends = (row.low, row.value, row.high)
        yield ("tillage modifier", *ends, "", row.confidence, row.source)
    if levers["cover_months"]:
        months = " ".join(map(str, levers["cover_months"]))
        yield (f"plants cover the soil in months {months}", "", "", "", "", "", "")
    if levers["water"]:
        months = " ".join(map(str, levers["water"]["months"]))
        yield _row(f"water, months {months}", levers["water"]["amount"], "mm/yr")
    for key, (name, unit) in LEVERS.items():
        if levers[key]:
            yield _row(name, levers[key], unit)


def _used(found: dict[str, Any] | None) -> str:
    if found is None:
        return "None of them is used as a rate."
    state = "" if found["usable"] else " It is used only where unverified figures are allowed."
    ends = f"{found['low']:.3g} to {found['high']:.3g}"
    interval = ends if found["has_interval"] else "no uncertainty given"
    return (
        f"Used as evidence: {found['metric']} {found['central']:.3g} ({interval}), confidence "
        f"{found['confidence']}: {found['reason']}.{state}"
    )


def _ipcc(found: dict[str, Any] | None) -> str:
    if found is None:
        return "None."
    steps = [
        f"{factor} {found['before'][factor]} → {level}"
        for factor, level in found["after"].items()
        if found["before"][factor] != level
    ]
    rows = [(zone, f"{ratio:.3f}") for zone, ratio in found["ratio"].items()]
    return f"{', '.join(steps)} ({found['land_use']}, edition {found['edition']}).\n\n" + table(
        ("Climate zone", "Ratio of stocks"), rows
    )


def _costs(rows: list[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        if "cost_eur_ha_yr" in row:
            yield row["cost_eur_ha_yr"], "EUR/ha/yr", row["source"], row["confidence"]
        else:
            amount = row["amount"]
            unit = f"{row['currency']} {row['currency_year']}/ha/yr"
            yield (
                amount["central"],
                unit,
                amount["source"] or amount["reason"],
                amount["confidence"],
            )


def _adoption(rows: list[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        for key, unit in (("area_mha", "Mha"), ("share_percent", "%")):
            if row[key]:
                yield (row["region"], row["year"], *_row("", row[key], unit)[1:])


@cache
def places() -> Any:
    """Four places: stock and climate of the croplands of countries, with their climate zone."""
    import fourpermille as fpm
    from fourpermille.assessment.climate_zone import ZONES, climate_zone
    from fourpermille.data.sample import COUNTRY_SAMPLE, sample_path
    from fourpermille.practices.changes import in_months

    world = fpm.read_places(sample_path(COUNTRY_SAMPLE)).swap_dims(cell="place")
    ds = world.sel(place=list(COUNTRIES)).drop_vars(["soc_stock_0_40_tc_ha", "area_ha"])
    weather = [
        ds[f"{name}"].values for name in ("air_temperature_degc", "precipitation_mm", "pet_mm")
    ]
    zones = [ZONES[code] for code in climate_zone(*weather)]
    return ds.assign(
        clay_percent=CLAY_PERCENT,
        plant_cover=in_months(ds, GROWING),
        climate_zone=("place", zones),
    )


def three_methods(id: str, land_use: str) -> Iterator[str]:
    """Change of the stock by the three methods at four places, and what each method lacks."""
    import fourpermille as fpm
    from fourpermille.core.errors import ApplicabilityWarning
    from fourpermille.core.parameters import load_parameters

    ratio = load_parameters("land_use")[land_use]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)
        found = fpm.practice_response(id, places().assign(dpm_rpm_ratio=ratio), YEARS)
    last = found.sel(year=YEARS)
    rows = []
    for place in COUNTRIES:
        here = last.sel(place=place)
        cells = []
        for method in METHODS:
            ends = [
                float(here[f"soc_change{end}_tc_ha"].sel(approach=method))
                for end in ("", "_low", "_high")
            ]
            cells.append(_range(*ends))
        rows.append((place, str(places()["climate_zone"].sel(place=place).item()), *cells))
    yield (
        f"Change of the stock after {YEARS} years, t C/ha, against going on as today, at the stock "
        "and climate of the croplands of four countries (sample `world_croplands`; clay "
        f"{CLAY_PERCENT} %, plants from April to August or October to February). A dash: the "
        "method has nothing to go by, or the practice doesn't belong in that climate."
    )
    yield table(("Place", "Climate zone", *METHODS.values()), rows)
    yield "\n".join(
        f"- {METHODS[name]}: {text}." for name, text in json.loads(found.attrs["notes"]).items()
    )


def _range(central: float, low: float, high: float) -> str:
    if central != central:
        return "–"
    ends = f"{low:.1f} to {high:.1f}" if low == low else "no uncertainty given"
    return f"{central:.1f} ({ends})"


def write(folder: Path) -> None:
    """Write the pages, touching only those that changed; those of lost practices go."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in folder.glob("*.md"):
        if path.stem not in made:
            path.unlink()
    for id, text in made.items():
        path = folder / f"{id}.md"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
