"""Results made by hand: plausible, of every shape a report must cope with, without any model."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

# ISO3, name, latitude, longitude, area [ha], stock [tC/ha], input [tC/ha/yr]
COUNTRIES = """
FRA France 46.6 2.4 19.1e6 52.1 2.31|DEU Germany 51.1 10.4 12.0e6 63.0 2.52|ESP Spain 40.2 -3.6 17.2e6 38.5 1.79
ITA Italy 42.8 12.1 9.5e6 46.2 2.44|POL Poland 52.1 19.3 11.4e6 55.8 2.05|UKR Ukraine 49.0 31.4 33.8e6 74.9 2.38
RUS Russia 58.0 60.0 123e6 84.4 2.11|CAN Canada 53.5 -106.0 38.2e6 88.2 2.16|USA United_States 39.5 -98.4 165e6 54.7 2.27
MEX Mexico 23.9 -102.5 24.9e6 37.3 2.25|BRA Brazil -10.8 -53.1 66.5e6 45.6 3.81|ARG Argentina -35.2 -65.2 33.0e6 51.3 2.49
NGA Nigeria 9.6 8.1 41.7e6 27.4 2.21|ETH Ethiopia 8.6 39.6 15.7e6 56.0 3.46|KEN Kenya 0.5 37.8 5.9e6 44.2 3.02
ZAF South_Africa -29.0 25.1 14.9e6 27.9 1.30|MLI Mali 17.3 -3.5 5.1e6 13.8 0.92|NER Niger 17.4 9.4 14.3e6 8.8 0.55
EGY Egypt 26.5 29.9 3.4e6 21.3 1.86|MAR Morocco 31.9 -6.3 9.5e6 24.5 1.07|TUR Turkey 39.1 35.2 26.7e6 41.3 1.84
IRN Iran 32.6 54.3 18.4e6 25.0 1.20|IND India 22.9 79.6 169e6 30.9 2.28|PAK Pakistan 29.9 69.4 21.0e6 18.3 1.22
BGD Bangladesh 23.9 90.2 8.4e6 41.8 3.77|THA Thailand 15.1 101.0 19.3e6 43.0 3.77|VNM Vietnam 16.6 106.3 9.8e6 52.4 4.46
IDN Indonesia -2.2 117.3 37.1e6 71.5 6.02|CHN China 36.6 103.8 131e6 45.7 2.23|JPN Japan 37.6 138.0 4.7e6 92.6 4.86
KAZ Kazakhstan 48.2 67.3 23.6e6 60.4 1.58|AUS Australia -25.7 134.5 45.6e6 32.0 1.48|NZL New_Zealand -41.8 171.5 0.7e6 95.2 4.33
MDG Madagascar -19.4 46.7 3.5e6 47.3 3.55
"""
YEARS = np.arange(101)
VARIANTS = {
    "reference": 1.0,
    "growth_linear": 0.943,
    "depth_0_40": 1.19,
    "pet_minus_20": 1.07,
    "pet_plus_20": 0.94,
    "cover_growing_season": 1.12,
    "clay_minus": 1.012,
    "clay_plus": 0.991,
}


def make_results(
    names: list[str],
    codes: list[str] | None,
    stock: np.ndarray,
    today: np.ndarray,
    area: np.ndarray | None,
    latitude: np.ndarray | None = None,
    longitude: np.ndarray | None = None,
) -> xr.Dataset:
    """Two-pool-like arithmetic in closed form, good enough to look like an answer."""
    n = len(names)
    gain = stock * (1.004**30 - 1)
    slow = 0.55 + 0.15 * np.cos(np.arange(n))  # share of the response in the slow part
    tau = stock / today

    def response(t):
        return slow * tau * (1 - np.exp(-t / (1.6 * tau))) + (1 - slow) * 5 * (1 - np.exp(-t / 5.0))

    extra = gain / response(30.0)
    t = YEARS[None, :]
    col = lambda a: a[:, None]  # noqa: E731
    path = col(slow * tau) * (1 - np.exp(-t / (1.6 * col(tau)))) + col((1 - slow) * 5) * (
        1 - np.exp(-t / 5.0)
    )
    with_extra = col(stock) + col(extra) * path
    growth = np.full_like(with_extra, np.nan)
    growth[:, 1:] = 1000 * (with_extra[:, 1:] / with_extra[:, :-1] - 1)
    target = np.where(t <= 30, col(stock) * 1.004**t, np.nan)
    c, cy = "cell", ("cell", "year")
    outside = np.array([""] * n, dtype=object)
    outside[stock > 90] = "stock above the range of the calibration"

    def given(values: object, units: str, name: str, source: str = "given") -> tuple:
        return (c, values, {"units": units, "long_name": name, "source": source})

    ds = xr.Dataset(
        {
            "place": (c, np.array(names, dtype=object)),
            "clay_percent": given(
                np.full(n, 23.4), "%", "clay content", "default (scenario, clay)"
            ),
            "depth_cm": given(np.full(n, 30.0), "cm", "depth of the soil layer"),
            "dpm_rpm_ratio": given(
                np.full(n, 1.44), "1", "DPM/RPM ratio", "default (land_use, cropland)"
            ),
            "soc_stock_tc_ha": given(stock, "tC ha-1", "soil organic carbon stock"),
            "soc_stock_baseline_tc_ha": (cy, np.repeat(col(stock), 101, 1)),
            "soc_stock_with_extra_input_tc_ha": (cy, with_extra),
            "soc_stock_target_tc_ha": (cy, target),
            "growth_permille_yr": (cy, growth),
            "target_stock_tc_ha": (c, stock + gain),
            "new_equilibrium_stock_tc_ha": (c, stock + extra * (slow * tau + (1 - slow) * 5)),
            "baseline_rate_permille_yr": (c, np.zeros(n)),
            "baseline_class": (c, np.array(["B"] * n, dtype=object)),
            "carbon_input_tc_ha_yr": (c, today),
            "plant_input_tc_ha_yr": (c, today),
            "extra_input_tc_ha_yr": (c, extra),
            "extra_input_tdm_ha_yr": (c, extra / 0.45),
            "extra_input_percent": (c, 100 * extra / today),
            "extra_input_variant_tc_ha_yr": (
                ("variant", "cell"),
                np.array([extra * f for f in VARIANTS.values()]),
            ),
            "years_to_50_percent": (c, np.round(tau * 0.8)),
            "years_to_90_percent": (c, np.round(tau * 3.1)),
            "years_to_95_percent": (c, np.round(tau * 4.2)),
            "retained_fraction": (c, gain / (30 * extra)),
            "outside_domain": (c, outside),
        },
        coords={"year": YEARS, "variant": list(VARIANTS)},
        attrs={
            "title": "Croplands of the world",
            "scenario_id": "world_croplands",
            "target_rate_permille_yr": 4.0,
            "target_years": 30,
            "target_growth": "compound",
            "target_path": "constant",
        },
    )
    if codes is not None:
        ds["country"] = (c, np.array(codes, dtype=object))
    if area is not None:
        ds["area_ha"] = given(area, "ha", "area")
    if latitude is not None and longitude is not None:
        ds["latitude"], ds["longitude"] = (c, latitude), (c, longitude)
    return ds


@pytest.fixture(scope="session")
def world() -> xr.Dataset:
    """Thirty-odd countries with areas; one lacks its stock."""
    rows = [r.split() for line in COUNTRIES.split("\n") for r in line.split("|") if r.strip()]
    codes, names = [r[0] for r in rows], [r[1].replace("_", " ") for r in rows]
    lat, lon, area, stock, today = (np.array([float(r[i]) for r in rows]) for i in range(2, 7))
    stock[codes.index("NER")] = np.nan
    return make_results(names, codes, stock, today, area, lat, lon)


@pytest.fixture(scope="session")
def fields() -> xr.Dataset:
    """Three fields without area, country or position."""
    ds = make_results(
        ["Le Pré long", "Les Combes", "Font-froide & <Cie>"],
        None,
        np.array([41.2, 55.0, 33.3]),
        np.array([1.9, 2.6, 1.5]),
        None,
    )
    ds.attrs |= {"title": "Three fields", "scenario_id": "three_fields"}
    return ds


@pytest.fixture(scope="session")
def points() -> xr.Dataset:
    """Forty plots with positions and small areas in one region."""
    i = np.arange(40)
    ds = make_results(
        [f"plot {k}" for k in i],
        ["FRA"] * 40,
        40 + 15 * np.sin(i),
        2 + 0.5 * np.cos(i),
        2.0 + i % 5,
        43.6 + 0.02 * (i % 8),
        3.3 + 0.03 * (i // 8),
    )
    ds.attrs |= {"title": "Forty plots", "scenario_id": "forty_plots"}
    return ds


@pytest.fixture(scope="session")
def squares() -> dict[str, list[list[list[float]]]]:
    """Outlines that are squares around the middle of each country."""
    rows = [r.split() for line in COUNTRIES.split("\n") for r in line.split("|") if r.strip()]
    found = {}
    for code, _name, lat, lon, *_rest in rows:
        y, x = float(lat), float(lon)
        found[code] = [[[x - 4, y - 3], [x + 4, y - 3], [x + 4, y + 3], [x - 4, y + 3]]]
    return found


PROVENANCE = {
    "created": "2026-01-02T03:04:05+00:00",
    "fourpermille_version": "0.1.0",
    "scenario_sha256": "3f2a" * 16,
    "parameter_sets": "rothc_26_3",
    "python": "3.11",
}


@pytest.fixture
def options(squares: dict, tmp_path: Path) -> dict:
    """All that write_report takes besides the results."""
    return {
        "scenario": {"title": "Croplands of the world", "start": {"method": "equilibrium"}},
        "summary": {},
        "provenance": PROVENANCE,
        "outlines": squares,
        "folder": tmp_path,
    }


@pytest.fixture(scope="session")
def trial() -> xr.Dataset:
    """Two treatments, one fitted and one predicted much too high."""
    years = np.arange(1850, 2011)
    flat = 30 - 3 * (1 - np.exp(-(years - 1850) / 40))
    rising = 30 + 50 * (1 - np.exp(-(years - 1850) / 60))
    measured_year = np.array([[1850.0, 1900, 1950, 2000], [1850, 1920, 1990, np.nan]])
    measured = np.array([[30.0, 28.4, 27.0, 27.3], [30, 51, 58, np.nan]])
    return xr.Dataset(
        {
            "soc_stock_tc_ha": (("series", "year"), np.stack([flat, rising])),
            "measured_stock_tc_ha": (("series", "measurement"), measured),
            "measured_year": (("series", "measurement"), measured_year),
            "measured_status": (
                ("series", "measurement"),
                np.array([["estimated"] + ["measured"] * 3] * 2, dtype=object),
            ),
            "plant_input_tc_ha_yr": ("series", [1.1, 1.6]),
            "manure_input_tc_ha_yr": ("series", [0.0, 3.2]),
            "role": ("series", np.array(["fitted", "predicted"], dtype=object)),
            "n_measurements": ("series", [3, 2]),
            "bias_tc_ha": ("series", [0.1, 13.1]),
            "rmse_tc_ha": ("series", [0.4, 13.6]),
        },
        coords={"series": ["nil", "manure"], "year": years},
        attrs={"title": "A trial", "scenario_id": "trial"},
    )


@pytest.fixture(scope="session")
def grid() -> xr.Dataset:
    """Ten thousand cells of a grid in Africa."""
    lat, lon = (a.ravel() for a in np.meshgrid(np.arange(100) / 2 - 20, np.arange(100) / 2 - 10))
    n = lat.size
    ds = make_results(
        [f"{a:g}/{b:g}" for a, b in zip(lat, lon, strict=True)],
        None,
        40 + 20 * np.sin(lat / 9) * np.cos(lon / 7),
        2 + 0.5 * np.cos(lon / 5),
        np.full(n, 1e5),
        lat,
        lon,
    )
    ds.attrs |= {"title": "A grid", "scenario_id": "grid"}
    return ds
