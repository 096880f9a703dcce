"""The layout of the reference cases: read, checked, written."""

import csv
import math
import shutil

import numpy as np
import pytest

from fourpermille.core.errors import DataUnavailableError, InputError
from fourpermille.data.readers.rothc_cases import read_cases, read_initial, read_questions
from fourpermille.data.writers.rothc_cases import write_cases

SITES = """case,opt_rm_moist,opt_smd_bare,clay_pct,depth_cm,iom_t_ha,silt_pct,bulk_density_g_cm3,oc_pct,min_rm_moist,spin_up,description
a,1,1,23.4,23,2.7,,,,0.2,first12,"one, two"
b,2,1,22,30,2.3,32,1.45,0.7,,given,
"""
COLUMNS = (
    "case,step,year,month,modern_pct,tmp_c,rain_mm,evap_mm,c_inp_t_ha,fym_t_ha,plant_cover,dpm_rpm"
)
INITIAL = "case,state,months_run,smd_mm,dpm,rpm,bio,hum,iom,soc,age_dpm,age_rpm,age_bio,age_hum\nb,given,0,-25,0.2,6,0.9,30,4,41.1,1,8,25,150\n"
QUESTIONS = (
    "case,kind,years,target_soc_t_ha\na,equilibrium,inf,37.2\nb,constant_addition_simple,20,36.5\n"
)


@pytest.fixture
def folder(tmp_path):
    rows = [f"{case},{s},2000,{(s - 1) % 12 + 1},100,{s}.5,50,20,0.2,0,1,1.44"
            for case in "ab" for s in range(1, 25)]  # fmt: skip
    (tmp_path / "sites.csv").write_text(SITES)
    (tmp_path / "forcing.csv").write_text("\n".join([COLUMNS, *rows]) + "\n")
    (tmp_path / "initial.csv").write_text(INITIAL)
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    return tmp_path


def read_all(folder):
    cases = read_cases(folder / "sites.csv", folder / "forcing.csv")
    return (
        cases,
        read_initial(folder / "initial.csv", cases),
        read_questions(folder / "questions.csv", cases),
    )


def test_everything_of_a_case(folder):
    (a, b), (given,), (endless, twenty) = read_all(folder)
    assert (a.case, a.clay_percent, a.depth_cm, a.iom_tc_ha) == ("a", 23.4, 23, 2.7)
    assert (a.opt_rm_moist, a.opt_smd_bare, a.minimum_moisture_modifier) == (1, 1, 0.2)
    assert (a.spin_up, a.silt_percent, a.steps) == ("first12", None, 24)
    assert (b.opt_rm_moist, b.silt_percent, b.bulk_density_g_cm3, b.soc_content_percent) == (
        2,
        32,
        1.45,
        0.7,
    )
    assert b.minimum_moisture_modifier == 0.2
    assert a.monthly["air_temperature_degc"].tolist() == [s + 0.5 for s in range(1, 25)]
    assert given.pools["soil_moisture_deficit_mm"] == -25
    assert given.pools["hum_tc_ha"] == 30
    assert given.ages["age_hum"] == 150
    assert math.isinf(endless.years)
    assert (twenty.years, twenty.target_soc_tc_ha) == (20, 36.5)


def test_the_shared_cases(shared_data, tmp_path):
    folder = shared_data / "rothc_reference" / "cases"
    with (folder / "inverse.csv").open() as file:
        rows = [row[:4] for row in csv.reader(file)]
    (tmp_path / "questions.csv").write_text("\n".join(map(",".join, rows)))
    for name in ("sites.csv", "forcing.csv", "initial.csv"):
        shutil.copy(folder / name, tmp_path / name)
    cases, initial, questions = read_all(tmp_path)
    assert len(cases) == 15
    assert len(initial) == 29
    assert len(questions) == 65
    assert sum(case.steps for case in cases) == 2388
    c05 = next(case for case in cases if case.case == "c05_sahel_dry_start")
    assert set(c05.monthly) == {
        "air_temperature_degc", "precipitation_mm", "open_pan_evaporation_mm", "plant_cover",
        "plant_input_tc_ha_month", "manure_input_tc_ha_month", "dpm_rpm_ratio", "modern_percent",
    }  # fmt: skip
    assert np.isfinite(
        [value for case in cases for value in case.monthly["precipitation_mm"]]
    ).all()


