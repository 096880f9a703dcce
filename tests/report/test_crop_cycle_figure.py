"""The drawing of a crop's carbon: all amounts are told, widths are amounts, nothing falls out."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import fourpermille as fpm
from fourpermille.core.errors import InputError, MissingVariableError, UnknownNameError

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> dict[str, float]:
    """Height of each bar by its title."""
    found = {}
    for rect in ET.fromstring(svg).iter(f"{SVG}rect"):
        title = rect.find(f"{SVG}title")
        assert title is not None
        found[str(title.text).split(":")[0]] = float(rect.attrib["height"])
    return found


@pytest.mark.parametrize("edition", ["wide", "narrow", "paper"])
def test_every_flux_of_the_deck_is_drawn_to_scale(edition: str) -> None:
    svg = fpm.crop_cycle_figure(fpm.crop_cycle("deck"), edition=edition)
    words = texts(svg)
    assert [
        n for n in ("10.5", "4.7", "5.8", "1.5", "0.9", "3.4", "t C/ha/yr") if n not in words
    ] == []
    heights = bars(svg)
    scale = heights["Gross primary productivity"] / 10.5
    for name, amount in {
        "Respiration of plants": 4.7,
        "Net primary productivity": 5.8,
        "Harvested carbon": 1.5,
        "Returned to the soil": 3.4,
    }.items():
        assert heights[name] == pytest.approx(amount * scale, abs=0.11)


@pytest.mark.parametrize("edition", ["wide", "narrow", "paper"])
@pytest.mark.parametrize("cycle", ["deck", "inventory", "yields"])
def test_nothing_leaves_the_canvas(edition: str, cycle: str) -> None:
    one = fpm.crop_cycle(cycle) if cycle != "yields" else from_yields()
    root = ET.fromstring(fpm.crop_cycle_figure(one, edition=edition))
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for rect in root.iter(f"{SVG}rect"):
        assert 0 <= float(rect.attrib["x"]) <= width - float(rect.attrib["width"])
        bottom = float(rect.attrib["y"]) + float(rect.attrib["height"])
        assert bottom <= height + 0.11
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["y"]) <= height
    for path in root.iter(f"{SVG}path"):
        assert "nan" not in path.attrib["d"]


def from_yields():
    inputs = fpm.crop_inputs(
        "wheat", 5, residue_removed_fraction=0.3, manure="manure_cattle", manure_t_ha=10
    )
    return fpm.crop_cycle(inputs, carbon_use_efficiency_fraction=0.5)


def test_manure_joins_what_returns() -> None:
    svg = fpm.crop_cycle_figure(from_yields(), digits=2)
    assert "Manure carbon input → Returned to the soil: 0.90" in svg
    assert re.search("Net primary productivity → Returned to the soil: 3.31", svg)


def test_without_gross_productivity_the_drawing_starts_at_the_net_one() -> None:
    assert "Gross primary productivity" not in texts(
        fpm.crop_cycle_figure(fpm.crop_cycle("inventory"))
    )


def test_the_drawing_of_the_docs_is_this_one(repository: Path) -> None:
    shown = (repository / "docs" / "images" / "crop_cycle.svg").read_text("utf-8")
    assert shown == fpm.crop_cycle_figure(fpm.crop_cycle("deck")) + "\n"


def test_an_empty_cycle_is_drawn_empty() -> None:
    nothing = fpm.crop_cycle(npp_tc_ha_yr=0, harvest_tc_ha_yr=0, carbon_input_tc_ha_yr=0)
    assert "0.0" in texts(fpm.crop_cycle_figure(nothing))


def test_what_cannot_be_drawn_is_refused() -> None:
    deck = fpm.crop_cycle("deck")
    with pytest.raises(UnknownNameError, match="narrow"):
        fpm.crop_cycle_figure(deck, edition="narow")
    with pytest.raises(MissingVariableError, match="crop_cycle"):
        fpm.crop_cycle_figure(deck[["npp_tc_ha_yr"]])
    with pytest.raises(InputError, match="one place"):
        fpm.crop_cycle_figure(deck.expand_dims(place=2))
    with pytest.raises(InputError, match="missing"):
        fpm.crop_cycle_figure(deck.assign(harvest_tc_ha_yr=float("nan")))
