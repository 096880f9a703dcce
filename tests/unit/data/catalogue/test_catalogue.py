"""Entries: read strictly, found by name, located on this machine."""

import os
from pathlib import Path

import pytest

from fourpermille.core.errors import DataUnavailableError, InputError, UnknownNameError
from fourpermille.data.catalogue import cache_folder, entries, entry, locate, parse_entry

GOOD = """
title = "A map"
topic = "soil"
producer = "P"
citation = "C"
format = "GeoTIFF"
redistributable = true
[licence]
name = "CC0 1.0"
[[files]]
name = "{kind}_{month}.tif"
url = "https://example.org/{kind}/{month}.tif"
[files.expand]
kind = ["a", "b"]
month = ["09..11"]
[variables]
soc = { name = "soc_stock_tc_ha", units = "t ha-1" }
soc_crop = { name = "soc_stock_tc_ha", units = "t ha-1", preferred = true }
"""


def test_one_row_stands_for_many_files():
    one = parse_entry("a_map", GOOD)
    assert [f.name for f in one.files] == [f"{k}_{m}.tif" for k in "ab" for m in ("09", "10", "11")]
    assert one.file("b_10.tif").url == "https://example.org/b/10.tif"
    assert one.size_bytes is None
    assert one.downloadable


def test_a_quantity_is_found_with_the_preferred_first():
    assert parse_entry("a_map", GOOD).find("soc_stock_tc_ha") == ("soc_crop", "soc")
    with pytest.raises(UnknownNameError, match="soc_crop"):
        parse_entry("a_map", GOOD).variable("soc_krop")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "A map"', "", "title"),
        ('topic = "soil"', 'topic = "soap"', "soap"),
        ('[licence]\nname = "CC0 1.0"', "", "licence"),
        ('name = "CC0 1.0"', 'name = ""', "licence.name"),
        ("redistributable = true", "", "redistributable"),
        ("redistributable = true", 'redistributable = true\ncolour = "red"', "colour"),
        ('kind = ["a", "b"]', "", "kind"),
        ('kind = ["a", "b"]', 'kind = ["a", "a"]', "same name"),
        (', units = "t ha-1" }', " }", "units"),
        ("[[files]]", "[[files]]\nsha256 = 'abc'", "sha256"),
        ("[licence]", "[licence", "TOML"),
    ],
)
def test_a_bad_entry_is_refused_by_name(old, new, told):
    assert old in GOOD
    with pytest.raises(InputError, match=told) as caught:
        parse_entry("a_map", GOOD.replace(old, new, 1))
    assert "a_map.toml" in str(caught.value)


def test_a_dataset_without_files_says_how_to_obtain_it():
    head = GOOD.split("[[files]]")[0]
    with pytest.raises(InputError, match="obtain"):
        parse_entry("a_map", head)
    assert parse_entry("a_map", 'obtain = "Ask."\n' + head).files == ()


def test_unknown_ids_get_near_ones():
    with pytest.raises(UnknownNameError, match="climate_0p5deg"):
        entry("climate_05deg")


def test_the_folder_of_downloads_is_that_of_pooch(monkeypatch):
    pooch = pytest.importorskip("pooch")
    monkeypatch.delenv("FOURPERMILLE_DATA_DIR", raising=False)
    assert cache_folder() == Path(pooch.os_cache("fourpermille"))


@pytest.fixture
def empty(tmp_path, monkeypatch):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    both = os.pathsep.join(str(tmp_path / name) for name in ("one", "two"))
    monkeypatch.setenv("FOURPERMILLE_DATA", both)
    monkeypatch.setenv("FOURPERMILLE_DATA_DIR", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "one/global_grid/soil_0p5deg.nc",
        "two/global_grid/soil_0p5deg.nc",
        "two/soil_0p5deg/soil_0p5deg.nc",
        "cache/soil_0p5deg/soil_0p5deg.nc",
    ],
)
def test_a_file_is_found_in_each_place(empty, place):
    with pytest.raises(DataUnavailableError, match=r"FOURPERMILLE_DATA names"):
        locate("soil_0p5deg")
    path = empty / place
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert locate("soil_0p5deg") == path


def test_local_copies_come_before_downloads(empty):
    for place in ("cache", "two", "one"):
        path = empty / place / "soil_0p5deg" / "soil_0p5deg.nc"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
        assert locate("soil_0p5deg") == path


def test_a_missing_file_tells_command_address_size_and_licence(empty):
    with pytest.raises(DataUnavailableError) as caught:
        locate("natural_earth_50m")
    text = str(caught.value)
    for part in ("4p1000 data get natural_earth_50m", "https://", "800 kB", "public domain"):
        assert part in text
    assert caught.value.exit_code == 4
    with pytest.raises(DataUnavailableError, match=r"--file HWSD2_DB\.zip"):
        locate("hwsd_2_0", "HWSD2_DB.zip")


def test_a_folder_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("FOURPERMILLE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataUnavailableError, match="nowhere"):
        locate("soil_0p5deg")


def test_ids_are_listed_in_order():
    assert list(entries()) == sorted(set(entries()))
