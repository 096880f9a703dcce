"""The tables of a scenario on what may be off: bias of the model, errors of the data."""

from typing import Literal

from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario.fields import N_, Section, key


def _row(name: str) -> float | None:
    """An optional key that takes the place of a row of the parameter set uncertainty."""
    row = load_parameters("uncertainty").rows[name]
    bounds: dict[str, float] = {"ge": 0.0} | ({"le": row.high} if row.high is not None else {})
    found: float | None = key(row.about, None, row.units, **bounds)
    return found


class Bias(Section):
    """How a model that is off is corrected."""

    correction: Literal["none", "match_inputs", "match_trials"] = key(
        N_(
            "rate of decay: as the model has it; such that today's inputs are those of an "
            "independent estimate; or such that long-term trials are met without bias"
        ),
        "none",
    )


class Uncertainty(Section):
    """Random errors of what goes in, carried through to the answer."""

    draws: int = key(N_("number of random draws; 0 for none"), 0, ge=0, le=100_000)
    seed: int = key(N_("seed of the random draws"), 0, ge=0, le=2**31 - 1)
    correlation: float | None = _row("correlation")
    soc_stock_relative_sd: float | None = _row("soc_stock_relative_sd")
    precipitation_relative_sd: float | None = _row("precipitation_relative_sd")
    pet_relative_sd: float | None = _row("pet_relative_sd")
    air_temperature_sd_k: float | None = _row("air_temperature_sd_k")
    clay_sd_percent: float | None = _row("clay_sd_percent")
    dpm_rpm_relative_sd: float | None = _row("dpm_rpm_relative_sd")
    decay_rate_relative_sd: float | None = _row("decay_rate_relative_sd")
    independent_input_relative_sd: float | None = _row("independent_input_relative_sd")
