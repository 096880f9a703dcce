"""The templates that people fill in are read as they are."""

import pytest

from fourpermille.data.read import read_places
from fourpermille.data.template import write_template

# An untouched example is told of; here it is only read.
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.PlausibilityWarning")


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_a_template_with_its_example(lang, tmp_path):
    book = read_places(write_template("places", tmp_path / "plots.xlsx", lang))
    text = read_places(
        write_template("places", tmp_path / "plots.csv", lang),
        climate_path=write_template("climate", tmp_path / "climate.csv", lang),
    )
    for ds in (book, text):
        assert ds.sizes == {"cell": 1, "month": 12}
        assert ds["country"].values.tolist() == ["FRA"]
        assert ds.attrs["unused_columns"] == ""
        assert {"clay_percent", "soc_stock_tc_ha", "pet_mm", "plant_cover"} <= set(ds.data_vars)
    assert set(book.variables) == set(text.variables)
    for name in book.variables:
        assert (book[name].values == text[name].values).all()


def test_parts_of_a_template_that_are_left_empty(tmp_path):
    import openpyxl

    path = write_template("places", tmp_path / "plots.xlsx")
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book["climate"][1]]
    cover = next(i for i, text in enumerate(header, start=1) if "cover" in text.lower())
    for row in range(2, 14):
        book["climate"].cell(row, cover).value = None
    book.save(path)
    ds = read_places(path)
    assert "pet_mm" in ds
    assert "plant_cover" not in ds
    assert "plant_cover" in ds.attrs["empty_columns"]
    book["climate"].delete_rows(2, 12)
    book.save(path)
    assert "pet_mm" not in read_places(path)
