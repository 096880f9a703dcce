"""Rothamsted's input file: read as it is, written and read back."""

import csv

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.errors import InputError, MissingVariableError
from fourpermille.data.read import read_places
from fourpermille.data.readers.rothamsted import split_spin_up
from fourpermille.data.writers.rothamsted import write_rothamsted

HEAD = """## soil: clay %, depth cm, iom t C/ha
## monthly: see the manual of the program
(%)\t(cm)\t(t C/ha)\t(-)
clay\tdepth\tiom\tnsteps
{clay}\t{depth}\t{iom}\t{steps}
(-)\t(-)\t(%)\t(C)\t(mm)\t(mm)\t(t C/ha)\t(t C/ha)\t(-)\t(-)
year\tmonth\tmodern\tTmp\tRain\tEvap\tC_inp\tFYM\tPC\tDPM_RPM
"""


def dat(tmp_path, rows, steps=None, name="RothC_input.dat"):
    path = tmp_path / name
    head = HEAD.format(clay=23.4, depth=25.0, iom=3.0041, steps=steps or len(rows))
    path.write_text(head + "".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def months(years):
    return [[y, m, 100, 3.5 + m, 60 + m, 7 * m, 0.1 * m, 0, int(m < 9), 1.44]
            for y in years for m in range(1, 13)]  # fmt: skip


def test_one_year_is_a_climatology(tmp_path):
    ds = read_places(dat(tmp_path, months([1])))
    assert ds.sizes == {"cell": 1, "month": 12}
    assert float(ds["clay_percent"][0]) == 23.4
    assert float(ds["iom_tc_ha"][0]) == 3.0041
    assert ds["open_pan_evaporation_mm"].values[0].tolist() == [7.0 * m for m in range(1, 13)]
    assert ds["dpm_rpm_ratio"].values.tolist() == [1.44]
    assert ds["place"].values.tolist() == ["RothC_input"]
    assert ds.attrs["spin_up_months"] == 12


def test_the_published_example(shared_data, tmp_path):
    folder = shared_data / "rothc_reference" / "rothamsted_example"
    with (folder / "forcing.csv").open() as file:
        rows = list(csv.reader(file))
    ds = read_places(dat(tmp_path, [row[1:] for row in rows[1:]]))
    assert ds.sizes == {"cell": 1, "time": 840}
    assert [str(t)[:7] for t in ds["time"].values[[0, 11, 12, 839]]] == [
        "0001-01", "0001-12", "1939-01", "2007-12",
    ]  # fmt: skip
    names = ["modern_percent", "air_temperature_degc", "precipitation_mm",
             "open_pan_evaporation_mm", "plant_input_tc_ha_month", "manure_input_tc_ha_month",
             "plant_cover"]  # fmt: skip
    for at, name in enumerate(names, start=3):
        expected = [float(row[at]) for row in rows[1:]]
        np.testing.assert_array_equal(ds[name].values[0], expected)


def test_there_and_back(tmp_path):
    first = read_places(dat(tmp_path, months([1, 1990, 1991])))
    again = read_places(write_rothamsted(first, tmp_path / "again" / "RothC_input.dat"))
    xr.testing.assert_identical(again.drop_attrs(), first.drop_attrs())


def test_a_climatology_with_pet_is_written_as_open_pan(tmp_path, plots, write_csv):
    ds = read_places(write_csv(plots))
    ds = ds.assign(
        iom_tc_ha=("cell", np.full(6, 2.5)), dpm_rpm_ratio=("cell", np.full(6, 1.44)),
        plant_input_tc_ha_yr=("cell", np.full(6, 2.4)),
    )  # fmt: skip
    again = read_places(write_rothamsted(ds, tmp_path / "one.dat", cell=2))
    np.testing.assert_allclose(again["open_pan_evaporation_mm"][0] * 0.75, ds["pet_mm"][2])
    np.testing.assert_allclose(again["plant_input_tc_ha_month"][0], 0.2)
    assert again["manure_input_tc_ha_month"].values.sum() == 0


def test_a_variable_that_the_file_needs(tmp_path, plots, write_csv):
    ds = read_places(write_csv(plots))
    with pytest.raises(MissingVariableError):
        write_rothamsted(ds, tmp_path / "one.dat")
    assert not (tmp_path / "one.dat").exists()


@pytest.mark.parametrize(
    ("change", "row", "column", "found"),
    [
        (lambda rows: rows[3].__setitem__(3, "warm"), 11, "Tmp", "warm"),
        (lambda rows: rows[3].__setitem__(1, 5), 11, "month", 5.0),
        (lambda rows: rows.pop(), None, "nsteps", "11 announced, 11 rows"),
        (lambda rows: rows[3].pop(), 11, None, 9),
        (lambda rows: rows[3].__setitem__(8, 1.4), None, "PC", 1.4),
    ],
)
def test_what_is_wrong_in_it(change, row, column, found, tmp_path):
    rows = months([1])
    change(rows)
    with pytest.raises(InputError) as caught:
        read_places(dat(tmp_path, rows))
    problem = caught.value.problems[0]
    assert problem.column == column
    assert problem.found == found
    assert row is None or problem.row == row


def test_a_missing_column_and_a_missing_line(tmp_path):
    path = dat(tmp_path, months([1]))
    text = path.read_text()
    path.write_text(text.replace("Evap", "Sun"))
    with pytest.raises(InputError, match="evap"):
        read_places(path)
    path.write_text(text.replace("year\tmonth", "an\tmois"))
    with pytest.raises(InputError, match="month, year"):
        read_places(path)


def test_other_dat_files_are_tables(tmp_path):
    path = tmp_path / "p.dat"
    path.write_text("place;clay [%]\nA;12,5\n")
    assert read_places(path)["clay_percent"].values.tolist() == [12.5]


def test_the_repeated_year_and_the_series_after_it(tmp_path):
    first, rest = split_spin_up(read_places(dat(tmp_path, months([1, 1990, 1991]))))
    assert first.sizes == {"cell": 1, "month": 12}
    assert first["month"].values.tolist() == list(range(1, 13))
    assert rest.sizes == {"cell": 1, "time": 24}
    assert str(rest["time"].values[0])[:7] == "1990-01"
    only, none = split_spin_up(read_places(dat(tmp_path, months([1]))))
    assert only.sizes == {"cell": 1, "month": 12}
    assert none is None
