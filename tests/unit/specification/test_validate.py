"""The check before a run: every problem, or OK with counts; from Python and the command line."""

import json
from importlib.resources import files

import pytest

from fourpermille.api.specification import validate_scenario
from fourpermille.cli.main import main

FIELDS = "place,country,soc_stock_tc_ha,clay_percent,depth_cm\na,FRA,40,20,30\nb,ESP,50,,30\n"
SCENARIO = 'id = "a"\n[places]\nfile = "fields.csv"\n[defaults]\nrate = 1\n'
RIGHT = 'id = "a"\n[places]\nfile = "fields.csv"\nclimate = "country_mean"\n[defaults]\nplant_cover = 1\n'


def published(name):
    path = files("fourpermille.api") / "schemas" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def fits(value, schema):
    """Whether a value has the keys and kinds that a published schema says."""
    names = {str: "string", bool: "boolean", int: "integer", type(None): "null"}
    kinds = schema.get("type")
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        rest = schema.get("additionalProperties")
        for key, inner in value.items():
            assert key in schema.get("properties", {}) or rest
            fits(inner, schema.get("properties", {}).get(key, rest))
    elif isinstance(value, list):
        assert kinds == "array"
        for inner in value:
            fits(inner, schema["items"])
    elif "enum" in schema:
        assert value in schema["enum"]
    else:
        assert names[type(value)] in ([kinds] if isinstance(kinds, str) else kinds)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fields.csv").write_text(FIELDS, encoding="utf-8")
    (tmp_path / "right.toml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def test_good_scenario_is_counted(folder):
    report = validate_scenario(folder / "right.toml")
    assert report.ok
    assert report.exit_code == 0
    assert report.counts["places"] == 2
    assert report.counts["months"] == 12
    assert report.counts["missing"] == {"clay_percent": 1}
    assert report.counts["defaults"]["plant_cover"] == "default (scenario, defaults.plant_cover)"
    assert sorted(path.name for path in folder.iterdir()) == [
        "fields.csv",
        "right.toml",
        "wrong.toml",
    ]


def test_table_alone_is_checked(folder):
    counts = validate_scenario("fields.csv").counts
    assert counts["places"] == 2
    assert counts["needed"][-1] == "plant_cover"
    assert "air_temperature_degc" in counts["needed"]
    (folder / "bad.csv").write_text("place,clay_percent\na,140\n", encoding="utf-8")
    report = validate_scenario("bad.csv")
    assert not report.ok
    assert "140" in str(report.problems[0])


def test_command_says_ok(folder, capsys):
    assert main(["validate", "right.toml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("OK: right.toml")
    assert "2 places, 12 months of climate" in out
    assert "1 place without clay_percent" in out


def test_command_lists_problems(folder, capsys):
    assert main(["validate", "wrong.toml"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "wrong.toml, line 5, key defaults.rate: unknown key" in said.err


@pytest.mark.parametrize(
    ("name", "code"), [("right.toml", 0), ("wrong.toml", 3), ("no.toml", 4), ("no.csv", 4)]
)
def test_command_as_json(folder, capsys, name, code):
    assert main(["validate", name, "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    fits(answer, published("validate"))
    assert answer["ok"] is (code == 0)
    assert (answer["problems"] == []) is (code == 0)
    for problem in answer["problems"]:
        assert problem["message"]
        assert problem["file"]


def test_missing_files_of_a_scenario_are_all_named(folder, capsys):
    text = RIGHT.replace("fields.csv", "gone.csv").replace(
        'climate = "country_mean"', 'climate_file = "c.csv"'
    )
    (folder / "s.toml").write_text(text, encoding="utf-8")
    assert main(["validate", "s.toml"]) == 4
    said = capsys.readouterr().err
    assert "gone.csv" in said
    assert "c.csv" in said
    assert "places.climate_file" in said


def test_what_no_one_gives_is_named(folder, capsys):
    text = RIGHT.replace("plant_cover = 1\n", "")
    (folder / "s.toml").write_text(text, encoding="utf-8")
    assert main(["validate", "s.toml"]) == 3
    assert "defaults.plant_cover" in capsys.readouterr().err


TRIAL = """id = "t"
[places]
sample = "rothamsted_trials"
[trial]
start_year = 1843
end_year = 2015
measurements = "stocks.csv"
[[series]]
id = "nil"
place = "broadbalk"
plant_input_tc_ha_yr = "fit"
"""


def test_measurements_of_a_trial_are_checked(folder, capsys):
    (folder / "t.toml").write_text(TRIAL, encoding="utf-8")
    table = folder / "stocks.csv"
    table.write_text("series,year,soc_stock_tc_ha\nnil,1900,25\n", encoding="utf-8")
    assert main(["validate", "t.toml"]) == 0
    assert "Series: 1" in capsys.readouterr().out
    table.write_text("series,year,soc_stock_tc_ha\nnil,1900,much\n", encoding="utf-8")
    assert main(["validate", "t.toml"]) == 3
    said = capsys.readouterr().err
    assert "stocks.csv, row 2" in said
    assert "much" in said


def test_a_measurement_outside_the_years_is_found_in_its_file(folder, capsys):
    (folder / "t.toml").write_text(TRIAL, encoding="utf-8")
    rows = "nil,1900,25\nother,1700,25\nnil,1840,25\n"
    (folder / "stocks.csv").write_text("series,year,soc_stock_tc_ha\n" + rows, encoding="utf-8")
    for command in (["validate", "t.toml"], ["run", "t.toml", "-o", "out"]):
        assert main(command) == 3
        said = capsys.readouterr().err
        assert "stocks.csv, row 4, column year" in said
        assert "1840" in said
        assert "1700" not in said
    assert not (folder / "out").exists()


def test_an_unknown_model_is_found_before_the_run(folder, capsys):
    text = RIGHT + '[soil]\nmodel = "century"\n'
    (folder / "s.toml").write_text(text, encoding="utf-8")
    assert main(["validate", "s.toml"]) == 3
    said = capsys.readouterr().err
    assert "soil.model" in said
    assert "rothc" in said


def test_unknown_sample(folder, capsys):
    (folder / "s.toml").write_text('id = "a"\n[places]\nsample = "world"\n', encoding="utf-8")
    assert main(["validate", "s.toml"]) == 3
    assert "world_croplands" in capsys.readouterr().err


def test_template_command_writes_what_validate_accepts(folder, capsys):
    assert main(["template", "plots", "--lang", "fr", "-o", "p.xlsx"]) == 0
    assert main(["validate", "p.xlsx"]) == 0
    assert main(["template", "plots", "-o", "p.xlsx"]) == 3
    capsys.readouterr()
    assert main(["template", "plots", "-o", "p.xlsx", "--force", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    fits(answer, published("template"))
    assert answer["file"] == "p.xlsx"
    assert main(["template", "scenario", "-o", "s.toml"]) == 0
    (folder / "p.xlsx").rename("plots.xlsx")
    assert main(["validate", "s.toml"]) == 0


@pytest.mark.parametrize("kind", ["climate", "measurements"])
def test_tables_of_other_kinds_are_known(tmp_path, kind):
    path = tmp_path / "a.csv"
    if kind == "climate":
        assert main(["template", "climate", "-o", str(path)]) == 0
    else:
        path.write_text("series,year,soc_stock_tc_ha\nnil,1990,45\nfym,1990,60\n")
    report = validate_scenario(path)
    assert report.ok, report.problems
    assert report.kind == kind
    fits(report.to_dict(), published("validate"))
    path.write_text(path.read_text().replace("1990,45", "1990,-45").replace(",5,", ",5.5,"))
    text = path.read_text()
    if kind == "climate":  # a month gone
        path.write_text("\n".join(text.splitlines()[:-1]) + "\n")
    assert not validate_scenario(path).ok


def test_a_place_without_area_has_an_answer(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("place,clay_percent,area_ha\na,20,1\nb,,\n")
    assert main(["validate", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 place without clay_percent: no answer there" in said
    assert "1 place without area_ha: not in means and totals by area" in said


def test_what_looks_like_a_slip_is_in_the_report(tmp_path):
    path = tmp_path / "a.toml"
    (tmp_path / "fields.csv").write_text(FIELDS.replace(",40,", ",4,"))
    path.write_text(RIGHT + "[target]\nrate_permille_yr = 0.004\n")
    report = validate_scenario(path)
    assert report.ok
    assert any("rate_permille_yr" in text and "0.004" in text for text in report.warnings)
    assert any("soc_stock_tc_ha" in text and "kg C per m2" in text for text in report.warnings)
    fits(report.to_dict(), published("validate"))
