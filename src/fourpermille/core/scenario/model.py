"""The scenario: everything a run is told, in one immutable object."""

import hashlib
import json
from pathlib import Path
from typing import Any, Self

from pydantic import Field, PrivateAttr, model_validator

from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario.conditions import USED
from fourpermille.core.scenario.fields import N_, Section, fill, key
from fourpermille.core.scenario.grid import Grid, Mask
from fourpermille.core.scenario.lines import Origin
from fourpermille.core.scenario.sections import (
    Defaults,
    Output,
    Places,
    Sensitivity,
    Soil,
    Start,
    Target,
)
from fourpermille.core.scenario.spread import Bias, Uncertainty
from fourpermille.core.scenario.supply import Adoption, Limits, PracticePlan
from fourpermille.core.scenario.trial import Series, Trial

DEFAULT_LAND_USE = "cropland"


class Scenario(Section):
    """What is asked of which places, under which assumptions.

    Either ``target`` (how much carbon must return) or ``trial`` and ``series`` (a model against
    measurements); tables that the question does not use are None.
    """

    id: str = key(N_("short name: small letters, digits and _"), pattern="^[a-z0-9_]+$")
    title: str = key(N_("title of the report"), "")
    description: str = key(N_("what it is about, for the report"), "")
    places: Places = Field(default_factory=Places)
    soil: Soil = Field(default_factory=Soil)
    defaults: Defaults = Field(default_factory=Defaults)
    start: Start | None = None
    target: Target | None = None
    bias: Bias | None = None
    sensitivity: Sensitivity | None = None
    uncertainty: Uncertainty | None = None
    trial: Trial | None = None
    series: tuple[Series, ...] = Field((), strict=False)
    practices: tuple[PracticePlan, ...] = Field((), strict=False)
    adoption: Adoption | None = None
    limits: Limits | None = None
    grid: Grid | None = None
    mask: Mask | None = None
    output: Output = Field(default_factory=Output)
    _base_dir: Path = PrivateAttr(default_factory=Path)
    _origin: Origin = PrivateAttr(default_factory=lambda: Origin())

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Add the defaults that depend on what else is given."""
        if self.trial is None:
            for name, section in (("start", Start), ("target", Target)):
                if getattr(self, name) is None:
                    fill(self, name, section())
            self._fill_spread()
        if self.soil.land_use is None and self.defaults.dpm_rpm_ratio is None:
            fill(self.soil, "land_use", DEFAULT_LAND_USE)
        return self

    def _fill_spread(self) -> None:
        """Add the tables on how sure the answer is, where they aren't given."""
        wanted = (("bias", Bias), ("sensitivity", Sensitivity), ("uncertainty", Uncertainty))
        for name, section in wanted:
            if getattr(self, name) is None:
                fill(self, name, section())
        if self.practices and self.limits is None:
            fill(self, "limits", Limits())

    @property
    def base_dir(self) -> Path:
        """Folder that the files named in the scenario are relative to."""
        return self._base_dir

    @property
    def is_trial(self) -> bool:
        """Whether the scenario compares a model with measurements."""
        return self.trial is not None

    @property
    def is_grid(self) -> bool:
        """Whether the places are the cells of a grid, read and answered block by block."""
        return self.grid is not None

    @property
    def places_path(self) -> Path | None:
        """Table of places; None where a sample is used."""
        return None if self.places.file is None else self.base_dir / self.places.file

    @property
    def climate_path(self) -> Path | None:
        """Table of climate; None where there is none of its own."""
        return (
            None if self.places.climate_file is None else self.base_dir / self.places.climate_file
        )

    @property
    def measurements_path(self) -> Path | None:
        """Table of measurements; None where a sample is named, or nothing is compared."""
        if self.trial is None or not Path(self.trial.measurements).suffix:
            return None
        return self.base_dir / self.trial.measurements

    def at(self, base_dir: str | Path) -> Self:
        """Return the scenario with its files relative to another folder."""
        moved = self.model_copy()
        moved._base_dir = Path(base_dir)
        return moved

    @property
    def origin(self) -> Origin:
        """Where the scenario was read from, for messages."""
        return self._origin

    def read_from(self, origin: Origin) -> Self:
        """Return the scenario, which remembers where it was read from."""
        told = self.model_copy()
        told._origin = origin
        return told

    def given(self) -> dict[str, Any]:
        """Return what was written, without any default."""
        return self.model_dump(exclude_unset=True)

    def resolved(self) -> dict[str, Any]:
        """Return everything in effect, defaults included, as plain values.

        What has no effect beside the rest is left out, since nobody may give it.
        """
        plain = self.model_dump(mode="json", exclude_none=True)
        for path, conditions in USED.items():
            section, _dot, name = path.partition(".")
            if name in plain.get(section, {}) and not all(one.holds(plain) for one in conditions):
                del plain[section][name]
        return {name: part for name, part in plain.items() if part not in ({}, [], ())}

    def canonical_json(self) -> str:
        """Return everything in effect as JSON that is the same for the same scenario."""
        return json.dumps(
            self.resolved(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical JSON."""
        return hashlib.sha256(self.canonical_json().encode("utf-8")).hexdigest()

    def resolved_toml(self, folder: str | Path | None = None) -> str:
        """Return a scenario file with every default visible, equal to this one when loaded.

        With ``folder``, files are named relative to it, for a copy that is kept there.
        """
        from fourpermille.core.scenario.write import write_toml  # real cycle

        return write_toml(self, None if folder is None else Path(folder))


def land_uses() -> tuple[str, ...]:
    """Names of the land uses that have a ratio of decomposable to resistant plant material."""
    return tuple(load_parameters("land_use"))
