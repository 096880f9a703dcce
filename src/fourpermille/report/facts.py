"""The results of a run as the sections need them: arrays, weights and names at hand."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fourpermille.core import weights
from fourpermille.core.countries import countries, find_country
from fourpermille.report.question import Question, question_of
from fourpermille.report.runs import clean

Ring = Sequence[Sequence[float]] | NDArray[np.float64]
Outlines = Mapping[str, Sequence[Ring]]
Array = NDArray[np.float64]
ANSWER = "extra_input_tc_ha_yr"
HA_PER_MHA = 1e6
# Share of countries whose name may be spelt in a way that the table of countries lacks.
SPELT_OTHERWISE = 0.1
SAME = 1e-6  # results may come in single precision
# The name of a cell of a grid: its coordinates.
COORDINATES = re.compile(r"-?[\d.]+(?:e[-+]?\d+)?/-?[\d.]+(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Facts:
    """Everything a document is given. Computes nothing but weighted sums and quantiles."""

    results: xr.Dataset
    scenario: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    outlines: Outlines = field(default_factory=dict)
    inputs: Sequence[Mapping[str, Any]] = ()

    def has(self, name: str) -> bool:
        """Say whether the results hold this variable with at least one value."""
        if name not in self.results.variables:
            return False
        values = self.results[name].values
        return bool(values.size) and (values.dtype.kind not in "fc" or np.isfinite(values).any())

    def values(self, name: str) -> Array:
        """Return a variable of the places as floats; all NaN when the results lack it."""
        if name not in self.results.variables:
            return np.full(self.count, np.nan)
        return np.asarray(self.results[name].values, float)

    def texts(self, name: str) -> list[str]:
        """Return a text variable of the places; empty texts when the results lack it."""
        if name not in self.results.variables:
            return [""] * self.count
        return ["" if v is None else str(v) for v in self.results[name].values]

    @property
    def count(self) -> int:
        """Number of places."""
        return int(self.results.sizes["cell"])

    @cached_property
    def asked(self) -> Question:
        """How the question of the run was put."""
        return question_of(self.results, self.scenario)

    @cached_property
    def has_area(self) -> bool:
        """True when at least one place has an area above zero."""
        return bool((np.nan_to_num(self.values("area_ha")) > 0).any())

    @cached_property
    def answered(self) -> NDArray[np.bool_]:
        """Mark the places that have an answer."""
        return np.isfinite(self.values(ANSWER))

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Mark the places that every figure is made of: an answer and, where areas are given, one.

        One mask for means, medians, totals and the area, so that they fit together.
        """
        if not self.has_area:
            return self.answered
        return self.answered & (np.nan_to_num(self.values("area_ha")) > 0)

    @cached_property
    def weights(self) -> Array:
        """Areas in hectares, 0 where a place isn't counted; ones when no place has an area."""
        area = self.values("area_ha") if self.has_area else np.ones(self.count)
        return np.where(self.counted, area, 0.0)

    @cached_property
    def area_left_out_ha(self) -> float:
        """Area of the places without an answer; a grid's list holds only those with one."""
        known = self.summary.get("area_missing_mha")
        if known is not None:
            return float(known) * HA_PER_MHA
        return float(np.nansum(np.where(self.answered, 0.0, self.values("area_ha"))))

    @cached_property
    def codes(self) -> list[str]:
        """Country codes (ISO3) of the places."""
        return self.texts("country")

    @cached_property
    def countries_named(self) -> list[bool]:
        """Whether each place is named as its country, by a code or in any language."""
        found = (find_country(place) for place in self.texts("place"))
        pairs = zip(found, self.codes, strict=True)
        return [one is not None and one.iso3 == code for one, code in pairs]

    @cached_property
    def by_country(self) -> bool:
        """True when the places are countries: named as such, and each country once.

        Of many countries, a few may have a name that nobody knows here; it is kept.
        """
        if self.count < 2 or len(set(self.codes)) < self.count:
            return False  # before millions of cells are looked up by name
        strange = self.count - sum(self.countries_named)
        return strange <= SPELT_OTHERWISE * self.count

    @cached_property
    def is_grid(self) -> bool:
        """True when the places are cells of a grid, named by their coordinates."""
        places = self.texts("place")
        if self.count < 2 or not all(map(COORDINATES.fullmatch, places)):
            return False
        named = np.array([float(part) for part in places[0].split("/")])
        return bool(
            np.allclose(named, [self.values(n)[0] for n in ("latitude", "longitude")], rtol=1e-4)
        )

    @cached_property
    def names(self) -> list[str]:
        """Names of the places in the language of the document."""
        places = [clean(place) for place in self.texts("place")]
        if not self.by_country:
            return places
        known = countries()
        rows = zip(places, self.codes, self.countries_named, strict=True)
        return [known[code].name if named else place for place, code, named in rows]

    @property
    def years(self) -> NDArray[np.int64]:
        """Years after the start."""
        return np.asarray(self.results["year"].values, int)

    @property
    def target_years(self) -> int:
        """Length of the target period in years."""
        return int(self.results.attrs["target_years"])

    @cached_property
    def variants_left_out(self) -> dict[str, str]:
        """Choices that were to be varied and could not be, with the variables each needs."""
        return dict(json.loads(str(self.results.attrs.get("variants_left_out", "{}"))))

    @property
    def rate(self) -> float:
        """Target rate in per mille per year."""
        return float(self.results.attrs["target_rate_permille_yr"])

    @cached_property
    def depth_cm(self) -> float:
        """Depth of the soil layer when all places share it, else NaN."""
        depth = self.values("depth_cm")
        depth = depth[np.isfinite(depth)]
        return float(depth[0]) if depth.size and np.ptp(depth) == 0 else float("nan")

    def quantile(self, name: str, share: float) -> float:
        """Return the area-weighted quantile of a variable of the places."""
        return self.quantile_of(self.values(name), share)

    def median(self, name: str) -> float:
        """Return the area-weighted median of a variable of the places."""
        return self.quantile(name, 0.5)

    def median_of(self, values: Array) -> float:
        """Return the area-weighted median of values of the places."""
        return self.quantile_of(values, 0.5)

    def quantile_of(self, values: Array, share: float) -> float:
        """Return the area-weighted quantile of values of the places."""
        return weights.weighted_quantile(values, self.weights, share)

    def mean_of(self, values: Array) -> float:
        """Return the area-weighted mean of values of the places."""
        return weights.weighted_mean(values, self.weights)

    def total_of(self, values: Array) -> float:
        """Return the sum over the area of values of the places; NaN without areas."""
        return weights.weighted_total(values, self.weights) if self.has_area else float("nan")

    def mean(self, name: str) -> float:
        """Return the area-weighted mean of a variable of the places."""
        return self.mean_of(self.values(name))

    def total(self, name: str) -> float:
        """Return the sum over the area in the unit of the variable times hectares; NaN without."""
        return self.total_of(self.values(name))

    def has_series(self, name: str) -> bool:
        """Say whether the results hold a yearly series, of each place or as a mean of all."""
        return self.has(name) or self.has(f"mean_{name}")

    def at_target(self, name: str) -> Array:
        """Return a yearly series of the places in the target year; NaN where it ends before.

        Grids bring that year alone (the name and ``_at_target``).
        """
        if f"{name}_at_target" in self.results.variables:
            return self.values(f"{name}_at_target")
        at = np.flatnonzero(self.years == self.target_years)
        if name not in self.results.variables or not at.size:
            return np.full(self.count, np.nan)
        return np.asarray(self.results[name].isel(year=at[0]).values, float)

    @cached_property
    def returns_today(self) -> Array:
        """Return what plants and manure return today in tC/ha/yr, whether it keeps the stock."""
        if self.has("returns_today_tc_ha_yr"):
            return self.values("returns_today_tc_ha_yr")
        keeps = self.values("carbon_input_tc_ha_yr")
        extra, percent = self.values("extra_input_tc_ha_yr"), self.values("extra_input_percent")
        with np.errstate(invalid="ignore", divide="ignore"):
            found = 100.0 * extra / percent  # results of earlier versions say it only so
        return np.where((np.abs(percent) > 0) & np.isfinite(found), found, keeps)

    @cached_property
    def keeps_otherwise(self) -> bool:
        """True when today's returns aren't what keeps today's stock, as far as tables show."""
        apart = np.abs(self.returns_today - self.values("carbon_input_tc_ha_yr"))[self.counted]
        return bool(np.nanmax(apart, initial=0.0) >= 0.005)

    @cached_property
    def reached(self) -> Array:
        """Stock at the end of the target period, within the bounds on the input (t C/ha)."""
        name = "reached_stock_tc_ha"
        return self.values(name if name in self.results.variables else "target_stock_tc_ha")

    @cached_property
    def missing_target(self) -> NDArray[np.bool_]:
        """Mark the places whose stock stays below the target, since a bound on the input holds."""
        wanted = self.values("target_stock_tc_ha")
        with np.errstate(invalid="ignore"):
            return np.asarray(self.counted & (self.reached < wanted * (1.0 - SAME)))

    def mean_by_year(self, name: str) -> Array:
        """Return the area-weighted mean of a variable (cell, year) for every year.

        Grids bring the mean itself (``mean_`` and the name), not the series of each cell.
        """
        if f"mean_{name}" in self.results.variables:
            return self.values(f"mean_{name}")
        table = self.results[name].transpose("cell", "year").values
        return np.array([weights.weighted_mean(column, self.weights) for column in table.T])
