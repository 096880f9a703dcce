"""Styles for QGIS: a map in colours that people with any eyes can tell apart."""

from __future__ import annotations

from xml.etree import ElementTree

# Light to dark, so that prints in grey keep the order; two arms where zero lies inside.
RISING = ("#f7f4e3", "#d5dc9f", "#94bf7a", "#4b9766", "#166a5a", "#063c42")
TWO_ARMS = ("#7b3a10", "#c27a3b", "#ecd0a5", "#f6f4ee", "#a9cfc4", "#4a9384", "#0b5a50")


def style(low: float, high: float, *, title: str = "") -> str:
    """Style of one band in colours from ``low`` to ``high``; ``title`` heads the legend."""
    both = low < 0 < high
    if both:
        high = max(-low, high)
        low = -high
    colours = TWO_ARMS if both else RISING
    steps = [low + (high - low) * i / (len(colours) - 1) for i in range(len(colours))]
    root = ElementTree.Element("qgis", {"version": "3.22", "styleCategories": "Symbology"})
    pipe = ElementTree.SubElement(root, "pipe")
    renderer = ElementTree.SubElement(
        pipe,
        "rasterrenderer",
        {
            "type": "singlebandpseudocolor",
            "band": "1",
            "opacity": "1",
            "classificationMin": f"{low:.6g}",
            "classificationMax": f"{high:.6g}",
        },
    )
    shader = ElementTree.SubElement(renderer, "rastershader")
    ramp = ElementTree.SubElement(
        shader,
        "colorrampshader",
        {
            "colorRampType": "INTERPOLATED",
            "classificationMode": "1",
            "clip": "0",
            "minimumValue": f"{low:.6g}",
            "maximumValue": f"{high:.6g}",
        },
    )
    for value, colour in zip(steps, colours, strict=True):
        ElementTree.SubElement(
            ramp,
            "item",
            {"value": f"{value:.6g}", "color": colour, "label": f"{value:.3g}", "alpha": "255"},
        )
    ElementTree.SubElement(
        ramp, "rampLegendSettings", {"prefix": title, "useContinuousLegend": "1"}
    )
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"
