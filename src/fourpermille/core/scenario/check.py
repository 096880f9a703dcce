"""What no single key shows: exactly one of two, keys that nothing uses, names from tables."""

from collections.abc import Iterator, Mapping

from fourpermille.core.errors import MissingVariableError, UnknownNameError, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import parameter_sets
from fourpermille.core.scenario.conditions import look_up
from fourpermille.core.scenario.keyed import Found, KeyProblem
from fourpermille.core.scenario.lines import Path, dotted, line_of
from fourpermille.core.scenario.model import Scenario, land_uses
from fourpermille.core.scenario.practices import practices
from fourpermille.core.scenario.usage import key_problem, needed, unused

TOLERANCE = 1e-9  # of shares that a person wrote


def check(scenario: Scenario, file: str | None, lines: Mapping[Path, int]) -> list[Found]:
    """Return everything that is wrong with keys that are each right by themselves."""
    found = [*_one_source(scenario), *unused(scenario), *needed(scenario), *_names(scenario)]
    found += _cells(scenario)
    found += [*_trial(scenario), *_ranges(scenario), *_amendment(scenario), *practices(scenario)]
    return [placed(one, file, lines) for one in found]


def placed(found: Found, file: str | None, lines: Mapping[Path, int]) -> Found:
    """Return a problem with a key with the file and the line where the key stands."""
    path = dotted(str(found.problem.column))
    values = {name: getattr(found.problem, name) for name in ("what", "found", "allowed", "todo")}
    row = line_of(dict(lines), path)
    return Found(KeyProblem(file=file, row=row, column=found.problem.column, **values), found.kind)


def _one_source(scenario: Scenario) -> Iterator[Found]:
    places = scenario.places
    if places.file is None and places.sample is None and scenario.grid is None:
        todo = _(
            'Add file = "plots.csv" under [places], or sample for shipped places, '
            "or a table [grid]."
        )
        yield key_problem("places", _("no places are given"), MissingVariableError, todo=todo)
    if scenario.grid is not None and (places.file or places.sample):
        yield key_problem(
            "grid",
            _("places are given twice"),
            found=_("places and grid"),
            allowed=_("one of the two"),
            todo=_("Remove one of them."),
        )
    if places.file is not None and places.sample is not None:
        yield key_problem(
            "places.sample",
            _("places are given twice"),
            found=f"places.file = {places.file!r}, places.sample = {places.sample!r}",
            allowed=_("one of the two"),
            todo=_("Remove one of them."),
        )


def _cells(scenario: Scenario) -> Iterator[Found]:
    """The variable whose cells a grid has is one that the grid gives."""
    grid = scenario.grid
    given = () if grid is None else tuple(grid.references())
    if grid is not None and grid.like is not None and grid.like not in given:
        problem = unknown_name(_("variable of this grid"), grid.like, given).problems[0]
        yield key_problem(
            "grid.like", problem.what, UnknownNameError, allowed=", ".join(given), todo=problem.todo
        )


def _names(scenario: Scenario) -> Iterator[Found]:
    start = scenario.start
    sets = [name for name in parameter_sets() if name.startswith(f"{scenario.soil.model}_")]
    wanted = (
        ("soil.parameters", scenario.soil.parameters, sets or parameter_sets(), _("parameter set")),
        ("soil.land_use", scenario.soil.land_use, land_uses(), _("land use")),
        (
            "start.previous_land_use",
            None if start is None else start.previous_land_use,
            land_uses(),
            _("land use"),
        ),
    )
    for path, name, known, kind in wanted:
        if name is not None and name not in known:
            error = unknown_name(kind, name, known)
            problem = error.problems[0]
            yield key_problem(
                path, problem.what, type(error), allowed=", ".join(known), todo=problem.todo
            )


def _trial(scenario: Scenario) -> Iterator[Found]:
    if scenario.trial is not None and scenario.trial.end_year <= scenario.trial.start_year:
        yield key_problem(
            "trial.end_year",
            _("the trial ends before it starts"),
            found=scenario.trial.end_year,
            allowed=_("above {low}").format(low=scenario.trial.start_year),
        )
    ids = [one.id for one in scenario.series]
    for number, one in enumerate(scenario.series, start=1):
        if one.id in ids[: number - 1]:
            yield key_problem(
                f"series[{number}].id",
                _("two series have the same name"),
                found=one.id,
                todo=_("Rename one of them."),
            )
        taken = str(one.plant_input_tc_ha_yr).removeprefix("series:")
        if str(one.plant_input_tc_ha_yr).startswith("series:") and (
            taken not in ids or taken == one.id
        ):
            yield key_problem(
                f"series[{number}].plant_input_tc_ha_yr",
                _("there is no other series of this name"),
                found=taken,
                allowed=", ".join(name for name in ids if name != one.id),
            )


def _ranges(scenario: Scenario) -> Iterator[Found]:
    """Two keys that bound one another, in the right order; shares that are one for each year."""
    pairs = [
        ("target.minimum_extra_input_tc_ha_yr", "target.maximum_extra_input_tc_ha_yr"),
        ("sensitivity.clay_low_percent", "sensitivity.clay_high_percent"),
    ]
    resolved = scenario.resolved()
    for low_path, high_path in pairs:
        low, high = look_up(resolved, low_path), look_up(resolved, high_path)
        if low is not None and high is not None and low > high:
            allowed = _("at least {low}").format(low=low)
            yield key_problem(high_path, _("below its lower bound"), found=high, allowed=allowed)
    for path in ("output.languages", "sensitivity.variants", "sensitivity.decompose"):
        names = look_up(resolved, path) or []
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            yield key_problem(path, _("the same word twice"), found=twice)
    target = scenario.target
    if target is None or isinstance(target.path, str):
        return
    if len(target.path) != target.years:
        yield key_problem(
            "target.path",
            _("wrong number of values"),
            found=len(target.path),
            allowed=_("{count}, one for each year").format(count=target.years),
        )
    elif min(target.path) < 0 or target.path[-1] <= 0:
        yield key_problem(
            "target.path",
            _("unusable shares"),
            found=min(target.path) if min(target.path) < 0 else target.path[-1],
            allowed=_("shares of at least 0, the last one above 0"),
        )


def _amendment(scenario: Scenario) -> Iterator[Found]:
    """The three shares of an amendment: all or none, and they make up the whole."""
    names = [f"manure_{pool}_fraction" for pool in ("dpm", "rpm", "hum")]
    shares = {name: getattr(scenario.defaults, name) for name in names}
    given = [share for share in shares.values() if share is not None]
    for name, share in shares.items():
        if given and share is None:
            todo = _("Give all three shares, or none for farmyard manure.")
            yield key_problem(
                f"defaults.{name}", _("a key is missing"), MissingVariableError, todo=todo
            )
    if len(given) == len(names) and abs(sum(given) - 1.0) > TOLERANCE:
        yield key_problem(
            f"defaults.{names[0]}",
            _("the shares of an amendment don't add up to 1"),
            found=" + ".join(f"{share:g}" for share in given),
            allowed="1",
        )
