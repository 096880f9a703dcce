"""A scenario or a table of places checked as a run would, with everything wrong in one report."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import (
    ApplicabilityWarning,
    DataUnavailableError,
    FourPerMilleError,
    InputError,
    Problem,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario, doubt_scenario, load_scenario, make_scenario

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Report:
    """The outcome of a check: ``kind`` is scenario or the kind of table, ``counts`` what was found.

    ``warnings`` tell what is allowed but looks like a slip.
    """

    file: str
    kind: str
    counts: dict[str, Any] = field(default_factory=dict)
    errors: tuple[FourPerMilleError, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong."""
        return tuple(problem for error in self.errors for problem in error.problems)

    @property
    def exit_code(self) -> int:
        """0 for nothing wrong, 3 for invalid input, 4 if all that is wrong is a missing file."""
        return min((error.exit_code for error in self.errors), default=0)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        problems = [
            {
                name: value if isinstance(value, int | str | None) else str(value)
                for name, value in {**asdict(one), "message": str(one)}.items()
            }
            for one in self.problems
        ]
        head = {"file": self.file, "kind": self.kind, "ok": self.ok}
        told = {"warnings": list(self.warnings)}
        return {**head, "counts": self.counts, "problems": problems, **told}

    def raise_if_bad(self) -> None:
        """Raise what is wrong as one error: of its own class if there is one, else InputError."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors and self.exit_code != InputError.exit_code:
            raise DataUnavailableError(*self.problems)
        if self.errors:
            raise InputError(*self.problems)


def validate(path: str | Path) -> Report:
    """Check a file: a scenario (.toml) with all it names, or a table.

    A table may hold places, the climate of places, or measurements of trials.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ApplicabilityWarning)
        report = _checked(Path(path))
    ours = [str(one.message) for one in caught if issubclass(one.category, ApplicabilityWarning)]
    return replace(report, warnings=tuple(dict.fromkeys(ours)))


def _checked(source: Path) -> Report:
    from fourpermille.data.kinds import kind_of  # slow import

    if source.suffix.lower() == ".toml":
        return _scenario(source)
    errors: list[FourPerMilleError] = []
    try:
        kind = kind_of(source)
        if kind != "places":
            return Report(str(source), kind, _counts_of(kind, source))
    except FourPerMilleError as error:
        return Report(str(source), "places", errors=(error,))
    ds = _read(source, None, errors)
    counts = {} if ds is None else count(ds) | {"needed": _still_needed(ds, source.name)}
    return Report(str(source), "places", counts, tuple(errors))


def _counts_of(kind: str, source: Path) -> dict[str, Any]:
    """Counts of a table of climate or of measurements. Raises InputError."""
    from fourpermille.api.run_measurements import read_measurements  # slow import
    from fourpermille.data.kinds import check_climate, measured_series

    if kind == "climate":
        return check_climate(source)
    return {"series": len(read_measurements(source, measured_series(source)))}


def _still_needed(ds: xr.Dataset, name: str) -> list[str]:
    """What a scenario of defaults would still have to give."""
    from fourpermille.api import places_check, places_land, places_stock  # slow import

    scenario = make_scenario({"id": "check", "places": {"file": name}})
    complete = places_stock.add_stock(places_land.add_land_use(ds, scenario, []))
    return [str(one.problem.column) for one in places_check.missing(complete, scenario)]


def _scenario(source: Path) -> Report:
    try:
        scenario = load_scenario(source)
    except FourPerMilleError as error:
        return Report(str(source), "scenario", errors=(error,))
    doubt_scenario(scenario)
    errors: list[FourPerMilleError] = []
    try:
        errors += _missing_files(scenario)
    except FourPerMilleError as error:  # a reference that can't be read
        errors.append(error)
    counts: dict[str, Any] = {"id": scenario.id, "fingerprint": scenario.fingerprint()}
    if errors:
        return Report(str(source), "scenario", counts, tuple(errors))
    if scenario.is_grid:
        from fourpermille.api.validation_grid import check_grid  # slow import

        try:
            counts |= check_grid(scenario)
        except FourPerMilleError as error:
            errors.append(error)
        return Report(str(source), "scenario", counts, tuple(errors))
    ds = _places(scenario, errors)
    if ds is not None:
        counts |= count(ds)
    if scenario.trial is not None:
        counts["series"] = len(scenario.series)
        _measurements(scenario, errors)
    return Report(str(source), "scenario", counts, tuple(errors))


