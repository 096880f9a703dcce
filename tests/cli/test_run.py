"""A run folder: what is in it, when it may be replaced, and that it is never half there."""

import csv
import json
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fourpermille as fpm
from fourpermille.api.run_claim import claimed
from fourpermille.api.run_folder import new_folder
from fourpermille.core.errors import Cancelled

CONTRACT = {
    "cells",
    "area_mha",
    "soc_stock_mean_tc_ha",
    "baseline_input_median_tc_ha_yr",
    "extra_input_area_median_tc_ha_yr",
    "extra_input_area_p25_tc_ha_yr",
    "extra_input_area_p75_tc_ha_yr",
    "extra_input_total_mtc_yr",
    "target_total_mtc_yr",
    "seconds",
}
FILES = {
    "CITATION.bib",
    "inputs.json",
    "inputs/climate.csv",
    "inputs/fields.csv",
    "journal.jsonl",
    "log.txt",
    "places.gpkg",
    "results.nc",
    "ro-crate-metadata.json",
    "scenario.toml",
    "summary.json",
    "tables/columns.csv",
    "tables/inputs.csv",
    "tables/inputs_by_place.csv",
    "tables/places.csv",
    "tables/results.xlsx",
    "tables/summary.csv",
    "tables/trajectories.csv",
    "tables/variants.csv",
}


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def done(farm, say):
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert said.code == 0, said.err
    return farm / "out"


def test_everything_is_there(done):
    assert files(done) == FILES
    assert not list(done.parent.glob(".*"))


