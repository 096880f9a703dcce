"""What is written is read back: any text, any number, any of the formats."""

import csv
import io
import math

import numpy as np
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fourpermille.data.assemble import TOTALS
from fourpermille.data.numbers import NotANumber, number
from fourpermille.data.read import read_places
from fourpermille.data.writers.labelled import write_netcdf
from fourpermille.data.writers.rothamsted import write_rothamsted
from fourpermille.data.writers.rothc_cases import digits

PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"])
NAMES = st.text(PRINTABLE, min_size=1, max_size=12).filter(
    lambda name: not name.startswith("#") and name.casefold() not in TOTALS
)
STOCKS = st.floats(10, 3000) | st.just(math.nan)
SHARES = st.floats(1.5, 100) | st.just(math.nan)
SEPARATORS = st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), ("\t", ".")])
TABLES = st.lists(
    st.tuples(NAMES, SHARES, STOCKS), min_size=1, max_size=8, unique_by=lambda r: r[0]
)


def text(value, mark):
    return "" if math.isnan(value) else repr(value).replace(".", mark)


@given(TABLES, SEPARATORS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_tables(tmp_path, rows, style, encoding):
    separator, mark = style
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["place", "clay_percent", "soc_stock_tc_ha"])
    for name, clay, stock in rows:
        writer.writerow([name, text(clay, mark), text(stock, mark)])
    path = tmp_path / "t.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    ds = read_places(path)
    assert ds["place"].values.tolist() == [row[0] for row in rows]
    for at, name in ((1, "clay_percent"), (2, "soc_stock_tc_ha")):
        expected = [row[at] for row in rows]
        if all(math.isnan(value) for value in expected):
            assert name not in ds
        else:
            np.testing.assert_array_equal(ds[name].values, expected)


@given(st.floats(-1e300, 1e300), st.booleans())
def test_numbers(value, comma):
    written = repr(value).replace(".", ",") if comma else repr(value)
    assert number(written, decimal_comma=comma) == value
    assert number(value) == value
    assert float(digits(value)) == value or math.isclose(float(digits(value)), value, rel_tol=1e-14)


@given(st.text(max_size=8))
def test_no_text_becomes_a_number_in_silence(cell):
    try:
        value = number(cell)
    except NotANumber:
        return
    if math.isnan(value):
        assert not cell.strip()
        return
    plain = "".join(c for c in cell.strip().replace("\u2212", "-") if c not in "\u00a0\u202f ")
    assert float(plain) == value


MONTHLY = {
    "air_temperature_degc": st.floats(-60, 55),
    "precipitation_mm": st.floats(0, 900),
    "open_pan_evaporation_mm": st.floats(-3, 500),
    "plant_input_tc_ha_month": st.floats(0, 5),
    "manure_input_tc_ha_month": st.floats(0, 5),
    "plant_cover": st.sampled_from([0.0, 1.0]),
    "modern_percent": st.floats(50, 200),
}


@settings(max_examples=20)  # each writes a file
@given(st.data(), st.integers(1, 3))
def test_rothamsted_files(tmp_path, data, years):
    count = 12 * years
    dim = "month" if years == 1 else "time"
    first = np.datetime64("1990-01", "M")
    steps = np.arange(1, 13) if years == 1 else (first + np.arange(count)).astype("datetime64[s]")
    fields = {
        name: (("cell", dim), [data.draw(st.lists(values, min_size=count, max_size=count))])
        for name, values in MONTHLY.items()
    }
    for name, values in (("clay_percent", st.floats(1.5, 90)), ("depth_cm", st.floats(5, 100)),
                         ("iom_tc_ha", st.floats(0, 50)), ("dpm_rpm_ratio", st.floats(0.1, 3))):  # fmt: skip
        fields[name] = (("cell",), [data.draw(values)])
    assume(min(fields["air_temperature_degc"][1][0]) < 100)
    ds = xr.Dataset(fields, {"place": (("cell",), ["RothC_input"]), dim: steps})
    again = read_places(write_rothamsted(ds, tmp_path / "RothC_input.dat"))
    xr.testing.assert_identical(again.drop_attrs(), ds.drop_attrs()[list(again.data_vars)])


@given(TABLES)
def test_netcdf(tmp_path, rows):
    names, clay, stock = (list(column) for column in zip(*rows, strict=True))
    ds = xr.Dataset(
        {"clay_percent": ("cell", clay), "soc_stock_tc_ha": ("cell", stock)},
        {"place": ("cell", np.array(names))},
    )
    again = read_places(write_netcdf(ds, tmp_path / "t.nc"))
    xr.testing.assert_identical(again.drop_attrs(), ds)
