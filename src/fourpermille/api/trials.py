"""Long-term trials: what there is, and how a soil model does against them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress

if TYPE_CHECKING:
    from fourpermille.assessment.trial_parts import TrialInput
    from fourpermille.data.trials.setup import TrialSetup

MEASURED = "measured"
NO_RUN = ""  # fingerprint: a folder of scores replaces no run


def trials(sources: str | Iterable[str] | None = None) -> xr.Dataset:
    """Return the stocks of long-term trials that are on this machine.

    Parameters
    ----------
    sources
        Ids of sources, or one; all if None. Those that may not ship are read from the folders that
        ``FOURPERMILLE_DATA`` names.

    Returns
    -------
    On ``observation``: ``trial``, ``site``, ``treatment``, ``plot``, ``land_use``, ``year``,
    ``years_since_start`` (where there is no calendar year), ``soc_stock_tc_ha``, ``depth_top_cm``,
    ``depth_bottom_cm``, ``basis`` (equal_mass or fixed_depth), ``measured_status`` (measured or
    estimated), ``source`` and its ``kind`` (series, plots, pairs or starts). The attribute
    ``missing_sources`` holds, as JSON, the titles of those that are not here.

    Raises
    ------
    UnknownNameError
        There is no such source.
    DataUnavailableError
        None of them is here.
    InputError
        The list is empty, or a file can't be read.
    """
    from fourpermille.data.trials.read import read_trials  # slow import

    found, missing = read_trials(sources)
    found.attrs["missing_sources"] = json.dumps(missing, ensure_ascii=False)
    return found


def score_trials(
    names: str | Iterable[str] | None = None, *, progress: Progress = no_progress
) -> xr.Dataset:
    """Run RothC against long-term trials with their stated inputs, and score each series.

    Parameters
    ----------
    names
        Trials that the package can set up (``highfield``, ``rothamsted``, ``ultuna``,
        ``wilderness``, ``woburn``), or one; all that are on this machine if None.
    progress
        Called with (done, total, what).

    Returns
    -------
    On ``series`` (coordinates ``site``, ``trial``), t C/ha: ``n_measurements``, ``bias_tc_ha`` and
    ``rmse_tc_ha`` of the model as it is; ``pooled_measurement_error_tc_ha``;
    ``coverage_90_fraction``, the share of measured stocks inside the interval that priors give;
    ``bias_elsewhere_tc_ha``, ``rmse_elsewhere_tc_ha``, ``coverage_90_elsewhere_fraction``, the same
    after learning from all other sites; ``role`` ("fitted": its input was fitted to these stocks),
    ``outside_domain`` (why the model wasn't made for it: it is scored, and teaches nothing);
    the inputs used. On ``fitted_site``: ``rate_factor_elsewhere``, told by the other sites, with
    ``_low`` and ``_high`` (5 and 95 %); without dims ``rate_factor_all``. Besides the modelled
    stocks on (series, ``year``); on (series, ``measurement``) the measured ones and the interval in
    which the model expects each after learning elsewhere (``soc_stock_low_tc_ha``,
    ``soc_stock_high_tc_ha``; missing for estimates). Attributes, as
    JSON: ``assumed`` (inputs that the sources don't give, by trial: value, why, confidence),
    ``missing_trials`` (title and what lacks, by name), ``titles`` of the series.

    Raises
    ------
    UnknownNameError
        There is no such trial.
    DataUnavailableError
        A trial that is named, or every trial, isn't on this machine.
    InputError
        The list is empty.
    """
    from fourpermille.assessment.trial_scores import score_trials as scored  # slow import
    from fourpermille.data.trials.base import chosen
    from fourpermille.data.trials.setup import lacking, load_setup, setup_names, setup_title

    wanted = chosen("names", names, setup_names())
    missing = {name: lacking(name) for name in wanted}
    gone = {n: {"title": setup_title(n), "lacks": text} for n, text in missing.items() if text}
    if gone and (names is not None or len(gone) == len(wanted)):
        raise DataUnavailableError(
            Problem(
                what=_("the files of these trials are not on this machine"),
                found="; ".join(f"{n}: {row['lacks']}" for n, row in gone.items()),
                todo=_("Name their folder in FOURPERMILLE_DATA."),
            )
        )
    setups = [load_setup(name) for name in wanted if name not in gone]
    inputs = [_input(one) for one in setups]
    out = scored(inputs, progress=progress)
    runs = [
        one.run().drop_vars(["bias_tc_ha", "rmse_tc_ha", "role", "n_measurements"])
        for one in inputs
    ]
    numbered = [ds.assign_coords(measurement=np.arange(ds.sizes["measurement"])) for ds in runs]
    joined = xr.concat(numbered, "series", join="outer", data_vars="all")
    joined["measured_status"] = joined["measured_status"].fillna("").astype(str)
    out = out.merge(joined.sel(series=out["series"].values), join="left")
    titles = {row.id: row.title for one in setups for row in one.series}
    out.attrs |= {
        "assumed": _json({one.id: [asdict(row) for row in one.assumed] for one in setups}),
        "missing_trials": _json(gone),
        "titles": _json(titles),
        "title": _("RothC against long-term trials"),
        "scenario_id": "trials",
    }
    return out


def _input(one: TrialSetup) -> TrialInput:
    from fourpermille.assessment.trial_parts import TrialInput  # slow import
    from fourpermille.assessment.trial_series import Measurements, Series

    series = [
        Series(
            row.id,
            row.place,
            row.plant_input_tc_ha_yr,
            row.manure_input_tc_ha_yr,
            row.manure_years,
        )
        for row in one.series
    ]
    measurements = {}
    for name, rows in one.measured.items():
        kept = [row for row in rows if one.start_year <= row["year"] <= one.end_year]
        measurements[name] = Measurements(
            np.array([row["year"] for row in kept]),
            np.array([row["soc_stock_tc_ha"] for row in kept]),
            np.array([_judges(row, one.start_year) for row in kept], dtype=bool),
        )
    outside = {row.id: row.outside for row in one.series if row.outside}
    return TrialInput(
        one.id,
        one.site,
        one.places,
        series,
        measurements,
        one.start_year,
        one.end_year,
        outside=outside,
    )


def _judges(row: dict[str, Any], start_year: int) -> bool:
    """Whether a stock judges the model: one that the model starts from does not."""
    return bool(row["measured_status"] == MEASURED and row["year"] > start_year)


def write_trial_scores(scores: xr.Dataset, folder: str | Path, language: str = "en") -> list[Path]:
    """Write scores as ``scores.csv``, ``results.nc`` and ``report.html`` into a new folder.

    Raises InputError where the folder can't be made or holds something, MissingExtraError without
    the extra ``report``.
    """
    from fourpermille.api.run_claim import claimed  # slow import
    from fourpermille.api.run_folder import check_free

    titles = json.loads(scores.attrs["titles"])
    scenario = {
        "title": scores.attrs["title"],
        "series": [{"id": id, "title": title} for id, title in titles.items()],
    }
    with claimed(Path(folder)) as out:
        check_free(out, NO_RUN, force=False)
        names = _written(scores, scenario, out, language)
    return [out / name for name in names]


def _written(scores: xr.Dataset, scenario: dict[str, Any], out: Path, language: str) -> list[str]:
    from fourpermille.api.run_folder import new_folder  # slow import
    from fourpermille.core.i18n import use_language
    from fourpermille.data.writers.labelled import write_netcdf
    from fourpermille.report.write import write_report

    with new_folder(out) as part:
        score_table(scores).to_csv(part / "scores.csv", index=False)
        write_netcdf(scores, part / "results.nc")
        with use_language(language):
            made = write_report(
                scores,
                scenario=scenario,
                summary={},
                provenance={},
                folder=part,
                languages=(language,),
                pdf=False,
            )
    return ["scores.csv", "results.nc", *(path.name for path in made)]


def score_table(scores: xr.Dataset) -> Any:
    """The scores as a table, one row a series."""
    names = [str(n) for n in scores.variables if scores[n].dims == ("series",)]
    return scores[names].to_dataframe().reset_index()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)
