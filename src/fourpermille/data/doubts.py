"""Places that may be true but look like slips: another unit, swapped columns, a wrong country."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold
from fourpermille.core.variables import variable
from fourpermille.data.calendar import MONTHS
from fourpermille.data.outlines.near import boxes_of, is_near
from fourpermille.data.problems import Problems
from fourpermille.data.vocabulary import EVAPORATION

NAMED = 3
STOCK, TEMPERATURE, RAIN = "soc_stock_tc_ha", "air_temperature_degc", "precipitation_mm"


def doubt_places(ds: xr.Dataset, problems: Problems) -> None:
    """Doubt places on ``cell`` whose values seem to be in another unit or at another place.

    Variables whose unit the file states are believed.
    """
    if "place" not in ds.variables or ds["place"].dims != ("cell",):
        return
    _doubt_example(ds, problems)
    _doubt_stock(ds, problems)
    _doubt_area(ds, problems)
    _doubt_temperature(ds, problems)
    for name in (RAIN, *EVAPORATION):
        _doubt_water(ds, name, problems)
    _doubt_country(ds, problems)


def _doubt_example(ds: xr.Dataset, problems: Problems) -> None:
    from fourpermille.data.template.example import example_names  # slow import

    chosen = np.isin(ds["place"].values.astype(str), example_names())
    if chosen.any():
        problems.doubt(
            _told(_("the example of the template is still there"), ds, chosen),
            todo=_("Put your places in its stead."),
        )


def _open_to_doubt(ds: xr.Dataset, name: str, problems: Problems) -> bool:
    return name in ds and name not in problems.stated and "cell" in ds[name].dims


def _doubt_stock(ds: xr.Dataset, problems: Problems) -> None:
    if not _open_to_doubt(ds, STOCK, problems):
        return
    least = threshold("soc_stock_minimum_tc_ha")
    share = np.ones(ds.sizes["cell"])
    if "depth_cm" in ds and ds["depth_cm"].dims == ("cell",):
        depth = ds["depth_cm"].values / threshold("soc_stock_reference_depth_cm")
        share = np.fmin(np.where(np.isfinite(depth), depth, 1.0), 1.0)
    stock = ds[STOCK].values
    what = _("stocks this low look like kg C per m2 or per cent of carbon")
    _add(ds, STOCK, stock < least * share, stock, what, problems)


def _doubt_area(ds: xr.Dataset, problems: Problems) -> None:
    if not _open_to_doubt(ds, "area_ha", problems):
        return
    area = ds["area_ha"].values
    known = area[np.isfinite(area)]
    low, high = threshold("area_as_m2_minimum_ha"), threshold("area_as_m2_maximum_ha")
    if known.size and low < np.median(known) <= high:
        what = _("areas this large look like square metres")
        _add(ds, "area_ha", area > low, area, what, problems)


def _doubt_temperature(ds: xr.Dataset, problems: Problems) -> None:
    if not _open_to_doubt(ds, TEMPERATURE, problems):
        return
    months = _by_place(ds, TEMPERATURE)
    hottest = months.max(axis=1)
    beyond = hottest > threshold("temperature_month_maximum_degc")
    beyond |= months.mean(axis=1) > threshold("temperature_year_maximum_degc")
    what = _("months this hot look like degrees Fahrenheit")
    _add(ds, TEMPERATURE, beyond, hottest, what, problems)


def _doubt_water(ds: xr.Dataset, name: str, problems: Problems) -> None:
    """Doubt years with less rain or evaporation than nearly anywhere."""
    if not _open_to_doubt(ds, name, problems):
        return
    key = "precipitation" if name == RAIN else "evaporation"
    year = _by_place(ds, name).mean(axis=1) * MONTHS
    low = year < threshold(f"{key}_year_minimum_mm")
    _add(ds, name, low, year, _("sums of a year this low look like cm, m or mm a day"), problems)


def _by_place(ds: xr.Dataset, name: str) -> np.ndarray:
    """Values (place, month of all years)."""
    return np.asarray(ds[name].transpose("cell", ...).values.reshape(ds.sizes["cell"], -1))


def _add(
    ds: xr.Dataset,
    name: str,
    doubtful: np.ndarray,
    values: np.ndarray,
    what: str,
    problems: Problems,
) -> None:
    if not doubtful.any():
        return
    problems.doubt(
        _told(what, ds, doubtful),
        column=str(ds[name].attrs.get("source_column", name)).partition(",")[0],
        found=_span(values[doubtful]),
        file=problems.labels.get(name),
        todo=_("Convert the values, or state their unit if they are true: {header}.").format(
            header=f"{name} [{variable(name).units}]"
        ),
    )


def _told(what: str, ds: xr.Dataset, chosen: np.ndarray) -> str:
    """What is doubtful, and at which places."""
    names = [str(name) for name in ds["place"].values[chosen]]
    more = len(names) - NAMED
    places = ", ".join(names[:NAMED]) + (f" (+{more})" if more > 0 else "")
    return _("{what}: {places}").format(what=what, places=places)


def _span(values: np.ndarray) -> str:
    low, high = float(values.min()), float(values.max())
    return f"{low:g}" if low == high else f"{low:g} ... {high:g}"


def _doubt_country(ds: xr.Dataset, problems: Problems) -> None:
    """Doubt positions far from the country of the place, and say where swapping would help."""
    names = ("country", "latitude", "longitude")
    if not all(name in ds.variables and ds[name].dims == ("cell",) for name in names):
        return
    far = dict(_far(*(ds[name].values for name in names)))
    if not far:
        return
    chosen = np.isin(np.arange(ds.sizes["cell"]), list(far))
    first = min(far)
    todo = _("Check the country and the position.")
    if all(far.values()):
        todo = _("Latitude and longitude seem to be swapped.")
    problems.doubt(
        _told(_("the position lies far from the country"), ds, chosen),
        column="latitude, longitude",
        found=_("{latitude}, {longitude} for {country}").format(
            latitude=f"{float(ds['latitude'].values[first]):g}",
            longitude=f"{float(ds['longitude'].values[first]):g}",
            country=str(ds["country"].values[first]),
        ),
        todo=todo,
    )


def _far(
    codes: np.ndarray, latitude: np.ndarray, longitude: np.ndarray
) -> Iterator[tuple[int, bool]]:
    """Index of each place far from its country, and whether it would fit swapped."""
    margin = threshold("country_margin_deg")
    for index, (code, lat, lon) in enumerate(zip(codes, latitude, longitude, strict=True)):
        boxes = boxes_of(str(code))
        if not boxes or not np.isfinite(lat + lon) or is_near(boxes, lon, lat, margin):
            continue
        yield index, is_near(boxes, lat, lon, margin)
