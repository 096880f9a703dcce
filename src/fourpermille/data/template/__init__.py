"""Files to fill in: tables of places and climate, and a scenario, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _, use_language
from fourpermille.data.atomic import whole

ALIASES = {"plots": "places", "fields": "places", "sites": "places"}
KINDS = ("places", "climate", "scenario")


def write_template(
    kind: str, path: str | Path, lang: str = "en", *, overwrite: bool = False
) -> Path:
    """Write a file to fill in, whole or not at all, and return its path.

    ``kind``: places (or plots; a workbook with places, climate and definitions, or a CSV of
    places), climate (CSV) or scenario (TOML). The ending of ``path`` chooses the format.

    Raises
    ------
    UnknownNameError
        There is no such kind of template or language.
    InputError
        The ending doesn't fit the kind, or the file exists and ``overwrite`` is not set.
    """
    target = Path(path)
    chosen = ALIASES.get(kind, kind)
    if chosen not in KINDS:
        raise unknown_name(_("template"), kind, (*KINDS, *ALIASES))
    with use_language(lang):
        write = _writer(chosen, target)
        if target.exists() and not overwrite:
            raise InputError(
                Problem(
                    what=_("the file exists"),
                    file=str(target),
                    todo=_("Choose another name, or replace it with --force."),
                )
            )
        with whole(target) as draft:
            write(draft)
    return target


def _writer(kind: str, path: Path) -> Callable[[Path], None]:
    from fourpermille.data.template.table import write_csv  # slow import
    from fourpermille.data.template.toml import write_scenario  # slow import
    from fourpermille.data.template.workbook import write_workbook  # slow import

    writers: dict[str, dict[str, Callable[[Path], None]]] = {
        "places": {".xlsx": write_workbook, ".csv": lambda to: write_csv("places", to)},
        "climate": {".csv": lambda to: write_csv("climate", to)},
        "scenario": {".toml": write_scenario},
    }
    ending = path.suffix.lower()
    if ending not in writers[kind]:
        raise InputError(
            Problem(
                what=_("a template of this kind has another ending"),
                file=path.name,
                found=ending or None,
                allowed=", ".join(writers[kind]),
            )
        )
    return writers[kind][ending]
