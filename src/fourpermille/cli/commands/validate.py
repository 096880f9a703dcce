"""``4p1000 validate``: everything that is wrong with a file, before anything is run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fourpermille.cli.talk import say, show, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _, ngettext

HELP = N_("Check a scenario and its files, or a table; list every problem.")

OF_SCENARIO = "(scenario, "  # of sources: a value that the scenario gives to all places
# Without one of these a place has no answer; what else is missing is left out where it is used.
ESSENTIAL = (
    "clay_percent",
    "depth_cm",
    "dpm_rpm_ratio",
    "soc_stock_tc_ha",
    "air_temperature_degc",
    "precipitation_mm",
    "pet_mm",
    "open_pan_evaporation_mm",
    "plant_cover",
    "rate_modifier",
)


def validate(
    file: Annotated[
        Path,
        typer.Argument(
            help=N_("Scenario (TOML), or table of places or climate."), show_default=False
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the report as JSON."))] = False,
) -> int:
    """Check a file."""
    from fourpermille.api.specification import validate_scenario  # slow import

    report = validate_scenario(file)
    if as_json:
        show_json(report.to_dict())
        return report.exit_code
    for text in report.warnings:
        say(_("Warning: {text}").format(text=text))
    report.raise_if_bad()
    show(_("OK: {file}").format(file=report.file))
    for line in _lines(report.counts):
        show(f"  {line}")
    return 0


def _default(name: str, source: str) -> str:
    """Say where a value comes from that no table holds: the scenario, or a table of defaults."""
    of = source.removeprefix("default ")
    if of.startswith(OF_SCENARIO):
        key = of.removeprefix(OF_SCENARIO).removesuffix(")")
        return _("For all places: {name} ({key} of the scenario)").format(name=name, key=key)
    return _("Default: {name} {source}").format(name=name, source=of)


def _gap(name: str, number: int) -> str:
    """What it means that places have no value of a variable."""
    if name == "area_ha":
        text = ngettext(
            "{count} place without {name}: not in means and totals by area",
            "{count} places without {name}: not in means and totals by area",
            number,
        )
    elif name in ESSENTIAL:
        text = ngettext(
            "{count} place without {name}: no answer there",
            "{count} places without {name}: no answer there",
            number,
        )
    else:
        text = ngettext("{count} place without {name}", "{count} places without {name}", number)
    return text.format(count=number, name=name)


def _lines(counts: dict[str, Any]) -> list[str]:
    """What was found, in words."""
    if "places" not in counts and "series" in counts:
        return [_("Series: {count}").format(count=counts["series"])]
    places, months = counts.get("places", 0), counts.get("months", 0)
    lines = [
        ngettext("{count} place", "{count} places", places).format(count=places)
        + ", "
        + ngettext("{count} month of climate", "{count} months of climate", months).format(
            count=months
        )
    ]
    if "blocks" in counts:
        masked = counts["masked"]
        lines.append(
            ngettext(
                "{count} more cell with data left out by the mask",
                "{count} more cells with data left out by the mask",
                masked,
            ).format(count=masked)
        )
        if counts["blocks_checked"] < counts["blocks"]:
            text = _("Checked: {done} of {all} blocks; the run checks the rest")
            lines.append(text.format(done=counts["blocks_checked"], all=counts["blocks"]))
    if "series" in counts:
        lines.append(_("Series: {count}").format(count=counts["series"]))
    lines.append(_("Given: {names}").format(names=", ".join(counts.get("given", []))))
    lines += [_default(name, source) for name, source in counts.get("defaults", {}).items()]
    lines += [_gap(name, number) for name, number in counts.get("missing", {}).items()]
    if counts.get("needed"):
        text = _("A scenario or more columns must still give: {names}")
        lines.append(text.format(names=", ".join(counts["needed"])))
    if counts.get("unused_columns"):
        lines.append(_("Columns not used: {names}").format(names=counts["unused_columns"]))
    return lines
