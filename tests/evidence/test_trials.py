"""Trials: the base against the source files, the calibration against a truth that is known."""

import csv
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.assessment.trial_calibration import learn, rate_grid
from fourpermille.assessment.trial_parts import SeriesParts, TrialInput, parts_of
from fourpermille.assessment.trial_prediction import predict
from fourpermille.assessment.trial_scores import score_trials as scored
from fourpermille.core.errors import DataUnavailableError, InputError, UnknownNameError
from fourpermille.core.parameters import load_parameters
from fourpermille.data.trials import base
from fourpermille.data.trials.setup import load_setup, setup_names
from fourpermille.evidence.scatter import scatter_sd

DATA = os.environ.get("FOURPERMILLE_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="needs the reference data (FOURPERMILLE_DATA)")
FACTORS = (0.8, 1.0, 1.25)


@pytest.fixture(scope="module")
def rothamsted() -> TrialInput:
    from fourpermille.api.trials import _input

    return _input(load_setup("rothamsted"))


def test_without_data_the_sample_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    found = fpm.trials()
    assert set(found["source"].values) == {"rothamsted_sample"}
    missing = json.loads(found.attrs["missing_sources"])
    assert "ultuna" in missing
    with pytest.raises(DataUnavailableError, match="not on this machine"):
        fpm.trials(["ultuna"])
    with pytest.raises(UnknownNameError, match="ultuna"):
        fpm.trials(["ultunna"])
    xr.testing.assert_equal(fpm.trials("rothamsted_sample"), found)


@pytest.mark.parametrize("ask", [fpm.trials, fpm.score_trials])
def test_what_names_no_trial(ask: Callable[[object], object]) -> None:
    with pytest.raises(InputError, match=r"none is named.*rothamsted"):
        ask([])
    with pytest.raises(UnknownNameError, match=r"'ultunna'.*ultuna"):
        ask("ultunna")
    with pytest.raises(UnknownNameError, match="'5'"):
        ask([5])
    with pytest.raises(InputError, match="list of names"):
        ask(5)


@needs_data
def test_every_source_is_read_whole() -> None:
    assert DATA is not None
    found = fpm.trials()
    counts = {
        "rothamsted": "lte/rothamsted_soc_timeseries.csv",
        "woburn": "lte/woburn_ley_arable_1938_2009.csv",
        "european_sites": "lte/bruni_european_ltes_16sites.csv",
        "native_pairs": "practices/native_vs_agricultural_soc_sites.csv",
    }
    for source, name in counts.items():
        with (Path(DATA) / name).open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        assert int((found["source"] == source).sum()) == len(rows)
    fym = found.where((found["treatment"] == "FYM since 1843") & (found["year"] == 2015), drop=True)
    assert fym["soc_stock_tc_ha"].values == pytest.approx([84.26])
    plots = found.where(
        (found["source"] == "ley_arable") & (found["year"] == 1948), drop=True
    )  # by hand: 2.98 % times 0.944 g/cm3 times 23 cm
    assert plots["soc_stock_tc_ha"].values[0] == pytest.approx(2.98 * 0.944 * 23)
    assert set(found["basis"].values) == {"equal_mass", "fixed_depth"}


def test_a_source_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("field,when,carbon\nA,2001,40\nA,2011,44\n", "utf-8")

    def read(_paths: object) -> list[dict]:
        rows = base.rows_of(path, ("field", "when", "carbon"))
        return [
            dict.fromkeys(set(base.COLUMNS) - set(base.OPTIONAL), "")
            | {
                "trial": "mine",
                "treatment": row["field"],
                "year": base.number(row, "when", path, line),
                "soc_stock_tc_ha": base.number(row, "carbon", path, line),
                "depth_top_cm": 0.0,
                "depth_bottom_cm": 30.0,
            }
            for line, row in enumerate(rows, start=2)
        ]

    monkeypatch.setitem(base.TRIAL_SOURCES._items, "mine", base.TrialSource("Mine", "", (), read))
    assert fpm.trials(["mine"])["soc_stock_tc_ha"].values.tolist() == [40.0, 44.0]
    path.write_text("field,when,carbon\nA,2001,forty\n", "utf-8")
    with pytest.raises(InputError, match=r"mine.csv, row 2, column carbon.*forty"):
        fpm.trials(["mine"])
    path.write_text("field,when\nA,2001\n", "utf-8")
    with pytest.raises(InputError, match="carbon"):
        fpm.trials(["mine"])
    path.write_text("field,when,carbon\nA,2001,-4\n", "utf-8")
    with pytest.raises(InputError, match="below zero"):
        fpm.trials(["mine"])


@pytest.mark.parametrize("name", setup_names())
def test_every_set_up_says_what_it_assumes(name: str) -> None:
    if name != "rothamsted" and not DATA:
        pytest.skip("needs the reference data (FOURPERMILLE_DATA)")
    found = load_setup(name)
    assert found.assumed
    assert all(row.value and row.why and row.confidence for row in found.assumed)
    assert all(found.measured[one.id] for one in found.series)


def test_parts_add_up_to_a_run_with_other_inputs(rothamsted: TrialInput) -> None:
    parts = {one.id: one for one in parts_of(rothamsted, FACTORS)}
    fitted = rothamsted.run(None, 1.25)["plant_input_tc_ha_yr"]
    scaled = [
        replace(
            one,
            plant_input_tc_ha_yr=1.3 * float(fitted.sel(series=one.id)),
            manure_input_tc_ha_yr=0.7 * one.manure_input_tc_ha_yr,
        )
        for one in rothamsted.series
    ]
    again = rothamsted.run(scaled, 1.25)
    for name, one in parts.items():
        wanted = again["soc_stock_tc_ha"].sel(series=name, year=one.year.astype(int)).values
        assert one.stock(1.3, 0.7)[2] == pytest.approx(wanted, rel=1e-10)


def test_scatter_tells_the_error_and_no_trend() -> None:
    draw = np.random.default_rng(2)
    year = np.sort(draw.uniform(0, 100, 400))
    smooth = 40 + 0.3 * year + 10 * np.exp(-year / 30)
    assert scatter_sd(year, smooth) < 0.02
    assert scatter_sd(year, smooth + draw.normal(0, 2.0, 400)) == pytest.approx(2.0, rel=0.1)
    assert np.isnan(scatter_sd(np.arange(3.0), np.arange(3.0)))


def made_up(factor: float, seed: int, sites: int) -> list[SeriesParts]:
    """Series of sites whose decay is ``factor`` times as fast as the model has it."""
    draw, p = np.random.default_rng(seed), load_parameters("trial_calibration")
    nodes, year = rate_grid(p).nodes, np.arange(0.0, 60.0, 5.0)
    found = []
    for site in range(sites):
        plants = 12.0 * (1 - np.exp(-nodes[:, None] * year / 25))
        start = 45.0 * np.exp(-nodes[:, None] * year / 60)
        true = 45.0 * np.exp(-factor * year / 60)
        scale = np.exp(draw.normal(0, p["plant_input_sd"]))
        true = true + scale * 12.0 * (1 - np.exp(-factor * year / 25))
        true = true + abs(draw.normal(0, 0.05)) * true.mean() * draw.choice([-1, 1])
        measured = true + draw.normal(0, 1.5, year.size)
        found.append(
            SeriesParts(f"s{site}", f"site{site}", "made up", True, "", year, measured, start,
                        plants, np.zeros_like(plants), np.arange(year.size))
        )  # fmt: skip
    return found


def test_calibration_finds_a_factor_that_is_known() -> None:
    inside = 0
    for seed in range(12):
        learnt = learn(made_up(1.3, seed, 6))
        low, high = learnt.rate_quantile(0.05), learnt.rate_quantile(0.95)
        inside += low <= 1.3 <= high
        assert high - low < 0.8 * (learn([]).rate_quantile(0.95) - learn([]).rate_quantile(0.05))
    assert inside >= 9


def test_intervals_of_sites_left_out_cover_what_was_measured() -> None:
    covered = total = 0
    better = 0
    for seed in range(8):
        parts = made_up(1.4, 100 + seed, 5)
        prior = learn([])
        for one in parts:
            taught = learn([other for other in parts if other.site != one.site])
            told, untold = predict(one, taught, 0.9), predict(one, prior, 0.9)
            inside = (one.measured >= told.low) & (one.measured <= told.high)
            covered, total = covered + int(inside.sum()), total + inside.size
            errors = [np.mean((x.mean - one.measured) ** 2) for x in (told, untold)]
            better += errors[0] < errors[1]
    assert 0.82 < covered / total < 0.995
    assert better > 22  # of forty


def test_sites_that_differ_teach_less_of_others() -> None:
    alike = [made_up(1.3, seed, 1)[0] for seed in range(6)]
    apart = [made_up(factor, seed, 1)[0] for seed, factor in enumerate((0.7, 0.8, 1, 1.6, 2, 2.4))]
    widths = []
    for parts in (alike, apart):
        parts = [replace(one, site=f"site{i}") for i, one in enumerate(parts)]
        learnt = learn(parts)
        heap = np.cumsum(learnt.new_site_weights.sum(axis=1))
        ends = np.interp([0.05, 0.95], heap, np.log(learnt.rate.nodes))
        widths.append(ends[1] - ends[0])
    assert widths[1] > 1.3 * widths[0]


@pytest.mark.parametrize("name", sorted(load_parameters("trial_calibration")))
def test_every_prior_reaches_the_prediction(name: str) -> None:
    long = made_up(1.3, 3, 2)
    short = replace(
        long[0],
        site="other",
        **{key: getattr(long[0], key)[:3] for key in ("year", "measured", "position")},
        **{key: getattr(long[0], key)[:, :3] for key in ("start", "plants")},
        manure=long[0].start[:, :3] * 0.1,
    )
    parts = [*long, short]
    table = dict(load_parameters("trial_calibration"))
    changed = {**table, name: 1.1 * table[name]}
    plain, other = (predict(short, learn(parts, p), 0.9, p) for p in (table, changed))
    assert not np.allclose(plain.high, other.high, rtol=1e-6)


def test_a_start_scores_nothing() -> None:
    if not DATA:
        pytest.skip("needs the reference data (FOURPERMILLE_DATA)")
    from fourpermille.api.trials import _input

    one = _input(load_setup("wilderness")).measurements["wilderness"]
    assert one.year.tolist() == [1881, 1904, 1964, 1999]
    assert one.measured.tolist() == [False, True, True, True]


def test_plots_of_a_year_are_one_stock() -> None:
    if not DATA:
        pytest.skip("needs the reference data (FOURPERMILLE_DATA)")
    rows = load_setup("woburn").measured["woburn_arable_fym"]
    with (Path(DATA) / "lte/woburn_ley_arable_1938_2009.csv").open(encoding="utf-8-sig") as file:
        wanted = [
            float(row["percent_soc"]) * float(row["bulk_density"]) * 25
            for row in csv.DictReader(file)
            if (row["year"], row["rotation_type"]) == ("1980", "arable")
            and row["fym_factor_level"] == "FYM"
        ]
    found = [row["soc_stock_tc_ha"] for row in rows if row["year"] == 1980]
    assert found == [pytest.approx(np.mean(wanted))]
    assert len(wanted) > 1


def test_without_trials_nothing_is_learnt() -> None:
    learnt = learn([])
    assert learnt.rate_quantile(0.5) == pytest.approx(1.0, abs=0.01)
    assert learnt.weights.sum() == pytest.approx(1.0)


def test_scores_of_the_shipped_trial(rothamsted: TrialInput) -> None:
    found = scored([rothamsted])
    run = rothamsted.run()
    for name in ("bias_tc_ha", "rmse_tc_ha"):
        assert found[name].values == pytest.approx(run[name].sel(series=found["series"]).values)
    assert found["n_measurements"].sel(series="broadbalk_fym") == 14
    assert ((found["coverage_90_fraction"] >= 0) & (found["coverage_90_fraction"] <= 1)).all()
    assert (found["pooled_measurement_error_tc_ha"] > 0).all()
    # One site alone has nobody to learn from.
    for name in ("bias", "rmse"):
        taught, untaught = (found[f"{name}_{word}_tc_ha"] for word in ("elsewhere", "prior"))
        assert taught.values == pytest.approx(untaught.values)
    assert float(found["rate_factor_elsewhere"][0]) == pytest.approx(1.0, abs=0.01)


def test_a_series_outside_teaches_nothing() -> None:
    parts = made_up(1.3, 1, 3)
    strange = replace(parts[0], site="other", outside="peat", measured=3 * parts[0].measured)
    assert learn([*parts, strange]).weights == pytest.approx(learn(parts).weights)


@needs_data
def test_all_trials_and_where_the_model_fails(tmp_path: Path) -> None:
    found = fpm.score_trials()
    assert found.sizes["series"] == 26
    bias = found["bias_tc_ha"].to_series()
    assert bias["ultuna_M"] < -15  # peat isn't in RothC
    assert bias["highfield_ploughed"] > 8
    assert bias["ultuna_F"] > 8  # straw
    outside = found["outside_domain"].to_series()
    assert outside["ultuna_I"] == "peat"
    assert "topsoils" in outside["wilderness"]
    assert not outside["ultuna_B"]
    assert set(found["fitted_site"].values) == {"Rothamsted", "Ultuna", "Woburn"}
    judged = (found["role"] == "predicted") & (found["outside_domain"] == "")
    plain, before, after = (
        float(np.sqrt((found[f"rmse{word}_tc_ha"].where(judged) ** 2).mean()))
        for word in ("", "_prior", "_elsewhere")
    )
    assert plain < after < before < plain + 0.5  # other sites teach a little; the plain run is best
    # As the page says: series are inside or outside as a whole.
    inside = found["coverage_90_fraction"].values[judged.values]
    assert (inside.size, int((inside == 1.0).sum())) == (14, 9)
    assert inside.min() == pytest.approx(0.27, abs=0.005)
    shares = found["coverage_90_elsewhere_fraction"].where(judged)
    n = found["n_measurements"].where(judged)
    assert 0.85 < float((shares * n).sum() / n.sum()) < 1.0
    assert float(found["rate_factor_all_low"]) < float(found["rate_factor_all_high"])
    inside = (found["measured_stock_tc_ha"] >= found["soc_stock_low_tc_ha"]) & (
        found["measured_stock_tc_ha"] <= found["soc_stock_high_tc_ha"]
    )
    counted = found["soc_stock_low_tc_ha"].notnull()
    assert (counted == (found["measured_status"] == "measured")).all()
    assert (inside.sum("measurement") / counted.sum("measurement")).values == pytest.approx(
        found["coverage_90_elsewhere_fraction"].values
    )
    files = fpm.write_trial_scores(found, tmp_path / "scores")
    page = files[-1].read_text("utf-8")
    for words in (
        "36.5\N{NO-BREAK SPACE}%",
        "peat",
        "compare with each other",
        "Highfield, grass ploughed",
    ):
        assert words in page
    with xr.open_dataset(files[1]) as again:
        assert again["bias_tc_ha"].values == pytest.approx(bias.values)
    with pytest.raises(InputError, match="scores"):
        fpm.write_trial_scores(found, tmp_path / "scores")


def test_names_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError, match="rothamsted"):
        fpm.score_trials(["rothamstead"])
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    with pytest.raises(DataUnavailableError, match="ultuna"):
        fpm.score_trials(["ultuna"])


@needs_data
def test_a_trial_whose_climate_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DATA is not None
    (tmp_path / "lte").symlink_to(Path(DATA) / "lte")
    monkeypatch.setenv("FOURPERMILLE_DATA", str(tmp_path))
    assert "ultuna" in set(fpm.trials()["source"].values)
    with pytest.raises(DataUnavailableError, match="ultuna: climate_0p5deg"):
        fpm.score_trials(["ultuna"])
    assert set(json.loads(fpm.score_trials().attrs["missing_trials"])) == {"ultuna", "woburn"}
