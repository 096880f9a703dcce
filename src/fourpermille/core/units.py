"""The one place that converts what people bring into the unit of the vocabulary."""

from functools import cache
from math import isclose
from typing import Any

from fourpermille.core.errors import Problem, UnitsError
from fourpermille.core.i18n import _
from fourpermille.core.unit_text import (
    DENSE_WATER,
    SUBSTANCES,
    is_bare_co2e,
    is_some_ton,
    readable,
    spelled,
)
from fourpermille.core.variables import Variable, variable

MONTH = "month"
# Units that the registry takes for plain numbers: "% mass" reads as per cent of milliarcseconds.
COUNTED = ("radian", "count", "bit")


def convert(values: Any, from_unit: str, variable_name: str, *, days: Any = None) -> Any:
    """Return values in the canonical unit of a variable.

    ``values`` is a number or array; its float type is kept and missing values stay missing.
    ``days`` is the length of each month, which a daily or per-second rate of a monthly sum needs.
    Raises UnitsError, which says what was found, what is allowed and what to do.
    """
    row = variable(variable_name)
    if row.is_text or _same_text(from_unit, row):
        return values
    factor, offset, per_day = _conversion(from_unit, variable_name)
    if per_day:
        if days is None:
            raise _refusal(
                row, from_unit, _("A sum of the month needs the days of each month: give days=...")
            )
        return values * factor * days
    if factor == 1.0 and offset == 0.0:
        return values
    return values * factor + offset if offset else values * factor


def convertible(from_unit: str, variable_name: str) -> bool:
    """Whether a unit can be converted into that of a variable without further knowledge."""
    row = variable(variable_name)
    if row.is_text:
        return False
    try:
        return _same_text(from_unit, row) or not _conversion(from_unit, variable_name)[2]
    except UnitsError:
        return False


def factor_and_offset(from_unit: str, variable_name: str) -> tuple[float, float]:
    """Return (f, o) with canonical value = f * value + o; raises UnitsError."""
    factor, offset, _per_day = _conversion(from_unit, variable_name)
    return factor, offset


def check_unit(text: str) -> None:
    """Raise UnitsError unless a unit is one that can be read."""
    _parsed(text, None)


@cache
def registry() -> Any:
    """Return the unit registry of this package, built on first use.

    The application registry of pint is left alone: other packages replace it.
    """
    from openscm_units import ScmUnitRegistry  # slow import

    made = ScmUnitRegistry(preprocessors=[spelled], force_ndarray_like=False)
    made.add_standards()
    made.define("dry_matter = [dry_matter] = DM")
    made.define("USD = [currency]")  # of the year that the name of the variable says
    made.define("degrees_north = degree")
    made.define("degrees_east = degree")
    made.define("EUR = [currency]")  # money of one kind is never turned into another
    return made


@cache
def _conversion(text: str, variable_name: str) -> tuple[float, float, bool]:
    """(factor, offset, whether the factor is per day) into the canonical unit."""
    row = variable(variable_name)
    if row.units == "degC" and text.strip() in ("C", "F", "c", "f"):
        text = f"deg{text.strip().upper()}"
    found = _parsed(text, row)
    wanted = registry().parse_units(row.units)
    targets = [wanted]
    if row.of in SUBSTANCES:
        targets.append(wanted * registry().parse_units(SUBSTANCES[row.of]))
    if row.of == "water":
        targets.append(wanted * registry().parse_units(DENSE_WATER))
    for target in targets:
        if found.dimensionality == target.dimensionality:
            if _counted(found) != _counted(target):
                raise _refusal(row, text, _("This unit is not known."))
            if row.step == "sum" and MONTH in row.units and not _knows_months(found):
                per_day = target * registry().parse_units(f"{MONTH} day-1")
                return _line(found, per_day)[0], 0.0, True
            return (*_line(found, target), False)
    if row.step == "sum":
        return _of_a_month(row, text, found, targets)
    raise _refusal(row, text, _advice(row, found))


def _of_a_month(
    row: Variable, text: str, found: Any, targets: list[Any]
) -> tuple[float, float, bool]:
    """Convert the unit of a monthly sum that is given as an amount or as a rate."""
    units = registry()
    month = units.parse_units(MONTH)
    for target in targets:
        # The unit says only the amount; the variable says that it is that of a month.
        if MONTH in row.units and found.dimensionality == (target * month).dimensionality:
            return _line(found, target * month)[0], 0.0, False
        if found.dimensionality == (target / month).dimensionality:
            if _knows_months(found):
                return _line(found, target / month)[0], 0.0, False
            return _line(found, target / units.parse_units("day"))[0], 0.0, True
    raise _refusal(row, text, _advice(row, found))


def _knows_months(unit: Any) -> bool:
    """Whether a rate is per month or per year, of which RothC's months are twelfths."""
    return any(word in str(unit) for word in (MONTH, "year", "yr"))


def _counted(unit: Any) -> set[str]:
    """Angles and the like in a unit."""
    _factor, roots = registry().get_root_units(unit)
    return {name for name in COUNTED if name in str(roots)}


def _line(found: Any, target: Any) -> tuple[float, float]:
    """Factor and offset from one unit to another, from the images of 0 and 1."""
    quantity = registry().Quantity
    offset = float(quantity(0.0, found).to(target).magnitude)
    factor = float(quantity(1.0, found).to(target).magnitude) - offset
    return _plain(factor), _plain(offset)


def _plain(number: float) -> float:
    """The number without the rounding of its making: 0.1 rather than 0.10000000000000002."""
    short = float(f"{number:.12g}")
    return short if isclose(short, number, rel_tol=1e-14) else number


def _parsed(text: str, row: Variable | None) -> Any:
    if is_bare_co2e(text):
        raise _refusal(
            row, text, _("CO2 equivalents depend on a set of warming potentials: give each gas.")
        )
    if is_some_ton(text):
        raise _refusal(
            row, text, _("A ton may be 1000, 907 or 1016 kg: write t, short_ton or long_ton.")
        )
    try:
        return _sound(registry().parse_units(text))
    except Exception as error:  # pint raises errors of many kinds for a text that is no unit
        raise _refusal(row, text, _("This unit is not known.")) from error


def _sound(unit: Any) -> Any:
    """The unit, if a number can be given in it: degrees Celsius times something can't be."""
    registry().Quantity(1.0, unit).to_root_units()
    return unit


def _advice(row: Variable, found: Any) -> str:
    if row.of == "carbon" and "dry_matter" in str(found.dimensionality):
        return _("Multiply dry matter by its carbon content (often 0.45) first.")
    if row.of == "dry_matter" and "carbon" in str(found.dimensionality):
        return _("Divide carbon by the carbon content of dry matter (often 0.45) first.")
    return _("Convert the values, or correct the unit.")


def _refusal(row: Variable | None, text: str, todo: str) -> UnitsError:
    return UnitsError(
        Problem(
            what=_("the unit can't be converted"),
            column=row.name if row else None,
            found=text,
            allowed=readable(row) if row else None,
            todo=todo,
        )
    )


def _same_text(text: str, row: Variable) -> bool:
    """Whether a text is the canonical unit, seen without the registry, which is slow to make.

    The sum of a month in ``mm`` may also be written as ``mm month-1``.
    """
    if text.strip() == row.units:
        return True
    plain = spelled(text)
    if plain == spelled(row.units):
        return True
    of_month = row.step == "sum" and MONTH not in row.units
    return of_month and plain == spelled(f"{row.units} {MONTH}-1")
