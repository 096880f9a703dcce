"""What the numbers of a synthesis mean.

They are no quantities of places, and words such as "mean" must not name columns of people's tables:
hence they don't stand in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

MEANINGS: Mapping[str, str] = {
    "effect": "effect of a study",
    "effect_variance": "sampling variance of the effect",
    "mean": "mean effect of the studies",
    "se": "standard error of the mean effect",
    "ci_low": "lower end of the interval of the mean effect",
    "ci_high": "upper end of the interval of the mean effect",
    "tau2": "variance between studies",
    "q": "weighted squares of the effects about their mean (Cochran)",
    "i2": "share of the spread of effects that is not sampling",
    "prediction_low": "lower end of where the effect of a new study would lie",
    "prediction_high": "upper end of where the effect of a new study would lie",
    "studies": "number of studies",
    "studies_missing": "number of studies left out for want of an effect or a variance",
    "coefficient": "change of the effect for one unit of the term",
    "p_value": "probability of so large a coefficient where there is none",
    "r2": "share of the variance between studies that the moderators explain",
    "series": "number of the series",
    "source": "source of trials",
    "trial": "trial",
    "treatment": "treatment",
    "start_tc_ha": "stock of carbon at the start of the series",
    "end_tc_ha": "stock of carbon later",
    "years": "years since the start",
    "rate_tc_ha_yr": "mean change of the stock in a year since the start",
    "relative_rate_permille_yr": "that, relative to the start",
    "is_last": "whether it is the latest stock of its series",
    "scatter_sd_tc_ha": "error of a stock, told from the scatter of its series",
    "error_sd_tc_ha": "error of a stock, pooled over series",
    "slope": "slope of the change on the start, as seen",
    "slope_null_low": "lower end of the slopes that errors alone make",
    "slope_null_high": "upper end of the slopes that errors alone make",
    "slope_blomqvist": "slope without the part of the errors (Blomqvist)",
    "slope_oldham": "slope of the change on the mean of both stocks (Oldham)",
    "stock_elasticity": "change of ln relative rate with ln start, gains alone",
    "stock_elasticity_null_low": "lower end if absolute gains do not depend on the start",
    "stock_elasticity_null_high": "upper end if absolute gains do not depend on the start",
    "stock_p_value": "share of shuffled gains as far from their mean",
    "duration_elasticity": "change of ln relative rate with ln years within series, gains alone",
    "duration_elasticity_low": "lower end, series resampled",
    "duration_elasticity_high": "upper end, series resampled",
    "series_count": "number of series",
    "series_gaining": "number of series that gain",
    "series_losing": "number of series that lose",
}
STOCK, RATE = "t ha-1", "t ha-1 year-1"
OWN_UNITS: Mapping[str, str] = {
    "start_tc_ha": STOCK,
    "end_tc_ha": STOCK,
    "scatter_sd_tc_ha": STOCK,
    "error_sd_tc_ha": STOCK,
    "years": "year",
    "rate_tc_ha_yr": RATE,
    "relative_rate_permille_yr": "0.001 year-1",
}
TEXT = ("source", "trial", "treatment")
PLAIN = ("q", "i2", "studies", "studies_missing", "p_value", "r2")  # no unit, whatever the effect's
SQUARED = ("tau2", "effect_variance")


def told(values: Mapping[str, Any], units: str = "1", **coords: Any) -> xr.Dataset:
    """A Dataset of such numbers with meaning and unit; ``units`` are those of the effect."""
    out = xr.Dataset(dict(values), coords)
    for key in out.data_vars:
        name = str(key)
        squared = f"({units})2" if units != "1" else "1"
        unit = "1" if name in PLAIN else squared if name in SQUARED else units
        out[key].attrs = {"long_name": MEANINGS[name], "units": OWN_UNITS.get(name, unit)}
        if name in TEXT:
            del out[key].attrs["units"]
    return out
