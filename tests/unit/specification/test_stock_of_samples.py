"""The stock from carbon content, density, depth and stones, where no column gives it."""

import numpy as np
import pytest

from fourpermille.api.places import resolve_places
from fourpermille.api.validation import validate
from fourpermille.core.scenario import make_scenario
from fourpermille.data.read import read_places

CLIMATE = 'climate = "country_mean"'


def resolved(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    scenario = make_scenario(
        {"id": "a", "places": {"file": "a.csv", "climate": "country_mean"},
         "defaults": {"plant_cover": 1}},
        base_dir=tmp_path,
    )  # fmt: skip
    return resolve_places(read_places(path), scenario)


@pytest.mark.parametrize(
    ("columns", "cells", "stock"),
    [
        ("soc_content_g_kg", "20", 78.0),  # 20 g/kg x 1.3 g/cm3 x 30 cm / 10
        ("soc_percent", "2", 78.0),
        ("soc_content_g_kg,coarse_fragments_percent", "20,10", 70.2),
        ("soc_content_g_kg,coarse_fragments_percent", "20,", np.nan),
        ("soc_content_g_kg", "", np.nan),
        ("soc_content_g_kg,soc_stock_tc_ha", "20,55", 55.0),  # what is given is used
    ],
)
def test_by_hand(tmp_path, columns, cells, stock):
    head = "place,country,clay_percent,bulk_density_g_cm3,depth_cm,"
    other = ",".join("30" for _ in cells.split(","))
    text = f"{head}{columns}\na,FRA,20,1.3,30,{cells}\nb,FRA,20,1.3,30,{other}\n"
    ds = resolved(tmp_path, text)
    assert ds["soc_stock_tc_ha"].values[0] == pytest.approx(stock, rel=1e-12, nan_ok=True)
    source = ds["soc_stock_tc_ha"].attrs["source"]
    assert source == "given" or source.startswith("computed from soc_")
    assert ("coarse_fragments" in source) == ("coarse_fragments" in columns)


def test_a_table_of_samples_needs_no_stock(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "place,clay_percent,bulk_density_g_cm3,depth_cm,soc_content_g_kg\na,20,1.3,30,20\n"
    )
    report = validate(path)
    assert report.ok
    assert "soc_stock_tc_ha" not in report.counts["needed"]
