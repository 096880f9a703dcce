"""``ds.fpm`` on xarray Datasets, for notebooks: ``import fourpermille.accessor`` turns it on.

It only forwards to the public functions, so that both ways give the same numbers.
"""

from __future__ import annotations

from typing import Any

import xarray as xr

import fourpermille

FORWARDED = ("equilibrium", "required_input", "requirement", "simulate")


@xr.register_dataset_accessor("fpm")
class FourPerMilleAccessor:
    """The functions that take a Dataset first, as methods of the Dataset."""

    def __init__(self, ds: xr.Dataset) -> None:
        self._ds = ds

    def __getattr__(self, name: str) -> Any:
        """One of the forwarded functions, bound to this Dataset."""
        if name not in FORWARDED:
            raise AttributeError(f"ds.fpm has no {name!r}, only {', '.join(FORWARDED)}")
        function = getattr(fourpermille, name)
        ds = self._ds

        def bound(*args: Any, **kwargs: Any) -> xr.Dataset:
            result: xr.Dataset = function(ds, *args, **kwargs)
            return result

        bound.__doc__ = function.__doc__
        return bound

    def __dir__(self) -> list[str]:
        """The forwarded functions."""
        return list(FORWARDED)
