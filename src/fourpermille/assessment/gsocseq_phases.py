"""The data of the sequestration protocol's three phases, brought to the same places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingVariableError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.soil.calendar import MONTHS, check_calendar
from fourpermille.soil.labels import Cells
from fourpermille.soil.mean_year import repeating_year

SPIN_UP, WARM_UP, FORWARD = "spin_up", "warm_up", "forward"
PHASES = (SPIN_UP, WARM_UP, FORWARD)
AXES = ("month", "time", "year")
CLAY_DEPTH = "clay_depth"  # 0, 5, 15 and 30 cm, of clay that isn't a mean of the layer yet
COVER = "plant_cover"


@dataclass(frozen=True)
class Phases:
    """The soil and the months of the phases on the same flat places.

    ``forward`` is None where the mean of the warm-up stands for the years to come.
    """

    soil: Cells
    spin_up: Cells
    warm_up: Cells
    forward: Cells | None

    @property
    def years(self) -> int:
        """Years of the warm-up."""
        return self.warm_up.months // MONTHS


def split(ds: xr.Dataset) -> dict[str, xr.Dataset]:
    """Take one Dataset apart by the endings of its names, as in ``pet_mm_spin_up``.

    What has no such ending belongs to the soil. Returns "soil" and the phases that are there.
    """
    names = {phase: [n for n in ds.data_vars if str(n).endswith(f"_{phase}")] for phase in PHASES}
    taken = {name for group in names.values() for name in group}
    parts = {"soil": ds.drop_vars(taken)}
    for phase, group in names.items():
        if group:
            bare = {name: str(name).removesuffix(f"_{phase}") for name in group}
            parts[phase] = ds[group].rename(bare)
    return {name: _own_axes(part) for name, part in parts.items()}


def _own_axes(ds: xr.Dataset) -> xr.Dataset:
    """Without the coordinates of months that nothing of it has."""
    used = {dim for array in ds.data_vars.values() for dim in array.dims}
    return ds.drop_vars([axis for axis in AXES if axis in ds.coords and axis not in used])


def gather(
    soil: xr.Dataset,
    spin_up: xr.Dataset | None,
    warm_up: xr.Dataset | None,
    forward: xr.Dataset | None,
) -> Phases:
    """Check that the phases are complete and for the same places.

    Raises InputError (missing phases, other places, incomplete years).
    """
    given = {SPIN_UP: spin_up, WARM_UP: warm_up, FORWARD: forward}
    Cells.of(soil, ())  # says so where it is no Dataset
    if all(ds is None for ds in given.values()):
        parts = split(soil)
        soil = parts.pop("soil")
        given |= parts
    for phase in (SPIN_UP, WARM_UP):
        if given[phase] is None:
            raise MissingVariableError(
                Problem(
                    what=_("the climate of the phase {phase} is missing").format(phase=phase),
                    column=phase,
                    todo=_(
                        "Give it as a Dataset, or as variables whose names end in _{phase}."
                    ).format(phase=phase),
                )
            )
    phases = {name: ds for name, ds in given.items() if ds is not None}
    sizes = _places(soil, phases)
    cells = {
        name: _cells(_with_cover(_in_memory(ds), soil), sizes, name != WARM_UP)
        for name, ds in phases.items()
    }
    if "time" not in phases[WARM_UP].dims:
        raise ShapeError(
            Problem(
                what=_("the warm-up needs a monthly series"),
                column=WARM_UP,
                found=", ".join(map(str, phases[WARM_UP].dims)),
                allowed="time",
            )
        )
    ground = Cells(_in_memory(soil), tuple(sizes), tuple(sizes.values()), "month", MONTHS)
    return Phases(ground, cells[SPIN_UP], cells[WARM_UP], cells.get(FORWARD))


def _places(soil: xr.Dataset, phases: dict[str, xr.Dataset]) -> dict[str, int]:
    """Dims of the places and their sizes; the same, with the same labels, everywhere."""
    sizes: dict[str, int] = {}
    for name, ds in ({"soil": soil} | phases).items():
        Cells.of(ds, ())  # refuses anything but a Dataset with months in order
        for dim, size in ds.sizes.items():
            if dim in (*AXES, CLAY_DEPTH):
                continue
            if sizes.setdefault(str(dim), size) != size:
                raise _other_places(name, dim, size, sizes[str(dim)])
        for dim in sizes:
            if dim in ds.coords and dim in soil.coords:
                one, other = ds[dim].values, soil[dim].values
                if not np.array_equal(one, other):
                    raise _other_places(name, dim, one[0], other[0])
    return sizes


def _in_memory(ds: xr.Dataset) -> xr.Dataset:
    """Lazy arrays read once, not once for every look at them."""
    return ds.compute() if ds.chunks else ds


def _other_places(phase: str, dim: object, found: object, wanted: object) -> ShapeError:
    return ShapeError(
        Problem(
            what=_("the phase is for other places than the soil"),
            column=f"{phase}, {dim}",
            found=found,
            allowed=str(wanted),
            todo=_("Bring all phases to the same grid first."),
        )
    )


def _with_cover(ds: xr.Dataset, soil: xr.Dataset) -> xr.Dataset:
    """Plant cover from the soil's Dataset where the phase has none of its own."""
    return ds.assign({COVER: soil[COVER]}) if COVER not in ds and COVER in soil else ds


def _cells(ds: xr.Dataset, sizes: dict[str, int], repeats: bool) -> Cells:
    """A phase on the common places; a series stands for its mean year where a year repeats."""
    year = repeating_year(ds) if repeats else ds
    check_calendar(year)
    found = Cells.of(year, [str(name) for name in year.data_vars])  # says what months are wrong
    return Cells(year, tuple(sizes), tuple(sizes.values()), found.month_dim, found.months)
