"""Keys without effect, which only the places show."""

import numpy as np
import pytest

from fourpermille.api.places import resolve_places
from fourpermille.core.errors import NotUsedError

from .test_places import places, scenario

SPLIT = [f"defaults.manure_{pool}_fraction={share}" for pool, share in
         (("dpm", 0.3), ("rpm", 0.3), ("hum", 0.4))]  # fmt: skip
ABSOLUTE = "target.declining_baseline=absolute"


def test_the_split_of_an_amendment_needs_an_amendment():
    with pytest.raises(NotUsedError, match="manure_dpm_fraction"):
        resolve_places(places(), scenario(*SPLIT))
    resolve_places(places(), scenario(*SPLIT, "defaults.manure_input_tc_ha_yr=0.5"))
    column = {"manure_input_tc_ha_yr": ("cell", np.full(3, 0.5))}
    resolve_places(places(**column), scenario(*SPLIT))


@pytest.mark.parametrize("word", ["absolute", "rate"])
def test_what_is_asked_of_declining_soils_needs_one_that_can_decline(word):
    with pytest.raises(NotUsedError, match="declining_baseline"):
        resolve_places(places(), scenario(f"target.declining_baseline={word}"))
    resolve_places(places(), scenario("target.declining_baseline=relative"))


@pytest.mark.parametrize(
    "more",
    [
        ["start.method=trend", "start.trend_permille_yr=-3", "start.years=20"],
        ["defaults.plant_input_tc_ha_yr=1.0"],
        ['sensitivity.variants=["climate_change"]'],
    ],
)
def test_a_soil_can_decline_for_several_reasons(more):
    resolve_places(places(), scenario(ABSOLUTE, *more))
