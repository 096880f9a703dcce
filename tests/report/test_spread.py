"""The report on choices and random errors."""

import numpy as np
import pytest
import xarray as xr

from fourpermille.report.facts import Facts
from fourpermille.report.sections.spread import decomposition, random_errors
from fourpermille.report.sections.sure import sure
from fourpermille.report.sections.variants import extremes, variant_meaning, variant_name

CLIMATES = {
    f"climate_ssp{p}_2036_2065_gfdl_esm4": v for p, v in ((126, 1.1), (370, 1.3), (585, 1.2))
}


@pytest.fixture
def spread(world: xr.Dataset) -> xr.Dataset:
    return (
        world.assign(
            extra_input_factorial_tc_ha_yr=(("pet", "growth"), np.array([[1.0, 1.1], [1.4, 1.6]])),
            first_order_share=("factor", [0.9, 0.06]),
            total_share=("factor", [0.94, 0.1]),
            main_effect_range_tc_ha_yr=("factor", [0.45, 0.15]),
            extra_input_median_tc_ha_yr=("quantile", [0.8, 0.9, 1.0, 1.1, 1.3]),
        )
        .assign_coords(
            factor=["pet", "growth"], pet=["reference", "a"], growth=["reference", "growth_linear"]
        )
        .assign_attrs(uncertainty_draws=200, decomposition_cells_used=900)
    )


def test_climates_are_named_from_their_identifier() -> None:
    assert variant_name("climate_ssp126_2036_2065_gfdl_esm4") == (
        "Climate SSP1-2.6, 2036–2065, GFDL-ESM4"
    )
    assert variant_name("climate_ssp585_2066_2095_mpi_esm1_2_hr").endswith("MPI-ESM1-2-HR")
    assert "upper bound" in variant_meaning("climate_ssp585_2066_2095_ukesm1_0_ll")


def test_of_many_climates_the_lowest_and_the_highest_are_drawn() -> None:
    kept = extremes({"reference": 1.0, **CLIMATES, "pet_plus_20": 0.9})
    assert kept == ["reference", *list(CLIMATES)[:2], "pet_plus_20"]


def test_figure_puts_the_largest_share_first(spread: xr.Dataset) -> None:
    found = decomposition(Facts(spread))
    assert [row[0] for row in found.table.rows] == ["Evaporation", "Linear or compound growth"]
    assert [row[3] for row in found.table.rows] == ["94", "10"]
    assert "1.00 to 1.60" in found.note
    assert all(pair in found.drawing.wide for pair in (">90 · 94<", ">6 · 10<"))
    assert "900 places" in found.note


def test_random_errors_are_told(spread: xr.Dataset) -> None:
    _heading, paragraph, table = random_errors(Facts(spread))
    assert "between 0.80 and 1.30" in paragraph.text
    assert "(200 draws)" in paragraph.text
    assert table.rows == (("Median answer [t C/ha/yr]", "1.00", "0.90 to 1.10", "0.80 to 1.30"),)
    kinds = [getattr(block, "id", "") for block in sure(Facts(spread)).blocks]
    assert "decomposition" in kinds


def test_nothing_is_told_without_a_run(world: xr.Dataset) -> None:
    assert decomposition(Facts(world)) is None
    assert random_errors(Facts(world)) == ()
