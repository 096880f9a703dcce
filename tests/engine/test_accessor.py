"""ds.fpm forwards and nothing else."""

import pytest
import xarray as xr

import fourpermille as fpm
import fourpermille.accessor

from .places import places
from .test_properties import warm


def test_it_forwards() -> None:
    ds = warm(places(1))
    for name in fourpermille.accessor.FORWARDED:
        xr.testing.assert_identical(getattr(ds.fpm, name)(), getattr(fpm, name)(ds))
    with pytest.raises(AttributeError, match="only"):
        ds.fpm.guess()
