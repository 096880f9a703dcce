"""One way to ask: data, target, the climate ahead and the correction of bias."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import xarray as xr

from fourpermille.assessment.target import Target
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters

PET, OPEN_PAN = "pet_mm", "open_pan_evaporation_mm"
NO_CORRECTION, MATCH_INPUTS, MATCH_TRIALS = "none", "match_inputs", "match_trials"
CORRECTIONS = (NO_CORRECTION, MATCH_INPUTS, MATCH_TRIALS)


@dataclass(frozen=True)
class Case:
    """Data and target of one variant; ``spread`` says how far the variants go.

    ``parameters`` are those of the model, for rules that need the evaporation it will see.
    ``ahead``: the same data under the climate of the years to come, None where today's goes on;
    today's state and returns are always found on ``ds``. ``bias_correction``: none, match_inputs
    or match_trials, carried out when the case is solved, so that it meets the case's own data.
    """

    ds: xr.Dataset
    target: Target
    spread: ParameterSet = field(default_factory=lambda: load_parameters("sensitivity"))
    ahead: xr.Dataset | None = None
    bias_correction: str = NO_CORRECTION
    parameters: str | ParameterSet = "rothc_26_3"

    def __post_init__(self) -> None:
        """Refuse a correction that nobody knows."""
        if self.bias_correction not in CORRECTIONS:
            raise UnknownNameError(
                Problem(
                    what=_("unknown bias correction"),
                    column="bias.correction",
                    found=self.bias_correction,
                    allowed=", ".join(CORRECTIONS),
                )
            )

    @property
    def evaporates(self) -> bool:
        """Whether the data have an evaporation, potential or of an open pan."""
        return any(name in self.ds for name in (PET, OPEN_PAN))

    def potential_evaporation(self) -> Callable[[xr.Dataset], xr.DataArray]:
        """From data to the potential evapotranspiration (mm) that the model makes of them."""
        return partial(potential_evaporation, parameters=self.parameters)

    def mapped(self, change: Callable[[xr.Dataset], xr.Dataset]) -> Case:
        """The case with the same change of the data today and ahead."""
        ahead = None if self.ahead is None else change(self.ahead)
        return replace(self, ds=change(self.ds), ahead=ahead)


def potential_evaporation(ds: xr.Dataset, parameters: str | ParameterSet) -> xr.DataArray:
    """The potential evapotranspiration (mm) that the model makes of the data."""
    table = load_parameters(parameters) if isinstance(parameters, str) else parameters
    return ds[PET] if PET in ds else table["open_pan_factor"] * ds[OPEN_PAN]
