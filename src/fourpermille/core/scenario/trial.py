"""A model against a long-term trial: the period, the measurements and the treatments."""

from typing import Annotated

from pydantic import Field

from fourpermille.core.scenario.fields import N_, Section, key, quantity
from fourpermille.core.variables import variable

PLANT = variable("plant_input_tc_ha_yr")
INPUT_WORDS = r"^(fit|series:.+)$"


class Trial(Section):
    """Years of the comparison and where the measurements are."""

    start_year: int = key(N_("year of the first stock"), unit="year", ge=1, le=3000)
    end_year: int = key(N_("last year of the model"), unit="year", ge=1, le=3000)
    measurements: str = key(
        N_(
            "table of measured stocks (series, year, soc_stock_tc_ha, status): a file with its "
            "ending, or the name of a sample"
        ),
        min_length=1,
    )


class Series(Section):
    """One treatment."""

    id: str = key(N_("name of the treatment in the measurements"), min_length=1)
    title: str = key(N_("name of the treatment for people"), "")
    place: str = key(N_("place among the places"), min_length=1)
    plant_input_tc_ha_yr: (
        Annotated[float, Field(ge=PLANT.minimum, le=PLANT.maximum)]
        | Annotated[str, Field(pattern=INPUT_WORDS)]
    ) = key(
        N_('plant carbon a year: a number, "fit", or "series:<id>" for that of another treatment'),
        unit="t ha-1 year-1",
    )
    manure_input_tc_ha_yr: float | None = quantity("manure_input_tc_ha_yr")
    manure_years: (
        Annotated[tuple[int, ...], Field(strict=False, min_length=2, max_length=2)] | None
    ) = key(N_("first and last year with manure; every year if not given"), None, "year")
