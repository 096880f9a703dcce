"""Broken files: each problem names row, column, value found and what is allowed."""

import pytest

from fourpermille.core.errors import DataUnavailableError, InputError
from fourpermille.data.read import read_places

JULY = "air_temperature_degc_07"


def problems_of(*args, **options):
    with pytest.raises(InputError) as caught:
        read_places(*args, **options)
    assert caught.value.exit_code == 3
    return caught.value.problems


def the_problem(*args, **options):
    found = problems_of(*args, **options)
    assert len(found) == 1, [str(problem) for problem in found]
    problem = found[0]
    for part in (problem.what, problem.file):
        assert part
    return problem


def change(rows, index, **values):
    rows[index] = {**rows[index], **values}
    return rows


def without(rows, *names):
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "what", "found", "allowed"),
    [
        ("clay_percent", 140, "out of range", 140.0, "0 to 100 %"),
        ("soc_stock_tc_ha", -3, "out of range", -3.0, "0 to 3000"),
        ("clay_percent", "many", "text where a number", "many", "a number"),
        ("clay_percent", "23 %", "text where a number", "23 %", "a number"),
        (JULY, "NaN", "not a finite number", "NaN", "a number"),
        (JULY, "inf", "not a finite number", "inf", "a number"),
        (JULY, "12,5", "comma in a number", "12,5", "a number"),
        ("plant_cover_03", 1.2, "out of range", 1.2, "0 to 1"),
        ("latitude", 95, "out of range", 95.0, "-90 to 90"),
        ("country", "Atlantis", "unknown country", "Atlantis", "FRA"),
        ("country", "ZZZ", "unknown country", "ZZZ", "FRA"),
        ("area_ha", "1 ha", "text where a number", "1 ha", "a number"),
    ],
)
def test_a_wrong_cell(column, cell, what, found, allowed, plots, write_csv):
    problem = the_problem(write_csv(change(plots, 2, **{column: cell})))
    assert problem.file == "plots.csv"
    assert problem.row == 4  # line of the file: header, two plots, this one
    assert problem.column == column
    assert problem.found == found
    assert what in problem.what
    assert allowed in problem.allowed


def test_a_misspelt_country_is_guessed(plots, write_csv):
    problem = the_problem(write_csv(change(plots, 0, country="Frnace")))
    assert "FRA (France)" in problem.todo


def test_a_month_without_value(plots, write_csv):
    problem = the_problem(write_csv(change(plots, 1, **{JULY: None})))
    assert (problem.row, problem.column) == (3, "air_temperature_degc")
    assert problem.found == "no value in month 7"


def test_a_year_without_values_is_missing_data(plots, write_csv):
    empty = {key: None for key in plots[1] if key.startswith("air_temperature")}
    ds = read_places(write_csv(change(plots, 1, **empty)))
    assert ds.attrs["missing_cells"] == '{"clay_percent": 1, "air_temperature_degc": 1}'


def test_all_problems_come_together(plots, write_csv):
    rows = change(plots, 0, clay_percent=140)
    rows = change(rows, 3, soc_stock_tc_ha="much", country="Atlantis")
    found = problems_of(write_csv(rows))
    places = [(problem.row, problem.column) for problem in found]
    assert sorted(places) == [(2, "clay_percent"), (5, "country"), (5, "soc_stock_tc_ha")]


def test_a_column_wrong_from_top_to_bottom_is_counted(plots, write_csv):
    rows = [{**plots[0], "place": str(i), "clay_percent": 400} for i in range(50)]
    found = problems_of(write_csv(rows))
    assert len(found) == 7
    assert found[-1].what == "44 more problems of the same kind"


def test_columns_of_a_template_that_nobody_filled(plots, write_csv):
    rows = [{**row, **{f"evap_{m}": None for m in range(1, 13)}, "silt [%]": None} for row in plots]
    ds = read_places(write_csv(rows))
    assert not {"silt_percent", "open_pan_evaporation_mm"} & set(ds.variables)
    assert ds.attrs["empty_columns"] == "open_pan_evaporation_mm, silt_percent"


