"""A trial taken apart by what it gets, so that any inputs and rates are answered without a new run.

The model is linear in its inputs: the stock of a series is what its start leaves, plus what its
plants leave, plus what its manure leaves. Each part is run once for each rate factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from fourpermille.assessment.bias import Correction
from fourpermille.assessment.trial import trial
from fourpermille.assessment.trial_series import SAME_AS, Measurements, Series
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil.annual_map import Array

STOCK, ROLE, PREDICTED = "soc_stock_tc_ha", "role", "predicted"
PLANTS_ALONE, NOTHING = "/plants alone", "/nothing"  # beside each series, in the same run


@dataclass(frozen=True)
class TrialInput:
    """A trial: places, treatments, measured stocks, years; ``site`` says which belong together.

    ``outside``: series that the model wasn't made for, and why; they are scored, nothing is learnt
    from them.
    """

    id: str
    site: str
    ds: xr.Dataset
    series: Sequence[Series]
    measurements: Mapping[str, Measurements]
    start_year: int
    end_year: int
    model: str = "rothc"
    parameters: str | ParameterSet = "rothc_26_3"
    outside: Mapping[str, str] = field(default_factory=dict)

    def run(self, series: Sequence[Series] | None = None, rate_factor: float = 1.0) -> xr.Dataset:
        """The trial under a rate factor, with its own series or others."""
        return trial(
            Correction(rate_factor).applied(self.ds),
            list(self.series if series is None else series),
            dict(self.measurements),
            start_year=self.start_year,
            end_year=self.end_year,
            model=self.model,
            parameters=self.parameters,
        )


@dataclass(frozen=True)
class SeriesParts:
    """One series at its measured years: parts (rate factors, measurements), t C/ha.

    ``outside``: why the model wasn't made for it; "" where it was. ``position``: which of the
    trial's measurements these are, estimates left out.
    """

    id: str
    site: str
    trial: str
    is_predicted: bool
    outside: str
    year: Array
    measured: Array
    start: Array
    plants: Array
    manure: Array
    position: Array

    @property
    def teaches(self) -> bool:
        """Whether the model can learn from it: predicted, and of what the model was made for."""
        return self.is_predicted and not self.outside

    def stock(self, plant_scale: float = 1.0, manure_scale: float = 1.0) -> Array:
        """Stock (rate factors, measurements) with inputs scaled."""
        return np.asarray(self.start + plant_scale * self.plants + manure_scale * self.manure)


def parts_of(one: TrialInput, rate_factors: Iterable[float]) -> list[SeriesParts]:
    """Every series of a trial with measured stocks, taken apart under each rate factor."""
    asked = [*one.series]
    for word, plant in ((PLANTS_ALONE, None), (NOTHING, 0.0)):
        asked += [
            replace(
                series,
                id=series.id + word,
                plant_input_tc_ha_yr=f"{SAME_AS}{series.id}" if plant is None else plant,
                manure_input_tc_ha_yr=0.0,
            )
            for series in one.series
        ]
    runs = [one.run(asked, factor) for factor in rate_factors]
    stocks, count = np.stack([ds[STOCK].values for ds in runs]), len(one.series)
    roles = runs[0][ROLE].values
    found = []
    for row, series in enumerate(one.series):
        seen = one.measurements.get(series.id)
        if seen is None or not seen.measured.any():
            continue
        year = seen.year[seen.measured]
        at = year.astype(int) - one.start_year
        full, unmanured, start = (stocks[:, row + k * count][:, at] for k in range(3))
        parts = (start, unmanured - start, full - unmanured)
        stock = seen.stock_tc_ha[seen.measured]
        is_predicted = roles[row] == PREDICTED
        head = (series.id, one.site, one.id, is_predicted, one.outside.get(series.id, ""))
        found.append(SeriesParts(*head, year, stock, *parts, np.flatnonzero(seen.measured)))
    return found
