"""Section 5, what was assumed: choices, defaults, domain, gaps."""

import json
import re

from fourpermille.core.i18n import _, ngettext
from fourpermille.core.unit_text import readable
from fourpermille.core.variables import is_known, variable
from fourpermille.report.content import Bullets, Column, Heading, Paragraph, Section, Table, only
from fourpermille.report.domain import reasons
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, unit
from fourpermille.report.runs import literal
from fourpermille.report.sections.assumptions import assumptions
from fourpermille.report.sections.gaps import gaps
from fourpermille.report.sections.naming import named
from fourpermille.report.sections.supply_assumed import decided_table
from fourpermille.report.tables import inputs_frame

OF_SCENARIO = re.compile(r"default \(scenario, (.+)\)")
# Where a place lies is no assumption.
NOT_SHOWN = ("latitude", "longitude")


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
        Bullets(tuple(assumptions(facts))),
        decided_table(facts),
        Heading(_("Given and default values")),
        _inputs(facts),
        _warned(facts),
        Heading(_("Outside the domain of the method")),
        _domain(facts),
        Heading(_("Missing data")),
        gaps(facts),
    )
    return Section("assumed", _("What was assumed?"), blocks)


def _source_words(source: str) -> str:
    if typed := OF_SCENARIO.fullmatch(source):  # nobody's default: it was typed
        return _("scenario") + f" ({typed[1]})"
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


def _domain(facts: Facts) -> Bullets | Paragraph:
    found = [(words, where & facts.counted) for words, where in reasons(facts)]
    found = [(words, where) for words, where in found if where.any()]
    if not found:
        return Paragraph(_("No place lies outside the domain for which the model was tested."))
    return Bullets(
        tuple(
            ngettext(
                "**{why}** – {count} place: {names}",
                "**{why}** – {count} places: {names}",
                int(where.sum()),
            ).format(why=literal(words), count=num(where.sum(), 0), names=named(facts, where))
            for words, where in found
        )
    )


def _warned(facts: Facts) -> tuple[Heading, Bullets] | None:
    """List what the run warned of, such as inputs that look like another unit."""
    told = json.loads(str(facts.results.attrs.get("warnings", "[]")))
    if not told:
        return None
    return Heading(_("Warnings of the run")), Bullets(tuple(map(str, told)))
