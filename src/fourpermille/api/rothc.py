"""RothC as the reference programs run it: sites and months in, their tables out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.core.progress import Progress
    from fourpermille.data.readers.rothc_cases import Case, InitialState

Row = Mapping[str, object]
DIGITS = 15
EXPECTED = (
    *("case", "step", "rm_tmp", "smd_mm", "rm_moist", "rm_pc", "dpm", "rpm", "bio", "hum"),
    *("soc", "co2_cum", "delta14c_total"),
)
INITIAL = (
    *("case", "state", "months_run", "smd_mm", "dpm", "rpm", "bio", "hum", "iom", "soc"),
    *("age_dpm", "age_rpm", "age_bio", "age_hum"),
)
INVERSE = (
    *("case", "kind", "years", "target_soc_t_ha", "result_name", "result"),
    "soc_reached_by_reference",
)


def rothc(
    sites: str | Path,
    forcing: str | Path,
    out: str | Path,
    *,
    initial: str | Path | None = None,
    inverse: str | Path | None = None,
    parameters: str = "rothc_26_3",
    progress: Progress | None = None,
) -> dict[str, Path]:
    """Run every case of a table of sites: monthly states, starts and inverse answers as CSV.

    The files have the layout of the reference cases (t C/ha, mm, degrees C). ``initial`` gives the
    start of sites whose ``spin_up`` is ``given``; ``inverse`` the questions (case, kind, years,
    target_soc_t_ha). Returns the paths written. Raises InputError (file, row, column).
    """
    from fourpermille.api.rothc_case import run_case  # slow import
    from fourpermille.data.readers import rothc_cases  # slow import

    cases = rothc_cases.read_cases(sites, forcing)
    states = rothc_cases.read_initial(initial, cases) if initial is not None else []
    questions = rothc_cases.read_questions(inverse, cases) if inverse is not None else []
    tables: dict[str, list[Row]] = {"expected": [], "initial": [], "inverse": []}
    for done, case in enumerate(cases):
        if progress is not None:
            progress(done, len(cases), case.case)
        start = _start(case, states, initial)
        asked = [question for question in questions if question.case == case.case]
        for name, rows in run_case(case, start, asked, parameters).items():
            tables[name].extend(rows)
    return _write(Path(out), tables, with_answers=inverse is not None)


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


def _write(out: Path, tables: Mapping[str, Sequence[Row]], with_answers: bool) -> dict[str, Path]:
    """Write all tables, or none: each first under another name."""
    columns = {"expected": EXPECTED, "initial": INITIAL, "inverse": INVERSE}
    if not with_answers:
        del columns["inverse"]
    if out.exists() and not out.is_dir():
        raise InputError(
            Problem(
                what=_("the output folder is a file"), file=str(out), todo=_("Name another folder.")
            )
        )
    out.mkdir(parents=True, exist_ok=True)
    waiting = {name: out / f".{name}.csv.part" for name in columns}
    try:
        for name, header in columns.items():
            _write_csv(waiting[name], header, tables[name])
        return {name: waiting[name].replace(out / f"{name}.csv") for name in columns}
    finally:
        for path in waiting.values():
            path.unlink(missing_ok=True)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_text(row.get(column)) for column in header] for row in rows)


def _text(value: Any) -> str:
    """A cell: numbers with 15 digits, nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value + 0.0:.{DIGITS}g}"  # + 0.0 turns -0 into 0
    return str(value)
