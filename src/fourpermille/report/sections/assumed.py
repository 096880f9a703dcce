"""Section 5, what was assumed: choices, defaults, domain, gaps."""

import json
from collections import defaultdict

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.core.unit_text import readable
from fourpermille.core.variables import is_known, variable
from fourpermille.report.content import Bullets, Column, Heading, Paragraph, Section, Table, only
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, unit
from fourpermille.report.tables import inputs_frame

# Where a place lies is no assumption.
NOT_SHOWN = ("latitude", "longitude")
# So many places are named in a list before it is cut.
NAMED = 8


def assumed(facts: Facts) -> Section:
    """List the assumptions, the values given and taken as default, warnings and gaps."""
    blocks = only(
        Paragraph(
            _(
                "Every model answer rests on assumptions that its figures do not show. These are "
                "the ones to have in mind when reading this report."
            ),
            lead=True,
        ),
        Bullets(tuple(_assumptions(facts))),
        Heading(_("Given and default values")),
        _inputs(facts),
        _warned(facts),
        Heading(_("Outside the domain of the method")),
        _domain(facts),
        Heading(_("Missing data")),
        Paragraph(_missing(facts)),
    )
    return Section("assumed", _("What was assumed?"), blocks)


def _start(facts: Facts) -> str:
    start = facts.scenario.get("start") or {}
    method = start.get("method", "equilibrium")
    return {
        "measured_pools": _("**Start**: the pools of carbon were given as measured."),
        "pedotransfer": _("**Start**: the pools were read off the stock and the clay."),
        "trend": _("**Start**: the pools were set so that the stock follows the observed trend."),
        "history": _("**Start**: the pools follow from the former land use and its end."),
    }.get(
        method,
        _(
            "**Start in balance**: the soils are taken to be in balance with today’s returns. "
            "A soil that is still losing carbon must first make up for its loss: it needs more."
        ),
    )


def _bias(facts: Facts) -> str:
    """Say which correction of bias was used, and where its factor was bounded."""
    which = str(facts.results.attrs.get("bias_correction", "none"))
    text = {
        "match_inputs": _(
            "**Bias correction: inputs matched**. The rate of decay of each place is the model’s "
            "times the ratio of an independent estimate of today’s input to the modelled one."
        ),
        "match_trials": _(
            "**Bias correction: long-term trials matched**. The rate of decay is the model’s times "
            "the factor with which trials with known manure are met without bias."
        ),
    }.get(which, _("**Bias correction: none**. The rates of decay are those of the model."))
    clipped = int(facts.results.attrs.get("bias_correction_clipped", 0))
    if clipped:
        text += " " + ngettext(
            "The factor was bounded at {count} place.",
            "The factor was bounded at {count} places.",
            clipped,
        ).format(count=num(clipped, 0))
    return text


def _assumptions(facts: Facts) -> list[str]:
    depth = facts.depth_cm
    found = [
        _start(facts),
        _(
            "**Today’s input is computed, not measured**: it is what the model needs to keep "
            "today’s stock. Where it comes out larger than any crop returns, the stock or the "
            "model is wrong for that place."
        ),
        _bias(facts),
        _(
            "**Constant climate**: the climate of the past, for all years. Warming speeds decay up "
            "and raises the requirement."
        ),
        _(
            "**Depth**: stocks from 0 to {depth} cm; the model was fitted to {calibrated} cm, and "
            "depth changes only how much water the layer holds."
        ).format(
            depth=num(depth, 0) if np.isfinite(depth) else _("various"),
            calibrated=num(context("calibration_depth_cm"), 0),
        ),
        _(
            "**Quality of what is returned**: the extra carbon decays like the ordinary residues "
            "of the land use; manure has its own split where it was given."
        ),
        _(
            "**Inert carbon**: a part of the stock that takes no part, estimated from the stock "
            "after Falloon (1998) where it was not given, and unchanged by the target."
        ),
        _(
            "**Land and water**: one mean soil and climate for each place; irrigation is not "
            "counted as rain, and the area is the one stated, whatever is grown on it."
        ),
        _(
            "**Nothing else is short**: whether so much plant material, nitrogen and phosphorus "
            "can be had, what it costs and what other gases it causes is not part of this answer."
        ),
    ]
    return found


