"""What a net is given of practice and reference: names, editions, and soils of one kind."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import matched
from fourpermille.nutrients.organic_soils import METHOD as ORGANIC

Sources = Mapping[str, xr.Dataset]


def side_of(name: str, value: object) -> Sources:
    """Sources by name, nothing for None; InputError for anything else."""
    if value is None:
        return {}
    if isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(one, xr.Dataset) for key, one in value.items()
    ):
        return dict(value)
    raise InputError(
        Problem(
            what=_("sources by name are expected"),
            column=name,
            found=type(value).__name__,
            allowed=_("a dictionary of Datasets, such as {example}").format(
                example='{"fertiliser": n2o(...)}'
            ),
        )
    )


def check_sides(practice: Sources, reference: Sources) -> None:
    """Refuse names that differ only in case, and two editions of one source or method."""
    _check_names(practice, reference)
    for attribute in ("", "method"):  # of one name, and of one method
        met: dict[str, dict[str, str]] = {}
        for side in (practice, reference):
            for source, one in side.items():
                same = str(one.attrs.get(attribute, "")) if attribute else source
                if same:
                    edition = str(one.attrs.get("vintage", ""))
                    met.setdefault(same, {}).setdefault(edition, source)
        _check_editions(met)


def check_soils(gain: xr.DataArray, practice: Sources, reference: Sources) -> None:
    """Refuse a gain of mineral soil where organic soil emits: their methods never meet."""
    for side in (practice, reference):
        for source, one in side.items():
            if one.attrs.get("method") != ORGANIC:
                continue
            for gas in one.data_vars.values():
                at = matched(gain=gain, gas=gas.reset_coords(drop=True))
                emits = at["gas"].notnull() & (at["gas"] != 0)
                if bool((emits & at["gain"].notnull() & (at["gain"] != 0)).any()):
                    raise InputError(
                        Problem(
                            what=_("carbon of organic soils is in their emissions already"),
                            column=f"soc_change_tc_ha_yr, {source}",
                            allowed=_("a change of 0 where the soil is organic"),
                            todo=_("Reckon organic and mineral soils apart."),
                        )
                    )


def _check_names(practice: Sources, reference: Sources) -> None:
    folded: dict[str, str] = {}
    for name in (*practice, *reference):
        same = folded.setdefault(name.casefold(), name)
        if same != name:
            raise InputError(
                Problem(
                    what=_("two names of sources differ only in capitals"),
                    column=name,
                    found=f"{same}, {name}",
                    todo=_("Give one source one name, and two sources names that differ."),
                )
            )


def _check_editions(found: Mapping[str, Mapping[str, str]]) -> None:
    """``found``: by source or method, the source that each edition was met at."""
    for editions in found.values():
        if len(editions) > 1:
            raise InputError(
                Problem(
                    what=_("sources of two editions of the guidelines"),
                    column=", ".join(dict.fromkeys(editions.values())),
                    found=", ".join(editions),
                    todo=_("Reckon both with the same edition."),
                )
            )
