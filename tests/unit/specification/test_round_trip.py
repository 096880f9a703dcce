"""Whatever is asked: a scenario written out in full is the same scenario when read."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.scenario import apply_overrides, make_scenario, parse_scenario
from fourpermille.core.scenario.conditions import look_up
from fourpermille.core.scenario.lines import key_lines
from fourpermille.core.scenario.write import toml_value

# Any text that TOML can hold: no lone surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
percents = st.floats(0, 100)
amounts = st.floats(0, 150)
land_uses = st.sampled_from(["cropland", "grassland", "woodland", "paddy"])


def some(**fields):
    return st.fixed_dictionaries({}, optional=fields)


def with_method(method, **fields):
    return st.fixed_dictionaries({"method": st.just(method), **fields})


starts = st.one_of(
    with_method("equilibrium"),
    with_method("measured_pools"),
    with_method("trend", trend_permille_yr=st.floats(-100, 100), years=st.integers(1, 99)),
    with_method(
        "history",
        years=st.integers(1, 99),
        previous_stock_tc_ha=st.floats(0.1, 500),
        previous_land_use=land_uses,
    ),
)
places = st.one_of(
    st.fixed_dictionaries({"sample": st.just("world_croplands")}),
    st.fixed_dictionaries(
        {"file": texts.filter(bool)}, optional={"climate_file": texts.filter(bool)}
    ),
    st.fixed_dictionaries({"file": texts.filter(bool), "climate": st.just("country_mean")}),
)
defaults = some(
    clay_percent=percents,
    depth_cm=st.floats(1, 300),
    plant_cover=st.floats(0, 1) | st.lists(st.sampled_from([0, 1, 0.5]), min_size=12, max_size=12),
    tillage_modifier=st.floats(0, 5),
    manure_input_tc_ha_yr=amounts,
)
targets = some(
    rate_permille_yr=st.floats(-900, 900),
    years=st.integers(1, 1000),
    growth=st.sampled_from(["compound", "linear"]),
    path=st.sampled_from(["constant", "each_year", "ramp", "logistic"]),
    declining_baseline=st.sampled_from(["relative", "rate", "absolute"]),
    minimum_extra_input_tc_ha_yr=st.floats(-10, 0),
    maximum_extra_input_tc_ha_yr=st.floats(0, 10),
)
scenarios = st.fixed_dictionaries(
    {"id": st.from_regex(r"[a-z0-9_]+", fullmatch=True), "places": places},
    optional={
        "title": texts,
        "description": texts,
        "soil": some(moisture_option=st.sampled_from([1, 2, 3]), land_use=land_uses),
        "defaults": defaults,
        "start": starts,
        "target": targets,
        "sensitivity": some(
            variants=st.lists(st.sampled_from(["growth", "clay", "pet"]), unique=True)
        ),
        "output": some(
            languages=st.lists(st.sampled_from(["en", "fr", "es"]), min_size=1, unique=True)
        ),
    },
)


@given(scenarios)
def test_written_out_and_read_is_equal(data):
    scenario = make_scenario(data)
    text = scenario.resolved_toml()
    again = parse_scenario(text)
    assert again == scenario
    assert again.fingerprint() == scenario.fingerprint()
    assert again.resolved_toml().replace("  # default", "") == text.replace("  # default", "")


@given(scenarios)
def test_everything_given_is_in_the_full_text(data):
    written = tomllib.loads(make_scenario(data).resolved_toml())
    for section, value in data.items():
        for key, item in value.items() if isinstance(value, dict) else ():
            if item != []:
                assert look_up(written, f"{section}.{key}") == item


@given(scenarios, st.integers(1, 500))
def test_a_change_of_a_key_changes_that_key_only(data, years):
    scenario = make_scenario(data)
    changed = apply_overrides(scenario, [f"target.years={years}"]).resolved()
    before = scenario.resolved()
    assert changed["target"].pop("years") == years
    before["target"].pop("years")
    assert changed == before


@given(scenarios)
def test_lines_of_keys_are_found(data):
    text = make_scenario(data).resolved_toml()
    lines, rows = key_lines(text), text.split("\n")
    for path, number in lines.items():
        assert str(path[-1]) in rows[number - 1]


@given(st.one_of(texts, st.integers(-(2**60), 2**60), st.floats(allow_nan=False), st.booleans()))
def test_values_are_written_as_toml(value):
    if value in (float("inf"), float("-inf")):
        return
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value
