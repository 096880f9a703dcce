"""Yield and organic carbon of the soil: a screening curve, and stocks as concentrations."""

from __future__ import annotations

from typing import Any

import numpy as np


def screening(soc_percent: Any, threshold: float, curvature: float) -> Any:
    """Yield as a share of that at the threshold: a parabola below it, 1 above."""
    lacking = np.maximum(threshold - soc_percent, 0) / threshold
    return 1 - curvature * lacking**2


def stock_to_percent(stock_tc_ha: Any, bulk_density_g_cm3: Any, depth_cm: Any) -> Any:
    """Organic carbon, %, of a soil without stones: t/ha over g/cm3 and cm."""
    return stock_tc_ha / (bulk_density_g_cm3 * depth_cm)
