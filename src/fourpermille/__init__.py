"""Soil carbon for the 4 per 1000 goal: how much carbon must return to a soil.

The public functions are those of :mod:`fourpermille.api`. Each is looked up there
when it is first used, because xarray, pandas and Numba take seconds to import and
most commands need only some of them.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fourpermille._version import __version__
from fourpermille.api import HOMES, resolve

if TYPE_CHECKING:
    from fourpermille.api import *  # noqa: F403 - the same names, for type checkers and editors

__all__ = ["__version__", *sorted(HOMES)]


def __getattr__(name: str) -> Any:
    """Look a public name up in the front door on first use."""
    if name not in HOMES:
        raise AttributeError(f"module 'fourpermille' has no attribute {name!r}")
    value = resolve(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names without importing what they need."""
    return sorted(__all__)


class _FrontDoor(ModuleType):
    """The package, in which a public name is never hidden by a subpackage of the same name.

    Python writes a subpackage into its parent when it is imported; ``practices`` would then be a
    package or a function, according to what was imported before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
