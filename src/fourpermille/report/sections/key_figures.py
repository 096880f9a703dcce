"""The three figures a reader should remember."""

from fourpermille.core.i18n import _
from fourpermille.report.amounts import MILLION, co2_per_c, mass, sized
from fourpermille.report.content import KeyFigure
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, signed, years_text
from fourpermille.report.sections.headline import stored_per_year


def middle_words(facts: Facts) -> str:
    """Say whose median a median is."""
    if int(facts.counted.sum()) == 1:
        return _("for this place")
    if facts.has_area:
        return _("median: half of the land needs less, half needs more")
    return _("median: half of the places need less, half need more")


def key_figures(facts: Facts) -> tuple[KeyFigure, ...]:
    """Choose the three figures a reader should remember; none where nothing was answered."""
    if not facts.counted.any():
        return ()
    return _first(facts), _second(facts), _third(facts)


def _first(facts: Facts) -> KeyFigure:
    if facts.asked.is_built_up:
        unit = _("t C per ha and year in year {year}").format(year=num(facts.target_years, 0))
    elif facts.asked.path == "each_year":
        unit = _("t C per ha and year on average")
    else:
        unit = _("t C per ha and year")
    if facts.missing_target.any():
        meaning = _("more carbon to the soil, as far as the bounds allow – {whose}").format(
            whose=_("median") if facts.counted.sum() > 1 else _("for this place")
        )
    else:
        meaning = _("more carbon to the soil – {whose}").format(whose=middle_words(facts))
    return KeyFigure(signed(facts.median("extra_input_tc_ha_yr"), 2), unit, meaning)


def _second(facts: Facts) -> KeyFigure:
    keeps = num(facts.median("carbon_input_tc_ha_yr"), 2)
    if facts.keeps_otherwise:
        meaning = _(
            "which are {today} t C per ha and year from plants and manure; {keeps} would keep "
            "today’s stock"
        ).format(today=num(facts.median_of(facts.returns_today), 2), keeps=keeps)
    else:
        meaning = _("{input} t C per ha and year from plants and manure keep today’s stock").format(
            input=keeps
        )
    return KeyFigure(
        signed(facts.median("extra_input_percent"), 0) + " %",
        _("on top of today’s returns"),
        meaning,
    )


def _third(facts: Facts) -> KeyFigure:
    if facts.has_area:
        total, unit = sized(facts.total("extra_input_tc_ha_yr"), largest=MILLION)
        stays = stored_per_year(facts)
        if facts.asked.is_built_up:
            words = _("{carbon} a year in all, in year {year}")
        elif facts.asked.path == "each_year":
            words = _("{carbon} a year in all, on average")
        else:
            words = _("{carbon} a year in all")
        meaning = (
            _("to be brought to the soil; over the period {stays} a year ({co2}) stay there")
            if facts.asked.is_built_up
            else _("to be brought to the soil; {stays} a year ({co2}) stay there")
        )
        return KeyFigure(
            total,
            words.format(carbon=unit, year=num(facts.target_years, 0)),
            meaning.format(
                stays=mass(stays, largest=MILLION),
                co2=mass(stays * co2_per_c(), "CO₂", largest=MILLION),
            ),
        )
    return KeyFigure(
        num(facts.median("retained_fraction") * 100, 0) + " %",
        _("of the extra carbon stays"),
        _("in the soil after {years}; the rest has returned to the air").format(
            years=years_text(facts.target_years)
        ),
    )
