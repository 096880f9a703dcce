"""Practices told in lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fourpermille.core.i18n import _, format_number
from fourpermille.core.unit_text import unit

Row = Mapping[str, Any]


def list_lines(rows: Mapping[str, Row]) -> Iterator[str]:
    """A table with a line for each practice."""
    head = (_("practice"), _("family"), _("name"))
    cells = [(id, row["family"], row["label"]) for id, row in rows.items()]
    widths = [max(len(line[i]) for line in [head, *cells]) for i in range(2)]
    for line in [head, *cells]:
        left = "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=False))
        yield f"{left}  {line[-1]}".rstrip()


def show_lines(one: Row) -> Iterator[str]:
    """Everything about a practice."""
    yield f"{one['id']}: {one['label']}"
    yield one["about"]
    yield _("Family: {value}").format(value=one["family_label"])
    yield _("Land uses: {value}").format(value=", ".join(one["applies_to"]))
    if one["climate_zones"]:
        yield _("Climate zones: {value}").format(value=", ".join(one["climate_zones"]))
    if one["exclusive_group"]:
        yield _("Excludes others of the group: {value}").format(value=one["exclusive_group"])
    yield from _levers(one["levers"])
    yield from _methods(one)
    yield _("Published effects:") if one["effects"] else _("Published effects: none here")
    for row in one["effects"]:
        yield f"  {_effect(row)}"
    yield from _costs(one["cost"])
    yield from _adoption(one["adoption"])
    for title, kind in ((_("Limits:"), "limits"), (_("Safeguards:"), "safeguards")):
        if one[kind]:
            yield title
            yield from (f"  - {text}" for text in one[kind].values())
    yield _("Sources: {value}").format(value=", ".join(one["sources"]))


def _levers(levers: Row) -> Iterator[str]:
    units = {"tc_ha_yr": "t C/ha/yr", "percent_of_plant_input": _("% of today’s plant input")}
    kinds = {"plant": _("plants"), "amendment": _("amendment"), "inert": _("inert carbon")}
    for given in levers["inputs"]:
        name = _("Carbon brought, {kind}").format(kind=kinds[given["kind"]])
        yield _amount(name, given["amount"], units[given["units"]])
    if levers["water"]:
        yield _amount(_("Water"), levers["water"]["amount"], "mm/yr")
    if levers["tillage"]:
        yield _("Tillage: {value}").format(value=levers["tillage"])
    if levers["cover_months"]:
        months = " ".join(str(month) for month in levers["cover_months"])
        yield _("Months covered (northern hemisphere): {value}").format(value=months)
    others = (
        ("erosion_cover_factor", _("Factor on the cover factor of erosion"), ""),
        ("erosion_support_factor", _("Factor on the support factor of erosion"), ""),
        ("nitrogen_fixed_kgn_ha_yr", _("Nitrogen fixed"), "kg N/ha/yr"),
        ("nitrogen_brought_kgn_ha_yr", _("Nitrogen brought"), "kg N/ha/yr"),
    )
    for key, name, symbol in others:
        if levers[key]:
            yield _amount(name, levers[key], symbol)


def _amount(name: str, amount: Row, units: str) -> str:
    text = _("{name}: {central} ({low} to {high}) {units}").format(
        name=name,
        units=unit(units),
        **{end: short(amount[end]) for end in ("low", "central", "high")},
    )
    why = amount["reason"] or amount["source"]
    return f"{text.rstrip()} [{amount['confidence']}: {why}]"


def short(value: float | None) -> str:
    """A number with as many decimals as it needs, three at most; a dash for none."""
    if value is None:
        return "–"
    digits = next((n for n in range(3) if round(value, n) == round(value, 3)), 3)
    return format_number(value, digits)


def _methods(one: Row) -> Iterator[str]:
    found = one["evidence"]
    if found is None:
        yield _("Effect used: none")
    else:
        state = found["confidence"] if found["usable"] else _("from memory, only on request")
        interval = _("no uncertainty given")
        if found["has_interval"]:
            ends = (short(found["low"]), short(found["high"]))
            interval = _("{low} to {high}").format(low=ends[0], high=ends[1])
        yield _("Effect used: {metric} {value} ({interval}) [{state}]").format(
            metric=found["metric"], value=short(found["central"]), interval=interval, state=state
        )
    if one["ipcc"] is None:
        yield _("IPCC factors: none")
        return
    before, after = one["ipcc"]["before"], one["ipcc"]["after"]
    steps = [f"{f} {before[f]} → {after[f]}" for f in before if before[f] != after[f]]
    ratios = sorted(one["ipcc"]["ratio"].values()) or [float("nan")]
    yield _("IPCC factors: {steps}, ratio of stocks {low} to {high}").format(
        steps=", ".join(steps), low=short(ratios[0]), high=short(ratios[-1])
    )


def _effect(row: Row) -> str:
    ends = [row["ci_low"], row["ci_high"]]
    interval = f" ({short(ends[0])} … {short(ends[1])})" if None not in ends else ""
    depth = row["depth_cm"] or ""
    facts = (
        f"{depth} cm" if depth[:1].isdigit() else depth,
        row["duration_yr"] and _("duration {text}").format(text=row["duration_yr"]),
        row["comparator"] and _("against {comparator}").format(comparator=row["comparator"]),
        row["n"] and f"n = {row['n']}",
        row["source"],
    )
    told = ", ".join(str(fact) for fact in facts if fact)
    value = f"{row['metric']} {short(row['mean'])}{interval} {unit(row['unit'])}"
    return f"{value}, {told} [{row['confidence']}]"


def _costs(costs: list[Row]) -> Iterator[str]:
    if not costs:
        yield _("Cost: not known")
    for row in costs:
        if "cost_eur_ha_yr" in row:
            yield _("Cost in France: {value} EUR/ha/yr ({land})").format(
                value=short(row["cost_eur_ha_yr"]), land=row["land"]
            )
        else:
            symbol = f"{row['currency']}{row['currency_year']}/ha/yr"
            yield _amount(_("Cost"), row["amount"], symbol)


def _adoption(rows: list[Row]) -> Iterator[str]:
    if not rows:
        yield _("Done already: not known")
    for row in rows:
        name = _("Done already, {region} {year}").format(region=row["region"], year=row["year"])
        for key, symbol in (("area_mha", "Mha"), ("share_percent", "%")):
            if row[key]:
                yield _amount(name, row[key], symbol)
