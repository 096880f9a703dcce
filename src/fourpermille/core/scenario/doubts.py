"""Keys of a scenario that are allowed but look like a slip of unit."""

import warnings

from fourpermille.core.errors import PlausibilityWarning
from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold
from fourpermille.core.scenario.keyed import KeyProblem
from fourpermille.core.scenario.model import Scenario


def doubt_scenario(scenario: Scenario) -> None:
    """Give a PlausibilityWarning for each key that looks wrong."""
    if scenario.target is None:
        return
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
