"""A run with a bias correction, all combinations of choices and random errors."""

import json
from pathlib import Path

import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import NotUsedError

FARM = Path(__file__).resolve().parents[2] / "examples" / "three_fields" / "three_fields.toml"
ASKED = [
    "bias.correction=match_trials",
    'sensitivity.variants=["bias_correction"]',
    'sensitivity.decompose=["growth", "pet"]',
    "uncertainty.draws=12",
    "uncertainty.seed=3",
    "uncertainty.clay_sd_percent=2",
    'output.languages=["en"]',
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> fpm.run:
    return fpm.run(FARM, tmp_path_factory.mktemp("runs") / "out", overrides=ASKED)


def test_results_hold_what_was_asked(done) -> None:
    with xr.open_dataset(done.folder / "results.nc") as found:
        assert found.attrs["bias_correction"] == "match_trials"
        assert found["variant"].values.tolist() == ["reference", "bias_none"]
        assert found["extra_input_factorial_tc_ha_yr"].sizes == {"growth": 2, "pet": 3}
        assert found["extra_input_median_draws_tc_ha_yr"].sizes == {"draw": 12}
        assert found.attrs["uncertainty_seed"] == 3
        assert {"bias_correction", "uncertainty"} <= set(found.attrs["parameter_sets"].split(", "))
        assert "clay_sd_percent" in found.attrs["parameter_changes"]


def test_reference_is_the_corrected_run(done) -> None:
    plain = fpm.run(FARM, overrides=['sensitivity.variants=["bias_correction"]'])
    name = "extra_input_variant_tc_ha_yr"
    ours, theirs = done.results[name], plain.results[name]
    for here, there in (("reference", "bias_match_trials"), ("bias_none", "reference")):
        xr.testing.assert_allclose(
            ours.sel(variant=here, drop=True), theirs.sel(variant=there, drop=True)
        )


def test_report_and_summary_tell_it(done) -> None:
    page = (done.folder / "report.html").read_text("utf-8")
    for words in ("Bias correction: long-term trials matched", "Which choice moves", "12 draws"):
        assert words in page
    summary = json.loads((done.folder / "summary.json").read_text("utf-8"))
    low, high = (summary[f"extra_input_median_p{p}_tc_ha_yr"] for p in ("05", "95"))
    assert low < summary["extra_input_area_median_tc_ha_yr"] < high


@pytest.mark.parametrize(
    "unused", ["uncertainty.seed=3", "uncertainty.correlation=0.1", "sensitivity.decompose_cells=9"]
)
def test_settings_of_what_is_not_asked_are_refused(unused: str) -> None:
    with pytest.raises(NotUsedError):
        fpm.run(FARM, overrides=[unused])
