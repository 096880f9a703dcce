"""What differs between two runs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.api.compare_rows import SUPPLY, Difference, differences
from fourpermille.api.run_open import open_results
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import NUMBER_STYLES, _, current_language, ngettext
from fourpermille.core.variables import is_known, variable
from fourpermille.report.numbers import unit

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 12  # places in the text; the CSV and JSON hold all


@dataclass(frozen=True)
class Comparison:
    """All differences of two runs, the second less the first."""

    first: str
    second: str
    rows: tuple[Difference, ...]
    only_in_first: tuple[str, ...] = ()
    only_in_second: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the two runs have the same places with the same numbers, up to rounding."""
        return not (
            self.only_in_first
            or self.only_in_second
            or any(row.difference or row.is_one_sided for row in self.rows)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "only_in_first": list(self.only_in_first),
            "only_in_second": list(self.only_in_second),
            "differences": [{**row._asdict(), "uncertainty": _sure(row)} for row in self.rows],
        }

    def to_csv(self, path: str | Path) -> None:
        """Write one row for each difference."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*Difference._fields, "uncertainty"])
        for row in self.rows:
            writer.writerow(["" if v is None else v for v in row] + [_sure(row)])
        target = Path(path)
        part = target.with_name(f".{target.name}.part")
        part.write_text(text.getvalue(), encoding="utf-8")
        part.replace(target)

    def to_text(self) -> str:
        """Return the totals and the first places in words."""
        lines = [_("{second} less {first}").format(first=self.first, second=self.second)]
        if self.same:
            lines.append(_("The two runs have the same numbers."))
        for one in (*self.only_in_first, *self.only_in_second):
            where = self.first if one in self.only_in_first else self.second
            lines.append(_("only in {run}: {place}").format(run=where, place=one))
        telling = [row for row in self.rows if row.difference or row.is_one_sided]
        places = list(dict.fromkeys(row.place for row in telling if not row.is_total))
        for place in places[:SHOWN]:
            lines.append(f"\n{place}")
            rows = (row for row in telling if row.place == place and not row.is_total)
            lines.extend(f"  {_line(row)}" for row in rows)
        if len(places) > SHOWN:
            more = _("{count} more places: write them with --out differences.csv")
            lines.append("\n" + more.format(count=len(places) - SHOWN))
        totals = [row for row in telling if row.is_total]
        if totals:
            lines.append("\n" + _("total"))
            lines.extend(f"  {_line(row)}" for row in totals)
        return "\n".join(lines)


def compare(first: str | Path, second: str | Path) -> Comparison:
    """Compare two runs by place and in total.

    Stocks, today's and extra inputs, and the stock 20, 30, 50 and 100 years on: second less
    first in t C, t CO2, % and per mille a year, with the range of the difference over the
    variants that both runs hold; and what practices supply, where a run plans any. A value that
    only one run has is a row without a difference, and totals are those of the places with a value
    in both. Differences by rounding (of 1 in 10¹²) count as none. Places are matched by name.
    Raises InputError if none match, DataUnavailableError if there are no results.
    """
    a, b = _open(Path(first)), _open(Path(second))
    names = [[str(name) for name in one["place"].values] for one in (a, b)]
    at = [{name: number for number, name in enumerate(one)} for one in names]
    both = [name for name in names[0] if name in at[1]]
    if not both:
        raise InputError(
            Problem(
                what=_("the two runs have no place in common"),
                file=f"{first}, {second}",
                column="place",
                todo=_("Places are matched by their names."),
            )
        )
    a, b = (one.isel(cell=[at[row][name] for name in both]) for row, one in enumerate((a, b)))
    return Comparison(
        str(first),
        str(second),
        tuple(differences(a, b, both)),
        tuple(name for name in names[0] if name not in at[1]),
        tuple(name for name in names[1] if name not in at[0]),
    )


def _open(place: Path) -> xr.Dataset:
    """Load a result with places on ``cell``; the series of a trial count as places."""
    from fourpermille.api.run_write import as_cells  # slow import

    with open_results(place) as opened:
        ds = opened.load()
    if "series" in ds.dims:
        start = ds["soc_stock_tc_ha"].isel(year=0, drop=True)
        path_of_stock = ds["soc_stock_tc_ha"].assign_coords(year=ds["year"] - ds["year"][0])
        return (
            path_of_stock.to_dataset(name="soc_stock_baseline_tc_ha")
            .assign(soc_stock_tc_ha=start, place=("series", ds["series"].values))
            .rename(series="cell")
        )
    if "place" not in ds and "cell" in ds.dims:
        ds["place"] = ("cell", [str(value) for value in ds["cell"].values])
    return as_cells(ds)


def _sure(row: Difference) -> str:
    """For machines: in English, whatever the language."""
    return "no uncertainty given" if row.low is None else "range over the variants"


def _readable(value: float, unit: str) -> tuple[float, str]:
    """Factor and unit in which a total of a few fields isn't a millionth of something."""
    if not unit.startswith("Mt") or not value:
        return 1.0, unit
    size = abs(value)
    for factor, prefix in ((1.0, "M"), (1e3, "k"), (1e6, "")):
        if size * factor >= 1.0 or not prefix:
            return factor, prefix + unit.removeprefix("M")
    raise AssertionError


def _line(row: Difference) -> str:
    name = variable(row.quantity).label if is_known(row.quantity) else row.quantity
    if row.quantity == SUPPLY:
        name = _("{name}, within all limits").format(name=name)
    if row.year is not None:
        name = _("{name}, year {year}").format(name=name, year=row.year)
    if row.places is not None:
        words = ngettext("{name}, {count} place", "{name}, {count} places", row.places)
        name = words.format(name=name, count=row.places)
    if row.difference is None:
        none = _("no value")
        first, second = (none if v is None else _plain(v) for v in (row.first, row.second))
        text = _("{name}: {first} in the first, {second} in the second run ({unit})")
        return text.format(name=name, first=first, second=second, unit=unit(row.unit))
    factor, shown = _readable(row.difference, row.unit)
    parts = [f"{_signed(row.difference * factor)} {unit(shown)}"]
    if row.difference_co2 is not None:
        co2 = _signed(row.difference_co2 * factor)
        parts.append(f"{co2} {unit(shown.replace('tC', 'tCO2'))}")
    if row.difference_percent is not None:
        parts.append(f"{_signed(row.difference_percent, 3)} %")
    if row.difference_permille_yr is not None:
        value = _signed(row.difference_permille_yr, 3)
        parts.append(_("{value} per mille a year").format(value=value))
    if row.quantity == "area_ha":
        return f"{name}: {', '.join(parts)}"
    spread = _sure(row)
    if row.low is not None and row.high is not None:
        spread = _("{low} to {high} over the variants").format(
            low=_signed(row.low * factor), high=_signed(row.high * factor)
        )
    return f"{name}: {', '.join(parts)} ({spread})"


def _signed(value: float, digits: int = 4) -> str:
    return _in_language(f"{value:+.{digits}g}")


def _plain(value: float) -> str:
    return _in_language(f"{value:.4g}")


def _in_language(text: str) -> str:
    return text.replace(".", NUMBER_STYLES[current_language()].decimal)
