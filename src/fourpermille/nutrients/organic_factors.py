"""Which factors of drained organic soils hold for a land use and climate."""

from __future__ import annotations

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.factors import FactorTable
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.nutrients.ranges import Figure, figure

# What the rows of each factor call a land use: CO2, CH4 of land and EF2 share a name.
LAND_USES = {
    "cropland": ("cropland, drained", "cropland and deep-drained grassland"),
    "grassland": ("grassland, drained", "shallow-drained grassland"),
    "grassland_nutrient_poor": ("grassland, drained, nutrient-poor", "shallow-drained grassland"),
    "grassland_deep_drained": (
        "grassland, deep-drained, nutrient-rich",
        "cropland and deep-drained grassland",
    ),
    "grassland_shallow_drained": (
        "grassland, shallow-drained, nutrient-rich",
        "shallow-drained grassland",
    ),
    "forest": ("forest, drained", "forest, drained"),
}
DITCHED = {"forest": "forest"}
DITCHED_ELSE = "cropland, grassland, extraction"
CLIMATES = ("boreal", "temperate", "cool temperate", "warm temperate", "tropical")


def row_of(table: FactorTable, where: dict[str, str], climate: str) -> dict[str, str] | None:
    """Return the words of the row whose climate covers this one; None where the table has none."""
    if where["land_use"] not in table.words("land_use"):
        return None
    known = [str(row["climate"]) for row in table.where(**where)]
    for parts in ({climate}, {climate, climate.split()[-1]}):
        for text in known:
            if parts & set(text.split(" and ")):
                return {**where, "climate": text}
    return None


def figure_of(table: FactorTable, row: dict[str, str], edition: str, unverified: bool) -> Figure:
    """One factor; the range of CO2 in the edition of 2006 is a share of the value."""
    one = figure(table, row, unverified=unverified)
    if edition == "2006" and row["factor"] == "EF_CO2":
        part = load_parameters("greenhouse_gases")["organic_soil_2006_range"] * one.value
        return Figure(one.value, one.value - part, one.value + part, one.about, one.confidence)
    return one


def no_factor(table: FactorTable, edition: str, land_use: str, climate: str) -> InputError:
    """Return the error that says which land uses and climates have a factor."""
    pairs = []
    for name, (land, _ditch) in LAND_USES.items():
        rows = table.where(vintage=edition, factor="EF_CO2", land_use=land)
        pairs += [f"{name}: {row['climate']}" for row in rows]
    return InputError(
        Problem(
            what=_("there is no factor for this land use and climate"),
            column="land_use, climate",
            found=f"{land_use}, {climate}",
            allowed="; ".join(pairs),
        )
    )
