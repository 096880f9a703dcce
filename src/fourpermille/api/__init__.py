"""The front door: every public function, each imported when first used.

A function is made public by one row in ``HOMES`` and its import for type checkers.
``resolve`` is needed because ``fourpermille.api.run`` is at once a module and a
function: asking for the name always gives the function.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fourpermille.api.blocks.forward import simulate_file as simulate_file
    from fourpermille.api.check_map import check_map as check_map
    from fourpermille.api.cite import cite as cite
    from fourpermille.api.compare import compare as compare
    from fourpermille.api.crop_totals import crop_totals as crop_totals
    from fourpermille.api.data import dataset_info as dataset_info
    from fourpermille.api.data import dataset_path as dataset_path
    from fourpermille.api.data import datasets as datasets
    from fourpermille.api.data import get_dataset as get_dataset
    from fourpermille.api.data import verify_dataset as verify_dataset
    from fourpermille.api.demo import demo as demo
    from fourpermille.api.export import export_run as export_run
    from fourpermille.api.export import zone_table as zone_table
    from fourpermille.api.gsocseq_maps import gsocseq_maps as gsocseq_maps
    from fourpermille.api.info import info as info
    from fourpermille.api.linearity import linearity as linearity
    from fourpermille.api.plan import plan as plan
    from fourpermille.api.reproduce import reproduce as reproduce
    from fourpermille.api.rothc import rothc as rothc
    from fourpermille.api.run import run as run
    from fourpermille.api.specification import write_template as write_template
    from fourpermille.api.trial_rates import write_trial_rates as write_trial_rates
    from fourpermille.api.trials import score_trials as score_trials
    from fourpermille.api.trials import trials as trials
    from fourpermille.api.trials import write_trial_scores as write_trial_scores
    from fourpermille.api.validation import validate as validate
    from fourpermille.assessment.calibrate import calibrate_rate as calibrate_rate
    from fourpermille.assessment.crop_outlook import crop_outlook as crop_outlook
    from fourpermille.assessment.decompose import decompose as decompose
    from fourpermille.assessment.gsocseq import gsocseq as gsocseq
    from fourpermille.assessment.monte_carlo import monte_carlo as monte_carlo
    from fourpermille.assessment.requirement import required_input as required_input
    from fourpermille.assessment.results import requirement as requirement
    from fourpermille.assessment.target import Target as Target
    from fourpermille.core.labels import convert_units as convert_units
    from fourpermille.core.parameters import load_parameters as load_parameters
    from fourpermille.core.scenario import load_scenario as load_scenario
    from fourpermille.crop.cycle import crop_cycle as crop_cycle
    from fourpermille.crop.inputs import crop_inputs as crop_inputs
    from fourpermille.crop.listing import crops as crops
    from fourpermille.data.grids.area import cell_area_ha as cell_area_ha
    from fourpermille.data.grids.check import check_block as check_block
    from fourpermille.data.grids.opening import open_grid as open_grid
    from fourpermille.data.grids.zones import zonal_table as zonal_table
    from fourpermille.data.read import read_places as read_places
    from fourpermille.data.writers.cog import write_cog as write_cog
    from fourpermille.data.writers.grids import export_grid as export_grid
    from fourpermille.data.writers.layer import write_places as write_places
    from fourpermille.data.writers.rothamsted import write_rothamsted as write_rothamsted
    from fourpermille.evidence.change_on_start import change_on_start as change_on_start
    from fourpermille.evidence.dependence import rate_dependence as rate_dependence
    from fourpermille.evidence.effect_size import effect_size as effect_size
    from fourpermille.evidence.pooling import pool_effects as pool_effects
    from fourpermille.evidence.rates import trial_rates as trial_rates
    from fourpermille.evidence.regression import regress_effects as regress_effects
    from fourpermille.nutrients.burning import burning as burning
    from fourpermille.nutrients.demand import nutrient_demand as nutrient_demand
    from fourpermille.nutrients.erosion import rusle as rusle
    from fourpermille.nutrients.lime_urea_fuel import lime_urea_fuel as lime_urea_fuel
    from fourpermille.nutrients.n2o import n2o as n2o
    from fourpermille.nutrients.net import net_balance as net_balance
    from fourpermille.nutrients.organic_soils import (
        organic_soil_emissions as organic_soil_emissions,
    )
    from fourpermille.nutrients.rice import rice_ch4 as rice_ch4
    from fourpermille.nutrients.wetness import n2o_climate as n2o_climate
    from fourpermille.nutrients.yield_response import yield_response as yield_response
    from fourpermille.practices.adoption import adoption as adoption
    from fourpermille.practices.calibrate_adoption import calibrate_adoption as calibrate_adoption
    from fourpermille.practices.capacity import best_in_class as best_in_class
    from fourpermille.practices.capacity import carbon_capacity as carbon_capacity
    from fourpermille.practices.cohorts import Even as Even
    from fourpermille.practices.cohorts import Fading as Fading
    from fourpermille.practices.info import practice_info as practice_info
    from fourpermille.practices.response import practice_response as practice_response
    from fourpermille.practices.spread import Spread as Spread
    from fourpermille.practices.table import practices as practices
    from fourpermille.report.crop_cycle import crop_cycle_figure as crop_cycle_figure
    from fourpermille.report.trial_rates import trial_rates_figure as trial_rates_figure
    from fourpermille.soil.device import devices as devices
    from fourpermille.soil.run import equilibrium as equilibrium
    from fourpermille.soil.run import simulate as simulate
    from fourpermille.soil.sensitivity import sensitivity as sensitivity
    from fourpermille.soil.setup import Start as Start

HOMES = MappingProxyType(
    {
        "Even": "fourpermille.practices.cohorts",
        "Fading": "fourpermille.practices.cohorts",
        "Spread": "fourpermille.practices.spread",
        "Start": "fourpermille.soil.setup",
        "Target": "fourpermille.assessment.target",
        "adoption": "fourpermille.practices.adoption",
        "best_in_class": "fourpermille.practices.capacity",
        "calibrate_adoption": "fourpermille.practices.calibrate_adoption",
        "carbon_capacity": "fourpermille.practices.capacity",
        "burning": "fourpermille.nutrients.burning",
        "calibrate_rate": "fourpermille.assessment.calibrate",
        "cell_area_ha": "fourpermille.data.grids.area",
        "change_on_start": "fourpermille.evidence.change_on_start",
        "check_block": "fourpermille.data.grids.check",
        "check_map": "fourpermille.api.check_map",
        "cite": "fourpermille.api.cite",
        "compare": "fourpermille.api.compare",
        "convert_units": "fourpermille.core.labels",
        "decompose": "fourpermille.assessment.decompose",
        "crop_cycle": "fourpermille.crop.cycle",
        "crop_cycle_figure": "fourpermille.report.crop_cycle",
        "crop_inputs": "fourpermille.crop.inputs",
        "crop_outlook": "fourpermille.assessment.crop_outlook",
        "crop_totals": "fourpermille.api.crop_totals",
        "crops": "fourpermille.crop.listing",
        "dataset_info": "fourpermille.api.data",
        "dataset_path": "fourpermille.api.data",
        "datasets": "fourpermille.api.data",
        "demo": "fourpermille.api.demo",
        "devices": "fourpermille.soil.device",
        "effect_size": "fourpermille.evidence.effect_size",
        "equilibrium": "fourpermille.soil.run",
        "export_run": "fourpermille.api.export",
        "export_grid": "fourpermille.data.writers.grids",
        "get_dataset": "fourpermille.api.data",
        "gsocseq": "fourpermille.assessment.gsocseq",
        "gsocseq_maps": "fourpermille.api.gsocseq_maps",
        "info": "fourpermille.api.info",
        "lime_urea_fuel": "fourpermille.nutrients.lime_urea_fuel",
        "linearity": "fourpermille.api.linearity",
        "load_parameters": "fourpermille.core.parameters",
        "load_scenario": "fourpermille.core.scenario",
        "monte_carlo": "fourpermille.assessment.monte_carlo",
        "n2o": "fourpermille.nutrients.n2o",
        "n2o_climate": "fourpermille.nutrients.wetness",
        "net_balance": "fourpermille.nutrients.net",
        "nutrient_demand": "fourpermille.nutrients.demand",
        "open_grid": "fourpermille.data.grids.opening",
        "organic_soil_emissions": "fourpermille.nutrients.organic_soils",
        "plan": "fourpermille.api.plan",
        "pool_effects": "fourpermille.evidence.pooling",
        "practice_info": "fourpermille.practices.info",
        "practice_response": "fourpermille.practices.response",
        "practices": "fourpermille.practices.table",
        "rate_dependence": "fourpermille.evidence.dependence",
        "regress_effects": "fourpermille.evidence.regression",
        "read_places": "fourpermille.data.read",
        "reproduce": "fourpermille.api.reproduce",
        "required_input": "fourpermille.assessment.requirement",
        "requirement": "fourpermille.assessment.results",
        "rice_ch4": "fourpermille.nutrients.rice",
        "rothc": "fourpermille.api.rothc",
        "run": "fourpermille.api.run",
        "rusle": "fourpermille.nutrients.erosion",
        "score_trials": "fourpermille.api.trials",
        "sensitivity": "fourpermille.soil.sensitivity",
        "simulate": "fourpermille.soil.run",
        "simulate_file": "fourpermille.api.blocks.forward",
        "trial_rates": "fourpermille.evidence.rates",
        "trial_rates_figure": "fourpermille.report.trial_rates",
        "trials": "fourpermille.api.trials",
        "validate": "fourpermille.api.validation",
        "verify_dataset": "fourpermille.api.data",
        "write_cog": "fourpermille.data.writers.cog",
        "write_places": "fourpermille.data.writers.layer",
        "write_rothamsted": "fourpermille.data.writers.rothamsted",
        "write_template": "fourpermille.api.specification",
        "write_trial_rates": "fourpermille.api.trial_rates",
        "write_trial_scores": "fourpermille.api.trials",
        "yield_response": "fourpermille.nutrients.yield_response",
        "zone_table": "fourpermille.api.export",
        "zonal_table": "fourpermille.data.grids.zones",
    }
)


def resolve(name: str) -> Any:
    """Return the public function of this name."""
    if name not in HOMES:
        raise AttributeError(f"module 'fourpermille.api' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __getattr__(name: str) -> Any:
    """Look a public name up on first use."""
    value = resolve(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names without importing what they need."""
    return sorted(HOMES)
