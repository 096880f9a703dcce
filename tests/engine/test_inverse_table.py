"""The engine against the table of inverse answers under a constant rate modifier."""

import pandas as pd
import pytest
import xarray as xr

from fourpermille.assessment import required_input

from . import cases

ROWS = list(pd.read_csv(cases.GOLDEN / "inverse_rothc_benchmarks.csv").itertuples())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row{row.Index}")
def test_row(row: tuple) -> None:
    ds = xr.Dataset(
        {
            "rate_modifier": row.rho_rate_modifier,
            "clay_percent": row.clay_pct,
            "depth_cm": 23.0,
            "dpm_rpm_ratio": row.dpm_rpm,
            "soc_stock_tc_ha": row.soc0_tC_ha,
        }
    )
    found = required_input(ds, years=row.years)
    ramp = required_input(ds, years=row.years, path="ramp")
    close = {"rel": 1e-3}
    assert float(found["iom_tc_ha"]) == pytest.approx(row.iom_tC_ha, **close)
    assert float(found["carbon_input_tc_ha_yr"]) == pytest.approx(row.input0_tC_ha_yr, **close)
    assert float(found["extra_input_tc_ha_yr"]) == pytest.approx(
        row.delta_input_constant_tC_ha_yr, **close
    )
    assert float(ramp["extra_input_tc_ha_yr"]) == pytest.approx(
        row.delta_input_linear_ramp_final_tC_ha_yr, **close
    )
    assert float(found["response_tc_ha_per_tc_ha_yr"]) == pytest.approx(
        row.response_G_tC_ha_per_unit_input, **close
    )
    assert float(found["extra_input_percent"]) == pytest.approx(
        row.delta_input_pct_of_input0, **close
    )
