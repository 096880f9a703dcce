"""The layout of the RothC reference cases: sites, forcing, starting states and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fourpermille.core.errors import no_such_file
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.data.calendar import MONTHS
from fourpermille.data.problems import Problems
from fourpermille.data.readers.delimited import read_delimited
from fourpermille.data.rows import Rows, refuse_twice
from fourpermille.data.table import Table

FIRST_12, GIVEN = "first12", "given"
SPIN_UPS = (FIRST_12, GIVEN)
QUESTION_KINDS = ("equilibrium", "constant_addition_simple", "constant_addition_compound")

FORCING = {
    "tmp_c": "air_temperature_degc",
    "rain_mm": "precipitation_mm",
    "evap_mm": "open_pan_evaporation_mm",
    "c_inp_t_ha": "plant_input_tc_ha_month",
    "fym_t_ha": "manure_input_tc_ha_month",
    "plant_cover": "plant_cover",
    "dpm_rpm": "dpm_rpm_ratio",
    "modern_pct": "modern_percent",
}
POOLS = {
    "dpm": "dpm_tc_ha",
    "rpm": "rpm_tc_ha",
    "bio": "bio_tc_ha",
    "hum": "hum_tc_ha",
    "iom": "iom_tc_ha",
    "smd_mm": "soil_moisture_deficit_mm",
}
SITE = {
    "clay_pct": "clay_percent",
    "silt_pct": "silt_percent",
    "depth_cm": "depth_cm",
    "bulk_density_g_cm3": "bulk_density_g_cm3",
}
SUM_TOLERANCE = 0.01  # share of the stock; more is no rounding
AGES = ("age_dpm", "age_rpm", "age_bio", "age_hum")


@dataclass(frozen=True)
class Case:
    """One place of ``sites.csv`` with its months of ``forcing.csv``.

    ``monthly`` holds arrays (months) by canonical name. What only some moisture options need is
    None where not given.
    """

    case: str
    clay_percent: float
    depth_cm: float
    iom_tc_ha: float
    opt_rm_moist: int
    opt_smd_bare: int
    minimum_moisture_modifier: float
    spin_up: str
    silt_percent: float | None
    bulk_density_g_cm3: float | None
    soc_content_percent: float | None
    years: np.ndarray
    months: np.ndarray
    monthly: Mapping[str, np.ndarray]

    @property
    def steps(self) -> int:
        """Number of months."""
        return len(self.months)


@dataclass(frozen=True)
class InitialState:
    """A row of ``initial.csv``: pools (t C/ha), deficit (mm) and ages (years) before a step."""

    case: str
    state: str
    pools: Mapping[str, float]
    ages: Mapping[str, float] = field(default_factory=dict)
    months_run: int = 0


@dataclass(frozen=True)
class Question:
    """A row of ``questions.csv``; ``years`` is infinite for an equilibrium."""

    case: str
    kind: str
    years: float
    target_soc_tc_ha: float


def read_cases(sites: str | Path, forcing: str | Path) -> list[Case]:
    """Places and their months, in the order of ``sites.csv``.

    Raises
    ------
    DataUnavailableError, InputError
        A file is missing; all that is wrong with the two files.
    """
    table, months = _open(sites), _open(forcing)
    problems = Problems(table.label)
    site_rows = Rows(table, problems, ("case", "clay_pct", "depth_cm", "iom_t_ha"))
    step_rows = Rows(months, problems, ("case", "step", "month", *FORCING), ("modern_pct",))
    problems.raise_if_any()
    series = _series(step_rows)
    cases = [case for row in site_rows for case in [_case(site_rows, row, series)] if case]
    known = {site_rows.text(row, "case") for row in site_rows}
    for name in series:
        if name not in known:
            problems.add(
                _("a case that sites.csv doesn't have"),
                file=months.label,
                column="case",
                found=name,
                allowed=", ".join(sorted(known)),
            )
    refuse_twice(site_rows, ("case",))
    problems.raise_if_any()
    for key, name in SITE.items():
        site_rows.doubt_unit(key, name)
    problems.tell()
    return cases


def read_initial(path: str | Path, cases: Sequence[Case]) -> list[InitialState]:
    """Starting states of ``initial.csv``; rows of cases that are not asked for are refused.

    Raises
    ------
    DataUnavailableError, InputError
        As for ``read_cases``.
    """
    table = _open(path)
    problems = Problems(table.label)
    rows = Rows(table, problems, ("case", "state", *POOLS), ("iom", "smd_mm"))
    problems.raise_if_any()
    refuse_twice(rows, ("case", "state"))
    _refuse_unknown(rows, cases)
    states = []
    for row in rows:
        pools = {name: rows.number(row, key, name, 0.0) for key, name in POOLS.items()}
        _refuse_other_sum(rows, row, pools)
        ages = {key: rows.number(row, key, None, 0.0) for key in AGES if rows.has(key)}
        run = rows.number(row, "months_run", None, 0.0) if rows.has("months_run") else 0.0
        states.append(
            InitialState(rows.text(row, "case"), rows.text(row, "state"), pools, ages, int(run))
        )
    problems.raise_if_any()
    return states


def read_questions(path: str | Path, cases: Sequence[Case]) -> list[Question]:
    """Inverse questions: ``case,kind,years,target_soc_t_ha``, in the order of the file.

    Raises
    ------
    DataUnavailableError, InputError
        As for ``read_cases``.
    """
    table = _open(path)
    problems = Problems(table.label)
    rows = Rows(table, problems, ("case", "kind", "years", "target_soc_t_ha"))
    problems.raise_if_any()
    _refuse_unknown(rows, cases)
    questions = []
    for row in rows:
        kind = rows.choice(row, "kind", QUESTION_KINDS, None)
        endless = rows.text(row, "years").lower() in ("inf", "infinity")
        years = np.inf if endless else rows.number(row, "years", None)
        if (kind == "equilibrium") != endless or not (endless or years >= 1):
            rows.report(
                row,
                "years",
                _("the period doesn't fit the question"),
                _("inf for an equilibrium, else one year or more"),
            )
        target = rows.number(row, "target_soc_t_ha", "soc_stock_tc_ha")
        questions.append(Question(rows.text(row, "case"), kind, years, target))
    problems.raise_if_any()
    return questions


def _refuse_other_sum(rows: Rows, row: int, pools: Mapping[str, float]) -> None:
    """The column ``soc`` says again what the pools add up to."""
    stock = rows.optional(row, "soc", None)
    total = sum(value for name, value in pools.items() if name.endswith("_tc_ha"))
    if stock is not None and abs(stock - total) > SUM_TOLERANCE * max(stock, total):
        what = _("the stock is not the sum of the pools")
        rows.report(row, "soc", what, f"{total:g}")


def _open(path: str | Path) -> Table:
    source = Path(path)
    if not source.is_file():
        raise no_such_file(path)
    return read_delimited(source)


def _series(rows: Rows) -> dict[str, dict[str, np.ndarray]]:
    """Monthly columns of each case; steps must be 1, 2, 3 ... and months follow each other."""
    by_case: dict[str, list[int]] = {}
    for row in rows:
        by_case.setdefault(rows.text(row, "case"), []).append(row)
    series = {}
    for case, its in by_case.items():
        columns: dict[str, np.ndarray] = {}
        for key, name in FORCING.items():
            if rows.has(key):
                columns[name] = np.array([rows.number(row, key, name) for row in its])
        columns.setdefault("modern_percent", np.full(len(its), 100.0))
        columns["month"] = np.array([rows.whole(row, "month", 1, MONTHS) for row in its])
        columns["year"] = np.array(
            [rows.number(row, "year", None) if rows.has("year") else np.nan for row in its]
        )
        for position, row in enumerate(its):
            first = columns["month"][0]
            expected = {"step": position + 1, "month": (first - 1 + position) % MONTHS + 1}
            for key, value in expected.items():
                if rows.number(row, key, None) != value:
                    rows.report(row, key, _("steps out of order"), str(value))
        series[case] = columns
    return series


def _case(rows: Rows, row: int, series: Mapping[str, Mapping[str, np.ndarray]]) -> Case | None:
    case = rows.text(row, "case")
    steps = dict(series.get(case, {}))
    if not steps:
        rows.report(row, "case", _("no months in forcing.csv"), _("at least 12 rows"))
        return None
    spin_up = rows.choice(row, "spin_up", SPIN_UPS, FIRST_12)
    if spin_up == FIRST_12 and len(steps["month"]) < MONTHS:
        rows.report(
            row, "spin_up", _("fewer than 12 months in forcing.csv"), _("12 months or more")
        )
    options = rows.choice(row, "opt_rm_moist", ("1", "2", "3"), "1")
    bare = rows.choice(row, "opt_smd_bare", ("1", "2"), "1")
    months = steps.pop("month")
    return Case(
        case=case,
        clay_percent=rows.number(row, "clay_pct", "clay_percent"),
        depth_cm=rows.number(row, "depth_cm", "depth_cm"),
        iom_tc_ha=rows.number(row, "iom_t_ha", "iom_tc_ha"),
        opt_rm_moist=int(options),
        opt_smd_bare=int(bare),
        minimum_moisture_modifier=rows.number(
            row, "min_rm_moist", "minimum_moisture_modifier", _usual("minimum_moisture_modifier")
        ),
        spin_up=spin_up,
        silt_percent=rows.optional(row, "silt_pct", "silt_percent"),
        bulk_density_g_cm3=rows.optional(row, "bulk_density_g_cm3", "bulk_density_g_cm3"),
        soc_content_percent=rows.optional(row, "oc_pct", "soc_percent"),
        years=steps.pop("year"),
        months=months,
        monthly=steps,
    )


def _usual(name: str) -> float:
    """A constant of RothC where the file gives none."""
    return load_parameters("rothc_26_3")[name]


def _refuse_unknown(rows: Rows, cases: Sequence[Case]) -> None:
    known = {case.case for case in cases}
    for row in rows:
        if rows.text(row, "case") not in known:
            rows.report(row, "case", _("a case that sites.csv doesn't have"), ", ".join(known))
