"""What a soil model is to the rest of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import xarray as xr

from fourpermille.core.parameters import ParameterSet
from fourpermille.core.registry import Registry
from fourpermille.soil.annual_map import AnnualMap, Array
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import MoistureOptions


@dataclass(frozen=True)
class Year:
    """A model's description of places: the repeating year, and today's inputs.

    ``inputs`` (places, streams): yearly amounts in the order of ``map.streams``; ``inputs_given``
    says which streams the data hold; ``deficit`` (places, mm) at the end of the year, and
    ``rate`` (places) the year's mean rate modifier.
    """

    map: AnnualMap
    inputs: Array
    inputs_given: tuple[bool, ...]
    deficit: Array
    rate: Array


@dataclass(frozen=True)
class Months:
    """A model's month-by-month result: ``pools`` (places, months, pools) after every month.

    ``inputs`` (places, months) is the carbon received, ``parts`` (places, months, 4) the
    temperature, moisture and cover modifiers and the deficit (None where not computed).
    """

    pools: Array
    inputs: Array
    rate: Array
    parts: Array | None
    deficit: Array


class SoilModel(Protocol):
    """A pool model that is affine in its stocks and inputs.

    A model brings the year as a map and the months one by one; everything else (equilibrium,
    projections, inverse questions, baselines, saturation) is written once upon the map.
    """

    pools: ClassVar[tuple[str, ...]]
    streams: ClassVar[tuple[str, ...]]
    needs: ClassVar[tuple[str, ...]]

    def __init__(
        self, parameters: ParameterSet, options: MoistureOptions, device: str = "cpu"
    ) -> None: ...

    @property
    def parameters(self) -> ParameterSet:
        """The constants in use."""
        ...

    @property
    def options(self) -> MoistureOptions:
        """The moisture rules in use."""
        ...

    def cells(self, ds: xr.Dataset) -> Cells:
        """The places of a Dataset."""
        ...

    def year(self, ds: xr.Dataset, inert: Array) -> Year:
        """The repeating year of a climatology (``repeating_year`` makes it from a series)."""
        ...

    def years(self, ds: xr.Dataset, inert: Array, deficit: Array | None) -> list[AnnualMap]:
        """One map for every year of a series."""
        ...

    def months(
        self,
        cells: Cells,
        pools: Array,
        deficit: Array | None,
        kept: float = 1.0,
        weights: Array | None = None,
    ) -> Months:
        """Every month, from given pools.

        ``kept`` multiplies what is left after each month and ``weights`` (places, months) the
        inputs, so that the same run serves radiocarbon.
        """
        ...


SOIL_MODELS: Registry[type[SoilModel]] = Registry(
    "soil model", folder="fourpermille.soil.models", plugins="fourpermille.soil_models"
)
