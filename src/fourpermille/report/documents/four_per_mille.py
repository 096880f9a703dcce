"""The main report: what 4 per 1000 asks of a set of places."""

import xarray as xr

from fourpermille.core.i18n import _, current_language
from fourpermille.report.base import DOCUMENTS, DocumentKind
from fourpermille.report.chrome import footer, words
from fourpermille.report.content import Content
from fourpermille.report.facts import Facts
from fourpermille.report.runs import literal
from fourpermille.report.sections.after import after
from fourpermille.report.sections.ask import ask
from fourpermille.report.sections.assumed import assumed
from fourpermille.report.sections.headline import answer, fact_line
from fourpermille.report.sections.key_figures import key_figures
from fourpermille.report.sections.sources import sources
from fourpermille.report.sections.supply import supply
from fourpermille.report.sections.sure import sure
from fourpermille.report.sections.where import where


def suits(results: xr.Dataset) -> bool:
    """Say whether the results answer the question of this report."""
    return "extra_input_tc_ha_yr" in results.variables and "cell" in results.dims


def build(facts: Facts) -> Content:
    """Write the content in the current language."""
    title = str(facts.scenario.get("title") or facts.results.attrs.get("title") or "4 per 1000")
    return Content(
        language=current_language(),
        title=literal(title),
        kicker=_("4 per 1000 – what the soil asks for"),
        summary=answer(facts),
        facts=fact_line(facts),
        about=literal(str(facts.scenario.get("description") or "")),
        key_figures=key_figures(facts),
        sections=tuple(
            section
            for section in (
                where(facts),
                ask(facts),
                after(facts),
                supply(facts),
                sure(facts),
                assumed(facts),
                sources(facts),
            )
            if section is not None
        ),
        footer=footer(facts),
        words=words(),
    )


DOCUMENTS.register("four_per_mille")(DocumentKind("four_per_mille", suits, build))
