"""One way to ask: data, target, the climate ahead and the correction of bias."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import xarray as xr

from fourpermille.assessment.target import Target
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters

NO_CORRECTION, MATCH_INPUTS, MATCH_TRIALS = "none", "match_inputs", "match_trials"
CORRECTIONS = (NO_CORRECTION, MATCH_INPUTS, MATCH_TRIALS)


@dataclass(frozen=True)
class Case:
    """Data and target of one variant; ``spread`` says how far the variants go.

    ``ahead``: the same data under the climate of the years to come, None where today's goes on;
    today's state and returns are always found on ``ds``. ``bias_correction``: none, match_inputs
    or match_trials, carried out when the case is solved, so that it meets the case's own data.
    """

    ds: xr.Dataset
    target: Target
    spread: ParameterSet = field(default_factory=lambda: load_parameters("sensitivity"))
    ahead: xr.Dataset | None = None
    bias_correction: str = NO_CORRECTION

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

    def mapped(self, change: Callable[[xr.Dataset], xr.Dataset]) -> Case:
        """The case with the same change of the data today and ahead."""
        ahead = None if self.ahead is None else change(self.ahead)
        return replace(self, ds=change(self.ds), ahead=ahead)