def _missing_files(scenario: Scenario) -> list[FourPerMilleError]:
    from fourpermille.api.run_references import files_of_grid  # slow import

    named = {
        "places.file": scenario.places_path,
        "places.climate_file": scenario.climate_path,
        "trial.measurements": scenario.measurements_path,
    }
    found = [_not_there(path, key) for key, path in named.items() if path and not path.exists()]
    for id, name, path in files_of_grid(scenario):
        if not id and not path.exists():
            found.append(_not_there(path, "grid"))
        elif id and path == Path():
            found.append(_not_here(id, name))
    return found


def _not_there(path: Path, key: str) -> FourPerMilleError:
    return DataUnavailableError(
        Problem(
            what=_("there is no such file"),
            file=str(path),
            todo=_("Check {key} in the scenario.").format(key=key),
        )
    )


def _not_here(id: str, name: str) -> FourPerMilleError:
    from fourpermille.data.catalogue import locate  # slow import

    try:
        locate(id, name)
    except DataUnavailableError as error:
        return error
    return DataUnavailableError(Problem(what=_("there is no such file"), file=name))


def _places(scenario: Scenario, errors: list[FourPerMilleError]) -> xr.Dataset | None:
    from fourpermille.api.places import resolve_places  # slow import
    from fourpermille.data.sample import sample_path  # slow import

    try:
        path = scenario.places_path or sample_path(str(scenario.places.sample))
    except FourPerMilleError as error:
        errors.append(error)
        return None
    ds = _read(path, scenario.climate_path, errors)
    if ds is None:
        return None
    try:
        return resolve_places(ds, scenario)
    except FourPerMilleError as error:
        errors.append(error)
        return None


def _measurements(scenario: Scenario, errors: list[FourPerMilleError]) -> None:
    from fourpermille.api.run_measurements import read_measurements  # slow import
    from fourpermille.data.sample import sample_path  # slow import

    if scenario.trial is None:
        return
    try:
        path = scenario.measurements_path or sample_path(scenario.trial.measurements)
        years = (scenario.trial.start_year, scenario.trial.end_year)
        read_measurements(path, [one.id for one in scenario.series], years)
    except FourPerMilleError as error:
        errors.append(error)


def _read(path: Path, climate: Path | None, errors: list[FourPerMilleError]) -> xr.Dataset | None:
    from fourpermille.data.read import read_places  # slow import

    try:
        return read_places(path, climate_path=climate)
    except FourPerMilleError as error:
        errors.append(error)
        return None


def count(ds: xr.Dataset) -> dict[str, Any]:
    """Count places, months, values given and defaults, and places with gaps."""
    from fourpermille.api.places_check import place_dims  # slow import

    dims = place_dims(ds)
    places = 1
    for dim in dims:
        places *= ds.sizes[dim]
    sources = {str(name): str(ds[name].attrs.get("source", "given")) for name in ds.data_vars}
    gaps = {
        str(name): int(missing)
        for name in ds.data_vars
        if ds[name].dtype.kind == "f"
        and (missing := ds[name].isnull().any([d for d in ds[name].dims if d not in dims]).sum())
    }
    return {
        "places": places,
        "months": int(ds.sizes.get("time", ds.sizes.get("month", 0))),
        "given": sorted(name for name, source in sources.items() if source == "given"),
        "defaults": {n: s for n, s in sorted(sources.items()) if s.startswith("default")},
        "missing": gaps,
        "unused_columns": str(ds.attrs.get("unused_columns", "")),
    }