def test_places_are_a_layer_for_a_map(done):
    pyogrio = pytest.importorskip("pyogrio.raw")
    meta, _, shapes, columns = pyogrio.read(done / "places.gpkg", layer="places")
    values = dict(zip(meta["fields"], columns, strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert list(values["place"]) == ["terrace", "valley", "plateau"]
    with (done / "tables" / "places.csv").open(encoding="utf-8") as file:
        rows = [float(row["extra_input_tc_ha_yr"]) for row in csv.DictReader(file)]
    assert values["extra_input_tc_ha_yr"].tolist() == pytest.approx(rows, rel=1e-12)
    assert struct.unpack("<dd", shapes[0][-16:]) == (3.51, 43.72)


def test_range_over_variants_stands_in_the_summary(done):
    summary = json.loads((done / "summary.json").read_text())
    with (done / "tables" / "places.csv").open(encoding="utf-8") as file:
        area = {row["place"]: float(row["area_ha"]) for row in csv.DictReader(file)}
    found: dict[str, list[tuple[float, float]]] = {}
    with (done / "tables" / "variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pair = (float(row["extra_input_variant_tc_ha_yr"]), area[row["place"]])
            found.setdefault(row["variant"], []).append(pair)
    names = ("extra_input_variants_min_tc_ha_yr", "extra_input_variants_max_tc_ha_yr")
    low, high = (summary[name] for name in names)
    every = [value for pairs in found.values() for value, _ in pairs]
    assert min(every) <= low < summary["extra_input_area_median_tc_ha_yr"] < high <= max(every)
    assert summary["uncertainty"] == "range over variants; no probability"


def test_without_variants_no_uncertainty_is_given(farm, say):
    words = ("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert say(*words, "--set", "sensitivity.variants=[]").code == 0
    summary = json.loads((farm / "out" / "summary.json").read_text())
    assert summary["uncertainty"] == "no uncertainty given"
    assert "extra_input_variants_min_tc_ha_yr" not in summary


def test_summary_keeps_its_contract(done):
    summary = json.loads((done / "summary.json").read_text())
    assert set(summary) >= CONTRACT
    assert summary["cells"] == 3
    assert summary["area_mha"] == pytest.approx(17.5e-6)
    stock = (38.5 * 4.2 + 61.0 * 7.8 + 47.2 * 5.5) / 17.5
    assert summary["soc_stock_mean_tc_ha"] == pytest.approx(stock)
    assert summary["target_total_mtc_yr"] == pytest.approx(stock * 17.5 * 0.004 / 1e6)


def test_report_in_each_language(farm, say):
    said = say(
        "run",
        farm / "fields.toml",
        "-o",
        farm / "out",
        "--report-lang",
        "fr",
        "--report-lang",
        "en",
    )
    assert said.code == 0, said.err
    assert {"report.html", "report.pdf", "report_en.html", "report_en.pdf"} <= files(farm / "out")
    assert 'lang="fr"' in (farm / "out" / "report.html").read_text(encoding="utf-8")


def test_given_values_and_defaults_are_told_apart(done):
    with (done / "tables" / "inputs_by_place.csv").open(encoding="utf-8") as file:
        sources = {row["variable"]: row["source"] for row in csv.DictReader(file)}
    assert sources["clay_percent"] == "given"
    assert sources["dpm_rpm_ratio"] == "default (land_use, cropland)"


def test_results_say_where_they_come_from(done):
    import xarray as xr

    with xr.open_dataset(done / "results.nc") as ds:
        assert ds.attrs["scenario_id"] == "fields"
        assert {"fourpermille_version", "parameter_sets", "references"} <= set(ds.attrs)
        assert ds["extra_input_tc_ha_yr"].attrs["source"] == "computed"
        assert ds["clay_percent"].attrs["source"] == "given"
        assert ds["soc_stock_tc_ha"].values.tolist() == [38.5, 61.0, 47.2]


def test_inputs_have_their_checksums(done):
    from fourpermille.core.provenance import sha256_file

    entries = json.loads((done / "inputs.json").read_text())["inputs"]
    assert [one["role"] for one in entries] == ["places", "climate"]
    assert all(sha256_file(done / one["stored"]) == one["sha256"] for one in entries)


def test_crate_is_a_crate(done):
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(done))
    assert crate.name == "Three fields"
    action = crate.get("#run")
    assert action.type == "CreateAction"
    assert {one.id for one in action["object"]} >= {"scenario.toml", "inputs/fields.csv"}
    graph = json.loads((done / "ro-crate-metadata.json").read_text())["@graph"]
    named = {one["@id"] for one in graph if one["@type"] == "File"}
    assert named == files(done) - {"ro-crate-metadata.json"}


def test_citation_is_bibtex(done, say):
    said = say("cite", done)
    assert said.code == 0
    assert said.out.strip() == (done / "CITATION.bib").read_text().strip()
    assert "@software{fourpermille" in said.out
    assert say("cite", done / "results.nc").out == said.out


def test_same_run_is_replaced_another_is_not(done, farm, say):
    before = (done / "journal.jsonl").read_bytes()
    words = ["run", farm / "fields.toml", "-o", done, "--no-report"]
    assert say(*words).code == 0
    other = say(*words, "--set", "target.years=20")
    assert other.code == 3
    assert "--force" in other.err
    assert json.loads((done / "journal.jsonl").read_text().splitlines()[0])["fingerprint"] in (
        before.decode()
    )
    assert say(*words, "--set", "target.years=20", "--force").code == 0
    assert "years = 20" in (done / "scenario.toml").read_text()


def test_other_data_are_another_run(done, farm, say):
    table = farm / "fields.csv"
    table.write_text(table.read_text().replace("38.5", "39.5"))
    assert say("run", farm / "fields.toml", "-o", done, "--no-report").code == 3


def test_a_folder_of_other_things_is_never_touched(farm, say):
    keep = farm / "mine"
    keep.mkdir()
    (keep / "thesis.txt").write_text("years of work")
    said = say("run", farm / "fields.toml", "-o", keep, "--force", "--no-report")
    assert said.code == 3
    assert files(keep) == {"thesis.txt"}


def test_dry_run_writes_nothing(farm, say):
    before = files(farm)
    said = say("run", farm / "fields.toml", "-o", farm / "out", "-n", "--json")
    plan = json.loads(said.out)
    assert (plan["places"], plan["months"], plan["missing"]) == (3, 12, [])
    assert files(farm) == before
    (farm / "climate.csv").unlink()
    plan = json.loads(say("run", farm / "fields.toml", "-n", "--json").out)
    assert plan["missing"] == [str(farm / "climate.csv")]


def test_quiet_says_the_result_only(farm, say):
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report", "-q")
    assert said.err == ""
    assert "Three fields" in said.out


def test_cells_without_data_stay_missing_and_are_counted(farm, say):
    table = farm / "fields.csv"
    table.write_text(table.read_text().replace(",61.0", ","))
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert said.code == 0, said.err
    summary = json.loads((farm / "out" / "summary.json").read_text())
    assert (summary["cells"], summary["cells_missing"]) == (3, 1)
    with (farm / "out" / "tables" / "places.csv").open() as file:
        assert [row["extra_input_tc_ha_yr"] == "" for row in csv.DictReader(file)] == [
            False,
            True,
            False,
        ]


def test_rich_soil_warns_in_log_result_and_on_screen(farm, say):
    table = farm / "fields.csv"
    table.write_text(table.read_text().replace("61.0", "250"))
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert said.code == 0
    assert said.err.count("Warning") == 1
    assert "200" in said.err
    assert "Warning" in (farm / "out" / "log.txt").read_text()
    assert json.loads((farm / "out" / "summary.json").read_text())["cells_outside_domain"] == 1


def test_stopped_run_leaves_nothing_behind(farm):
    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("writing"):
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        fpm.run(farm / "fields.toml", farm / "deep" / "out", progress=stop, report=False)
    assert not (farm / "deep").exists()


def _write_half(out: Path, error: type[BaseException]) -> None:
    with claimed(out) as folder, new_folder(folder) as part:
        (part / "half.txt").write_text("half")
        raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_error_while_writing_keeps_what_was_there(tmp_path, error):
    out = tmp_path / "new" / "out"
    with pytest.raises(error):
        _write_half(out, error)
    assert list(tmp_path.iterdir()) == []
    out.mkdir(parents=True)
    (out / "old.txt").write_text("old")
    with pytest.raises(error):
        _write_half(out, error)
    assert files(tmp_path) == {"new/out/old.txt"}
    with claimed(out) as folder, new_folder(folder) as part:
        (part / "new.txt").write_text("new")
    assert files(tmp_path) == {"new/out/new.txt"}


def test_leftover_of_a_killed_run_is_cleared(farm, say):
    part = farm / ".out.part"
    part.mkdir()
    (part / "half.txt").write_text("half")
    assert say("run", farm / "fields.toml", "-o", farm / "out", "--no-report").code == 0
    assert not part.exists()
    assert "half.txt" not in files(farm / "out")


def test_ctrl_c_is_130_with_the_command_to_start_again(farm):
    code = (  # a real Ctrl-C, at the same place each time: half of the folder is written
        "import signal, sys\n"
        "from fourpermille.cli.main import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it\n"
        "def press(event, args):\n"
        "    if event == 'open' and str(args[0]).endswith('summary.json'):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "sys.addaudithook(press)\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    words = ["run", str(farm / "fields.toml"), "-o", str(farm / "out")]
    before = files(farm)
    ended = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 130, ended.stderr
    assert f"4p1000 {shlex.join(words)}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert files(farm) == before
    assert not list(farm.glob("*out*"))


def test_reproduce_is_identical_anywhere(done, farm, say, tmp_path):
    sent = tmp_path / "elsewhere"
    shutil.move(done, sent)
    shutil.rmtree(farm)
    said = say("reproduce", sent)
    assert said.code == 0, said.err
    assert "identical" in said.out
    assert json.loads(say("reproduce", sent, "--json").out)["identical"] is True


def test_reproduce_speaks_the_language_of_the_run(farm, say):
    table = farm / "fields.csv"
    table.write_text(table.read_text().replace("61.0", "250"))
    words = ("run", farm / "fields.toml", "-o", farm / "out", "--no-report", "--report-lang", "es")
    assert say(*words, "--lang", "fr").code == 0
    assert say("reproduce", farm / "out", "--lang", "en").code == 0


def test_folder_is_named_after_the_scenario_if_not_given(farm, say, monkeypatch):
    monkeypatch.chdir(farm)
    assert say("run", "fields.toml", "--no-report").code == 0
    assert (farm / "fields_run" / "results.nc").is_file()


def test_reproduce_names_the_first_cell_that_differs(done, say):
    table = done / "tables" / "places.csv"
    rows = list(csv.reader(table.read_text().splitlines()))
    column = rows[0].index("extra_input_tc_ha_yr")
    rows[2][column] = "0.5"
    with table.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    said = say("reproduce", done, "--json")
    assert said.code == 1
    found = json.loads(said.out)["difference"]
    assert (found["file"], found["row"], found["column"]) == (
        "places.csv",
        3,
        "extra_input_tc_ha_yr",
    )
    assert found["before"] == "0.5"
    assert "places.csv" in say("reproduce", done).out


def test_python_gets_the_same_without_writing(done, farm):
    import xarray as xr

    before = files(farm)
    result = fpm.run(farm / "fields.toml")
    assert result.folder is None
    assert files(farm) == before
    with xr.open_dataset(done / "results.nc") as stored:
        for name in stored.data_vars:
            if stored[name].dtype.kind == "f":
                xr.testing.assert_equal(
                    stored[name].drop_attrs(), result.results[name].drop_attrs()
                )


def test_a_grid_becomes_a_store_and_a_list_of_its_cells(farm, say):
    import numpy as np
    import xarray as xr

    pytest.importorskip("zarr")
    table = fpm.read_places(farm / "fields.csv", climate_path=farm / "climate.csv")
    names = [n for n in table.data_vars if table[n].dtype.kind == "f" and n not in ("latitude",)]
    rows = [table[n].drop_vars(list(table[n].coords)).rename(cell="longitude") for n in names]
    grid = xr.merge([r.rename(n) for r, n in zip(rows, names, strict=True) if n != "longitude"])
    grid = xr.concat([grid, grid], dim="latitude").assign_coords(
        latitude=[43.0, 44.0], longitude=[3.0, 3.5, 4.0], month=np.arange(1, 13)
    )
    grid["soc_stock_tc_ha"] = grid["soc_stock_tc_ha"].copy()
    grid["soc_stock_tc_ha"][1, 2] = np.nan
    for name in grid.data_vars:
        grid[name].attrs = {"units": table[name].attrs["units"]}
    grid.to_netcdf(farm / "grid.nc")
    (farm / "grid.toml").write_text('id = "grid"\n[places]\nfile = "grid.nc"\n')
    said = say("run", farm / "grid.toml", "-o", farm / "out")
    assert said.code == 0, said.err
    summary = json.loads((farm / "out" / "summary.json").read_text())
    assert (summary["cells"], summary["cells_missing"]) == (6, 1)
    assert "1 of 6 places has no answer" in (farm / "out" / "report.html").read_text("utf-8")
    with xr.open_zarr(farm / "out" / "results.zarr", consolidated=False) as stored:
        assert set(stored["extra_input_tc_ha_yr"].dims) == {"latitude", "longitude"}
        one = stored["extra_input_tc_ha_yr"].sel(latitude=43, longitude=3).load().item()
    result = fpm.run(farm / "fields.toml").results
    assert one == pytest.approx(result["extra_input_tc_ha_yr"].values[0], rel=1e-12)
    assert say("reproduce", farm / "out").code == 0
    assert say("compare", farm / "out", farm / "out").code == 0
    assert "@" in say("cite", farm / "out").out


def test_columns_that_nobody_knows_are_told(farm, say):
    table = farm / "fields.csv"
    head, *rows = table.read_text().splitlines()
    table.write_text("\n".join([head + ",farmer", *(row + ",Ana" for row in rows)]) + "\n")
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert "Columns not used: farmer" in said.err
    assert "farmer" in (farm / "out" / "log.txt").read_text()


def test_every_parameter_set_that_was_read_is_cited(farm, say):
    table = farm / "fields.csv"
    head, *rows = table.read_text().splitlines()
    from fourpermille.core.parameters import load_parameters

    known = tuple(load_parameters("tillage"))
    lines = [f"{row},{known[0]},1.2" for row in rows]
    table.write_text("\n".join([head + ",tillage,dpm_rpm_ratio", *lines]) + "\n")
    found = fpm.run(farm / "fields.toml").results.attrs["parameter_sets"].split(", ")
    again = fpm.run(farm / "fields.toml").results.attrs["parameter_sets"].split(", ")
    assert found == again  # whatever was read before
    assert {"rothc_26_3", "conversions", "tillage", "target"} <= set(found)
    assert "land_use" not in found


def test_an_empty_column_is_told_as_such(farm, say):
    table = farm / "fields.csv"
    text = table.read_text()
    for stock in ("38.5", "61.0", "47.2"):
        text = text.replace(f",{stock}", ",")
    table.write_text(text)
    said = say("validate", farm / "fields.toml")
    assert said.code == 3
    assert "fields.csv, column soc_stock_tc_ha: the column is there" in said.err
    assert "Add the column" not in said.err


def test_a_default_beside_a_column_names_the_line(farm, say):
    scenario = farm / "fields.toml"
    scenario.write_text(scenario.read_text() + "\n[defaults]\nclay_percent = 20\n")
    line = scenario.read_text().splitlines().index("clay_percent = 20") + 1
    said = say("run", scenario, "-o", farm / "out")
    assert said.code == 3
    assert f"fields.toml, line {line}, key defaults.clay_percent" in said.err


def test_one_text_is_one_change(farm):
    result = fpm.run(farm / "fields.toml", overrides="target.years=20", languages="fr")
    assert result.scenario.target.years == 20
    assert result.scenario.output.languages == ("fr",)


def test_a_terminal_of_few_letters(farm):
    import os

    code = "import sys; from fourpermille.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ["run", str(farm / "fields.toml"), "-o", str(farm / "out"), "--no-report"]
    for more in ([], ["--json"]):
        ended = subprocess.run(
            [sys.executable, "-c", code, *words, *more],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.decode("ascii")
    assert json.loads(ended.stdout)["scenario"] == "fields"


def test_what_looks_like_a_slip_is_shown_logged_and_reported(farm: Path, say: Any) -> None:
    fields = farm / "fields.csv"
    fields.write_text(fields.read_text().replace(",38.5", ",3.85").replace(",47.2", ","))
    said = say("run", farm / "fields.toml", "-o", farm / "out")
    assert said.code == 0
    assert "column soc_stock_tc_ha: stocks this low look like kg C per m2" in said.err
    assert "Of 3 places, 1 has no answer" in said.err
    told = "stocks this low look like kg C per m2"
    assert told in (farm / "out" / "log.txt").read_text()
    assert told in (farm / "out" / "report.html").read_text()


def test_values_for_machines_do_not_depend_on_the_language(farm: Path, say: Any) -> None:
    say("--lang", "fr", "run", farm / "fields.toml", "-o", farm / "out", "--report-lang", "fr")
    summary = json.loads((farm / "out" / "summary.json").read_text())
    assert summary["uncertainty"] == "range over variants; no probability"
