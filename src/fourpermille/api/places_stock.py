"""The carbon stock from what a laboratory reports, where the table has no column of stocks."""

from __future__ import annotations

import xarray as xr

STOCK = "soc_stock_tc_ha"
FRAGMENTS = "coarse_fragments_percent"
CONTENTS = {"soc_content_g_kg": 1.0, "soc_percent": 10.0}  # in g per kg
FROM_SAMPLES = ("bulk_density_g_cm3", "depth_cm")
PERCENT = 100.0
T_HA_PER_G_CM2 = 100.0
KG_PER_G = 1e-3


def add_stock(ds: xr.Dataset) -> xr.Dataset:
    """Add the stock (t C/ha) of fine earth, content x density x depth x (1 - fragments).

    Density is that of fine earth and coarse fragments are a share of the volume; none are taken
    to be there where no column says so. Nothing is added where a stock or pools are given, or
    content, density or depth are not. Missing stays missing.
    """
    content = next((name for name in CONTENTS if name in ds), None)
    if content is None or STOCK in ds or "dpm_tc_ha" in ds:
        return ds
    if not all(name in ds for name in FROM_SAMPLES):
        return ds
    mass_g_cm2 = ds["bulk_density_g_cm3"] * ds["depth_cm"]
    stock = CONTENTS[content] * ds[content] * KG_PER_G * mass_g_cm2 * T_HA_PER_G_CM2
    used = [content, *FROM_SAMPLES]
    if FRAGMENTS in ds:
        stock = stock * (1.0 - ds[FRAGMENTS] / PERCENT)
        used.append(FRAGMENTS)
    return ds.assign({STOCK: stock.assign_attrs(source=f"computed from {', '.join(used)}")})
