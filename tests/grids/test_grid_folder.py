"""A scenario of a grid checked, planned, frozen and repeated; what its files are."""

import json
import shutil
from html import unescape
from pathlib import Path

import pytest

import fourpermille as fpm
from fourpermille.api import run_write
from fourpermille.api.run_inputs import checksum, inputs_of, missing_files
from fourpermille.core.errors import ApplicabilityWarning, InputError
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import load_scenario
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return write_world(folder)


@pytest.fixture
def done(world: Path) -> Path:
    fpm.run(world, world.parent / "run", report=False)
    return world.parent / "run"


def test_check_and_plan_count_as_the_run_does(world: Path, done: Path) -> None:
    summary = json.loads((done / "summary.json").read_text(encoding="utf-8"))
    counts = fpm.validate(world).counts
    assert counts["places"] == summary["cells"] + summary["cells_missing"]
    assert counts["masked"] == summary["cells_masked"]
    assert counts["missing"] == {"soc_stock_tc_ha": summary["cells_missing"]}
    assert "plant_cover" in counts["defaults"]
    found = fpm.plan(world)
    assert found["places"] == counts["places"]
    assert (found["grid_cells"], found["months"], found["missing"]) == (480, 12, [])
    assert found["blocks"] == counts["blocks"] == counts["blocks_checked"]


def test_of_very_many_cells_only_the_store_holds_each(
    world: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_write, "MOST_ROWS", 5)
    fpm.run(world, world.parent / "many", report=False)
    few, many = (
        {path.name for path in (folder / "tables").iterdir()}
        for folder in (done, world.parent / "many")
    )
    assert few - many == {"places.csv"}
    assert "countries.csv" in many


def test_files_that_are_gone_are_told(world: Path) -> None:
    (world.parent / "soil.nc").unlink()
    report = fpm.validate(world)
    assert report.exit_code == 4
    assert [Path(str(p.file)).name for p in report.problems] == ["soil.nc"]
    assert fpm.plan(world)["missing"] == [str(world.parent / "soil.nc")]


def test_a_default_in_vain_is_found(world: Path) -> None:
    text = world.read_text(encoding="utf-8")
    world.write_text(text.replace("depth_cm = 30", "depth_cm = 30\nclay_percent = 20"))
    report = fpm.validate(world)
    assert report.exit_code == 3
    assert "defaults.clay_percent" in str(report.problems[0])


def test_a_run_repeats_anywhere(done: Path, tmp_path: Path) -> None:
    sent = tmp_path / "elsewhere"
    shutil.move(done, sent)
    shutil.rmtree(done.parent)
    again = fpm.reproduce(sent)
    assert again.identical, again.to_text()
    assert "results.zarr" in again.compared


def test_inputs_are_the_files_behind_the_references(world: Path, done: Path) -> None:
    listed = json.loads((done / "inputs.json").read_text(encoding="utf-8"))["inputs"]
    assert [one["stored"] for one in listed] == ["inputs/climate.nc", "inputs/soil.nc"]
    for one in listed:
        assert one["sha256"] == checksum(done / one["stored"])
    crate = json.loads((done / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    action = next(one for one in crate if one["@id"] == "#run")
    assert {"@id": "inputs/soil.nc"} in action["object"]
    sizes = {one["@id"]: one["contentSize"] for one in crate if one["@type"] == "File"}
    for name, size in sizes.items():
        assert (done / name).stat().st_size == int(size)


def test_references_keep_their_options_and_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_world(tmp_path / name, seed=ord(name))
    text = (tmp_path / "a" / "small_world.toml").read_text(encoding="utf-8")
    text = text.replace('"climate.nc:', '"a/climate.nc:')
    text = text.replace('"soil.nc:clay"', '"b/soil.nc:clay [valid_minimum=6, units=percent]"')
    text = text.replace('"soil.nc:', '"a/soil.nc:')
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    fpm.run(path, tmp_path / "run", report=False)
    frozen = load_scenario(tmp_path / "run" / "scenario.toml").grid
    assert frozen.clay_percent == "inputs/2/soil.nc:clay [valid_minimum=6, units=percent]"
    assert frozen.soc_stock_tc_ha == ("inputs/soil.nc:soc_crop", "inputs/soil.nc:soc")
    assert fpm.reproduce(tmp_path / "run").identical


def test_other_data_are_another_run(world: Path, done: Path) -> None:
    fpm.run(world, done, report=False)  # the same again
    write_world(world.parent, seed=12)
    with pytest.raises(InputError, match="of other data"):
        fpm.run(world, done, report=False)


def test_files_of_the_catalogue_are_named_not_copied(tmp_path: Path, shared_data: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(
        'id = "w"\n[grid]\nclay_percent = ["soil_0p5deg:clay_crop", "soil_0p5deg:clay"]\n',
        encoding="utf-8",
    )
    scenario = load_scenario(path)
    assert missing_files(scenario) == []
    (one,) = inputs_of(scenario)
    assert one.dataset == "soil_0p5deg"
    assert one.path.resolve().is_relative_to(shared_data.resolve())
    assert one.sha256 == checksum(one.path)
    assert one.licence
    assert one.sources


def test_a_dataset_that_is_not_here_is_told_with_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOURPERMILLE_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("FOURPERMILLE_CACHE", str(tmp_path / "none"))
    path = tmp_path / "w.toml"
    path.write_text('id = "w"\n[grid]\nclay_percent = "soil_0p5deg:clay"\n', encoding="utf-8")
    (told,) = fpm.plan(path)["missing"]
    assert told.startswith("soil_0p5deg: ")
    assert fpm.validate(path).exit_code == 4


def test_each_report_has_the_warnings_in_its_language(tmp_path: Path) -> None:
    path = write_world(tmp_path)
    path.write_text(path.read_text("utf-8") + "[target]\nrate_permille_yr = 0.4\n", "utf-8")
    with pytest.warns(ApplicabilityWarning):
        found = fpm.run(path, tmp_path / "run", languages=("en", "fr"))
    with use_language("fr"), pytest.warns(ApplicabilityWarning):
        french = fpm.run(path, tmp_path / "fr", report=False, languages=("fr",))
    assert found.warnings != french.warnings
    for name, texts in (("report", found.warnings), ("report_fr", french.warnings)):
        page = unescape((tmp_path / "run" / f"{name}.html").read_text("utf-8"))
        assert [text for text in texts if text not in page] == []
