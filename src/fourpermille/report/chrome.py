"""The words around the content: contents, figure, table, footer."""

from fourpermille.core.i18n import _
from fourpermille.report.facts import Facts
from fourpermille.report.runs import literal


def words() -> dict[str, str]:
    """Return the fixed words of a rendering in the current language."""
    return {
        "contents": _("Contents"),
        "figure": _("Figure"),
        "table": _("Table"),
        "behind": _("The numbers behind this figure"),
        "show": _("Show the table"),
        "skip": _("Skip to the content"),
        "annex": _("Annex"),
    }


def footer(facts: Facts) -> str:
    """Name the program and the scenario."""
    version = str(
        facts.provenance.get("fourpermille_version") or facts.provenance.get("version") or ""
    )
    return (
        _("Made with fourpermille {version} from the scenario “{scenario}”.")
        .format(version=version, scenario=literal(str(facts.results.attrs.get("scenario_id", ""))))
        .replace("  ", " ")
    )
