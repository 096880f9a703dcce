"""Keys of a scenario that are allowed but look like a slip of unit."""

import warnings

from fourpermille.core.errors import PlausibilityWarning
from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold
from fourpermille.core.scenario.keyed import KeyProblem
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.supply import Adoption


def doubt_scenario(scenario: Scenario) -> None:
    """Give a PlausibilityWarning for each key that looks wrong."""
    if scenario.target is None:
        return
    _doubt_curve(scenario.adoption)
    rate = scenario.target.rate_permille_yr
    what = ""
    if 0 < abs(rate) <= threshold("rate_as_fraction_maximum_permille_yr"):
        what = _("looks like a fraction or per cent, per mille is expected")
    elif abs(rate) > threshold("rate_maximum_permille_yr"):
        what = _("far beyond the goal of 4 per mille a year")
    if what:
        problem = KeyProblem(
            what=what,
            column="target.rate_permille_yr",
            found=f"{rate:g}",
            todo=_("The goal of 4 per mille a year is written as 4."),
        )
        warnings.warn(str(problem), PlausibilityWarning, stacklevel=2)


def _doubt_curve(curve: Adoption | None) -> None:
    """Doubt a middle before anybody could adopt: the curve then starts at its fastest."""
    middle = None if curve is None else curve.midpoint_year
    if curve is not None and middle is not None and middle <= curve.start_year:
        problem = KeyProblem(
            what=_("the middle of the curve is not after its start"),
            column="adoption.midpoint_year",
            found=f"{middle:g}",
            allowed=_("after adoption.start_year ({year:g})").format(year=curve.start_year),
        )
        warnings.warn(str(problem), PlausibilityWarning, stacklevel=3)
