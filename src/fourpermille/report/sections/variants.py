"""Names and meanings of the variants of a run."""

from fourpermille.core.i18n import _


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
        "clay_minus": (_("Less clay"), _("the lower value of the stated range")),
        "clay_plus": (_("More clay"), _("the upper value of the stated range")),
    }


def variant_name(variant: str) -> str:
    """Return the name of a variant for a reader."""
    return _words().get(variant, (variant.replace("_", " "), ""))[0]


def variant_meaning(variant: str) -> str:
    """Return what a variant changes; empty for one that is not known here."""
    return _words().get(variant, ("", ""))[1]
