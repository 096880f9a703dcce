"""A scenario to edit: every key with its meaning, what is allowed, and its default."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from fourpermille.core.i18n import _, current_language
from fourpermille.core.scenario.conditions import USED
from fourpermille.core.scenario.load import make_scenario
from fourpermille.core.scenario.specification import TEXT, SpecField, specification
from fourpermille.core.scenario.write import toml_value

WIDTH = 100
EXAMPLES: dict[str, object] = {
    "id": "my_fields",
    "title": "",
    "places.file": "plots.xlsx",
    "places.sample": "world_croplands",
    "places.climate_file": "climate.csv",
    "soil.land_use": "cropland",
    "start.trend_permille_yr": -2.0,
    "start.years": 20,
    "start.previous_stock_tc_ha": 80.0,
    "start.previous_land_use": "woodland",
    "target.minimum_extra_input_tc_ha_yr": 0.0,
    "target.maximum_extra_input_tc_ha_yr": 2.0,
    "defaults.plant_cover": 1,
    "grid.like": "soc_stock_tc_ha",
    "mask.least_cropland_fraction": 0.01,
    "mask.least_soc_stock_tc_ha": 5,
    "mask.most_soc_stock_tc_ha": 200,
    "mask.land_cover_classes": [1],
    "mask.bounds": [-10, 35, 30, 60],
    "practices.id": "cover_crops",
    "practices.final_fraction": 0.5,
    "practices.current_fraction": 0.1,
    "adoption.start_year": 2025,
    "adoption.midpoint_year": 2035,
    "adoption.steepness_per_yr": 0.3,
    "adoption.ramp_years": 20,
    "limits.npp": "miami",
}
REFERENCE = "{name}.nc:{name}"  # of a grid: the file and the variable in it
ACTIVE = ("places.file",)
LEFT_OUT = ("trial", "series")
LISTS = ("practices",)  # tables of which there may be several
# Tables that few need, or that stand in place of [places]: the whole table is a comment.
COMMENTS = ("grid", "mask", "practices", "adoption", "limits")


def write_scenario(path: Path) -> None:
    """Write a scenario that loads as it stands, once its table of places exists."""
    path.write_text(scenario_text(), encoding="utf-8", newline="\n")


def scenario_text() -> str:
    """Return the text of the template in the current language."""
    fields = [one for one in specification() if one.path.partition(".")[0] not in LEFT_OUT]
    lines = _comment(_("A scenario: what is asked of which places."))
    lines += _comment(
        _(
            "Lines that start with # are comments. Keys that stand in a comment are not "
            "set: remove the # to set them."
        )
    )
    section = ""
    for field in fields:
        table, dot, _name = field.path.partition(".")
        if dot and table != section:
            section = table
            lines += ["", *_header(table)]
        lines += ["", *_key(field)]
    return "\n".join(lines) + "\n"


def _header(table: str) -> list[str]:
    if table == "grid":
        told = _(
            "In place of [places]: where each variable of a grid comes from, a file and a variable "
            "in it, or a dataset of the catalogue (4p1000 data list) and its variable."
        )
        return [*_comment(told), f"# [{table}]"]
    head = f"[[{table}]]" if table in LISTS else f"[{table}]"
    return [f"# {head}" if table in COMMENTS else head]


def _key(field: SpecField) -> Iterator[str]:
    about = (
        f"{field.description} [{field.unit}]"
        if field.unit not in ("", "1")
        else (field.description)
    )
    parts = [about[:1].upper() + about[1:] + "."]
    if field.allowed or field.kinds != (TEXT,):
        parts.append(_("Allowed: {allowed}.").format(allowed=field.range_words()))
    own = field.used if field.path.count(".") and not field.used.startswith("trial") else ""
    if own:
        parts.append(_("Only where {condition}.").format(condition=own))
    yield from _comment(" ".join(parts))
    name = field.path.rpartition(".")[2]
    is_set = field.default is not None or field.required or field.path in ACTIVE
    is_set = is_set and _has_effect(field.path) and field.path.partition(".")[0] not in COMMENTS
    value = EXAMPLES.get(field.path, field.default)
    if field.path == "output.languages":  # whoever reads the template reads the report
        value = [current_language()]
    if field.path.startswith("grid.") and field.path not in EXAMPLES:
        value = REFERENCE.format(name=name)
    text = "..." if value is None else toml_value(value)
    yield f"{name} = {text}" if is_set else f"# {name} = {text}"


def _has_effect(path: str) -> bool:
    """Whether a key is used by a scenario that is otherwise as the template sets it."""
    plain = make_scenario({"id": "a", "places": {"file": "a.csv"}}).resolved()
    return all(one.holds(plain) for one in USED.get(path, ()))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2)]
