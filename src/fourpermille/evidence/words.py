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
}
PLAIN = ("q", "i2", "studies", "studies_missing", "p_value", "r2")  # no unit, whatever the effect's
SQUARED = ("tau2", "effect_variance")


def told(values: Mapping[str, Any], units: str = "1", **coords: Any) -> xr.Dataset:
    """A Dataset of such numbers with meaning and unit; ``units`` are those of the effect."""
    out = xr.Dataset(dict(values), coords)
    for key in out.data_vars:
        name = str(key)
        squared = f"({units})2" if units != "1" else "1"
        unit = "1" if name in PLAIN else squared if name in SQUARED else units
        out[key].attrs = {"long_name": MEANINGS[name], "units": unit}
    return out