# --- columns -------------------------------------------------------------------------------------


def test_a_missing_column(plots, write_csv):
    rows = without(plots, "soc_stock_tc_ha")
    path = write_csv(rows)
    assert "soc_stock_tc_ha" not in read_places(path)
    problem = the_problem(path, required=["clay_percent", "soc_stock_tc_ha"])
    assert problem.column == "soc_stock_tc_ha"
    assert "clay_percent" in problem.found


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("clay_precent", "clay_percent"),
        ("soc_stok_tc_ha", "soc_stock_tc_ha"),
        ("air_temprature_degc_04", "air_temperature_degc_04"),
        ("Argille [%]", "clay_percent"),
        ("precipitatoin [mm]", "precipitation_mm"),
    ],
)
def test_a_misspelt_column(header, meant, plots, write_csv):
    rows = [{**row, header: 1} for row in without(plots, meant)]
    found = problems_of(write_csv(rows))
    problem = next(p for p in found if p.column == header)
    assert problem.found == header
    assert problem.todo == f"Did you mean {meant}?"
    assert problem.allowed


def test_a_wrong_unit(plots, write_csv):
    rows = [{**row, "clay [mm]": 1} for row in without(plots, "clay_percent")]
    problem = the_problem(write_csv(rows))
    assert problem.column == "clay [mm]"
    assert "mm" in str(problem.found)
    assert "%" in problem.allowed


def test_eleven_months(plots, write_csv):
    problem = the_problem(write_csv(without(plots, JULY)))
    assert problem.column == "air_temperature_degc"
    assert problem.found == "11 months"
    assert "air_temperature_degc_12" in problem.allowed
    assert "7" in problem.todo


def test_one_number_a_year_is_no_climate(plots, write_csv):
    months = [f"precipitation_mm_{m:02d}" for m in range(1, 13)]
    rows = [{**row, "rain [mm]": 800} for row in without(plots, *months)]
    problem = the_problem(write_csv(rows))
    assert problem.column == "precipitation_mm"
    assert "one value for the year" in problem.found


def test_part_of_a_climate(plots, write_csv):
    months = [f"pet_mm_{m:02d}" for m in range(1, 13)]
    problem = the_problem(write_csv(without(plots, *months)))
    assert problem.column == "pet_mm or open_pan_evaporation_mm"


def test_two_evaporations(plots, write_csv):
    rows = [{**row, **{f"evap_{m}": 50 for m in range(1, 13)}} for row in plots]
    assert "two evaporations" in the_problem(write_csv(rows)).what


def test_the_same_variable_twice(plots, write_csv):
    problem = the_problem(write_csv([{**row, "Argile [%]": 20} for row in plots]))
    assert problem.found == "clay_percent, Argile [%]"


def test_a_word_for_two_variables(plots, write_csv):
    rows = [{**row, "soc": 20} for row in without(plots, "soc_stock_tc_ha")]
    problem = the_problem(write_csv(rows))
    assert problem.column == "soc"
    assert "soc_stock_tc_ha [t ha-1]" in problem.allowed


def test_values_without_a_header(plots, write_csv):
    problem = the_problem(write_csv([{**row, "": 5} for row in plots]))
    assert "no header" in problem.what
    assert (problem.row, problem.found) == (2, "5")


