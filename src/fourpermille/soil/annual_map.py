"""The central object: a year of any pool model, affine in its stocks and inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class AnnualMap:
    """pools after a year = ``matrix`` @ pools + ``inputs`` @ yearly amounts of the streams.

    ``matrix`` (places, pools, pools); ``inputs`` (places, pools, streams), the pools at the end
    of the year per t C/ha of each stream received in it; ``inert`` (places), carbon beside the
    pools that never changes (t C/ha). Everything in ``soil.linear`` and ``soil.inverse`` is
    written once upon this type, for any soil model.
    """

    pools: tuple[str, ...]
    streams: tuple[str, ...]
    matrix: Array
    inputs: Array
    inert: Array

    @property
    def places(self) -> int:
        """Number of places."""
        return int(self.matrix.shape[0])

    def stream(self, name: str) -> Array:
        """Pools (places, pools) that one t C/ha of a stream leaves at the end of its year."""
        return self.inputs[:, :, self.streams.index(name)]

    def received(self, amounts: Array) -> Array:
        """Pools (places, pools) that yearly amounts (places, streams) leave at the year's end."""
        return np.einsum("nps,ns->np", self.inputs, amounts)

    def after_year(self, pools: Array, received: Array) -> Array:
        """Pools (places, pools) a year later.

        Summed in the order of the pools, as the compiled ``all_stocks`` does: one place alone gives
        the same bits as among many.
        """
        out = self.matrix[:, :, 0] * pools[:, :1]
        for pool in range(1, len(self.pools)):
            out = out + self.matrix[:, :, pool] * pools[:, pool : pool + 1]
        return out + received

    def stock(self, pools: Array) -> Array:
        """Soil organic carbon (places): the pools and the inert carbon."""
        return np.asarray(pools.sum(axis=-1) + self.inert)


def at_year(maps: AnnualMap | list[AnnualMap], year: int) -> AnnualMap:
    """The map of year 0, 1, …: the same every year, or one for each."""
    return maps if isinstance(maps, AnnualMap) else maps[year]
