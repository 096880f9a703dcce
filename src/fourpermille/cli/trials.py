"""Trials and scores told in lines, and as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourpermille.core.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    import xarray as xr

SCORES = (
    *("bias_tc_ha", "rmse_tc_ha", "pooled_measurement_error_tc_ha", "coverage_90_fraction"),
    *("bias_prior_tc_ha", "rmse_prior_tc_ha"),
    *("bias_elsewhere_tc_ha", "rmse_elsewhere_tc_ha", "coverage_90_elsewhere_fraction"),
)
WORDS = ("site", "trial", "role", "measurement_error_from", "outside_domain")
ON_STOCK = (
    *("stock_elasticity", "stock_elasticity_null_low", "stock_elasticity_null_high"),
    "stock_p_value",
)
ON_YEARS = ("duration_elasticity", "duration_elasticity_low", "duration_elasticity_high")
ON_START = (
    *("error_sd_tc_ha", "slope", "slope_null_low", "slope_null_high"),
    *("slope_blomqvist", "slope_oldham"),
)
PERCENT = 100.0


def list_content(found: xr.Dataset) -> dict[str, Any]:
    """Sources with their trials, treatments and numbers of stocks; and those that aren't here."""
    sources: dict[str, dict[str, Any]] = {}
    rows = zip(*(found[n].values.tolist() for n in ("source", "trial", "treatment")), strict=True)
    for source, trial, treatment in rows:
        one = sources.setdefault(source, {"stocks": 0, "trials": set(), "treatments": set()})
        one["stocks"] += 1
        one["trials"].add(trial)
        one["treatments"].add((trial, treatment))
    told = {
        id: {name: v if name == "stocks" else len(v) for name, v in one.items()}
        for id, one in sources.items()
    }
    return {"sources": told, "missing": json.loads(found.attrs["missing_sources"])}


def list_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """A line for each source."""
    for id, one in content["sources"].items():
        text = ngettext(
            "{id}: {stocks} stocks of {treatments} treatments in {trials} trial",
            "{id}: {stocks} stocks of {treatments} treatments in {trials} trials",
            one["trials"],
        )
        yield text.format(id=id, **one)
    for id, title in content["missing"].items():
        yield _("{id}: not on this machine ({title})").format(id=id, title=title)


def score_content(scores: xr.Dataset, files: Sequence[str]) -> dict[str, Any]:
    """Scores of each series, what was learnt, what was assumed, what lacks."""
    titles = json.loads(scores.attrs["titles"])
    series = {}
    for row, id in enumerate(scores["series"].values.tolist()):
        one: dict[str, Any] = {"title": titles.get(id, id)}
        one |= {name: str(scores[name].values[row]) for name in WORDS}
        one["n"] = int(scores["n_measurements"].values[row])
        one |= {name: float(scores[name].values[row]) for name in SCORES}
        series[str(id)] = one
    ends = ("", "_low", "_high")
    learnt = {
        str(site): {
            f"rate_factor{end}": float(scores[f"rate_factor_elsewhere{end}"].values[row])
            for end in ends
        }
        for row, site in enumerate(scores["fitted_site"].values.tolist())
    }
    return {
        "series": series,
        "learnt_elsewhere": learnt,
        "learnt_from_all": {f"rate_factor{e}": float(scores[f"rate_factor_all{e}"]) for e in ends},
        "assumed": json.loads(scores.attrs["assumed"]),
        "missing_trials": json.loads(scores.attrs["missing_trials"]),
        "files": list(files),
    }


def score_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """A line for each series, then what lacks and what was assumed."""
    text = _(
        "{title} ({role}): n {n}, bias {bias}, RMSE {rmse}, error of a measurement {error} t C/ha, "
        "{inside} % inside the 90 % interval"
    )
    for one in content["series"].values():
        told = text.format(
            title=one["title"],
            role={"fitted": _("fitted"), "predicted": _("predicted")}[one["role"]],
            n=one["n"],
            bias=format_number(one["bias_tc_ha"], 1),
            rmse=format_number(one["rmse_tc_ha"], 1),
            error=format_number(one["pooled_measurement_error_tc_ha"], 1),
            inside=format_number(PERCENT * one["coverage_90_fraction"], 0),
        )
        if one["outside_domain"]:
            told += " " + _("(the model was not made for this: {why})").format(
                why=one["outside_domain"]
            )
        yield told
    for name, row in content["missing_trials"].items():
        yield _("Not run: {name} ({lacks} is not on this machine)").format(
            name=name, lacks=row["lacks"]
        )
    count = sum(len(rows) for rows in content["assumed"].values())
    yield _("{count} inputs that the sources do not give were assumed: see --json or --out").format(
        count=count
    )
    for path in content["files"]:
        yield _("Written: {path}").format(path=path)


def rate_content(told: xr.Dataset, rates: xr.Dataset, files: Sequence[str]) -> dict[str, Any]:
    """How rates depend on start and years, as plain values; null where it can't be told."""

    def plain(name: str) -> float | None:
        value = float(told[name])
        return value if value == value else None  # NaN is no JSON

    on_stock = {}
    for row, comparison in enumerate(told["comparison"].values.tolist()):
        values = {name: float(told[name].values[row]) for name in ON_STOCK}
        on_stock[comparison] = {n: v if v == v else None for n, v in values.items()}
    return {
        "kind": rates.attrs["kind"],
        "stocks_left_out": int(rates.attrs["left_out"]),
        "series": {name: int(told[f"series_{name}"]) for name in ("count", "gaining", "losing")},
        "on_stock": on_stock,
        "on_years": {name: plain(name) for name in ON_YEARS},
        "change_on_start": {name: plain(name) for name in ON_START},
        "files": list(files),
    }


def rate_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """What was found, each beside what arithmetic or errors alone make."""

    def told(value: float | None) -> str:
        return _("unknown") if value is None else format_number(value, 2)

    series = content["series"]
    same = series["count"] - series["gaining"] - series["losing"]
    text = _("{count} series: {gaining} gain, {losing} lose")
    if same:
        text = _("{count} series: {gaining} gain, {losing} lose, {same} stay the same")
    yield text.format(same=same, **series)
    one = content["on_stock"]["all"]
    yield _(
        "Relative rate on the start (logarithms, gains alone): {seen}; if gains did not depend on "
        "it: {low} to {high}"
    ).format(
        seen=told(one["stock_elasticity"]),
        low=told(one["stock_elasticity_null_low"]),
        high=told(one["stock_elasticity_null_high"]),
    )
    one = content["on_years"]
    yield _(
        "Relative rate on the years (0 a steady gain, -1 all at once): {seen} ({low} to {high})"
    ).format(
        seen=told(one["duration_elasticity"]),
        low=told(one["duration_elasticity_low"]),
        high=told(one["duration_elasticity_high"]),
    )
    one = content["change_on_start"]
    yield _(
        "Change on the start: {seen}; errors alone make {low} to {high}; without them {corrected}"
    ).format(
        seen=told(one["slope"]),
        low=told(one["slope_null_low"]),
        high=told(one["slope_null_high"]),
        corrected=told(one["slope_blomqvist"]),
    )
    for path in content["files"]:
        yield _("Written: {path}").format(path=path)
