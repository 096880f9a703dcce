"""Land cover of the sequestration protocol: its classes, what follows from them, what is masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.gsocseq_phases import Phases
from fourpermille.core.errors import InputError, MissingVariableError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels.gsocseq import Land
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.labels import Cells

COVER_CLASS = "fao_land_cover"
PADDY = 13
CLASSES = 13
# Rows of the parameter set land_use, for people who have words instead of codes.
BY_NAME = {
    "cropland": 2,
    "grassland": 3,
    "forest": 4,
    "shrubland": 5,
    "herbaceous": 6,
    "sparse_vegetation": 8,
    "tree_crops": 12,
    "paddy": PADDY,
}
MASKS = ("organic", "sandy", "saline", "paddy")
# Why a place has no answer, in the order of the codes; 0 has one.
STATUS = ("computed", "no_data", "land_cover", *MASKS, "no_result")


@dataclass(frozen=True)
class LandCover:
    """Classes (rows, places): one row that stays, or spin-up, each year, forward; NaN unknown."""

    classes: Array

    def table(self, p: ParameterSet, what: str) -> Array:
        """A parameter of the classes (rows, places); NaN for classes that are left out."""
        values = np.full(CLASSES + 1, np.nan)
        for code in range(CLASSES + 1):
            values[code] = dict(p).get(f"class_{code}_{what}", np.nan)
        known = np.isfinite(self.classes)
        return np.asarray(values[np.where(known, self.classes, 0).astype(np.intp)])

    def land(self, p: ParameterSet) -> Land:
        """What the kernel is given."""
        ratio = self.table(p, "dpm_rpm_ratio")
        slow = load_parameters("paddy")["paddy_modifier"]
        return Land(
            ratio / (1.0 + ratio),
            self.table(p, "npp_factor"),
            np.where(self.classes == PADDY, slow, 1.0),
        )


def land_cover(phases: Phases) -> LandCover:
    """Land cover of all phases: of the soil's data where it stays, else of each phase."""
    soil = phases.soil
    if COVER_CLASS in soil.dataset or "land_use" in soil.dataset:
        return LandCover(_codes(soil)[None])
    if COVER_CLASS not in phases.warm_up.dataset:
        raise MissingVariableError(
            Problem(
                what=_("neither land cover classes nor land use are given"),
                column=f"{COVER_CLASS}, land_use",
                todo=_("Add one of the two to the soil data."),
            )
        )
    yearly = phases.warm_up.month_first(COVER_CLASS)
    every = np.broadcast_to(yearly[::MONTHS], (phases.years, soil.size))
    first = _row(phases.spin_up, every[:1])
    last = every[-1:] if phases.forward is None else _row(phases.forward, every[-1:])
    return LandCover(_whole(np.concatenate([first, every, last]).astype(float)))


def _row(cells: Cells, otherwise: Array) -> Array:
    return cells.month_first(COVER_CLASS)[:1] if cells.has(COVER_CLASS) else otherwise


def _codes(soil: Cells) -> Array:
    if soil.has(COVER_CLASS):
        return _whole(soil.per_place(COVER_CLASS))
    words = soil.dataset["land_use"].astype(str)
    for word in np.unique(words.values).tolist():
        if word not in (*BY_NAME, "", "nan"):
            raise unknown_name(_("land use of the sequestration map"), word, BY_NAME)
    codes = xr.apply_ufunc(
        np.vectorize(lambda word: float(BY_NAME.get(word, np.nan)), otypes=[float]), words
    )
    full = soil.dataset.assign({COVER_CLASS: codes})
    return Cells(full, soil.dims, soil.shape, soil.month_dim, soil.months).per_place(COVER_CLASS)


def _whole(classes: Array) -> Array:
    broken = np.isfinite(classes) & (classes != np.round(classes))
    if broken.any():
        raise InputError(
            Problem(
                what=_("a land cover class is a whole number"),
                column=COVER_CLASS,
                found=float(classes[broken][0]),
                allowed=f"1-{CLASSES}",
                todo=_("Bring classes to another grid by the nearest cell, not by a mean."),
            )
        )
    return classes


def status(
    phases: Phases, cover: LandCover, p: ParameterSet, masks: tuple[str, ...], stock: Array
) -> Array:
    """Codes (places) of ``STATUS``: what the scope of the protocol leaves out, and why."""
    for name in masks:
        if name not in MASKS:
            raise unknown_name(_("mask of the sequestration map"), name, MASKS)
    soil = phases.soil
    out = np.zeros(soil.size, np.int8)

    def leave_out(where: Any, name: str) -> None:
        out[where & (out == 0)] = STATUS.index(name)

    leave_out(~np.isfinite(stock) | ~np.isfinite(cover.classes).all(axis=0), "no_data")
    leave_out(~np.isfinite(cover.table(p, "dpm_rpm_ratio")).all(axis=0), "land_cover")
    limits = {
        "organic": ("soc_stock_tc_ha", p["mask_stock_tc_ha"]),
        "sandy": ("sand_percent", p["mask_sand_percent"]),
        "saline": ("electrical_conductivity_ds_m", p["mask_conductivity_ds_m"]),
    }
    for name, (variable, limit) in limits.items():
        if name in masks and soil.has(variable):
            leave_out(soil.per_place(variable) > limit, name)
    if "paddy" in masks:
        leave_out((cover.classes == PADDY).any(axis=0), "paddy")
    return out
