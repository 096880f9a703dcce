"""The sequestration protocol from its text, one cell, plain loops: an independent truth.

Nothing here is imported from the package.
"""

from __future__ import annotations

from math import exp

import numpy as np
import xarray as xr

RATIO = {2: 1.44, 3: 0.67, 4: 0.25, 5: 0.67, 6: 0.67, 8: 0.67, 12: 1.44, 13: 1.44}
GROWTH = {2: 0.53, 3: 0.72, 4: 0.88, 5: 0.72, 6: 0.72, 8: 0.72, 12: 0.53, 13: 0.53}
K = (10.0, 0.3, 0.66, 0.02)


def warmth(t: float) -> float:
    return 0.0 if t < -5.0 else 47.91 / (1.0 + exp(106.06 / (t + 18.27)))


def wet(smd: float, rain: float, pet: float, cover: float, clay: float) -> tuple[float, float]:
    """Deficit after the month, and the modifier of moisture."""
    largest = -(20.0 + 1.3 * clay - 0.01 * clay**2) * 30.0 / 23.0
    bare = 1.0 - 0.4 * cover > 0.8
    limit = min(0.556 * largest, smd) if bare else largest
    smd = max(limit, min(0.0, smd + rain - pet))
    one_bar = 0.444 * largest
    return smd, 1.0 if smd > one_bar else 0.2 + 0.8 * (largest - smd) / (largest - one_bar)


def month(pools: list[float], rate: float, clay: float, plant: float, ratio: float) -> list[float]:
    x = 1.67 * (1.85 + 1.60 * exp(-0.0786 * clay))
    left = [c * exp(-rate * k / 12.0) for c, k in zip(pools, K, strict=True)]
    lost = sum(pools) - sum(left)
    return [
        left[0] + plant * ratio / (1.0 + ratio),
        left[1] + plant / (1.0 + ratio),
        left[2] + 0.46 * lost / (1.0 + x),
        left[3] + 0.54 * lost / (1.0 + x),
    ]


def npp(temperatures: list[float], rains: list[float], growth: float) -> float:
    t, p = sum(temperatures) / 12.0, sum(rains)
    warm = 3000.0 / (1.0 + exp(1.315 - 0.119 * t))
    return min(warm, 3000.0 * (1.0 - exp(-0.000664 * p))) * 0.01 * 0.48 * growth


