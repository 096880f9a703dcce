"""Sequestration maps that are killed or stopped go on to the same bytes; bad data are refused."""

import json
import shutil
import signal
from pathlib import Path

import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.sequestration import layout
from fourpermille.cli.main import main
from fourpermille.core.errors import InputError
from tests.grids import protocol
from tests.grids.test_cut_off import dying, journal_of, names

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytest.importorskip("rasterio")


@pytest.fixture(autouse=True)
def _rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BLOCK_BYTES", 1)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return protocol.write_file(tmp_path_factory.mktemp("map"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def done(out: Path) -> int:
    """Blocks that the journal of an unfinished map knows."""
    return journal_of(out).read_text("utf-8").count('"computed"')


def test_kills_at_every_kind_of_moment(file: Path, tmp_path: Path) -> None:
    out, words = tmp_path / "maps", ("--country", "MKD")
    counts = []
    for moment, number in (
        ("in the store of a map", 1),
        ("in a chunk of a map", 2),
        ("before the line", 2),
        ("in the line", 2),
        ("in the products", 1),
        ("before the map's name", 1),
    ):
        died = dying(moment, number, "gsocseq", file, "-o", out, *words)
        assert died.returncode == -signal.SIGKILL, (moment, died.stderr)
        assert not out.exists()
        counts.append(done(out))
    assert counts == [0, 1, 2, 3, 9, 9]  # never from the beginning, never a block twice
    assert main(["gsocseq", str(file), "-o", str(out), *words, "--resume"]) == 0
    fpm.gsocseq_maps(file, tmp_path / "undisturbed", country="MKD")
    assert contents(out) == contents(tmp_path / "undisturbed")
    assert names(out) == names(tmp_path / "undisturbed")
    left = sorted(p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock"))
    assert left == ["maps", "undisturbed"]


def test_ctrl_c_says_how_to_go_on(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "maps"
    stopped = dying("Ctrl-C", 3, "gsocseq", file, "-o", out, "--no-uncertainty", "--restart")
    assert stopped.returncode == 130
    command = f"4p1000 gsocseq {file} -o {out} --no-uncertainty"
    told = f"Stopped. What is done is kept. To go on: {command}"
    assert stopped.stderr.strip().splitlines() == [told]
    assert done(out) == 2


def interrupted(file: Path, out: Path, **options: object) -> None:
    """Leave an unfinished map."""

    def stop(count: int, total: int, what: str) -> None:
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fpm.gsocseq_maps(file, out, progress=stop, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", ["data", "country", "compat", "masks"])
def test_an_unfinished_map_of_other_data_or_choices_is_kept(
    file: Path, tmp_path: Path, change: str
) -> None:
    mine, out = tmp_path / "phases.nc", tmp_path / "maps"
    shutil.copy(file, mine)
    interrupted(mine, out, uncertainty=False)
    before = journal_of(out).read_bytes()
    options = {"country": {"country": "MKD"}, "compat": {"compat": "bare_limit"}}
    options |= {"masks": {"masks": ()}}
    if change == "data":
        with xr.open_dataset(file) as ds:
            (ds.load() * 1.0).assign(clay_percent=ds["clay_percent"] + 1).to_netcdf(mine)
    with pytest.raises(InputError, match="--restart"):
        fpm.gsocseq_maps(mine, out, uncertainty=False, **options.get(change, {}))
    assert journal_of(out).read_bytes() == before
    assert not out.exists()
    fpm.gsocseq_maps(mine, out, uncertainty=False, restart=True, **options.get(change, {}))
    assert (out / "gsocseq.nc").exists()


def test_nothing_to_go_on_with_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no unfinished run"):
        fpm.gsocseq_maps(file, tmp_path / "maps", resume=True)


def changed(file: Path, path: Path, kind: str) -> None:
    with xr.open_dataset(file) as opened:
        ds = opened.load()
    if kind == "no evaporation":
        ds = ds.drop_vars("pet_mm_spin_up")
    elif kind == "no warm-up":
        ds = ds.drop_vars([n for n in ds.data_vars if str(n).endswith("_warm_up")])
    elif kind == "no clay":
        ds = ds.drop_vars("clay_percent")
    elif kind == "wrong unit":
        ds["precipitation_mm_warm_up"].attrs["units"] = "kg"
    elif kind == "clay as a fraction":
        ds["clay_percent"] = ds["clay_percent"] / 100
    elif kind == "a slip in the last row":
        ds["plant_cover_warm_up"][:, -1] = 55.0
    elif kind == "misspelt":
        ds = ds.rename(clay_percent="clay_pcercent")
    ds.to_netcdf(path)
    if kind == "cut short":
        path.write_bytes(path.read_bytes()[:3000])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no evaporation", ("pet_mm", "phases.nc")),
        ("no warm-up", ("warm_up", "_warm_up")),
        ("no clay", ("clay_percent",)),
        ("wrong unit", ("precipitation_mm", "kg", "phases.nc")),
        ("clay as a fraction", ("clay_percent", "fraction", "phases.nc")),
        ("a slip in the last row", ("plant_cover_warm_up", "55", "per cent")),
        ("misspelt", ("clay_pcercent", "clay_percent")),
        ("cut short", ("phases.nc", "cut short")),
    ],
)
def test_bad_data_are_refused_and_leave_nothing(
    file: Path,
    tmp_path: Path,
    kind: str,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, out = tmp_path / "phases.nc", tmp_path / "maps"
    changed(file, path, kind)
    code = main(["gsocseq", str(path), "-o", str(out), "--no-uncertainty"])
    said = capsys.readouterr().err
    assert code == 3, said
    for word in words:
        assert word in said
    assert "Traceback" not in said
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == ["phases.nc"]


BAD: dict[str, tuple[tuple[str, str], tuple[str, ...]]] = {
    "unknown table": (("[spin_up]", "[spinup]"), ("spinup", "spin_up", "row 9")),
    "unknown key": (("clay_percent =", "clay_percnt ="), ("clay_percnt", "clay_percent", "row 6")),
    "no stock": (('soc_stock_tc_ha = "soc_stock_tc_ha.tif"\n', ""), ("soil.soc_stock_tc_ha",)),
    "no rain": (
        ('precipitation_mm = "precipitation_mm_spin_up.tif"\n', ""),
        ("spin_up.precipitation_mm",),
    ),
    "no reference": (('"clay_percent.tif"', "3"), ("soil.clay_percent", "line 6")),
    "other like": (('country = "MKD"', 'like = "sand_percent"'), ("sand_percent",)),
    "bounds": (('country = "MKD"', "bounds = [1, 2, 3]"), ("west, south, east, north",)),
    "resampling": (('country = "MKD"', "resampling.pet_mm = 3"), ("resampling.pet_mm", "3")),
    "no such way": (('country = "MKD"', 'resampling.pet_mm = "maen"'), ("maen",)),
    "land cover twice": (
        ("[warm_up]", 'fao_land_cover = "fao_land_cover.tif"\n[warm_up]'),
        ("spin_up.fao_land_cover", "not be used"),
    ),
    "country": (('"MKD"', '"Macedonia"'), ("three capital letters",)),
    "no TOML": (("[warm_up]", "[warm_up"), ("TOML",)),
    "no such years": (("pet_mm_warm_up.tif[first_year=2001]", "pet_mm_warm_up.tif"), ("24 bands",)),
    "half a year": (
        ("pet_mm_warm_up.tif[first_year=2001]", "pet_mm_warm_up.tif[first_year=1]"),
        ("1",),
    ),
    "years of no GeoTIFF": (
        ("pet_mm_warm_up.tif[first_year=2001]", "phases.nc:pet[first_year=2001]"),
        ("phases.nc", "first_year=2001"),
    ),
    "other years": (
        ("pet_mm_warm_up.tif[first_year=2001]", "pet_mm_warm_up.tif[first_year=1901]"),
        ("different months",),
    ),
    "wrong unit": (('"clay_percent.tif"', '"clay_percent.tif[units=mm]"'), ("mm", "clay_percent")),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_of_rasters_that_is_wrong_is_refused(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, out = protocol.write_rasters(tmp_path), tmp_path / "maps"
    (old, new), words = BAD[kind]
    text = recipe.read_text("utf-8")
    assert old in text
    recipe.write_text(text.replace(old, new, 1), encoding="utf-8")
    protocol.write_file(tmp_path)
    assert main(["gsocseq", str(recipe), "-o", str(out)]) == 3
    said = capsys.readouterr().err
    for word in words:
        assert word in said
    assert not out.exists()
    assert not journal_of(out).exists()


def test_a_raster_that_is_gone_or_cut_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, out = protocol.write_rasters(tmp_path), tmp_path / "maps"
    rain = tmp_path / "precipitation_mm_warm_up.tif"
    whole = rain.read_bytes()
    rain.write_bytes(whole[: len(whole) // 2])
    assert main(["gsocseq", str(recipe), "-o", str(out)]) == 3
    assert rain.name in capsys.readouterr().err
    rain.unlink()
    assert main(["gsocseq", str(recipe), "-o", str(out)]) == 4
    assert rain.name in capsys.readouterr().err
    rain.write_bytes(whole)
    assert main(["gsocseq", str(recipe), "-o", str(out), "--no-uncertainty"]) == 0
    assert json.loads((out / "gsocseq.json").read_text("utf-8"))["computed_cells"] > 0


def test_a_raster_that_changed_since_is_refused(tmp_path: Path) -> None:
    recipe, out = protocol.write_rasters(tmp_path), tmp_path / "maps"
    interrupted(recipe, out, uncertainty=False)
    protocol.write_rasters(tmp_path)  # the same values at another time
    with pytest.raises(InputError, match="--restart"):
        fpm.gsocseq_maps(recipe, out, uncertainty=False)


def test_a_row_of_sand_is_no_clay_as_a_fraction(file: Path, tmp_path: Path) -> None:
    """What looks like a slip in a block, 0.8 % of clay in every cell, is told by the whole map."""
    fpm.gsocseq_maps(file, tmp_path / "maps", uncertainty=False)
    with xr.open_dataset(file) as ds, xr.open_dataset(tmp_path / "maps" / "gsocseq.nc") as got:
        sand = (ds["clay_percent"] < 1).all("longitude")
        assert int(sand.sum()) == 1
        status = got["gsocseq_status"].sel(latitude=ds["latitude"][sand])
        assert status.values.tolist() == [[0] * protocol.COLUMNS]
