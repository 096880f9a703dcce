"""The scenario: what is asked of which places, as TOML, checked by one specification."""

from fourpermille.core.scenario.doubts import doubt_scenario
from fourpermille.core.scenario.load import load_scenario, make_scenario, parse_scenario
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.override import apply_overrides
from fourpermille.core.scenario.specification import SpecField, specification

__all__ = [
    "Scenario",
    "SpecField",
    "apply_overrides",
    "doubt_scenario",
    "load_scenario",
    "make_scenario",
    "parse_scenario",
    "specification",
]
