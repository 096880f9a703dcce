"""Write the country outlines used by the maps from Natural Earth's 1:110m boundaries.

Input: ``countries-110m.json`` of the npm package world-atlas 2.0.2 (Natural Earth 4.1, TopoJSON),
fetched once with ``npm pack world-atlas@2.0.2`` outside the repository. Output: rings keyed by
ISO3, longitude and latitude in hundredths of a degree, cut at 180 degrees.

Run: ``FOURPERMILLE_DATA=... python tools/outlines.py countries-110m.json``
"""

import csv
import json
import os
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from sidecars import stamp

TARGET = (
    Path(__file__).resolve().parent.parent / "src/fourpermille/data/outlines/countries_110m.json"
)
HUNDREDTHS = 100
SMALLEST_RING = 8  # numbers: a triangle and its closing point; less is a slip of the map
HALF_TURN = 180.0
TURN = 360.0

# Shapes without a number, and the state whose numbers they are shown with (see the world sample).
UNNUMBERED = {"N. Cyprus": "CYP", "Somaliland": "SOM", "Kosovo": "XKX"}
LEFT_OUT = {"ATA"}  # no soil to speak of, and a tenth of the file
# General Assembly resolution 68/262: a ring of Russia's shape lying in this box is Ukraine's.
CRIMEA = {"from": "RUS", "to": "UKR", "west": 32.0, "east": 37.0, "south": 44.0, "north": 46.5}

Point = tuple[float, float]
Ring = list[Point]


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Arcs in degrees: TopoJSON stores whole-number steps from point to point."""
    (sx, sy), (tx, ty) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def follow(arcs: list[Ring], ring: list[int]) -> Ring:
    """Points of a ring given by arc numbers; ``~n`` is arc n backwards."""
    points: Ring = []
    for number in ring:
        arc = arcs[~number][::-1] if number < 0 else arcs[number]
        points.extend(arc[1:] if points else arc)
    return points


def dissolve(arcs: list[Ring], rings: list[list[int]]) -> list[list[int]]:
    """Rings around the union: arcs walked in both directions are inner borders and vanish."""
    walked = {number for ring in rings for number in ring}
    outer = [n for ring in rings for n in ring if ~n not in walked]
    starts = {follow(arcs, [n])[0]: n for n in outer}
    if len(starts) != len(outer):
        raise ValueError("two outer arcs start at one point: cannot dissolve these shapes")
    joined: list[list[int]] = []
    while starts:
        first = next(iter(starts))
        ring, at = [], first
        while not ring or at != first:
            number = starts.pop(at)
            ring.append(number)
            at = follow(arcs, [number])[-1]
        joined.append(ring)
    return joined


def cut_at_antimeridian(ring: Ring) -> list[Ring]:
    """Parts of a ring within -180 to 180 degrees."""
    unwrapped = [ring[0]]
    for x, y in ring[1:]:
        turns = round((unwrapped[-1][0] - x) / TURN)
        unwrapped.append((x + turns * TURN, y))
    low, high = min(x for x, _ in unwrapped), max(x for x, _ in unwrapped)
    if low >= -HALF_TURN and high <= HALF_TURN:
        return [unwrapped]
    parts = []
    for shift in (-TURN, 0.0, TURN):
        part = clip(clip(unwrapped, shift - HALF_TURN, 1), shift + HALF_TURN, -1)
        if len({x for x, _ in part}) > 1:
            parts.append([(x - shift, y) for x, y in part])
    return parts


def clip(ring: Ring, limit: float, side: int) -> Ring:
    """Part of a closed ring on one side of a meridian (`side` 1: east of it, -1: west)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        inside0, inside1 = side * (x0 - limit) >= 0, side * (x1 - limit) >= 0
        if inside0:
            kept.append((x0, y0))
        if inside0 != inside1:
            kept.append((limit, y0 + (y1 - y0) * (limit - x0) / (x1 - x0)))
    return [*kept, kept[0]] if kept else []


def whole_numbers(ring: Ring) -> list[int]:
    """Flat list of hundredths of a degree without repeated points."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x * HUNDREDTHS), round(y * HUNDREDTHS))
        if not points or point != points[-1]:
            points.append(point)
    return [value for point in points for value in point]


def in_box(ring: Ring) -> bool:
    """Whether all points lie in the box of Crimea."""
    return all(
        CRIMEA["west"] < x < CRIMEA["east"] and CRIMEA["south"] < y < CRIMEA["north"]
        for x, y in ring
    )


def shapes(topology: dict[str, Any], iso3: dict[int, str]) -> dict[str, list[list[int]]]:
    """Arc rings of each country after the rules above."""
    arcs = decode_arcs(topology)
    found: dict[str, list[list[int]]] = defaultdict(list)
    grown = {CRIMEA["to"]}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = UNNUMBERED[name] if "id" not in shape else iso3[int(shape["id"])]
        if "id" not in shape:
            grown.add(code)
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for ring in (ring for polygon in polygons for ring in polygon):
            moved = code == CRIMEA["from"] and in_box(follow(arcs, ring))
            found[CRIMEA["to"] if moved else code].append(ring)
    return {
        code: dissolve(arcs, rings) if code in grown else rings
        for code, rings in sorted(found.items())
        if code not in LEFT_OUT
    }


def main() -> None:
    """Write the outlines."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    table = Path(os.environ["FOURPERMILLE_DATA"]) / "countries/countries.csv"
    with table.open(encoding="utf-8", newline="") as file:
        iso3 = {int(row["iso_n3"]): row["iso_a3"] for row in csv.DictReader(file)}
    arcs = decode_arcs(topology)
    lines = []
    for code, rings in shapes(topology, iso3).items():
        parts = [part for ring in rings for part in cut_at_antimeridian(follow(arcs, ring))]
        whole = [flat for flat in map(whole_numbers, parts) if len(flat) >= SMALLEST_RING]
        lines.append(f'"{code}":{json.dumps(whole, separators=(",", ":"))}')
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(lines)} countries, {TARGET.stat().st_size} bytes, sha256 {stamp(TARGET)}")


if __name__ == "__main__":
    main()
