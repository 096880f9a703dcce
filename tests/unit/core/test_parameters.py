"""Parameter sets: what holds for every one, and what a set is."""

import math
import pickle

import pytest

from fourpermille.core.errors import InputError, UnitsError, UnknownNameError
from fourpermille.core.parameters import (
    CONFIDENCE,
    Parameter,
    ParameterSet,
    load_parameters,
    parameter_sets,
    parse_parameters,
)
from fourpermille.core.provenance import references
from fourpermille.core.units import check_unit

ROWS = [
    pytest.param(row, id=f"{name}.{row.name}")
    for name in parameter_sets()
    for row in [*load_parameters(name).rows.values(), *load_parameters(name).unverified.values()]
]

ONE = """
title = "one"
source = "falloon_1998"
[k]
value = 2
units = "year-1"
about = "a rate"
confidence = "V"
low = 1
high = 3
"""


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_complete(row: Parameter) -> None:
    assert math.isfinite(row.value)
    check_unit(row.units)
    assert row.about
    assert row.where
    assert row.source in references()
    assert row.confidence in CONFIDENCE
    low = -math.inf if row.low is None else row.low
    high = math.inf if row.high is None else row.high
    assert low <= row.value <= high


@pytest.mark.parametrize("name", parameter_sets())
def test_every_set_says_what_it_is(name: str) -> None:
    found = load_parameters(name)
    assert found.name == name
    assert found.title
    assert found.about
    assert found.source in references()
    assert len(found) + len(found.unverified) > 0


def test_rothc_holds_the_published_values() -> None:
    p = load_parameters("rothc_26_3")
    assert (p["k_dpm"], p["k_rpm"], p["k_bio"], p["k_hum"]) == (10.0, 0.3, 0.66, 0.02)
    # a(10 degC) as Rothamsted's description tabulates it
    a, b, c = p["temperature_a"], p["temperature_b"], p["temperature_c"]
    assert a / (1 + math.exp(b / (10 + c))) == pytest.approx(1.0990, abs=5e-5)
    # CO2 / (BIO + HUM) at 23.4 % clay
    ratio = p["co2_factor"] * (p["co2_base"] + p["co2_span"] * math.exp(-p["co2_clay"] * 23.4))
    assert ratio == pytest.approx(3.5142, abs=5e-5)
    # largest deficit (mm) at 23.4 % clay and 23 cm
    deficit = p["deficit_constant"] + p["deficit_clay"] * 23.4 - p["deficit_clay_squared"] * 23.4**2
    assert deficit == pytest.approx(44.94, abs=5e-3)
    # inert carbon of 50 t C/ha
    assert p["iom_factor"] * 50 ** p["iom_power"] == pytest.approx(4.22, abs=5e-3)
    assert p["manure_dpm"] + p["manure_rpm"] + p["manure_hum"] == pytest.approx(1.0)


def test_soilr_differs_in_the_temperature_only() -> None:
    ours, soilr = load_parameters("rothc_26_3"), load_parameters("rothc_soilr")
    assert set(ours) == set(soilr)
    different = {name for name in ours if ours[name] != soilr[name]}
    assert different == {"temperature_a", "temperature_b", "temperature_c"}


def test_land_uses_have_the_published_ratios() -> None:
    p = load_parameters("land_use")
    assert (p["cropland"], p["grassland"], p["woodland"]) == (1.44, 0.67, 0.25)


def test_van_genuchten_coefficients_hold_as_many_terms_as_published() -> None:
    names = list(load_parameters("wosten_1999"))
    counts = {
        stem: sum(name.startswith(stem) for name in names)
        for stem in ("ln_alpha_", "theta_s_", "ln_n_1_")
    }
    assert counts == {"ln_alpha_": 15, "theta_s_": 12, "ln_n_1_": 17}


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean k_hum"):
        load_parameters("rothc_26_3")["k_humm"]
    with pytest.raises(UnknownNameError, match="Did you mean rothc_26_3"):
        load_parameters("rothc_26.3")
    assert "k_humm" not in load_parameters("rothc_26_3")


def test_an_override_is_a_new_set_that_remembers() -> None:
    before = load_parameters("rothc_26_3")
    after = before.override(why="calibrated on our trial", k_hum=0.018)
    assert (before["k_hum"], after["k_hum"]) == (0.02, 0.018)
    assert before.changes == ()
    (change,) = after.changes
    assert (change.name, change.before, change.after) == ("k_hum", 0.02, 0.018)
    assert after.rows["k_hum"].where == "calibrated on our trial"
    assert after.rows["k_hum"].confidence == "P"
    again = after.override(why="second thoughts", k_hum=0.019, k_rpm=0.31)
    assert [c.before for c in again.changes] == [0.02, 0.018, 0.3]
    assert {k: v for k, v in again.items() if k not in ("k_hum", "k_rpm")} == {
        k: v for k, v in before.items() if k not in ("k_hum", "k_rpm")
    }


def test_an_override_is_checked() -> None:
    p = load_parameters("rothc_26_3")
    with pytest.raises(UnknownNameError, match="Did you mean k_hum"):
        p.override(why="x", k_hun=0.02)
    with pytest.raises(InputError, match="reason"):
        p.override(why=" ", k_hum=0.02)
    for bad in (float("nan"), "0.02", None, True):
        with pytest.raises(InputError, match="finite"):
            p.override(why="x", k_hum=bad)  # type: ignore[arg-type]


def test_a_set_does_not_change() -> None:
    p = load_parameters("rothc_26_3")
    with pytest.raises(AttributeError, match="override"):
        p.name = "other"
    with pytest.raises(TypeError):
        p["k_hum"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        p.rows["k_hum"] = p.rows["k_rpm"]  # type: ignore[index]


def test_sets_are_equal_by_content_and_survive_pickling() -> None:
    p = load_parameters("rothc_26_3").override(why="x", k_hum=0.03)
    q = pickle.loads(pickle.dumps(p))
    assert q == p
    assert hash(q) == hash(p)
    assert q.changes == p.changes
    assert isinstance(q, ParameterSet)


def test_what_is_known_from_memory_only_is_never_used_silently() -> None:
    p = parse_parameters("set", ONE.replace('"V"', '"M"'))
    assert list(p) == []
    assert p.unverified["k"].value == 2
    with pytest.raises(InputError, match="from memory"):
        p["k"]
    assert p.override(why="measured", k=2.5)["k"] == 2.5


@pytest.mark.parametrize("field", ["value", "units", "about", "confidence"])
def test_a_row_without_a_field_does_not_load(field: str) -> None:
    text = "\n".join(line for line in ONE.splitlines() if not line.startswith(f"{field} ="))
    with pytest.raises(UnitsError if field == "units" else InputError, match=field):
        parse_parameters("set", text)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"V"', '"X"', "confidence"),
        ("value = 2", 'value = "2"', "finite"),
        ("value = 2", "value = nan", "finite"),
        ("low = 1", "lower = 1", "Did you mean one of low"),
        ('source = "falloon_1998"', "", "source"),
    ],
)
def test_a_wrong_row_does_not_load(before: str, after: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_parameters("set", ONE.replace(before, after))
