"""Section 6: sources, provenance, how to reproduce and to cite."""

import json
import re

from fourpermille.core.i18n import _
from fourpermille.report.bibliography import datasets, works
from fourpermille.report.content import (
    Block,
    Bullets,
    Code,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
    only,
)
from fourpermille.report.facts import Facts

# Values of provenance longer than this are cut: they are whole in results.nc.
LONGEST = 160
HASH = re.compile(r"[0-9a-f]{40,}")
SHOWN_OF_HASH = 16


def sources(facts: Facts) -> Section:
    """Say where figures and equations come from and how to get the same ones again."""
    data: list[Block] = []
    for name, citations in datasets(facts.provenance):
        data.append(Paragraph(name))
        if citations:
            data.append(Bullets(tuple(citations)))
    blocks = only(
        Heading(_("Works")),
        Bullets(tuple(works(facts.provenance))),
        [Heading(_("Data")), *data] if data else None,
        Heading(_("Provenance")),
        _provenance(facts),
        Heading(_("Do it again, and cite it")),
        Paragraph(
            _(
                "The folder of this report holds the scenario as it was run, all results and all "
                "tables. These commands repeat the run and compare every figure, and print the "
                "references to cite:"
            )
        ),
        Code("4p1000 reproduce .\n4p1000 cite ."),
        Paragraph(
            _(
                "These results are not endorsed by the 4 per 1000 Initiative, nor by the owners "
                "of the data."
            )
        ),
    )
    return Section("sources", _("Sources, and how to reproduce this"), blocks)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if HASH.fullmatch(text):
        return text[:SHOWN_OF_HASH] + "…"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _labels() -> dict[str, str]:
    """Return what a reader may want to know, with its name; the rest is in results.nc."""
    return {
        "created": _("Run on"),
        "fourpermille_version": _("Version of fourpermille"),
        "python": _("Version of Python"),
        "scenario_id": _("Scenario"),
        "scenario_sha256": _("Checksum of the scenario"),
        "fingerprint": _("Fingerprint of scenario and data"),
        "parameter_sets": _("Parameter sets"),
        "parameter_changes": _("Changed parameters"),
    }


def _provenance(facts: Facts) -> Table | None:
    rows = tuple(
        (label, _text(facts.provenance[key]))
        for key, label in _labels().items()
        if facts.provenance.get(key) not in (None, "", [], {}, ())
    )
    if not rows:
        return None
    return Table(
        "provenance",
        _("How this result came about"),
        (Column(_("Item"), align="left"), Column(_("Value"), align="left")),
        rows,
    )
