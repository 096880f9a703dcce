"""Names and meanings of the variants of a run."""

import re

from fourpermille.core.i18n import _

# climate_ssp126_2036_2065_gfdl_esm4: scenario, first and last year, climate model
CLIMATE = re.compile(r"climate_(ssp\d+)_(\d{4})_(\d{4})_(\w+)")


def _words() -> dict[str, tuple[str, str]]:
    """Map each variant to its name and its meaning; made anew, since the language may change."""
    return {
        "reference": (_("Reference"), _("the run as the scenario sets it")),
        "growth_linear": (
            _("Linear growth"),
            _("the target adds the same tonnage each year, without compounding"),
        ),
        "growth_compound": (_("Compound growth"), _("the target grows on what was gained")),
        "depth_0_40": (
            _("Soil to 40 cm"),
            _("the layer of the slogan, with its larger stock"),
        ),
        "depth_0_30": (_("Soil to 30 cm"), _("the usual layer of soil maps")),
        "pet_thornthwaite": (
            _("Evaporation after Thornthwaite"),
            _("potential evaporation from temperature alone"),
        ),
        "pet_minus_20": (_("Evaporation −20 %"), _("a less drying climate: faster decay")),
        "pet_plus_20": (_("Evaporation +20 %"), _("a more drying climate: slower decay")),
        "cover_growing_season": (
            _("Cover in the growing season only"),
            _("the soil lies bare outside it, which speeds decay up"),
        ),
        "stock_map_other": (
            _("Another map of stocks"),
            _("the stock of the same layer by a second map; no answer where it has no value"),
        ),
        "irrigation_extra_water": (
            _("Irrigation as rain"),
            _("the irrigated share of the land gets the water that rain lacks: faster decay"),
        ),
        "climate_change": (_("Another climate ahead"), _ahead()),
        "bias_none": (_("No bias correction"), _("the rates of decay as the model has them")),
        "bias_match_inputs": (
            _("Inputs matched"),
            _("rates of decay such that today’s input is that of an independent estimate"),
        ),
        "bias_match_trials": (
            _("Long-term trials matched"),
            _("rates of decay such that trials with known manure are met without bias"),
        ),
        "clay_minus": (_("Less clay"), _("the lower value of the stated range")),
        "clay_plus": (_("More clay"), _("the upper value of the stated range")),
    }


def _ahead() -> str:
    return _(
        "years ahead under this climate from the first year on, an upper bound; evaporation as "
        "today"
    )


def is_climate(variant: str) -> bool:
    """Say whether a variant is one of the climates to come."""
    return CLIMATE.fullmatch(variant) is not None


def variant_name(variant: str) -> str:
    """Return the name of a variant for a reader; that of a climate is made from its identifier."""
    found = CLIMATE.fullmatch(variant)
    if found is None:
        return _words().get(variant, (variant.replace("_", " "), ""))[0]
    pathway, first, last, model = found.groups()
    if len(pathway) == len("ssp126"):  # SSP1-2.6
        pathway = f"{pathway[3]}-{pathway[4]}.{pathway[5]}"
    else:
        pathway = pathway[3:]
    return _("Climate SSP{pathway}, {first}–{last}, {model}").format(
        pathway=pathway, first=first, last=last, model=model.replace("_", "-").upper()
    )


def variant_meaning(variant: str) -> str:
    """Return what a variant changes; empty for one that is not known here."""
    if is_climate(variant):
        return _ahead()
    return _words().get(variant, ("", ""))[1]


def extremes(medians: dict[str, float]) -> list[str]:
    """Return the variants to draw: all, but of many climates only the lowest and the highest."""
    climates = sorted((name for name in medians if is_climate(name)), key=lambda k: medians[k])
    left_out = set(climates[1:-1])
    return [name for name in medians if name not in left_out]
