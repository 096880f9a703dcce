"""The tables of a scenario on what farming can give: practices, adoption, what bounds them."""

from typing import Literal

from fourpermille.core.scenario.fields import N_, Section, key, parameter, quantity


class PracticePlan(Section):
    """A practice of the catalogue and how much of the land takes it up."""

    id: str = key(N_("practice of the catalogue"), pattern="^[a-z0-9_]+$")
    final_fraction: float = key(
        N_("share of the land that has it in the end, those who have it today included"),
        unit="1",
        ge=0,
        le=1,
    )
    current_fraction: float = key(N_("share of the land that has it today"), unit="1", ge=0, le=1)
    method: Literal["model", "evidence", "ipcc"] = key(
        N_("its effect: through the soil model, by trials, or by factors of the IPCC"), "model"
    )
    level: Literal["low", "central", "high"] = key(
        N_("which end of the range of its effect"), "central"
    )
    unverified: bool = key(N_("whether figures known from memory only may be used"), False)


class Adoption(Section):
    """The curve along which practices spread."""

    start_year: float = key(N_("calendar year of today"), unit="year", ge=1900, le=2500)
    curve: Literal["logistic", "linear", "immediate"] = key(
        N_("shape of the adoption: slow, fast, slow; even; or at once"), "logistic"
    )
    midpoint_year: float | None = key(
        N_("midpoint of the logistic curve before it is cut at the start"),
        None,
        "year",
        ge=1900,
        le=2500,
    )
    steepness_per_yr: float | None = key(
        N_("steepness of the logistic curve"), None, "year-1", gt=0, lt=10
    )
    ramp_years: float | None = key(N_("length of the even adoption"), None, "year", gt=0, lt=1000)
    abandonment_per_yr: float = key(
        N_(
            "rate at which fields give a practice up: after a year exp(-rate) of them still have it"
        ),
        0.0,
        "year-1",
        ge=0,
        le=1,
    )


class Limits(Section):
    """What bounds the supply, for places that have no column or map of the same name."""

    npp: Literal["given", "miami"] | None = key(
        N_("plant growth: as given (npp_tc_ha_yr), or from the climate by the Miami model"), None
    )
    npp_tc_ha_yr: float | None = quantity("npp_tc_ha_yr")
    returnable_fraction: float = parameter(
        N_("largest share of plant growth that can return to the soil"),
        "supply",
        "returnable_fraction",
        ge=0,
        le=1,
    )
    residue_available_tc_ha_yr: float | None = quantity("residue_available_tc_ha_yr")
    manure_available_tc_ha_yr: float | None = quantity("manure_available_tc_ha_yr")
    stock_deficit_tc_ha: float | None = quantity("stock_deficit_tc_ha")
    nitrogen_available_kgn_ha_yr: float | None = quantity("nitrogen_available_kgn_ha_yr")
    phosphorus_available_kgp_ha_yr: float | None = quantity("phosphorus_available_kgp_ha_yr")
    sulphur_available_kgs_ha_yr: float | None = quantity("sulphur_available_kgs_ha_yr")
