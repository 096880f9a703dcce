"""Places completed: what a file doesn't give comes from stated defaults, each marked as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.api import places_check as checks
from fourpermille.api.places_keys import unknown_model, unused_keys
from fourpermille.api.places_land import add_land_use, add_practices, with_plain_words
from fourpermille.api.places_limits import unknown_practices, warn_empty_limits, with_limits
from fourpermille.api.places_stock import add_stock
from fourpermille.core.errors import InputError, NotUsedError
from fourpermille.core.i18n import _
from fourpermille.core.labels import describe
from fourpermille.core.scenario import Scenario
from fourpermille.core.scenario.keyed import Found, raise_all
from fourpermille.core.variables import is_known

if TYPE_CHECKING:
    CountryClimate = Callable[[str], Mapping[str, Any]]

COUNTRY_SAMPLE = "world_croplands"
CLIMATE = (
    "air_temperature_degc",
    "precipitation_mm",
    "pet_mm",
    "open_pan_evaporation_mm",
    "rate_modifier",
)
NAMED = 5


def resolve_places(
    ds: xr.Dataset,
    scenario: Scenario,
    country_climate: CountryClimate | None = None,
    *,
    is_part: bool = False,
) -> xr.Dataset:
    """Return the places with the scenario's defaults where the file has no column at all.

    Parameters
    ----------
    ds
        Places as read: dims of places, ``month`` or ``time``, canonical names.
    scenario
        Says the defaults, the land use and where the climate comes from.
    country_climate
        Gives the mean climate of a country (ISO3) as 12 values a variable; the one shipped if None.
    is_part
        The places are a block of a grid: a variable without any value here is given elsewhere.

    Returns
    -------
    What the engine needs. Each variable says in ``attrs["source"]`` where it comes from:
    ``given``, ``default (scenario, defaults.clay_percent)``, ``default (land_use, cropland)``,
    ``default (world_croplands, FRA)``, ``computed from soc_content_g_kg, ...``. Gaps in given
    columns stay gaps; a column without a single value counts as not given and is named in
    ``attrs["empty_columns"]``.

    Raises
    ------
    MissingVariableError
        The engine needs what nobody gives; the message says where to add it.
    NotUsedError
        A default for which the file has a column, a column that the start doesn't use, or a key
        without effect on these places.
    UnknownNameError
        The scenario names a soil model that nobody registered.
    """
    out, empty = (ds, []) if is_part else _without_empty(ds)
    found: list[Found] = []
    if scenario.places.climate == "country_mean" and scenario.places.file is not None:
        out = _with_country_climate(out, scenario, country_climate or _shipped_climate, found)
    out = with_plain_words(out, scenario, found)
    out = add_land_use(out, scenario, found)
    out = add_practices(out, found)
    out = _with_defaults(out, scenario, found)
    out = with_limits(out, scenario, found)
    found += [*unknown_model(scenario), *unknown_practices(out, scenario)]
    out = add_stock(out)
    found += checks.unused_columns(out, scenario)
    found += unused_keys(out, scenario)
    found += checks.missing(out, scenario, empty)
    raise_all(checks.placed(one, scenario) for one in found)
    out = describe(out)
    for name in out.variables:
        if is_known(str(name)) and "source" not in out[name].attrs:
            out[name].attrs["source"] = "given"
    warn_empty_limits(out, scenario, empty)
    if empty:
        before = str(out.attrs.get("empty_columns", ""))
        out.attrs["empty_columns"] = ", ".join([*filter(None, [before]), *empty])
    return out


def _without_empty(ds: xr.Dataset) -> tuple[xr.Dataset, list[str]]:
    """Drop known variables that hold no value at all, such as unfilled columns of a template."""
    empty = []
    for key in ds.variables:
        name = str(key)
        values = ds[name]
        if name == "place" or name in ds.dims or not is_known(name) or not values.size:
            continue
        is_text = values.dtype.kind in "UOS"
        if bool((values.astype(str) == "").all()) if is_text else bool(values.isnull().all()):
            empty.append(name)
    return ds.drop_vars(empty), empty


def _with_defaults(ds: xr.Dataset, scenario: Scenario, found: list[Found]) -> xr.Dataset:
    for name in type(scenario.defaults).model_fields:
        value = getattr(scenario.defaults, name)
        if value is None:
            continue
        key = f"defaults.{name}"
        other = checks.given_instead(ds, name)
        if other is not None:
            found.append(checks.unused_default(key, value, other))
            continue
        if isinstance(value, tuple):
            array = xr.DataArray(np.array(value, dtype=float), dims="month")
        else:
            array = checks.on_places(ds, value)
        ds = ds.assign({name: array.assign_attrs(source=f"default (scenario, {key})")})
    return ds


def _shipped_climate(iso3: str) -> Mapping[str, Any]:
    from fourpermille.data.sample import country_climate  # slow import

    return country_climate(iso3)


def _with_country_climate(
    ds: xr.Dataset, scenario: Scenario, country_climate: CountryClimate, found: list[Found]
) -> xr.Dataset:
    """Add the mean climate of each place's country."""
    given = [name for name in CLIMATE if name in ds]
    if given:
        found.append(
            checks.key_found(
                "places.climate",
                _("the table of places has a climate of its own"),
                NotUsedError,
                found=", ".join(given),
                todo=_("Remove these columns, or places.climate."),
            )
        )
        return ds
    if "country" not in ds.variables:
        found.append(
            checks.key_found(
                "places.climate",
                _("the climate of a country needs the country of each place"),
                InputError,
                todo=_("Add a column country (ISO3 code or name) to {file}.").format(
                    file=checks.file_of(ds, scenario)
                ),
            )
        )
        return ds
    codes = ds["country"].values.astype(str)
    climates: dict[str, Mapping[str, Any]] = {}
    for code in sorted(set(codes.ravel().tolist()) - {""}):
        try:
            climates[code] = country_climate(code)
        except InputError as error:
            found.append(Found(checks.keyed(error.problems[0], "places.climate"), type(error)))
    if "" in codes:
        places = ds["place"].values[codes == ""] if "place" in ds.variables else codes[:1]
        found.append(
            checks.key_found(
                "places.climate",
                _("places without a country have no mean climate"),
                InputError,
                found=", ".join(str(place) for place in places[:NAMED]),
                todo=_("Fill the column country."),
            )
        )
    if not climates:
        return ds
    named = ", ".join(list(climates)[:NAMED]) + (" …" if len(climates) > NAMED else "")
    source = f"default ({COUNTRY_SAMPLE}, {named})"
    dims = (*ds["country"].dims, "month")
    for name in next(iter(climates.values())):
        values = np.full((*codes.shape, 12), np.nan)
        for code, climate in climates.items():
            values[codes == code] = climate[name]
        ds = ds.assign({name: xr.DataArray(values, dims=dims, attrs={"source": source})})
    return ds.assign_coords(month=np.arange(1, 13))
