"""Whether the files that a run read are still what they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.api.run_folder import SCENARIO
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.api.reproduce_compare import Gap
    from fourpermille.api.run_inputs import Input

INPUTS = "inputs.json"


def changed_input(folder: Path) -> Gap | None:
    """First file that differs from what ``inputs.json`` says of it; None if all are the same.

    Of very large files only the size is known to be the same elsewhere. A file that is gone is for
    the run to report, which says how to get it.
    """
    from fourpermille.api.run_inputs import inputs_of  # slow import
    from fourpermille.core.scenario import load_scenario  # slow import

    path = folder / INPUTS
    if not path.is_file():
        return (INPUTS, None, None, _("there"), _("missing"))
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["inputs"]
        before = {_listed(one): one for one in listed}
    except (ValueError, KeyError, TypeError):
        return (INPUTS, None, None, _("a list of files"), _("unreadable"))
    for one in inputs_of(load_scenario(folder / SCENARIO)):
        name = _named(one, folder)
        known = before.get(name)
        if known is None:
            return (name, None, None, _("not listed in {file}").format(file=INPUTS), one.identity)
        if known["sha256"] and one.sha256:
            if known["sha256"] != one.sha256:
                return (name, None, "sha256", known["sha256"], one.sha256)
        elif known.get("size_bytes", one.size_bytes) != one.size_bytes:
            return (name, None, "size_bytes", str(known["size_bytes"]), str(one.size_bytes))
    return None


def _listed(entry: Mapping[str, Any]) -> str:
    if entry.get("stored"):
        return str(entry["stored"])
    if entry.get("dataset"):
        return f"{entry['dataset']}: {Path(str(entry['path'])).name}"
    return str(entry["path"])


def _named(one: Input, folder: Path) -> str:
    if one.sample:
        return f"sample {one.sample}"
    if one.dataset:
        return f"{one.dataset}: {one.path.name}"
    path, home = one.path.resolve(), folder.resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)
