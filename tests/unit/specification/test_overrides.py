"""Changes of keys from the command line."""

import pytest

from fourpermille.core.errors import InputError, NotUsedError, UnknownNameError
from fourpermille.core.scenario import apply_overrides, parse_scenario

SCENARIO = parse_scenario('id = "a"\n[places]\nfile = "f.csv"\n', base_dir="folder")
TRIAL = parse_scenario(
    'id = "t"\n[places]\nsample = "x"\n[trial]\nstart_year = 1\nend_year = 9\n'
    'measurements = "m"\n[[series]]\nid = "nil"\nplace = "p"\nplant_input_tc_ha_yr = 1.0\n'
)


@pytest.mark.parametrize(
    ("change", "section", "name", "value"),
    [
        ("target.years=20", "target", "years", 20),
        ("target.rate_permille_yr = 3", "target", "rate_permille_yr", 3.0),
        ("target.path=ramp", "target", "path", "ramp"),
        ('target.path="ramp"', "target", "path", "ramp"),
        ("places.file=a b=c.csv", "places", "file", "a b=c.csv"),
        ("defaults.plant_cover=[1,1,1,1,1,1,0,0,0,1,1,1]", "defaults", "plant_cover", (1,) * 6 + (0,) * 3 + (1,) * 3),
        ("output.languages=['fr']", "output", "languages", ("fr",)),
    ],
)  # fmt: skip
def test_one_key_changes(change, section, name, value):
    changed = apply_overrides(SCENARIO, [change])
    assert getattr(getattr(changed, section), name) == value
    assert changed.base_dir == SCENARIO.base_dir
    assert SCENARIO.target.years == 30


def test_several_changes_hold_together():
    changed = apply_overrides(SCENARIO, ["start.method=trend", "start.years=9", "title=Nine"])
    assert (changed.start.method, changed.start.years, changed.title) == ("trend", 9, "Nine")
    back = apply_overrides(changed, ["start.method=", "start.years=", "title="])
    assert back == SCENARIO


def test_series_by_name():
    changed = apply_overrides(TRIAL, ["series.nil.plant_input_tc_ha_yr=fit"])
    assert changed.series[0].plant_input_tc_ha_yr == "fit"


def test_no_changes_is_the_same_scenario():
    assert apply_overrides(SCENARIO, []) is SCENARIO


@pytest.mark.parametrize(
    ("change", "kind", "piece"),
    [
        ("target.yeers=20", UnknownNameError, "Did you mean years?"),
        ("target.years=-1", InputError, "1 to 1000"),
        ("target.years", InputError, "key=value"),
        ("=3", InputError, "key=value"),
        ("start.years=3", NotUsedError, "start.method"),
        ("id.x=3", InputError, "no table"),
        ("series.x.place=3", InputError, "no series of this name"),
    ],
)
def test_bad_change_says_so(change, kind, piece):
    with pytest.raises(kind, match=piece) as caught:
        apply_overrides(SCENARIO, [change])
    assert all(problem.file == "--set" for problem in caught.value.problems)


def test_unknown_series():
    with pytest.raises(InputError, match=r"no series of this name.*Allowed nil"):
        apply_overrides(TRIAL, ["series.nul.place=q"])
    with pytest.raises(InputError, match="by its id"):
        apply_overrides(TRIAL, ["series.nil=q"])
