"""Which defects of the protocol's scripts a run repeats: one switch each, all off by default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from fourpermille.core.errors import unknown_name
from fourpermille.core.i18n import _

ALL = "scripts"


@dataclass(frozen=True)
class ScriptDefects:
    """What the scripts do otherwise than the protocol or the model; True repeats it.

    ``explicit_euler``: a month's decay is one Euler step, which oscillates and diverges where
    decay is fast. ``eleven_steps_a_year``: a year of the warm-up has eleven steps, so that
    December's decay and a twelfth of the input are lost; the forward run lacks its last month.
    ``last_month_deficit_limit``: the modifier of every month is scaled with December's largest
    deficit. ``deficit_restarts_in_january``: the deficit starts again from field capacity, and no
    limit holds in January. ``bare_limit``: a bare month's modifier is scaled with the bare limit,
    which also ends an older, larger deficit. ``annual_mean_rate_spin_up``: the spin-up is solved
    with the year's mean modifier in continuous time. ``central_iom_in_bounds``: the bounds have
    the central run's inert carbon. ``celsius_scaling``: temperatures in degC are multiplied,
    which shifts frost the wrong way. ``sum_in_difference_uncertainty``: the uncertainty of a
    difference is divided by the sum. ``ssm2_uncertainty_for_all``: every scenario gets the
    uncertainty of the middle one. ``value_filters``: unusual values are made missing, losses
    among the relative rates too. ``rounded_temperature_constants`` and ``no_frost_limit``: the
    older form of the temperature modifier; without a stop at -5 degC, missing below its pole.
    ``script_clay_weights``: the weights of clay by depth.
    """

    explicit_euler: bool = False
    eleven_steps_a_year: bool = False
    last_month_deficit_limit: bool = False
    deficit_restarts_in_january: bool = False
    bare_limit: bool = False
    annual_mean_rate_spin_up: bool = False
    central_iom_in_bounds: bool = False
    celsius_scaling: bool = False
    sum_in_difference_uncertainty: bool = False
    ssm2_uncertainty_for_all: bool = False
    value_filters: bool = False
    rounded_temperature_constants: bool = False
    no_frost_limit: bool = False
    script_clay_weights: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The switches that are on."""
        return tuple(name for name in switches() if getattr(self, name))


def switches() -> tuple[str, ...]:
    """The names of all switches."""
    return tuple(field.name for field in fields(ScriptDefects))


def chosen(compat: str | Iterable[str] | ScriptDefects | None) -> ScriptDefects:
    """The defects asked for: none, "scripts" for all, or some by name.

    Raises UnknownNameError, with a near name, for a switch that doesn't exist.
    """
    if isinstance(compat, ScriptDefects):
        return compat
    names = [compat] if isinstance(compat, str) else list(compat or ())
    for name in names:
        if name not in (ALL, *switches()):
            raise unknown_name(_("defect of the scripts"), name, (ALL, *switches()))
    on = set(switches()) if ALL in names else set(names)
    return ScriptDefects(**dict.fromkeys(on, True))
