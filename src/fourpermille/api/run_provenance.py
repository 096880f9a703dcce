"""What a run says about where it comes from: fingerprint, attributes, lines of its log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fourpermille import __version__
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import xarray as xr

    from fourpermille.api.run_inputs import Input
    from fourpermille.core.scenario import Scenario


def fingerprint_of_run(scenario: Scenario, inputs: Sequence[Input]) -> str:
    """SHA-256 of the scenario, the contents of its files and the version: same in, same out."""
    resolved = scenario.resolved()
    resolved.pop("output", None)  # another language is no other answer
    for one in inputs:  # where a file lies does not matter, what it holds does
        if one.key:
            section, name = one.key.split(".")
            resolved[section] = {**resolved[section], name: one.identity}
    if scenario.grid is not None:
        from fourpermille.api.run_references import identified  # slow import

        resolved["grid"] = {**resolved["grid"], **identified(scenario, inputs)}
    content = [resolved, sorted({one.identity for one in inputs}), __version__]
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def attributes(
    scenario: Scenario,
    inputs: Sequence[Input],
    loaded: Iterable[str],
    places: xr.Dataset,
    fingerprint: str,
    started: datetime,
    told: Sequence[str],
) -> dict[str, Any]:
    """Return what a result says about itself; ``loaded``: the parameter sets that were read."""
    from fourpermille.api.run_spread import tables_used  # slow import
    from fourpermille.api.run_supply import sources_of
    from fourpermille.core.provenance import DatasetUsed, provenance

    used = [
        DatasetUsed(one.name, one.sha256, one.licence, "; ".join(one.sources)) for one in inputs
    ]
    changed = tables_used(scenario)  # with what the scenario says otherwise
    names = {one if isinstance(one, str) else one.name for one in changed}
    practised, works = sources_of(scenario)
    loaded = sorted({*loaded, *practised})
    plain = dict.fromkeys([scenario.soil.parameters, "conversions", *loaded])
    sets = [*(name for name in plain if name not in names), *changed]
    made = provenance(scenario=scenario, parameter_sets=sets, datasets=used, references=works)
    return {
        **made,
        "fingerprint": fingerprint,
        "created": started.isoformat(timespec="seconds"),
        "warnings": json.dumps(list(told), ensure_ascii=False),
        "missing_cells": str(places.attrs.get("missing_cells", "{}")),
    }


def log_lines(places: xr.Dataset, told: Sequence[str]) -> list[str]:
    """What the log says beside the times: columns that nothing used, and the warnings."""
    unused = str(places.attrs.get("unused_columns", ""))
    lines = [_("Columns not used: {names}").format(names=unused)] if unused else []
    return [*lines, *(_("Warning: {text}").format(text=text) for text in told)]
