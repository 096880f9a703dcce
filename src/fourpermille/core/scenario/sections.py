"""The tables of a scenario that say where, on which soil, from which start and toward what."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from fourpermille.core import families
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario.fields import N_, Section, fill, key, parameter, quantity

MONTHS = 12
if TYPE_CHECKING:
    Variants = str
else:  # the files of a folder, which no type checker can know
    Variants = Literal[families.VARIANTS.names()]
SAMPLED_CELLS = 1000
Share = Annotated[float, Field(ge=0, le=1)]
Months = Annotated[tuple[Share, ...], Field(strict=False, min_length=MONTHS, max_length=MONTHS)]
Language = Literal["en", "fr", "es"]


class Places(Section):
    """The places and their climate."""

    file: str | None = key(N_("table of places, relative to the scenario file"), None, min_length=1)
    sample: str | None = key(N_("places that come with the package, by name"), None, min_length=1)
    climate_file: str | None = key(
        N_("table of monthly climate, if it is not in the table of places"), None, min_length=1
    )
    climate: Literal["file", "country_mean"] = key(
        N_("climate from the files, or the mean over the cropland of each place's country"), "file"
    )


class Soil(Section):
    """The model, its constants and its options."""

    model: str = key(N_("soil model"), "rothc")
    parameters: str = key(N_("parameter set of the model"), "rothc_26_3")
    land_use: str | None = key(
        N_("land use, which gives the ratio of decomposable to resistant plant material"), None
    )
    moisture_option: Literal[1, 2, 3] = key(
        N_("moisture: 1 standard; 2 dryland, dry to 1000 bar; 3 dryland, dry to 15 bar"), 1
    )
    bare_option: Literal[1, 2] = key(N_("driest bare soil: 1 standard; 2 dry to 15 bar"), 1)


class Defaults(Section):
    """Values for what the table of places has no column for."""

    clay_percent: float | None = quantity("clay_percent")
    depth_cm: float | None = quantity("depth_cm")
    soc_stock_tc_ha: float | None = quantity("soc_stock_tc_ha")
    iom_tc_ha: float | None = quantity("iom_tc_ha")
    dpm_rpm_ratio: float | None = quantity("dpm_rpm_ratio")
    plant_cover: Share | Months | None = key(
        N_("share of the month under plants: one value, or twelve from January to December"),
        None,
        "1",
    )
    plant_input_tc_ha_yr: float | None = quantity("plant_input_tc_ha_yr")
    manure_input_tc_ha_yr: float | None = quantity("manure_input_tc_ha_yr")
    manure_dpm_fraction: float | None = quantity("manure_dpm_fraction")
    manure_rpm_fraction: float | None = quantity("manure_rpm_fraction")
    manure_hum_fraction: float | None = quantity("manure_hum_fraction")
    tillage_modifier: float | None = quantity("tillage_modifier")
    paddy_modifier: float | None = quantity("paddy_modifier")
    rate_calibration_factor: float | None = quantity("rate_calibration_factor")
    minimum_moisture_modifier: float | None = quantity("minimum_moisture_modifier")
    silt_percent: float | None = quantity("silt_percent")
    bulk_density_g_cm3: float | None = quantity("bulk_density_g_cm3")
    soc_content_g_kg: float | None = quantity("soc_content_g_kg")


class Start(Section):
    """The state of the soil today."""

    method: Literal["equilibrium", "measured_pools", "pedotransfer", "trend", "history"] = key(
        N_(
            "state today: in balance; pools as measured; pools from stock and clay; "
            "a trend seen; an earlier land use"
        ),
        "equilibrium",
    )
    trend_permille_yr: float | None = quantity("trend_permille_yr")
    years: int | None = key(N_("years since the change"), None, "year", ge=1, le=10_000)
    previous_stock_tc_ha: float | None = key(
        N_("stock under the earlier land use"), None, "t ha-1", gt=0, le=3000
    )
    previous_land_use: str | None = key(N_("earlier land use"), None)
    pedotransfer_land: Literal["cropland", "grassland", "tree"] | None = key(
        N_("land for which the pedotransfer functions are corrected"), None
    )


class Target(Section):
    """What the stock is to do."""

    rate_permille_yr: float = parameter(
        N_("growth of the stock a year"), "target", "rate_permille_yr", gt=-1000, lt=1000
    )
    years: int = parameter(N_("length of the period"), "target", "years", whole=True, ge=1, le=1000)
    growth: Literal["compound", "linear"] = key(
        N_("growth on the stock of the year before, or on that of the start"), "compound"
    )
    path: (
        Literal["constant", "each_year", "ramp", "logistic"]
        | Annotated[tuple[float, ...], Field(strict=False, min_length=1)]
    ) = key(
        N_(
            "shape of the extra input: constant, as each year needs it, a ramp, an adoption curve, "
            "or one share for each year, in proportion to the last year's"
        ),
        "constant",
    )
    declining_baseline: Literal["relative", "rate", "absolute"] = key(
        N_("what a soil that loses carbon must reach: see the page on baselines"), "relative"
    )
    minimum_extra_input_tc_ha_yr: float | None = key(
        N_("least extra input"), None, "t ha-1 year-1", ge=-1000, le=1000
    )
    maximum_extra_input_tc_ha_yr: float | None = key(
        N_("most extra input"), None, "t ha-1 year-1", ge=-1000, le=1000
    )


class Sensitivity(Section):
    """Which choices are varied to see how far the answer moves."""

    variants: Annotated[tuple[Variants, ...], Field(strict=False)] = key(
        N_("choices to vary"), ("growth", "depth", "pet", "cover", "clay")
    )
    clay_low_percent: float | None = quantity("clay_percent")
    clay_high_percent: float | None = quantity("clay_percent")
    decompose: Annotated[tuple[Variants, ...], Field(strict=False)] = key(
        N_("choices of which all combinations are computed, to see which moves the answer most"), ()
    )
    decompose_cells: int = key(
        N_("most places in the sample on which they are computed"),
        SAMPLED_CELLS,
        ge=1,
        le=1_000_000,
    )

    @model_validator(mode="after")
    def _clay(self) -> Self:
        """Take the range of clay from the table where it is used and not given."""
        if "clay" in self.variants:
            for name in ("clay_low_percent", "clay_high_percent"):
                if getattr(self, name) is None:
                    fill(self, name, load_parameters("sensitivity")[name])
        return self


class Output(Section):
    """What is written beside tables and results."""

    languages: Annotated[tuple[Language, ...], Field(strict=False, min_length=1)] = key(
        N_("languages of the report, one file each"), ("en",)
    )
