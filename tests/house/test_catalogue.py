"""Every entry of the catalogue is complete, true to the vocabulary and to the reference data."""

import ast
import re
from pathlib import Path

import pytest

from fourpermille.core.units import check_unit, factor_and_offset
from fourpermille.core.variables import is_known
from fourpermille.data.catalogue import entries, entry
from fourpermille.data.catalogue.verify import verify_file

IDS = entries()
FOLDERS = ("global_grid", "region_north_macedonia_30arcsec", "countries", "lte", "practices")
SAME = {"percent": "%", "percent volume": "%", "t C ha-1 yr-1": "t ha-1 year-1"}
WITHOUT_DEPTH = (
    "lte_rothamsted",
    "lte_ultuna",
    "lte_european_16sites",
    "wise30sec",
    "silsoe_agroforestry",
)
LOCAL = [
    pytest.param(id, file, id=f"{id}-{file.basename}")
    for id in IDS
    for file in entry(id).files
    if file.name.startswith(FOLDERS)
]


@pytest.mark.parametrize("id", IDS)
def test_terms_are_named(id):
    one = entry(id)
    assert one.licence.name
    assert one.licence.url.startswith(("https://", "http://")) or one.licence.name == "none stated"
    if any(word in one.licence.name for word in ("NC", "GPL", "none stated", "non-commercial")):
        assert not one.redistributable


@pytest.mark.parametrize("id", IDS)
def test_variables_are_those_of_the_vocabulary(id):
    one = entry(id)
    for name, row in one.variables.items():
        assert row.name == "" or is_known(row.name), name
        assert set(row.files) <= {file.basename for file in one.files}
        if row.units == "text":
            continue
        check_unit(row.units)
        if row.name:
            factor_and_offset(row.units, row.name)


@pytest.mark.parametrize("id", IDS)
def test_files_can_be_had_or_it_is_said_how(id):
    one = entry(id)
    for file in one.files:
        assert not re.search(r"[{}]", file.name + file.url)
        assert file.url == "" or file.url.startswith(("https://", "http://"))
        assert file.url or (file.sha256 and file.size_bytes and one.obtain)
    assert not (one.login_needed and one.downloadable)


@pytest.mark.parametrize("id", IDS)
def test_codes_are_no_quantities(id):
    for name, row in entry(id).variables.items():
        if row.valid_minimum is not None and row.valid_maximum is not None:
            assert row.valid_minimum < row.valid_maximum, name
        if row.name.startswith("soc_stock") and row.depth_bottom_cm is None:
            assert id in WITHOUT_DEPTH


def test_no_two_datasets_claim_a_file():
    names = [file.name for id in IDS for file in entry(id).files if "/" in file.name]
    assert len(set(names)) == len(names)


def test_every_reference_file_has_an_entry(shared_data: Path):
    names = {file.name for id in IDS for file in entry(id).files}
    found = {
        path.relative_to(shared_data).as_posix()
        for folder in FOLDERS
        for path in (shared_data / folder).iterdir()
        if path.suffix != ".md"
    }
    assert found - names == set()


@pytest.mark.parametrize(("id", "file"), LOCAL)
def test_reference_files_are_what_the_catalogue_says(id, file, shared_data: Path):
    verdict = verify_file(entry(id), file, shared_data / file.name)
    assert verdict.problem == ""
    assert verdict.hash_known


@pytest.mark.parametrize(("id", "file"), [p for p in LOCAL if p.values[1].name.endswith(".nc")])
def test_variables_of_grids_stand_in_their_files(id, file, shared_data: Path):
    xr = pytest.importorskip("xarray")
    rows = entry(id).variables
    with xr.open_dataset(shared_data / file.name) as ds:
        assert set(rows) == set(ds.data_vars)
        for name, row in rows.items():
            assert row.of_month == ("month" in ds[name].dims), name
            assert row.units == SAME.get(ds[name].attrs["units"], ds[name].attrs["units"]), name


@pytest.mark.parametrize(("id", "file"), [p for p in LOCAL if p.values[1].name.endswith(".csv")])
def test_variables_of_tables_stand_in_their_files(id, file, shared_data: Path):
    pd = pytest.importorskip("pandas")
    one = entry(id)
    wanted = {name for name, row in one.variables.items() if file.basename in row.files}
    columns = set(pd.read_csv(shared_data / file.name, nrows=0).columns)
    assert wanted <= columns
    anywhere = {name for name, row in one.variables.items() if not row.files}
    if len(one.files) == 1:
        assert anywhere <= columns


def test_nothing_but_the_front_door_downloads(repository: Path):
    """A run never reaches the network: one module alone knows how to, and it is asked by hand."""
    source = repository / "src" / "fourpermille"
    inside = source / "data" / "fetch"
    users = []
    for path in source.rglob("*.py"):
        names = {
            node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        web = {"pooch", "urllib.request", "requests", "http.client"}
        if (names & web or any(n.startswith("fourpermille.data.fetch") for n in names)) and (
            not path.is_relative_to(inside)
        ):
            users.append(path.relative_to(source).as_posix())
    assert users == ["api/data.py"]