def test_decimal_commas_between_commas(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("place,clay [%]\nA,12\nB,12,5\n")
    problem = the_problem(path)
    assert (problem.row, problem.column, problem.found) == (3, "3", "5")
    assert "semicolon" in problem.todo


@pytest.mark.parametrize(
    ("column", "factor", "what", "unit"),
    [
        ("clay_percent", 0.01, "looks like a fraction", "clay_percent [1]"),
        ("depth_cm", 0.01, "looks like m", "depth_cm [m]"),
    ],
)
def test_another_unit_is_suspected(column, factor, what, unit, plots, write_csv):
    def scaled(value):
        return None if value is None else value * factor

    rows = [{**row, column: scaled(row[column])} for row in plots]
    problem = the_problem(write_csv(rows))
    assert problem.column == column
    assert what in problem.what
    assert unit in problem.todo
    stated = [{(unit if k == column else k): v for k, v in row.items()} for row in rows]
    assert float(read_places(write_csv(stated))[column][0]) == pytest.approx(plots[0][column])


def test_cover_in_percent_is_suspected(plots, write_csv):
    rows = [{k: 100 * v if k.startswith("plant_cover") else v for k, v in r.items()} for r in plots]
    problem = the_problem(write_csv(rows))
    assert "looks like per cent" in problem.what
    assert "plant_cover [%]" in problem.todo


def test_density_in_other_units_is_suspected(plots, write_csv):
    problem = the_problem(write_csv([{**row, "bd": 1300 + i} for i, row in enumerate(plots)]))
    assert (problem.column, problem.found) == ("bd", "1300 ... 1305")
    assert "kg m-3" in problem.what


def test_values_that_do_not_go_together(plots, write_csv):
    problem = the_problem(write_csv([{**row, "silt [%]": 70} for row in plots]))
    assert (problem.row, problem.column) == (7, "clay_percent, silt_percent")
    assert problem.found == 107.25
    problem = the_problem(write_csv(change([{**row, "iom": 2} for row in plots], 3, iom=60)))
    assert (problem.row, problem.found, problem.allowed) == (5, 60, "at most the stock, 49.5")


def test_kelvin_is_suspected(plots, write_csv):
    rows = [{k: v + 273.15 if k.startswith("air") else v for k, v in row.items()} for row in plots]
    problem = the_problem(write_csv(rows))
    assert "looks like kelvin" in problem.what
    assert "degC" in problem.allowed


# --- rows ----------------------------------------------------------------------------------------


def test_the_same_place_twice(plots, write_csv):
    problem = the_problem(write_csv(change(plots, 4, place=plots[1]["place"])))
    assert (problem.row, problem.column) == (6, "place")
    assert problem.found == "Otjiwarongo, also in row 3"


def test_a_place_without_a_name(plots, write_csv):
    problem = the_problem(write_csv(change(plots, 4, place=None)))
    assert (problem.row, problem.found) == (6, "an empty cell")


def test_climate_rows(plots, long_climate, write_csv):
    places, climate = long_climate(plots)
    place_file = write_csv(places, "places.csv")

    def problem(rows):
        return the_problem(place_file, climate_path=write_csv(rows, "climate.csv"))

    double = problem([*climate, climate[3]])
    assert (double.file, double.row, double.column) == ("climate.csv", 74, "month")
    assert double.found == "4, also in row 5"
    gap = problem(climate[:6] + climate[7:])
    assert gap.found == "Près d'été: 11 of 12 months"
    assert gap.todo == "Add 7."
    stranger = problem([*climate, {**climate[0], "place": "nowhere"}])
    assert (stranger.row, stranger.column, stranger.found) == (74, "place", "nowhere")
    thirteen = problem([{**climate[0], "month": 13}, *climate])
    assert (thirteen.row, thirteen.column, thirteen.found) == (2, "month", "13")
    empty = problem([{**climate[0], "pet_mm": None}, *climate[1:]])
    assert (empty.row, empty.column) == (2, "pet_mm")
    nameless = problem(without(climate, "month"))
    assert nameless.column == "month"


def test_a_climate_series_has_whole_years(plots, long_climate, write_csv):
    places, climate = long_climate(plots)
    place_file = write_csv(places, "places.csv")
    series = [{**row, "year": year} for year in (2001, 2002) for row in climate]
    ds = read_places(place_file, climate_path=write_csv(series, "climate.csv"))
    assert ds["pet_mm"].sizes == {"cell": 6, "time": 24}
    assert str(ds["time"].values[12])[:7] == "2002-01"
    problem = the_problem(place_file, climate_path=write_csv(series[:-1], "climate.csv"))
    assert problem.found == "Campo 6: 23 of 24 months"
    assert problem.todo == "Add 2002-12."


def test_climate_given_twice(plots, long_climate, write_csv):
    _places, climate = long_climate(plots)
    found = problems_of(write_csv(plots), climate_path=write_csv(climate, "climate.csv"))
    assert {problem.column for problem in found} == {
        "air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover",
    }  # fmt: skip


def test_months_in_the_table_of_places(plots, long_climate, write_csv):
    _places, climate = long_climate(plots)
    assert "climate_file" in str(problems_of(write_csv(climate[:1]))[0])


# --- files ---------------------------------------------------------------------------------------


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    assert "empty" in the_problem(path).what
    path.write_text("\n\n")
    assert "empty" in the_problem(path).what


def test_nothing_that_is_known(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("a|b\n1|2\n")
    problem = the_problem(path)
    assert problem.found == "a|b"


def test_a_quotation_mark_that_is_never_closed(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text('place,clay_percent\n"A,12\nB,13\n')
    problem = the_problem(path)
    assert problem.row == 2


def test_a_header_without_rows(tmp_path):
    path = tmp_path / "header.csv"
    path.write_text("place,clay_percent\n")
    assert "no rows" in the_problem(path).what


def test_no_file(tmp_path):
    with pytest.raises(DataUnavailableError) as caught:
        read_places(tmp_path / "fields.csv")
    assert caught.value.exit_code == 4
    assert "fields.csv" in str(caught.value)


@pytest.mark.parametrize("name", ["p.xlsx", "p.gpkg", "p.nc", "p.zarr", "p.geojson"])
def test_not_the_announced_format(name, tmp_path):
    path = tmp_path / name
    path.write_text("place,clay_percent\nA,12\n")
    problem = the_problem(path)
    assert "announces" in problem.what or "known" in problem.what
    assert problem.file == name


def test_broken_content_of_the_right_kind(tmp_path, plots, write_xlsx):
    import zipfile

    json = tmp_path / "p.geojson"
    json.write_text('{"type": "nothing"}')
    nc = tmp_path / "p.nc"
    nc.write_bytes(b"CDF\x01 and no more")
    book = tmp_path / "p.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken/>")
    store = tmp_path / "p.zarr"
    store.mkdir()
    (store / "zarr.json").write_text("{}")
    for path in (json, nc, book, store):
        assert the_problem(path).file == path.name


def test_a_workbook_called_csv(plots, write_xlsx):
    book = write_xlsx(places=plots)
    renamed = book.rename(book.with_suffix(".csv"))
    problem = the_problem(renamed)
    assert ".xlsx" in problem.found


def test_an_unknown_extension(tmp_path):
    path = tmp_path / "p.docx"
    path.write_bytes(b"\x00\x01\x02")
    assert ".csv" in the_problem(path).allowed


def test_a_formula_without_result(plots, write_xlsx):
    problem = the_problem(write_xlsx(places=change(plots, 3, clay_percent="=10+2")))
    assert (problem.row, problem.column) == (5, "clay_percent")
    assert "=10+2" in problem.found
    assert problem.file == "plots.xlsx, sheet places"


def test_cells_that_show_per_cent(plots, write_xlsx):
    import openpyxl

    path = write_xlsx(places=change(plots, 0, clay_percent=0.25))
    book = openpyxl.load_workbook(path)
    book["places"]["F2"].number_format = "0%"
    book.save(path)
    problem = the_problem(path)
    assert (problem.row, problem.column, problem.found) == (2, "clay_percent", "F2: 25 %, 0.25")


def test_a_date_in_a_workbook(plots, write_xlsx):
    from datetime import datetime

    problem = the_problem(write_xlsx(places=change(plots, 0, clay_percent=datetime(2024, 5, 1))))
    assert "date" in problem.what


def test_rows_of_a_workbook_count_from_its_top(plots, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    for cells in (["# Field survey 2024"], [], list(plots[0]), [], list(plots[0].values())):
        page.append(cells)
    page["F5"] = 140
    book.save(tmp_path / "p.xlsx")
    problem = the_problem(tmp_path / "p.xlsx")
    assert (problem.row, problem.column) == (5, "clay_percent")


# --- one message for one fault -------------------------------------------------------------------


def long_table(tmp_path, climate, places="place,clay_percent\na,20\nb,30\n"):
    (tmp_path / "fields.csv").write_text(places)
    (tmp_path / "climate.csv").write_text(climate)
    return tmp_path / "fields.csv", tmp_path / "climate.csv"


def months_of(place, cells="10,50,60"):
    return "".join(f"{place},{month},{cells}\n" for month in range(1, 13))


HEAD = "place,month,air_temperature_degc,precipitation_mm,pet_mm\n"


def test_a_wrong_name_of_a_place_is_told_once(tmp_path):
    fields, climate = long_table(tmp_path, HEAD + months_of("aa") + months_of("b"))
    problem = the_problem(fields, climate_path=climate)
    assert problem.found == "aa"
    assert str(problem.row).startswith("2")
    assert problem.file == "climate.csv"


def test_an_evaporation_of_another_name_is_looked_for_where_it_is(tmp_path):
    head = HEAD.replace("pet_mm", "ET")
    fields, climate = long_table(tmp_path, head + months_of("a") + months_of("b"))
    problem = the_problem(fields, climate_path=climate)
    assert problem.file == "climate.csv"
    assert "ET" in problem.todo


def test_a_folder_is_called_a_folder(tmp_path):
    folder = tmp_path / "fields"
    folder.mkdir()
    assert "folder" in the_problem(folder).what


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "damaged"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged"),
        ("a.csv", b"place,clay_percent\na;20\n", "separator"),
        ("a.csv", b'place,clay_percent\n"a,20\n', "quotation"),
        ("a.geojson", b'{"type": "FeatureColl', "damaged"),
        ("a.csv", b"My farm,,,\nplace,clay_percent,depth_cm,area_ha\na,20,30,1\n", "title"),
    ],
)
def test_what_is_wrong_with_a_whole_file(tmp_path, name, content, what):
    path = tmp_path / name
    path.write_bytes(content)
    problem = the_problem(path)
    assert what in str(problem)
    assert "DRIVER" not in str(problem)


def test_a_converted_value_says_from_what(tmp_path):
    path = tmp_path / "a.csv"
    head = ",".join(f"temperature [K] {month}" for month in range(1, 13))
    path.write_text(f"place,{head}\na{',12' * 12}\n")
    assert any("from K" in str(one.found) for one in problems_of(path))


def test_months_may_be_named(tmp_path):
    words = [
        "jan",
        "fév",
        "mars",
        "abr",
        "mai",
        "june",
        "juillet",
        "août",
        "sept",
        "oct",
        "nov",
        "dic",
    ]
    names = [f"{n}_{w}" for n in ("temp", "pet", "rain") for w in words]
    path = tmp_path / "a.csv"
    path.write_text(f"place,{','.join(names)}\na,{','.join(['20'] * 36)}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_places(path, required=["soc_stock_tc_ha"])
    assert [one.column for one in caught.value.problems] == ["soc_stock_tc_ha"]


def test_the_unit_one_is_not_written(plots, write_csv):
    assert the_problem(write_csv(change(plots, 2, plant_cover_03=1.2))).allowed == "0 to 1"