def _source_words(source: str) -> str:
    for word, shown in (
        ("given", _("given")),
        ("default", _("default")),
        ("computed", _("computed")),
    ):
        if source.startswith(word):
            return shown + source.removeprefix(word)
    return source


def _inputs(facts: Facts) -> Table | Paragraph:
    rows_in = list(facts.inputs) or inputs_frame(facts.results).to_dict("records")
    if not rows_in:
        return Paragraph(_("The run holds no record of its input values."))
    rows = []
    for row in rows_in:
        name = str(row.get("variable", ""))
        meaning = variable(name).label if is_known(name) else str(row.get("meaning") or name)
        if is_known(name) and (variable(name).is_text or name in NOT_SHOWN):
            continue
        low, high = row.get("minimum"), row.get("maximum")
        value = str(row["value"]) if row.get("value") not in (None, "") else _span(low, high)
        source = str(row.get("source", ""))
        symbol = readable(variable(name)) if is_known(name) else str(row.get("units") or "")
        rows.append((meaning, value, unit(symbol), _source_words(source)))
    return Table(
        "inputs",
        _("Values that went in, and where they come from"),
        (
            Column(_("Quantity"), align="left"),
            Column(_("Value")),
            Column(_("Unit"), align="left"),
            Column(_("Source"), align="left"),
        ),
        tuple(rows),
    )


def _span(low: object, high: object) -> str:
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return ""
    first, last = brief(float(low)), brief(float(high))
    return first if first == last else f"{first} … {last}"


def _named(names: list[str]) -> str:
    text = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        text += " " + ngettext("and {count} more", "and {count} more", more).format(
            count=num(more, 0)
        )
    return text


def _domain(facts: Facts) -> Bullets | Paragraph:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, why in zip(facts.names, facts.texts("outside_domain"), strict=True):
        for part in filter(None, why.split("; ")):
            groups[_(part)].append(name)  # the engine marks its words for translation
    if not groups:
        return Paragraph(_("No place lies outside the domain for which the model was tested."))
    return Bullets(
        tuple(
            ngettext(
                "**{why}** – {count} place: {names}", "**{why}** – {count} places: {names}", len(n)
            ).format(why=why, count=num(len(n), 0), names=_named(sorted(n, key=str.casefold)))
            for why, n in sorted(groups.items())
        )
    )


def _warned(facts: Facts) -> tuple[Heading, Bullets] | None:
    """List what the run warned of, such as inputs that look like another unit."""
    told = json.loads(str(facts.results.attrs.get("warnings", "[]")))
    if not told:
        return None
    return Heading(_("Warnings of the run")), Bullets(tuple(map(str, told)))


def _missing(facts: Facts) -> str:
    gone = np.flatnonzero(~np.isfinite(facts.values("extra_input_tc_ha_yr")))
    dropped = int(facts.summary.get("cells_missing", 0)) - int(gone.size)
    if dropped > 0:  # a grid's list of places holds those with an answer only
        return _missing_cells(int(facts.summary["cells_missing"]), int(facts.summary["cells"]))
    if gone.size == 0:
        return _("No gaps: each of the {count} places has an answer.").format(
            count=num(facts.count, 0)
        )
    names = [facts.names[i] for i in gone]
    return ngettext(
        "{gone} of {count} places has no answer, for want of data, and is left out of all "
        "figures; nothing was filled in: {names}.",
        "{gone} of {count} places have no answer, for want of data, and are left out of all "
        "figures; nothing was filled in: {names}.",
        int(gone.size),
    ).format(gone=num(gone.size, 0), count=num(facts.count, 0), names=_named(names))


def _missing_cells(gone: int, count: int) -> str:
    return ngettext(
        "{gone} of {count} places has no answer, for want of data, and is left out of all "
        "figures; nothing was filled in.",
        "{gone} of {count} places have no answer, for want of data, and are left out of all "
        "figures; nothing was filled in.",
        gone,
    ).format(gone=num(gone, 0), count=num(count, 0))
