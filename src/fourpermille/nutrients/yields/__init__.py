"""Relations of yield and soil carbon: one file each, chosen by name, for a first look only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.registry import Registry


@dataclass(frozen=True)
class Soils:
    """Organic carbon before and after, as % and, where bulk density and depth are known, t/ha."""

    before_percent: xr.DataArray | None
    after_percent: xr.DataArray | None
    before_tc_ha: xr.DataArray | None
    after_tc_ha: xr.DataArray | None
    crop: str | None

    def percents(self) -> tuple[xr.DataArray, xr.DataArray]:
        """Before and after as %; InputError where they aren't known."""
        if self.before_percent is None or self.after_percent is None:
            raise _lacking("soc_percent, soc_after_percent")
        return self.before_percent, self.after_percent

    def stocks(self) -> tuple[xr.DataArray, xr.DataArray]:
        """Before and after as t/ha; InputError where they aren't known."""
        if self.before_tc_ha is None or self.after_tc_ha is None:
            raise _lacking("soc_stock_tc_ha, soc_stock_after_tc_ha")
        return self.before_tc_ha, self.after_tc_ha


@dataclass(frozen=True)
class Response:
    """What a relation says, by names of the vocabulary, and what to tell about it."""

    fields: dict[str, xr.DataArray]
    about: dict[str, str]


METHODS: Registry[Callable[[Soils], Response]] = Registry(
    "relation of yield and carbon", folder="fourpermille.nutrients.yields"
)


def _lacking(column: str) -> InputError:
    return InputError(
        Problem(
            what=_("the relation needs carbon before and after in another form"),
            column=column,
            todo=_("Give it, or bulk_density_g_cm3 and depth_cm, which turn one into the other."),
        )
    )
