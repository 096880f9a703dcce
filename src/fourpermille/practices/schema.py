"""What a file of the catalogue of practices holds."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fourpermille.core.i18n import _, current_language

Family = Literal[
    "conservation_tillage",
    "agroforestry",
    "rangeland_management",
    "water_management",
    "integrated_soil_fertility_management",
    "organic_fertilizers",
    "agroecology",
    "none",  # measures outside the seven families
]
FAMILIES: tuple[str, ...] = get_args(Family)
BOUNDS = ("low", "central", "high")
RATES = ("rate", "rate_initial", "rate_modelled", "rate_co2", "rate_per_t_dry", "retention")
METRICS = (*RATES, "stock_diff", "response_pct", "stock_change_factor")  # of evidence
Confidence = Literal["D", "V", "V2", "A", "C", "I", "P", "M"]


class Row(BaseModel):
    """A frozen table of a file; a key that it doesn't know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Row):
    """A text in the three languages."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)
    es: str = Field(min_length=1)

    def __str__(self) -> str:
        """The text in the current language."""
        return str(getattr(self, current_language()))


class Amount(Row):
    """A number with its range.

    ``confidence`` is a label of parameter sets; one that no source gives is P (proposed) and
    says its ``reason``; any other names a key of references.bib as ``source``. M (from memory) is
    shown and never used unless asked for.
    """

    low: float
    central: float
    high: float
    confidence: Confidence
    source: str = ""
    where: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _is_in_order_and_sourced(self) -> Amount:
        if not self.low <= self.central <= self.high:
            raise ValueError(_("low, central and high are not in this order"))
        if self.confidence == "P" and not self.reason:
            raise ValueError(_("a proposed number (P) without a reason"))
        if self.confidence != "P" and not self.source:
            raise ValueError(_("a number without a source; one that has none is proposed (P)"))
        return self

    @property
    def unverified(self) -> bool:
        """Whether it is known from memory only."""
        return self.confidence == "M"


class Input(Row):
    """Carbon that a practice brings beyond today's inputs.

    ``amount`` is in t C/ha/yr, or in per cent of today's plant input. ``kind``: ``plant`` material,
    whose DPM/RPM ratio is that of a ``land_use`` (a row of the parameter set of that name);
    ``amendment``, split as a ``material`` of the parameter set ``amendments``; ``inert``, which
    doesn't decay. ``months`` are those of the northern hemisphere; none: as today's plant input.
    """

    kind: Literal["plant", "amendment", "inert"]
    units: Literal["tc_ha_yr", "percent_of_plant_input"] = "tc_ha_yr"
    amount: Amount
    land_use: str = ""
    material: str = ""
    months: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Input:
        needs = {"plant": "land_use", "amendment": "material"}.get(self.kind, "")
        for name in ("land_use", "material"):
            if bool(getattr(self, name)) != (name == needs):
                raise ValueError(
                    _("'{name}' does not fit the kind '{kind}'").format(name=name, kind=self.kind)
                )
        return self


class Water(Row):
    """Water that a practice brings or keeps: ``amount``, mm a year, spread over the months."""

    amount: Amount
    months: tuple[int, ...] = Field(min_length=1)


class Levers(Row):
    """What a practice changes.

    ``tillage`` is a row of the parameter set of that name; ``cover_months`` are months of the
    northern hemisphere in which the soil is covered by plants beyond today; the factors of
    erosion multiply C (cover) and P (support) of RUSLE; nitrogen in kg N/ha/yr. ``taken_from``:
    what its carbon is taken from, where others want the same; amendments are taken from manure
    where it isn't said.
    """

    inputs: tuple[Input, ...] = ()
    taken_from: Literal["", "residues", "manure"] = ""
    tillage: str = ""
    cover_months: tuple[int, ...] = ()
    water: Water | None = None
    erosion_cover_factor: Amount | None = None
    erosion_support_factor: Amount | None = None
    nitrogen_fixed_kgn_ha_yr: Amount | None = None
    nitrogen_brought_kgn_ha_yr: Amount | None = None

    @property
    def reach_the_soil(self) -> bool:
        """Whether anything here changes what a soil model reads."""
        return bool(self.inputs or self.tillage or self.cover_months or self.water)


class Pointer(Row):
    """Rows of the table ``practices_effects``: those that hold these words."""

    practice_id: str
    variant: str = ""
    metric: str = ""
    source: str = ""

    @property
    def wanted(self) -> dict[str, str]:
        """The words by column."""
        return {key: word for key, word in self.model_dump().items() if word}


class Evidence(Row):
    """The published effect that is taken as the rate of the practice.

    A row of ``practices_effects``, or the storage (0-30 cm) of a row of ``france_macc``.
    ``duration_years``: after how long it was observed, where the table has it in words;
    ``dry_matter_t_ha_yr`` for an effect per tonne. ``reason`` says why this row.
    """

    practice_id: str = ""
    variant: str = ""
    metric: str = ""
    source: str = ""
    france_macc: str = ""
    duration_years: float | None = Field(default=None, gt=0)
    dry_matter_t_ha_yr: Amount | None = None
    reason: str = Field(min_length=1)

    @property
    def wanted(self) -> dict[str, str]:
        """The words that find the row of ``practices_effects``, by column."""
        names = ("practice_id", "variant", "metric", "source")
        return {name: word for name in names if (word := getattr(self, name))}

    @model_validator(mode="after")
    def _one_of_two(self) -> Evidence:
        if bool(self.france_macc) == bool(self.wanted):
            raise ValueError(_("evidence is a row of practices_effects or of france_macc"))
        return self


class StockFactors(Row):
    """Levels of the stock change factors of the IPCC: what changes, and what stays.

    ``before`` and ``after`` give levels by factor (FLU, FMG, FI); ``land_use`` that of the table.
    """

    land_use: str
    before: dict[str, str]
    after: dict[str, str]

    @model_validator(mode="after")
    def _same_factors(self) -> StockFactors:
        if set(self.before) != {"FLU", "FMG", "FI"} or set(self.after) != set(self.before):
            raise ValueError(_("levels of FLU, FMG and FI are needed, before and after"))
        return self


class Cost(Row):
    """What a hectare costs: a row of the table ``france_macc``, or an amount with its year."""

    france_macc: str = ""
    amount: Amount | None = None
    currency: str = ""
    currency_year: int | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Cost:
        if bool(self.france_macc) == (self.amount is not None):
            raise ValueError(_("a cost is a row of france_macc or an amount, one of the two"))
        if self.amount and not (self.currency and self.currency_year):
            raise ValueError(_("an amount of money needs its currency and year"))
        return self


class Adoption(Row):
    """Who already does it: an area (Mha) or a share of the land (%)."""

    region: str = Field(min_length=1)
    year: int
    area_mha: Amount | None = None
    share_percent: Amount | None = None


class Practice(Row):
    """One practice. ``id`` is the name of its TOML file.

    ``applies_to`` are rows of the parameter set ``land_use``; ``climate_zones`` those of the IPCC,
    all where none is named. Practices of one ``exclusive_group`` can't stand on one field.
    ``limits`` and ``safeguards`` are words of ``notes.toml``. ``adoption`` is empty where nobody
    says who already does it. ``sources`` are keys of references.bib.
    """

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    family: Family
    label: Words
    about: Words
    applies_to: tuple[str, ...] = Field(min_length=1)
    climate_zones: tuple[str, ...] = ()
    exclusive_group: str = ""
    limits: tuple[str, ...] = ()
    levers: Levers = Levers()
    effects: tuple[Pointer, ...] = ()
    evidence: Evidence | None = None
    ipcc: StockFactors | None = None
    cost: tuple[Cost, ...] = ()
    adoption: tuple[Adoption, ...] = ()
    safeguards: tuple[str, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)

    def fits(self, applies_to: str | None, climate_zone: str | None) -> bool:
        """Whether it belongs on a land use and in a climate zone; None asks nothing."""
        on_land = applies_to in (None, *self.applies_to)
        return on_land and (not self.climate_zones or climate_zone in (None, *self.climate_zones))
