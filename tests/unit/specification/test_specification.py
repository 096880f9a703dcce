"""One specification, many faces: they say the same."""

import json

import pytest

from fourpermille.api.specification import places_table_schema, schemas, specification
from fourpermille.assessment import factorial, target
from fourpermille.assessment.case import CORRECTIONS
from fourpermille.assessment.variants import groups
from fourpermille.core.i18n import LANGUAGES, use_language
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import make_scenario
from fourpermille.core.scenario.columns import TABLES, columns, header
from fourpermille.core.scenario.conditions import NEEDED, USED
from fourpermille.core.scenario.faces import markdown
from fourpermille.core.variables import canonical_name, is_known, variable
from fourpermille.soil import states

SMALL = {"id": "a", "places": {"file": "f.csv"}}
KEYS = {field.path: field for field in specification()}


@pytest.mark.parametrize("path", KEYS)
def test_every_key_has_a_meaning_and_says_what_is_allowed(path):
    assert KEYS[path].description
    assert KEYS[path].range_words()


@pytest.mark.parametrize(
    "path", [p for p in KEYS if p.split("_")[-1] in ("ha", "yr", "percent", "cm")]
)
def test_every_key_with_a_unit_in_its_name_states_it(path):
    assert KEYS[path].unit


def test_conditions_are_on_keys_that_exist():
    sections = {path.partition(".")[0] for path in KEYS}
    for path, conditions in (*USED.items(), *NEEDED.items()):
        assert path in KEYS or path in sections
        assert all(one.path in KEYS or one.path in sections for one in conditions)


def test_defaults_shown_are_those_in_effect():
    resolved = make_scenario(SMALL).resolved()
    for path, field in KEYS.items():
        section, _, name = path.partition(".")
        if name and field.default not in (None, ()) and name in resolved.get(section, {}):
            found = resolved[section][name]
            assert (tuple(found) if isinstance(found, list) else found) == field.default


def test_every_error_of_the_table_can_be_set():
    table = load_parameters("uncertainty")
    for name, row in table.rows.items():
        assert KEYS[f"uncertainty.{name}"].unit == row.units
    named = {path.partition(".")[2] for path in KEYS if path.startswith("uncertainty.")}
    assert named == {"draws", "seed", *table}


def test_numbers_of_the_target_come_from_the_table():
    rows = load_parameters("target").rows
    for name in ("rate_permille_yr", "years"):
        assert KEYS[f"target.{name}"].default == rows[name].value
        assert KEYS[f"target.{name}"].unit == rows[name].units


def _schema_fields(schema):
    for section in {path.partition(".")[0] for path in KEYS if "." in path} - TRIALS:
        node = schema["properties"][section]
        name = {**node, **node.get("items", {})}["$ref"].rpartition("/")[2]
        for key, value in schema["$defs"][name]["properties"].items():
            yield f"{section}.{key}", value


TRIALS = {"trial", "series"}


def test_json_schema_has_the_same_keys_bounds_and_words():
    found = dict(_schema_fields(schemas()["scenario"]))
    assert set(found) == {p for p in KEYS if "." in p and p.split(".")[0] not in TRIALS}
    for path, node in found.items():
        field = KEYS[path]
        assert node["description"] == field.description
        assert node.get("unit", "") == field.unit
        low = node.get("minimum", node.get("exclusiveMinimum", field.minimum))
        high = node.get("maximum", node.get("exclusiveMaximum", field.maximum))
        assert (low, high) == (field.minimum, field.maximum)
        if "enum" in node:
            assert tuple(node["enum"]) == field.allowed
    text = json.dumps(schemas(), allow_nan=False)
    assert '"null"' not in text


def test_choices_are_those_of_the_engine():
    assert KEYS["target.growth"].allowed == target.GROWTHS
    assert KEYS["target.path"].allowed == target.PATHS
    assert KEYS["target.declining_baseline"].allowed == target.DECLINING
    assert set(KEYS["start.method"].allowed) == set(states.METHODS) - {"auto"}
    assert set(KEYS["sensitivity.variants"].allowed) == set(groups())
    assert set(KEYS["sensitivity.decompose"].allowed) == set(groups())
    assert set(KEYS["sensitivity.variants"].default) <= set(groups())
    assert KEYS["bias.correction"].allowed == CORRECTIONS
    assert KEYS["sensitivity.decompose_cells"].default == factorial.CELLS
    assert KEYS["output.languages"].allowed == LANGUAGES


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_of_the_vocabulary(table):
    for column in columns(table):
        assert is_known(column.name)
    names = [field["name"] for field in schemas()[table]["fields"]]
    assert names == [column.name for column in columns(table)]
    assert names == [field.path for field in specification(table)]


def test_table_schema_has_the_bounds_of_the_vocabulary():
    for field in places_table_schema()["fields"]:
        row = variable(field["name"])
        rules = field.get("constraints", {})
        assert (rules.get("minimum"), rules.get("maximum")) == (row.minimum, row.maximum)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_of_every_language_is_understood(language):
    with use_language(language):
        for table in TABLES:
            for column in columns(table):
                assert canonical_name(header(column.name))[0] == column.name


@pytest.mark.parametrize("where", ["scenario", *TABLES])
def test_documentation_table_names_every_key(where):
    rows = markdown(where).splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [field.path for field in specification(where)]
    widths = {row.replace("\\|", "").count("|") for row in markdown(where).splitlines()}
    assert len(widths) == 1