@pytest.mark.parametrize(
    ("name", "old", "new", "row", "column", "found"),
    [
        ("sites.csv", "a,1,1,23.4", "a,1,1,140", 2, "clay_pct", "140"),
        ("sites.csv", "a,1,1,23.4", "a,1,1,clay", 2, "clay_pct", "clay"),
        ("sites.csv", "a,1,1,", "a,4,1,", 2, "opt_rm_moist", "4"),
        ("sites.csv", "first12", "always", 2, "spin_up", "always"),
        ("sites.csv", "b,2,1", "a,2,1", 3, "case", "a"),
        ("sites.csv", ",23,2.7", ",,2.7", 2, "depth_cm", "an empty cell"),
        ("sites.csv", "clay_pct", "clay", None, "clay_pct", None),
        ("forcing.csv", "a,3,2000,3", "a,4,2000,3", 4, "step", "4"),
        ("forcing.csv", "a,3,2000,3", "a,3,2000,13", 4, "month", "13"),
        ("forcing.csv", "3.5,50", "3.5,", 4, "rain_mm", "an empty cell"),
        ("forcing.csv", "3.5,50", "nan,50", 4, "tmp_c", "nan"),
        ("forcing.csv", "tmp_c", "temp", None, "tmp_c", None),
        ("initial.csv", "b,given", "z,given", 2, "case", "z"),
        ("initial.csv", ",-25,", ",25,", 2, "smd_mm", "25"),
        ("initial.csv", ",30,4", ",-30,4", 2, "hum", "-30"),
        ("questions.csv", "equilibrium", "balance", 2, "kind", "balance"),
        ("questions.csv", "inf", "20", 2, "years", "20"),
        ("questions.csv", ",20,", ",0,", 3, "years", "0"),
        ("questions.csv", "36.5", "much", 3, "target_soc_t_ha", "much"),
    ],
)
def test_broken_cases(name, old, new, row, column, found, folder):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_all(folder)
    problems = caught.value.problems
    problem = next(p for p in problems if (p.file, p.column, p.row) == (name, column, row))
    assert row is None or problem.found == found


def test_a_missing_file(folder):
    with pytest.raises(DataUnavailableError):
        read_cases(folder / "sites.csv", folder / "none.csv")


def test_written_as_read(shared_data, tmp_path):
    folder = shared_data / "rothc_reference" / "cases"
    for name in ("expected", "initial", "inverse"):
        with (folder / f"{name}.csv").open() as file:
            rows = list(csv.DictReader(file))
        typed = [{key: _typed(value) for key, value in row.items()} for row in rows]
        path = write_cases(tmp_path, {name: typed})[name]
        assert path.name == f"{name}.csv"
        with path.open() as file:
            again = list(csv.DictReader(file))
        assert list(again[0]) == list(rows[0])
        assert [{k: _typed(v) for k, v in row.items()} for row in again] == typed
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "expected.csv",
        "initial.csv",
        "inverse.csv",
    ]


def _typed(text):
    try:
        return float(text)
    except ValueError:
        return text


def test_enough_digits(tmp_path):
    value = 1 / 3
    rows = [{"case": "a", "result": value, "years": math.inf}]
    path = write_cases(tmp_path, {"inverse": rows})["inverse"]
    row = next(csv.DictReader(path.read_text().splitlines()))
    assert abs(float(row["result"]) / value - 1) < 1e-14
    assert row["years"] == "inf"
    assert row["soc_reached_by_reference"] == ""


def test_tables_appear_together_or_not_at_all(tmp_path):
    (tmp_path / "expected.csv").write_text("mine")
    (tmp_path / "initial.csv").mkdir()  # nothing can take this name
    (tmp_path / "initial.csv" / "keep.txt").write_text("mine too")
    (tmp_path / ".initial.csv.old").mkdir()
    (tmp_path / ".initial.csv.old" / "x").write_text("")
    with pytest.raises(OSError, match="initial"):
        write_cases(tmp_path, {"expected": [{"case": "a"}], "initial": [{"case": "a"}]})
    assert (tmp_path / "expected.csv").read_text() == "mine"
    assert (tmp_path / "initial.csv" / "keep.txt").read_text() == "mine too"
    assert not list(tmp_path.glob("*.part"))


def test_a_bad_cell_is_told_once(folder):
    path = folder / "forcing.csv"
    path.write_text(path.read_text().replace("a,3,2000,3,", "a,3,2000,March,", 1))
    with pytest.raises(InputError) as caught:
        read_all(folder)
    assert [(p.row, p.column, p.found) for p in caught.value.problems] == [(4, "month", "March")]
