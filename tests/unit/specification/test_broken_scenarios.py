"""Each mistake in a scenario: its line, its key, what was found, what is allowed, what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    MissingVariableError,
    NotUsedError,
    OutOfRangeError,
    UnknownNameError,
)
from fourpermille.core.i18n import LANGUAGES, use_language
from fourpermille.core.scenario import (
    Scenario,
    load_scenario,
    make_scenario,
    parse_scenario,
    specification,
)

HEAD = 'id = "a"\n[places]\nfile = "fields.csv"\n'  # three lines
TRIAL = """id = "t"
[places]
sample = "x"
[trial]
start_year = 1843
end_year = 2015
measurements = "m.csv"
"""
ONE = '[[series]]\nid = "nil"\nplace = "p"\nplant_input_tc_ha_yr = 1.2\n'

PRACTICE = '[[practices]]\nid = "no_till"\nfinal_fraction = 0.5\ncurrent_fraction = 0.1\n'
CURVE = "[adoption]\nstart_year = 2025\nmidpoint_year = 2035\nsteepness_per_yr = 0.3\n"

# name: text, error, line, key, pieces of the message
BROKEN = {
    "practices without a curve": (
        HEAD + PRACTICE, MissingVariableError, None, "adoption", ["practices is given"],
    ),
    "a curve without practices": (
        HEAD + CURVE, NotUsedError, 4, "adoption", ["practices is given"],
    ),
    "limits without practices": (
        HEAD + "[limits]\nmanure_available_tc_ha_yr = 1.0\n",
        NotUsedError, 4, "limits", ["practices is given"],
    ),
    "practice twice": (
        HEAD + PRACTICE * 2 + CURVE, InputError, 9, "practices[2].id", ["no_till"],
    ),
    "practice that shrinks": (
        HEAD + PRACTICE.replace("0.5", "0.05") + CURVE,
        InputError, 6, "practices[1].final_fraction", ["0.05", "0.1"],
    ),
    "practice without a share": (
        HEAD + '[[practices]]\nid = "no_till"\nfinal_fraction = 0.5\n' + CURVE,
        MissingVariableError, 4, "practices[1].current_fraction", ["missing"],
    ),
    "logistic curve without a date": (
        HEAD + PRACTICE + "[adoption]\nstart_year = 2025\nsteepness_per_yr = 0.3\n",
        MissingVariableError, 8, "adoption.midpoint_year", ["adoption.curve is logistic"],
    ),
    "even curve with a steepness": (
        HEAD + PRACTICE + CURVE.replace("midpoint_year = 2035", 'curve = "linear"\nramp_years = 9'),
        NotUsedError, 12, "adoption.steepness_per_yr", ["adoption.curve is logistic"],
    ),
    "growth that nobody asks for": (
        HEAD + PRACTICE + CURVE + "[limits]\nnpp_tc_ha_yr = 5.0\n",
        NotUsedError, 13, "limits.npp_tc_ha_yr", ["limits.npp is given"],
    ),
    "misspelt key": (
        HEAD + "[soil]\nparametres = 'x'\n",
        UnknownNameError, 5, "soil.parametres", ["Did you mean parameters?"],
    ),
    "key of another table": (
        HEAD + "[soil]\ndepht_cm = 30\n",
        UnknownNameError, 5, "soil.depht_cm", ["defaults.depth_cm"],
    ),
    "misspelt table": (HEAD + "[targets]\n", UnknownNameError, 4, "targets", ["target"]),
    "unknown word": (
        HEAD + '[target]\npath = "ramps"\n',
        UnknownNameError, 5, "target.path", ["'ramps'", "logistic", "Did you mean ramp?"],
    ),
    "text for a number": (
        HEAD + '[target]\nyears = "30"\n',
        InputError, 5, "target.years", ["a whole number", "'30'", "quotation marks"],
    ),
    "number with a fraction for a whole one": (
        HEAD + "[target]\nyears = 30.5\n",
        InputError, 5, "target.years", ["30.5", "a whole number"],
    ),
    "out of range": (
        HEAD + "\n[defaults]\n\nclay_percent = 140\n",
        OutOfRangeError, 7, "defaults.clay_percent", ["140", "0 to 100 %"],
    ),
    "negative stock": (
        HEAD + "[defaults]\nsoc_stock_tc_ha = -3\n",
        OutOfRangeError, 5, "defaults.soc_stock_tc_ha", ["-3", "t ha-1"],
    ),
    "eleven months": (
        HEAD + "[defaults]\nplant_cover = [1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1]\n",
        InputError, 5, "defaults.plant_cover", ["wrong number of values"],
    ),
    "not a number": (
        HEAD + "[defaults]\nclay_percent = nan\n",
        OutOfRangeError, 5, "defaults.clay_percent", ["nan"],
    ),
    "key that nothing uses: start": (
        HEAD + "[start]\nprevious_stock_tc_ha = 80\n",
        NotUsedError, 5, "start.previous_stock_tc_ha", ["start.method is history"],
    ),
    "key that nothing uses: clay": (
        HEAD + "[sensitivity]\nvariants = ['pet']\nclay_low_percent = 10\n",
        NotUsedError, 6, "sensitivity.clay_low_percent", ["sensitivity.variants is clay"],
    ),
    "key that nothing uses: climate of a sample": (
        'id = "a"\n[places]\nsample = "world_croplands"\nclimate_file = "c.csv"\n',
        NotUsedError, 4, "places.climate_file", ["places.file is given"],
    ),
    "key that nothing uses: climate file beside the country's mean": (
        HEAD + 'climate_file = "c.csv"\nclimate = "country_mean"\n',
        NotUsedError, 4, "places.climate_file", ["places.climate is file"],
    ),
    "key that nothing uses: land use beside a ratio": (
        HEAD + '[soil]\nland_use = "cropland"\n[defaults]\ndpm_rpm_ratio = 1\n',
        NotUsedError, 5, "soil.land_use", ["defaults.dpm_rpm_ratio is not given"],
    ),
    "target beside a trial": (
        TRIAL + "[target]\nyears = 20\n" + ONE,
        NotUsedError, 8, "target", ["trial is not given"],
    ),
    "series without a trial": (HEAD + ONE, NotUsedError, 4, "series", ["trial is given"]),
    "trial without series": (TRIAL, MissingVariableError, None, "series", ["trial is given"]),
    "two series of one name": (TRIAL + ONE + ONE, InputError, 13, "series[2].id", ["nil"]),
    "input of a series that is not there": (
        TRIAL + ONE.replace("1.2", '"series:nul"'),
        InputError, 11, "series[1].plant_input_tc_ha_yr", ["nul"],
    ),
    "input in another word": (
        TRIAL + ONE.replace("1.2", '"fitted"'),
        InputError, 11, "series[1].plant_input_tc_ha_yr", ["'fitted'"],
    ),
    "manure years without manure": (
        TRIAL + ONE + "manure_years = [1850, 1860]\n",
        NotUsedError, 12, "series[1].manure_years", ["manure_input_tc_ha_yr"],
    ),
    "end before start": (
        TRIAL.replace("2015", "1800") + ONE,
        InputError, 6, "trial.end_year", ["1800", "above 1843"],
    ),
    "places missing": ('id = "a"\n', MissingVariableError, None, "places", ["plots.csv", "[grid]"]),
    "places empty": ('id = "a"\n[places]\n', MissingVariableError, 2, "places", ["plots.csv"]),
    "places twice": (
        HEAD + 'sample = "world_croplands"\n',
        InputError, 4, "places.sample", ["one of the two"],
    ),
    "key needed by another": (
        HEAD + '[start]\nmethod = "trend"\n',
        MissingVariableError, 4, "start.years", ["start.method is trend | history"],
    ),
    "unknown land use": (
        HEAD + '[soil]\nland_use = "crops"\n',
        UnknownNameError, 5, "soil.land_use", ["cropland", "woodland"],
    ),
    "unknown parameter set": (
        HEAD + '[soil]\nparameters = "rothc_26_4"\n',
        UnknownNameError, 5, "soil.parameters", ["Did you mean", "rothc_26_3"],
    ),
    "id in capitals": ('id = "My"\n' + HEAD[9:], InputError, 1, "id", ["'My'"]),
    "split of an amendment": (
        HEAD + "[defaults]\nmanure_dpm_fraction = 0.5\nmanure_rpm_fraction = 0.5\n",
        MissingVariableError, 4, "defaults.manure_hum_fraction", ["all three"],
    ),
    "split that is no whole": (
        HEAD + "[defaults]\n" + "".join(f"manure_{p}_fraction = 0.5\n" for p in ("dpm", "rpm", "hum")),
        InputError, 5, "defaults.manure_dpm_fraction", ["0.5 + 0.5 + 0.5"],
    ),
    "bounds in the wrong order": (
        HEAD + "[target]\nminimum_extra_input_tc_ha_yr = 2\nmaximum_extra_input_tc_ha_yr = 1\n",
        InputError, 6, "target.maximum_extra_input_tc_ha_yr", ["at least 2"],
    ),
    "shares of another number of years": (
        HEAD + "[target]\nyears = 3\npath = [0.5, 1]\n",
        InputError, 6, "target.path", ["3, one for each year"],
    ),
    "shares without a last one": (
        HEAD + "[target]\nyears = 2\npath = [0.5, 0]\n",
        InputError, 6, "target.path", ["Found 0", "the last one above 0"],
    ),
    "a share below zero": (
        HEAD + "[target]\nyears = 2\npath = [-0.5, 1]\n",
        InputError, 6, "target.path", ["Found -0.5", "at least 0"],
    ),
    "a plant input below zero": (
        TRIAL + ONE.replace("1.2", "-3.0"),
        OutOfRangeError, 11, "series[1].plant_input_tc_ha_yr", ["-3.0"],
    ),
    "a plant input beyond all measure": (
        TRIAL + ONE.replace("1.2", "1e9"),
        OutOfRangeError, 11, "series[1].plant_input_tc_ha_yr", ["200"],
    ),
    "one word for a list": (
        HEAD + '[sensitivity]\nvariants = "pet"\n',
        InputError, 5, "sensitivity.variants", ["a list of bias_correction, clay", '["pet"]'],
    ),
    "unknown choice to vary": (
        HEAD + '[sensitivity]\nvariants = ["growth", "coverr"]\n',
        UnknownNameError, 5, "sensitivity.variants[2]", ["'coverr'", "pet", "Did you mean cover?"],
    ),
    "number for a table": ('id = "a"\nplaces = 3\n', InputError, 2, "places", ["[places]"]),
    "table for a list of tables": (
        TRIAL + "[series]\nid = 'nil'\n", InputError, 8, "series", ["[[series]]"],
    ),
    "language twice": (
        HEAD + '[output]\nlanguages = ["fr", "en", "fr"]\n',
        InputError, 5, "output.languages", ["Found fr"],
    ),
    "unknown language": (
        HEAD + '[output]\nlanguages = ["de"]\n',
        UnknownNameError, 5, "output.languages", ["'de'", "en, fr, es"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_scenario_says_where_and_what(name):
    text, kind, line, key, pieces = BROKEN[name]
    with pytest.raises(InputError) as caught:
        parse_scenario(text, file="s.toml")
    assert type(caught.value) is kind
    assert caught.value.exit_code == 3
    problem = next(p for p in caught.value.problems if p.column.startswith(key))
    assert problem.file == "s.toml"
    assert problem.row == line
    message = str(problem)
    assert message.startswith("s.toml, ")
    assert all(piece in message for piece in pieces), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_keep_their_facts_in_every_language(language):
    for text, _kind, line, key, _pieces in BROKEN.values():
        with use_language(language), pytest.raises(InputError) as caught:
            parse_scenario(text, file="s.toml")
        with use_language(language):
            message = str(next(p for p in caught.value.problems if p.column.startswith(key)))
        assert "s.toml" in message
        assert key in message
        assert line is None or str(line) in message
        assert "{" not in message.replace("{'id': 'nil'}", "")


SYNTAX = {
    "decimal comma": (HEAD + "[target]\nrate_permille_yr = 4,0\n", 5, "4.0"),
    "text without quotation marks": ("id = three_fields\n", 1, '"three_fields"'),
    "table twice": (HEAD + "[places]\n", 4, "once"),
    "no value": ("id = \n", 1, "id ="),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_what_is_no_toml_names_the_line(name):
    text, line, piece = SYNTAX[name]
    with pytest.raises(InputError) as caught:
        parse_scenario(text, file="s.toml")
    (problem,) = caught.value.problems
    assert problem.row == line
    assert "not valid TOML" in str(problem)
    assert piece in str(problem)


def test_all_mistakes_come_at_once_in_the_order_of_the_file():
    text = HEAD + '[soil]\nbare_option = 3\n[target]\nyears = 0\ngrowht = "linear"\n'
    with pytest.raises(InputError) as caught:
        parse_scenario(text, file="s.toml")
    assert [p.row for p in caught.value.problems] == [5, 7, 8]


def test_file_in_another_encoding(tmp_path):
    file = tmp_path / "s.toml"
    file.write_bytes('id = "a"\ntitle = "Hérault"\n'.encode("cp1252"))
    with pytest.raises(InputError, match=r"line 2.*UTF-8"):
        load_scenario(file)


def test_missing_file(tmp_path):
    with pytest.raises(DataUnavailableError, match="no such scenario file") as caught:
        load_scenario(tmp_path / "s.toml")
    assert caught.value.exit_code == 4


junk = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.dates()
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
paths = st.sampled_from([field.path for field in specification()]) | st.sampled_from(
    [*Scenario.model_fields, "soil.x", "x", "series.0"]
)


@given(st.dictionaries(paths, junk, max_size=5))
def test_whatever_is_written_either_loads_or_is_explained(values):
    data = {"id": "a", "places": {"file": "f.csv"}}
    for path, value in values.items():
        section, _, name = path.partition(".")
        if not name:
            data[section] = value
        elif isinstance(data.setdefault(section, {}), dict):
            data[section][name] = value
    if isinstance(data.get("series"), dict):
        data["series"] = [data["series"]]
    try:
        scenario = make_scenario(data, file="s.toml")
    except InputError as error:
        for problem in error.problems:
            assert problem.column
            assert str(problem).startswith("s.toml")
    else:
        assert parse_scenario(scenario.resolved_toml()) == scenario


def test_a_default_in_vain_is_told_with_its_line(tmp_path):
    (tmp_path / "fields.csv").write_text("place,clay_percent\na,20\n")
    path = tmp_path / "s.toml"
    path.write_text('id = "a"\n[places]\nfile = "fields.csv"\n[defaults]\nclay_percent = 20\n')
    from fourpermille.api.validation import validate

    first = validate(path).problems[0]
    assert (first.file, first.row, first.column) == ("s.toml", 5, "defaults.clay_percent")


def test_a_wrong_member_of_a_list_is_told_once():
    with pytest.raises(InputError) as caught:
        parse_scenario(HEAD + '[output]\nlanguages = ["de"]\n', file="s.toml")
    assert len(caught.value.problems) == 1


def test_the_form_of_an_id_is_told():
    with pytest.raises(InputError, match="small letters, digits and _"):
        parse_scenario(HEAD.replace('id = "a"', 'id = "Ma Ferme"'))


def test_an_open_range_is_told_as_open():
    with pytest.raises(InputError, match="above -1000 and below 1000"):
        parse_scenario(HEAD + "[target]\nrate_permille_yr = 1000\n")
