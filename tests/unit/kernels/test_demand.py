"""The run in one pass against months stepped one by one, and against itself in other cuts."""

import numpy as np
import pytest

from fourpermille.kernels import demand
from fourpermille.kernels.transient import Forcing, Soil, State

from .grids import PARAMETERS, plain_run, random_year

YEARS = 7
EXTRA = 1.3


def months(
    year: demand.Climatology, place: demand.Place, plant: np.ndarray, start: State, years: int
) -> State:
    """The same places month by month, with a yearly plant input."""
    cells = plant.size
    forcing = Forcing(
        year.air_temperature_degc,
        year.precipitation_mm,
        year.pet_mm,
        year.plant_cover,
        np.broadcast_to(year.management_modifier, (1, cells)),
        year.plant_share * plant,
        year.manure_share * place.manure_input_tc_ha_yr,
        year.plant_dpm_share,
    )
    soil = Soil(place.deficit_limits, place.manure_split, place.humified_share, place.iom_tc_ha)
    run = plain_run(forcing, soil, start, 12 * years)
    return run.end


@pytest.fixture(scope="module")
def world() -> tuple[demand.Climatology, demand.Place]:
    return random_year(12, 3)


def test_the_state_repeats_itself_and_has_the_stock(
    world: tuple[demand.Climatology, demand.Place],
) -> None:
    year, place = world
    found = demand.run(year, place, np.ones(1), PARAMETERS)
    start = State(found.pools, found.deficit_mm)
    after = months(year, place, found.plant_input_tc_ha_yr, start, 1)
    np.testing.assert_allclose(after[0], found.pools, rtol=1e-11)
    np.testing.assert_array_equal(after[1], found.deficit_mm)
    stock = found.pools.sum(axis=0) + place.iom_tc_ha
    np.testing.assert_allclose(stock, place.soc_stock_tc_ha, rtol=1e-13)
    assert (found.wetting_years <= demand.LONGEST_WETTING_YEARS).all()


def test_the_response_is_what_more_input_adds(
    world: tuple[demand.Climatology, demand.Place],
) -> None:
    year, place = world
    found = demand.run(year, place, np.ones(YEARS), PARAMETERS)
    start = State(found.pools, found.deficit_mm)
    more = months(year, place, found.plant_input_tc_ha_yr + EXTRA, start, YEARS)
    gained = more[0].sum(axis=0) - found.pools.sum(axis=0)
    np.testing.assert_allclose(gained / EXTRA, found.response, rtol=1e-10)


def test_a_ramp_adds_less_and_parts_of_a_year_add_up() -> None:
    year, place = random_year(5, 8)
    whole = demand.run(year, place, np.ones(3), PARAMETERS).response
    parts = [demand.run(year, place, row, PARAMETERS).response for row in np.eye(3)]
    np.testing.assert_allclose(sum(parts), whole, rtol=1e-13)
    assert (np.diff(parts, axis=0) > 0).all()  # what came last decayed least


def test_given_inputs_are_kept() -> None:
    year, place = random_year(5, 8)
    solved = demand.run(year, place, np.ones(1), PARAMETERS)
    given = place._replace(soc_stock_tc_ha=None, plant_input_tc_ha_yr=solved.plant_input_tc_ha_yr)
    again = demand.run(year, given, np.ones(1), PARAMETERS)
    np.testing.assert_array_equal(again.plant_input_tc_ha_yr, solved.plant_input_tc_ha_yr)
    np.testing.assert_array_equal(again.pools, solved.pools)


def test_compiled_and_plain_and_any_cut_give_the_same_bits() -> None:
    year, place = random_year(2 * demand.SMALLEST_COMPILED, 5)
    whole = demand.run(year, place, np.ones(4), PARAMETERS)
    single = demand.run(year, place, np.ones(4), PARAMETERS, threads=1)
    cut = slice(7, 40)
    soil, weather = place._asdict(), year._asdict()
    small = demand.run(
        demand.Climatology(**{k: _part(v, cut) for k, v in weather.items()}),
        demand.Place(**{k: _part(v, cut) for k, v in soil.items()}),
        np.ones(4),
        PARAMETERS,
    )
    for one, other, part in zip(whole, single, small, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one[..., cut], part)


def _part(values: object, cut: slice) -> object:
    array = np.asarray(values)
    wide = array.ndim and array.shape[-1] > demand.SMALLEST_COMPILED
    return array[..., cut] if wide else values


def test_missing_stays_missing_and_stays_where_it_is() -> None:
    year, place = random_year(4, 6)
    wanted = demand.run(year, place, np.ones(2), PARAMETERS)
    for name in ("air_temperature_degc", "precipitation_mm"):
        broken = getattr(year, name).copy()
        broken[5, 2] = np.nan
        found = demand.run(year._replace(**{name: broken}), place, np.ones(2), PARAMETERS)
        for one, other in zip(found[:3], wanted[:3], strict=True):
            assert np.isnan(one[..., 2]).all()
            np.testing.assert_array_equal(one[..., [0, 1, 3]], other[..., [0, 1, 3]])


def test_a_frozen_soil_has_no_balance() -> None:
    year, place = random_year(2, 6)
    cold = year._replace(air_temperature_degc=np.full((12, 2), -20.0))
    found = demand.run(cold, place, np.ones(2), PARAMETERS)
    assert np.isnan(found.pools).all()
    assert np.isnan(found.plant_input_tc_ha_yr).all()
    np.testing.assert_allclose(found.response, 2.0)  # nothing decays


def test_no_cells_give_no_results() -> None:
    year, place = random_year(3, 1)
    none = demand.run(
        demand.Climatology(*(np.asarray(v)[..., :0] if np.ndim(v) else v for v in year)),
        demand.Place(*(np.asarray(v)[..., :0] if np.ndim(v) > 1 else v for v in place))._replace(
            manure_split=place.manure_split,
            humified_share=np.empty(0),
            iom_tc_ha=np.empty(0),
            soc_stock_tc_ha=np.empty(0),
            manure_input_tc_ha_yr=0.0,
        ),
        np.ones(2),
        PARAMETERS,
    )
    assert none.pools.shape == (4, 0)


def test_shapes_that_do_not_fit_are_refused() -> None:
    year, place = random_year(3, 1)
    with pytest.raises(ValueError, match="precipitation_mm has 5 months"):
        demand.run(year._replace(precipitation_mm=np.ones((5, 3))), place, np.ones(2), PARAMETERS)
    with pytest.raises(ValueError, match="plant_cover has the shape"):
        demand.run(year._replace(plant_cover=np.ones((12, 2))), place, np.ones(2), PARAMETERS)
