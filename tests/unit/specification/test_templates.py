"""Templates: they can be filled in, and what they hold is read as meant, in three languages."""

import openpyxl
import pytest

from fourpermille.api.places import resolve_places
from fourpermille.api.specification import write_template
from fourpermille.core.countries import countries
from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.i18n import LANGUAGES, current_language
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import load_scenario
from fourpermille.core.scenario.columns import shown
from fourpermille.core.variables import variable
from fourpermille.data.read import read_places

# An untouched example is told of; here it is only read.
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.PlausibilityWarning")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def test_workbook_tables_and_scenario_fit_together(tmp_path, language):
    book = write_template("plots", tmp_path / "plots.xlsx", language)
    plain = write_template("places", tmp_path / "places.csv", language)
    climate = write_template("climate", tmp_path / "climate.csv", language)
    scenario = load_scenario(write_template("scenario", tmp_path / "s.toml", language))
    assert scenario.places_path == book
    first = resolve_places(read_places(book), scenario)
    second = resolve_places(read_places(plain, climate_path=climate), scenario)
    assert first.drop_attrs().equals(second.drop_attrs())
    assert first.attrs["unused_columns"] == ""
    assert first.sizes == {"cell": 1, "month": 12}


def test_language_of_the_program_is_not_changed(tmp_path, language):
    write_template("climate", tmp_path / "climate.csv", language)
    assert current_language() == "en"


def test_headers_are_in_the_language(tmp_path, language):
    book = openpyxl.load_workbook(write_template("places", tmp_path / "p.xlsx", language))
    assert book.sheetnames == ["places", "climate", "definitions", "lists"]
    assert book["lists"].sheet_state == "hidden"
    headers = [cell.value for cell in book["places"][1]]
    clay = variable("clay_percent").labels[language]
    assert f"{clay} [%]" in headers
    assert len(headers) == len(list(shown("places")))


def rules_of(sheet):
    """Data validation by the canonical name of the column."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        letter = str(rule.sqref).rstrip("0123456789").partition("2")[0]
        column = openpyxl.utils.column_index_from_string(letter)
        found[list(shown(sheet.title))[column - 1].name] = rule
    return found


def words_of(book, rule):
    sheet, _, cells = rule.formula1.partition("!")
    return [row[0].value for row in book[sheet][cells.replace("$", "")]]


def test_lists_and_bounds_are_those_of_the_tables(tmp_path):
    book = openpyxl.load_workbook(write_template("places", tmp_path / "p.xlsx"))
    rules = rules_of(book["places"]) | rules_of(book["climate"])
    assert words_of(book, rules["land_use"]) == list(load_parameters("land_use"))
    assert words_of(book, rules["tillage"]) == list(load_parameters("tillage"))
    assert words_of(book, rules["country"]) == list(countries())
    for name, rule in rules.items():
        row = variable(name)
        assert rule.showErrorMessage
        assert rule.error
        assert len(rule.error) <= 255
        assert len(rule.prompt) <= 255
        if rule.type in ("decimal", "whole") and None not in (row.minimum, row.maximum):
            assert (float(rule.formula1), float(rule.formula2)) == (row.minimum, row.maximum)
        elif rule.type == "decimal" and row.minimum is not None:
            assert (rule.operator, float(rule.formula1)) == ("greaterThanOrEqual", row.minimum)
    texts = {c.name for c in shown("places") if c.variable.is_text} - {
        "country",
        "land_use",
        "tillage",
    }
    assert set(rules) == {c.name for t in ("places", "climate") for c in shown(t)} - texts


def test_every_column_has_a_comment_and_a_definition(tmp_path, language):
    book = openpyxl.load_workbook(write_template("places", tmp_path / "p.xlsx", language))
    defined = {tuple(row[:3]) for row in book["definitions"].iter_rows(values_only=True)}
    for table in ("places", "climate"):
        for cell, column in zip(book[table][1], shown(table), strict=True):
            assert cell.comment.text
            assert (table, cell.value, column.name) in defined


@pytest.mark.parametrize(
    ("kind", "name", "error", "piece"),
    [
        ("plot", "p.xlsx", UnknownNameError, "Did you mean"),
        ("places", "p.ods", InputError, "Allowed .xlsx, .csv"),
        ("scenario", "s.yaml", InputError, "Allowed .toml"),
        ("climate", "climate", InputError, "Allowed .csv"),
    ],
)
def test_what_can_not_be_written_says_so(tmp_path, kind, name, error, piece):
    with pytest.raises(error, match=piece):
        write_template(kind, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_unknown_language(tmp_path):
    with pytest.raises(UnknownNameError, match="language"):
        write_template("places", tmp_path / "p.xlsx", "de")


def test_a_filled_file_is_not_overwritten(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists"):
        write_template("places", file)
    assert file.read_text(encoding="utf-8") == "mine"
    write_template("places", file, overwrite=True)
    assert file.read_text(encoding="utf-8-sig").startswith("Place,")
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]


def test_a_scenario_asks_for_its_own_language(tmp_path, language):
    scenario = load_scenario(write_template("scenario", tmp_path / "s.toml", language))
    assert scenario.output.languages == (language,)


def test_the_keys_of_a_grid_make_a_scenario(tmp_path):
    """Every key of [grid] and [mask] that the template shows, set in place of the places."""
    import re

    text = write_template("scenario", tmp_path / "s.toml").read_text(encoding="utf-8")
    start, end = text.index("# [grid]"), text.index("[output]")
    table = re.sub(r"^# (\[\w+\]|\w+ = .*)$", r"\1", text[start:end], flags=re.MULTILINE)
    (tmp_path / "g.toml").write_text(f'id = "g"\n{table}', encoding="utf-8")
    scenario = load_scenario(tmp_path / "g.toml")
    others = {"like"}
    assert set(scenario.grid.references()) == set(type(scenario.grid).model_fields) - others
    assert all(value is not None for value in scenario.mask.model_dump().values())
