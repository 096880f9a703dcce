"""Countries of a grid: numbers of the United Nations or texts become ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.data.country_numbers import country_codes
from fourpermille.data.grids.resolve import Source
from fourpermille.data.problems import Problems

CODE = np.dtype("U3")


class _Codes:
    """Codes of a block; what is no country is refused."""

    def __init__(self, file: str, column: str) -> None:
        self.file, self.column = file, column

    def __call__(self, values: np.ndarray) -> np.ndarray:
        problems = Problems(self.file)
        codes = country_codes(values, self.column, problems)
        problems.raise_if_any()
        return codes.astype(CODE)


def as_countries(array: xr.DataArray, source: Source) -> xr.DataArray:
    """Lazy texts of three letters, empty where there is no country.

    Raises
    ------
    InputError
        When computed: a number or text is no country.
    """
    codes = _Codes(source.stored.file, source.stored.variable)
    meta = np.empty((0,) * array.ndim, CODE)
    return array.copy(data=array.data.map_blocks(codes, dtype=CODE, meta=meta))
