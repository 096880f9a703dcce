"""RothC 26.3: its year as a map, its months one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels.devices import CPU, CUDA
from fourpermille.kernels.maps import Maps
from fourpermille.soil import device_maps
from fourpermille.soil.annual_map import AnnualMap, Array
from fourpermille.soil.backend import kernel
from fourpermille.soil.base import SOIL_MODELS, Months, Year
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.drivers import (
    CLIMATE,
    INPUTS,
    SOIL,
    Climate,
    climate,
    dpm_share,
    humified_share,
    input_pattern,
    kernel_parameters,
    manure_split,
    year_shares,
)
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import MoistureOptions

OTHER = (
    "soc_stock_tc_ha",
    "iom_tc_ha",
    "dpm_tc_ha",
    "rpm_tc_ha",
    "bio_tc_ha",
    "hum_tc_ha",
    "soil_moisture_deficit_mm",
    "minimum_moisture_modifier",
    "silt_percent",
    "bulk_density_g_cm3",
    "soc_content_g_kg",
    "manure_dpm_fraction",
    "manure_rpm_fraction",
    "manure_hum_fraction",
    "tillage_modifier",
    "paddy_modifier",
    "rate_calibration_factor",
    "modern_percent",
    "trend_permille_yr",
)


@SOIL_MODELS.register("rothc")
@dataclass(frozen=True)
class RothC:
    """RothC 26.3 (Coleman & Jenkinson 1996), four active pools and inert carbon.

    ``device``: cpu or cuda, where annual maps are made; months one by one are the processor's.
    """

    parameters: ParameterSet
    options: MoistureOptions
    device: str = CPU

    pools: ClassVar[tuple[str, ...]] = ("dpm_tc_ha", "rpm_tc_ha", "bio_tc_ha", "hum_tc_ha")
    streams: ClassVar[tuple[str, ...]] = ("plant", "manure")
    needs: ClassVar[tuple[str, ...]] = (*CLIMATE, *SOIL, *INPUTS, *OTHER)

    def cells(self, ds: xr.Dataset) -> Cells:
        """The places of a Dataset: the dims of the model's variables, less month and time."""
        return Cells.of(ds, self.needs)

    def year(self, ds: xr.Dataset, inert: Array) -> Year:
        """The repeating year of a climatology (``repeating_year`` makes it from a series)."""
        cells = self.cells(ds)
        amounts = {stream: input_pattern(cells, stream) for stream in self.streams}
        given = tuple(
            cells.has(f"{s}_input_tc_ha_month") or cells.has(f"{s}_input_tc_ha_yr")
            for s in self.streams
        )
        inputs = np.stack([amounts[stream].sum(axis=1) for stream in self.streams], axis=-1)
        if self._on_device(cells):
            found = next(device_maps.maps_of_years(cells, self))
            map_ = self._from_device(found, inert)
            return Year(map_, inputs, given, found.deficit_mm, found.rate_modifier)
        weather = climate(cells, self.parameters, self.options, None)
        map_ = self._maps(cells, weather.rate, inert)[0]
        return Year(map_, inputs, given, weather.deficit, weather.rate.mean(axis=1))

    def years(self, ds: xr.Dataset, inert: Array, deficit: Array | None) -> list[AnnualMap]:
        """One map for every year of a series."""
        cells = self.cells(ds)
        if self._on_device(cells):
            found = device_maps.maps_of_years(cells, self, deficit)
            return [self._from_device(one, inert) for one in found]
        rate = climate(cells, self.parameters, self.options, deficit).rate
        return self._maps(cells, rate, inert)

    def months(
        self,
        cells: Cells,
        pools: Array,
        deficit: Array | None,
        kept: float = 1.0,
        weights: Array | None = None,
    ) -> Months:
        """Every month, from given pools (places, 4)."""
        weather = climate(cells, self.parameters, self.options, deficit)
        received = self.received(cells)
        if weights is not None:
            received = received * weights[..., None]
        after = self.step(cells, weather, received, pools, kept)
        return Months(after, received.sum(axis=-1), weather.rate, weather.parts, weather.deficit)

    def received(self, cells: Cells) -> Array:
        """Carbon entering each pool each month (places, months, 4)."""
        plant = input_pattern(cells, "plant")
        manure = input_pattern(cells, "manure")[..., None]
        split = manure_split(cells, self.parameters)[:, None, :]
        share = dpm_share(cells)
        out = np.zeros((*plant.shape, 4))
        out[..., 0] = plant * share
        out[..., 1] = plant * (1.0 - share)
        out[..., [0, 1, 3]] += manure * split
        return out

    def step(
        self, cells: Cells, weather: Climate, received: Array, pools: Array, kept: float
    ) -> Array:
        """Pools (places, months, 4) after every month."""
        after = np.empty_like(received)
        kernel("all_months", received.size)(
            np.ascontiguousarray(weather.rate),
            received,
            np.ascontiguousarray(pools, dtype=float),
            kept,
            humified_share(cells.per_place("clay_percent"), self.parameters),
            kernel_parameters(self.parameters),
            after,
        )
        return after

    def _on_device(self, cells: Cells) -> bool:
        return self.device == CUDA and device_maps.can_make(cells)

    def _from_device(self, found: Maps, inert: Array) -> AnnualMap:
        return AnnualMap(self.pools, self.streams, found.matrix(), found.inputs(), inert)

    def _maps(self, cells: Cells, rate: Array, inert: Array) -> list[AnnualMap]:
        """A map for every twelve months of ``rate`` (places, months)."""
        amounts = [input_pattern(cells, stream) for stream in self.streams]
        share = dpm_share(cells)
        fixed = (
            manure_split(cells, self.parameters),
            humified_share(cells.per_place("clay_percent"), self.parameters),
            kernel_parameters(self.parameters),
        )
        maps = []
        for start in range(0, cells.months, MONTHS):
            span = slice(start, start + MONTHS)
            plant, manure = (year_shares(amount[:, span]) for amount in amounts)
            matrix = np.empty((cells.size, len(self.pools), len(self.pools)))
            inputs = np.empty((cells.size, len(self.pools), len(self.streams)))
            kernel("all_annual_maps", matrix.size)(
                np.ascontiguousarray(rate[:, span]),
                plant * share[:, span],
                plant * (1.0 - share[:, span]),
                np.ascontiguousarray(manure),
                *fixed,
                matrix,
                inputs,
            )
            maps.append(AnnualMap(self.pools, self.streams, matrix, inputs, inert))
        return maps