class Cell:
    """A cell with its weather: (temperature, rain, pet, cover) of each phase, months in rows."""

    def __init__(self, soc: float, clay: float, spin, warm, forward, classes, paddy=0.4):
        self.soc, self.clay = soc, clay
        self.spin, self.warm, self.forward = spin, warm, forward
        self.classes = classes  # spin-up, every year of the warm-up, forward
        self.paddy = paddy

    def bound(self, which: str) -> Cell:
        """The two runs beside the central one, shifts of temperature by its size."""
        if which == "central":
            return self
        low = which == "low"
        t, p = (0.02, 0.95) if low else (-0.02, 1.05)
        soc, clay = (0.8, 0.9) if low else (1.2, 1.1)
        moved = [
            [(a + t * abs(a), r * p, e, c) for a, r, e, c in rows]
            for rows in (self.spin, self.warm, self.forward)
        ]
        return Cell(self.soc * soc, self.clay * clay, *moved, self.classes)

    def rate(self, smd: float, weather, code: int) -> tuple[float, float]:
        t, rain, pet, cover = weather
        smd, b = wet(smd, rain, pet, cover, self.clay)
        slow = self.paddy if code == 13 else 1.0
        return smd, warmth(t) * b * (1.0 - 0.4 * cover) * slow

    def run(self, extra: tuple[float, ...] = (1.0, 1.05, 1.10, 1.20), years: int = 20) -> dict:
        iom = 0.049 * self.soc**1.139
        code = self.classes[0]
        smd = 0.0
        for _year in range(200):
            for weather in self.spin:
                smd, _rate = self.rate(smd, weather, code)
        rates = []
        for weather in self.spin:
            smd, rate = self.rate(smd, weather, code)
            rates.append(rate)

        # One tonne a year until nothing changes: the map of the year, by probing, then solved.
        def year(pools: list[float], plant: float) -> np.ndarray:
            for rate in rates:
                pools = month(pools, rate, self.clay, plant / 12.0, RATIO[code])
            return np.array(pools)

        unit = year([0.0] * 4, 1.0)
        matrix = np.stack([year(list(np.eye(4)[i]), 0.0) for i in range(4)], axis=1)
        steady = np.linalg.solve(np.eye(4) - matrix, unit)
        needed = (self.soc - iom) / steady.sum()
        pools = list(steady * needed)
        base = npp([w[0] for w in self.spin], [w[1] for w in self.spin], GROWTH[code])
        inputs = []
        for y in range(len(self.warm) // 12):
            code = self.classes[1 + y]
            rows = self.warm[12 * y : 12 * y + 12]
            grown = npp([w[0] for w in rows], [w[1] for w in rows], GROWTH[code])
            inputs.append(needed * grown / base)
            for weather in rows:
                smd, rate = self.rate(smd, weather, code)
                pools = month(pools, rate, self.clay, inputs[-1] / 12.0, RATIO[code])
        usual = sum(inputs) / len(inputs)
        code = self.classes[-1]
        final = []
        for factor in extra:
            now, dry = list(pools), smd
            for _year in range(years):
                for weather in self.forward:
                    dry, rate = self.rate(dry, weather, code)
                    now = month(now, rate, self.clay, factor * usual / 12.0, RATIO[code])
            final.append(sum(now) + iom)
        return {"T0": sum(pools) + iom, "final": final, "needed": needed, "usual": usual}


CLIMATE = ("air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover")


def world(seed: int, cells: int, years: int = 20, dtype: type = float) -> dict[str, xr.Dataset]:
    """Soil, spin-up, warm-up and forward climate of invented cells, from cold to hot."""
    draw = np.random.default_rng(seed)
    mean, swing = draw.uniform(-3, 27, cells), draw.uniform(1, 15, cells)
    wetness, phase = draw.uniform(15, 160, cells), draw.integers(0, 12, cells)

    def months(count: int, shift: float = 0.0) -> dict[str, tuple[tuple[str, str], np.ndarray]]:
        angle = 2 * np.pi * (np.arange(count)[:, None] - phase) / 12
        t = mean + shift + swing * np.sin(angle) + draw.normal(0, 1, (count, cells))
        values = (
            t,
            wetness * draw.uniform(0, 2, (count, cells)),
            np.clip(4.2 * t + 20, 3, None) * draw.uniform(0.7, 1.3, (count, cells)),
            # Round shares meet the limit of bare soil; their means would meet it but for rounding.
            draw.uniform(0, 1, (count, cells)).round(1 if count == 12 else 9),
        )
        dim = "time" if count > 12 else "month"
        return {n: ((dim, "cell"), v.astype(dtype)) for n, v in zip(CLIMATE, values, strict=True)}

    soil = {
        "soc_stock_tc_ha": ("cell", draw.uniform(15, 150, cells)),
        "clay_percent": ("cell", draw.uniform(2, 70, cells)),
        "fao_land_cover": ("cell", draw.choice([2, 3, 4, 5, 8, 12], cells).astype(float)),
    }
    return {
        "soil": xr.Dataset(soil),
        "spin_up": xr.Dataset(months(12)),
        "warm_up": xr.Dataset(months(12 * years, 0.5)),
        "forward": xr.Dataset(months(12, 0.8)),
    }


def by_hand(data: dict[str, xr.Dataset], cell: int, classes: list[int] | None = None) -> Cell:
    """The cell of a world, for the plain loops; without a forward phase the warm-up's mean."""

    def rows(ds: xr.Dataset) -> list[tuple[float, ...]]:
        columns = [ds[name].isel(cell=cell).values.astype(float).tolist() for name in CLIMATE]
        return list(zip(*columns, strict=True))

    soil, warm = data["soil"].isel(cell=cell), rows(data["warm_up"])
    years = len(warm) // 12
    if "forward" in data:
        forward = rows(data["forward"])
    else:
        forward = [
            tuple(sum(warm[12 * y + m][v] for y in range(years)) / years for v in range(4))
            for m in range(12)
        ]
    codes = classes or [int(soil["fao_land_cover"])] * (years + 2)
    stock, clay = float(soil["soc_stock_tc_ha"]), float(soil["clay_percent"])
    return Cell(stock, clay, rows(data["spin_up"]), warm, forward, codes)
