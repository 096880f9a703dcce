"""RothC as the reference programs run it: sites and months in, their tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.core.progress import Progress
    from fourpermille.data.readers.rothc_cases import Case, InitialState


def rothc(
    sites: str | Path,
    forcing: str | Path,
    out: str | Path,
    *,
    initial: str | Path | None = None,
    inverse: str | Path | None = None,
    parameters: str = "rothc_26_3",
    progress: Progress | None = None,
    force: bool = False,
) -> dict[str, Path]:
    """Run every case of a table of sites: monthly states, starts and inverse answers as CSV.

    The files have the layout of the reference cases (t C/ha, mm, degrees C). ``initial`` gives the
    start of sites whose ``spin_up`` is ``given``; ``inverse`` the questions (case, kind, years,
    target_soc_t_ha). Returns the paths written; they appear together or not at all. Raises
    InputError (file, row, column), also for a file in the way: one that is read is never replaced,
    any other one only with ``force``.
    """
    from fourpermille.api.rothc_case import run_case  # slow import
    from fourpermille.data.readers import rothc_cases  # slow import
    from fourpermille.data.writers.rothc_cases import names_of, write_cases

    given = [Path(one) for one in (sites, forcing, initial, inverse) if one is not None]
    _refuse_in_the_way(Path(out), names_of(inverse is not None), given, force)

    cases = rothc_cases.read_cases(sites, forcing)
    states = rothc_cases.read_initial(initial, cases) if initial is not None else []
    questions = rothc_cases.read_questions(inverse, cases) if inverse is not None else []
    tables: dict[str, list[Mapping[str, object]]] = {"expected": [], "initial": [], "inverse": []}
    for done, case in enumerate(cases):
        if progress is not None:
            progress(done, len(cases), case.case)
        start = _start(case, states, initial)
        asked = [question for question in questions if question.case == case.case]
        for name, rows in run_case(case, start, asked, parameters).items():
            tables[name].extend(rows)
    return write_cases(Path(out), {name: tables[name] for name in names_of(inverse is not None)})


def _start(
    case: Case, states: Sequence[InitialState], file: str | Path | None
) -> InitialState | None:
    """The given start of a case that wants one; starts of the other kind are computed anew."""
    if case.spin_up != "given":
        return None
    for state in states:
        if state.case == case.case and state.state == "given":
            return state
    raise InputError(
        Problem(
            what=_("case {case} starts from given pools, and none are given").format(
                case=case.case
            ),
            file=None if file is None else Path(file).name,
            column="state",
            allowed="given",
            todo=_("Add its row to the file of --initial, or let it spin up (first12)."),
        )
    )


def _refuse_in_the_way(out: Path, names: Sequence[str], given: Sequence[Path], force: bool) -> None:
    """Refuse, before any work, a folder that can't be, an input of that name, any other file."""
    if out.exists() and not out.is_dir():
        raise InputError(
            Problem(
                what=_("the output folder is a file"), file=str(out), todo=_("Name another folder.")
            )
        )
    read = {one.resolve() for one in given}
    for path in (out / f"{name}.csv" for name in names):
        if path.resolve() in read:
            raise InputError(
                Problem(
                    what=_("this file is read, and would be replaced"),
                    file=str(path),
                    todo=_("Name another folder with --out."),
                )
            )
        if path.exists() and not force:
            raise InputError(
                Problem(
                    what=_("the file exists"),
                    file=str(path),
                    todo=_("Name another folder with --out, or replace it with --force."),
                )
            )
