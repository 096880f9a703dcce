"""Places without an answer: how many, which, and why."""

import json
from collections import Counter
from collections.abc import Mapping

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.core.variables import is_known, variable
from fourpermille.report.content import Bullets, Paragraph
from fourpermille.report.domain import Mask, impossible
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num
from fourpermille.report.sections.naming import listed, named

# Why a place has no answer, in the words of the results.
WHY, WHICH = "without_answer", "missing_variables"
DATA, PAST, OTHER = "missing_data", "impossible_past", "other"


def gaps(facts: Facts) -> list[Paragraph | Bullets]:
    """Count and name the places without an answer, with their reasons."""
    gone = ~np.isfinite(facts.values("extra_input_tc_ha_yr"))
    unlisted = int(facts.summary.get("cells_missing", 0)) - int(gone.sum())
    if unlisted > 0:  # a grid's list of places holds those with an answer only
        return _of_grid(facts, int(facts.summary["cells_missing"]))
    found: list[Paragraph | Bullets] = []
    if not gone.any():
        text = _("No gaps: each of the {count} places has an answer.")
        if facts.count == 1:
            text = _("No gaps: the place has an answer.")
        found.append(Paragraph(text.format(count=num(facts.count, 0))))
    else:
        found += [
            Paragraph(_left_out(int(gone.sum()), facts.count)),
            Bullets(_reasons(facts, gone)),
        ]
    landless = ~gone & ~facts.counted
    if landless.any():
        found.append(
            Paragraph(
                ngettext(
                    "{count} place with an answer has no area, and counts in no figure: {names}.",
                    "{count} places with an answer have no area, and count in no figure: {names}.",
                    int(landless.sum()),
                ).format(count=num(landless.sum(), 0), names=named(facts, landless))
            )
        )
    return found


def _left_out(gone: int, count: int) -> str:
    return ngettext(
        "{gone} of {count} places has no answer and is left out of all figures; nothing was "
        "filled in.",
        "{gone} of {count} places have no answer and are left out of all figures; nothing was "
        "filled in.",
        gone,
    ).format(gone=num(gone, 0), count=num(count, 0))


def _words(reason: str) -> str:
    return {
        DATA: _("Data are missing"),
        PAST: _("No past explains today’s stock: the plant input would have to be negative"),
    }.get(reason, _("The model has no answer"))


def _reasons(facts: Facts, gone: Mask) -> tuple[str, ...]:
    """Return one text for each reason, with the places it holds for and the data they lack."""
    why = np.array(facts.texts(WHY))
    if not facts.has(WHY):
        why = np.where(impossible(facts), PAST, DATA)
    lacking = facts.texts(WHICH)
    texts = []
    for reason in (DATA, PAST, OTHER):
        here = gone & (why == reason)
        if not here.any():
            continue
        names = Counter(
            part for i in np.flatnonzero(here) for part in lacking[i].split(", ") if part
        )
        which = f" ({listed([label(name) for name in names])})" if names else ""
        texts.append(f"**{_words(reason)}**{which}: {named(facts, here)}.")
    return tuple(texts)


def label(name: str) -> str:
    """Return the name of a variable for a reader."""
    return variable(name).label if is_known(name) else name


def _of_grid(facts: Facts, gone: int) -> list[Paragraph | Bullets]:
    """Count the cells of a grid without an answer by the variable that they lack."""
    told = int(facts.summary.get("cells", facts.count))
    every = told + gone if told == facts.count else told  # of many blocks, only answers are listed
    texts = [Paragraph(_left_out(gone, every))]
    missing = facts.summary.get("missing_by_variable") or {}
    missing = json.loads(missing) if isinstance(missing, str) else missing
    if not isinstance(missing, Mapping) or not missing:
        return list(texts)
    rows = sorted(missing.items(), key=lambda pair: -int(pair[1]))
    bullets = tuple(
        ngettext("{what}: {count} cell", "{what}: {count} cells", int(count)).format(
            what=_words(name), count=num(count, 0)
        )
        if name in (PAST, OTHER)
        else ngettext(
            "{name}: missing in {count} cell", "{name}: missing in {count} cells", int(count)
        ).format(name=label(name), count=num(count, 0))
        for name, count in rows
    )
    return [*texts, Bullets(bullets)]
