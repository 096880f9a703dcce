"""The results of a run as the sections need them: arrays, weights and names at hand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fourpermille.core import weights
from fourpermille.core.countries import countries

Ring = Sequence[Sequence[float]] | NDArray[np.float64]
Outlines = Mapping[str, Sequence[Ring]]
Array = NDArray[np.float64]
ANSWER = "extra_input_tc_ha_yr"
HA_PER_MHA = 1e6
SAME = 1e-6  # results may come in single precision


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
    def reached(self) -> Array:
        """Stock at the end of the target period, within the bounds on the input (t C/ha)."""
        name = "reached_stock_tc_ha"
        return self.values(name if name in self.results.variables else "target_stock_tc_ha")

    @cached_property
    def missing_target(self) -> NDArray[np.bool_]:
        """Mark the places whose stock stays below the target, since a bound on the input holds."""
        wanted = self.values("target_stock_tc_ha")
        with np.errstate(invalid="ignore"):
            return np.asarray(self.answered & (self.reached < wanted * (1.0 - SAME)))

    @cached_property
    def codes(self) -> list[str]:
        """Country codes (ISO3) of the places."""
        return self.texts("country")

    @cached_property
    def by_country(self) -> bool:
        """True when the places are countries: many, and each at most once."""
        found = [code for code in self.codes if code]
        return len(found) >= 0.9 * self.count and len(set(found)) == len(found) and len(found) > 1

    @cached_property
    def names(self) -> list[str]:
        """Names of the places in the language of the document."""
        places = self.texts("place")
        if not self.by_country:
            return places
        known = countries()
        return [
            known[code].name if code in known else place
            for code, place in zip(self.codes, places, strict=True)
        ]

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
        return weights.weighted_quantile(self.values(name), self.weights, share)

    def median(self, name: str) -> float:
        """Return the area-weighted median of a variable of the places."""
        return self.quantile(name, 0.5)

    def mean(self, name: str) -> float:
        """Return the area-weighted mean of a variable of the places."""
        return weights.weighted_mean(self.values(name), self.weights)

    def total(self, name: str) -> float:
        """Return the sum over the area in the unit of the variable times hectares; NaN without."""
        if not self.has_area:
            return float("nan")
        return weights.weighted_total(self.values(name), self.weights)

    def has_series(self, name: str) -> bool:
        """Say whether the results hold a yearly series, of each place or as a mean of all."""
        return self.has(name) or self.has(f"mean_{name}")

    def at_target(self, name: str) -> Array:
        """Return a yearly series of the places in the target year.

        Grids bring that year alone (the name and ``_at_target``).
        """
        if f"{name}_at_target" in self.results.variables:
            return self.values(f"{name}_at_target")
        at = np.flatnonzero(self.years == self.target_years)[0]
        return np.asarray(self.results[name].isel(year=at).values, float)

    def mean_by_year(self, name: str) -> Array:
        """Return the area-weighted mean of a variable (cell, year) for every year.

        Grids bring the mean itself (``mean_`` and the name), not the series of each cell.
        """
        if f"mean_{name}" in self.results.variables:
            return self.values(f"mean_{name}")
        table = self.results[name].transpose("cell", "year").values
        return np.array([weights.weighted_mean(column, self.weights) for column in table.T])
