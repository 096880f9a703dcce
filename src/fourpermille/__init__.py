"""Soil carbon for the 4 per 1000 goal: how much carbon must return to a soil.

The names below are the public functions. Each is looked up in
:mod:`fourpermille.api` when it is first used, because xarray, pandas and Numba
take seconds to import and most commands need only some of them.
"""

from typing import TYPE_CHECKING, Any

from fourpermille._version import __version__

if TYPE_CHECKING:
    from fourpermille.api import (
        compare,
        demo,
        equilibrium,
        load_scenario,
        read_places,
        reproduce,
        required_input,
        requirement,
        run,
        sensitivity,
        simulate,
    )

__all__ = [
    "__version__",
    "compare",
    "demo",
    "equilibrium",
    "load_scenario",
    "read_places",
    "reproduce",
    "required_input",
    "requirement",
    "run",
    "sensitivity",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """Look a public name up in the front door on first use."""
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module 'fourpermille' has no attribute {name!r}")
    from fourpermille.api import resolve  # slow import

    value = resolve(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names without importing what they need."""
    return sorted(__all__)
