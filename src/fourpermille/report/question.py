"""How the question of a run was put: path, growth, declining soils, start, and given inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

PATHS = ("constant", "each_year", "ramp", "logistic")
SHARES = "shares"
PLANT_INPUT = "plant_input_tc_ha_yr"


@dataclass(frozen=True)
class Question:
    """What a text must know of the question, lest it be true of another one only.

    ``path``: one of PATHS, or "shares" where the scenario lists a share for each year;
    ``inputs_given``: whether the plant input of today was stated rather than solved for.
    """

    path: str = "constant"
    growth: str = "compound"
    declining: str = "relative"
    start: str = "equilibrium"
    inputs_given: bool = False

    @property
    def is_built_up(self) -> bool:
        """Whether the extra input grows to the stated amount, which it has in the last year."""
        return self.path in ("ramp", "logistic", SHARES)

    @property
    def is_balanced(self) -> bool:
        """Whether the soils are in balance with today's returns by assumption."""
        return self.start == "equilibrium" and not self.inputs_given


def question_of(results: xr.Dataset, scenario: Mapping[str, Any]) -> Question:
    """Read the question from what the results say of themselves, else from the scenario."""
    said, target = results.attrs, scenario.get("target") or {}
    start = scenario.get("start") or {}
    path = said.get("target_path", target.get("path", "constant"))
    return Question(
        path if isinstance(path, str) and path in PATHS else SHARES,
        str(said.get("target_growth", target.get("growth", "compound"))),
        str(said.get("declining_baseline", target.get("declining_baseline", "relative"))),
        str(said.get("start_method", start.get("method", "equilibrium"))).replace(
            "auto", "equilibrium"
        ),
        _inputs_given(results),
    )


def _inputs_given(results: xr.Dataset) -> bool:
    said = results.attrs.get("plant_input_given")
    if said is not None:
        return str(said).casefold() in ("true", "1")
    if PLANT_INPUT not in results.variables:
        return False
    return str(results[PLANT_INPUT].attrs.get("source", "")).startswith("given")
