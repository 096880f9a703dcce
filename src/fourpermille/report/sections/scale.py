"""A box on the size of the totals, so that nobody takes one 4 per 1000 for another."""

from fourpermille.core.i18n import _
from fourpermille.report.amounts import MILLION, co2_per_c, mass
from fourpermille.report.content import Box
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, years_text
from fourpermille.report.sections.goal import mean_share, rate_text
from fourpermille.report.sections.headline import stored_per_year


def scale_box(facts: Facts) -> Box | None:
    """Explain the size of the totals; None without areas, or a target that isn't growth."""
    if not facts.has_area or not facts.counted.any() or facts.rate <= 0:
        return None
    world = _(
        "The {slogan} Gt C a year of the slogan is 4 per 1000 of about {all} Gt C in **all** soils "
        "of the world, 0 to 40 cm, forests and grassland included. 4 per 1000 of the world’s "
        "**croplands** alone, with the Initiative’s mean stock of {mean} t C per hectare, is about "
        "{low} to {high} Gt C a year (some 300 Mt C); other soil maps give somewhat more or less."
    ).format(
        slogan=num(context("slogan_gtc_yr"), 1),
        all=num(context("all_soils_gtc"), 0),
        mean=num(context("cropland_stock_tc_ha"), 0),
        low=num(context("cropland_low_gtc_yr"), 2),
        high=num(context("cropland_high_gtc_yr"), 2),
    )
    trap = _(
        "Figures of {low} to {high} Gt C a year for “agricultural soils” therefore count grassland "
        "and degraded land too, or mean several times 4 per 1000 on cropland. They cannot be "
        "compared with the totals of this report."
    ).format(
        low=num(context("agricultural_low_gtc_yr"), 1),
        high=num(context("agricultural_high_gtc_yr"), 1),
    )
    return Box(_("4 per 1000 of what? Mind the scale"), (_own(facts), world, trap))


def _own(facts: Facts) -> str:
    """Set the gain of these soils beside what must be brought to them for it."""
    stock, stored = facts.total("soc_stock_tc_ha"), stored_per_year(facts)
    text = (
        _(
            "{rate} of the {stock} in these soils is **{first} in the first year**, and more in "
            "each later one, as the stock has grown."
        )
        if facts.asked.growth == "compound"
        else _("{rate} of the {stock} in these soils is **{first} in every year**.")
    )
    if stored > 0:
        text += " " + (
            _(
                "Over {years} the bounds of this run let the soils gain {stored} a year on average "
                "over what they would hold without change ({co2} a year from the air)."
            )
            if facts.missing_target.any()
            else _(
                "Over {years} the soils gain {stored} a year on average over what they would hold "
                "without change ({co2} a year from the air)."
            )
        )
        text += " " + _(
            "For that, {added} a year must be brought to them: the two must not be confused."
        )
    return text.format(
        rate=rate_text(facts),
        stock=mass(stock),
        first=mass(stock * facts.rate / 1000, largest=MILLION),
        years=years_text(facts.target_years),
        stored=mass(stored, largest=MILLION),
        co2=mass(stored * co2_per_c(), "CO₂", largest=MILLION),
        added=mass(facts.total("extra_input_tc_ha_yr") * mean_share(facts), largest=MILLION),
    )
