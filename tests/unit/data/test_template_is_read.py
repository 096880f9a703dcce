"""The templates that people fill in are read as they are."""

import pytest

from fourpermille.data.read import read_places
from fourpermille.data.template import write_template


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
