"""The trial sample says what its sources say, value for value."""

import csv

from fourpermille.data.sample import sample_info, sample_path

EXPERIMENT = {
    "broadbalk": "Broadbalk continuous wheat",
    "hoosfield": "Hoosfield continuous barley",
}
TREATMENT = {
    "nil": "Nil",
    "n3pk": "N3PK",
    "unfertilized": "Unfertilized",
    "fym_1852_1871": "FYM 1852-1871",
}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_measured_stocks_are_those_of_the_archive(shared_data):
    published = {
        (row["experiment"], row["treatment"], row["year"]): row
        for row in rows_of(shared_data / "lte/rothamsted_soc_timeseries.csv")
    }
    sample = rows_of(sample_path("rothamsted_trials/measurements"))
    for row in sample:
        field, treatment = row["series"].split("_", 1)
        name = TREATMENT.get(treatment, "FYM since 1843" if field == "broadbalk" else "FYM")
        source = published[EXPERIMENT[field], name, row["year"]]
        assert float(row["soc_stock_tc_ha"]) == float(source["soc_t_ha"])
        assert row["status"] == source["status"].split()[0]
        assert (source["depth_top_cm"], source["depth_bottom_cm"]) == ("0", "23")
    assert len({(row["series"], row["year"]) for row in sample}) == len(sample) == 67


def test_every_series_starts_with_one_estimated_stock():
    by_series = {}
    for row in rows_of(sample_path("rothamsted_trials/measurements")):
        by_series.setdefault(row["series"], []).append(row)
    for name, rows in by_series.items():
        assert [row["status"] for row in rows] == ["estimated"] + ["measured"] * (len(rows) - 1)
        assert rows[0]["soc_stock_tc_ha"] == ("28.8" if name.startswith("broadbalk") else "30.7")


def test_climate_is_that_of_the_worked_example(shared_data):
    forcing = rows_of(shared_data / "rothc_reference/cases/forcing.csv")
    year = [row for row in forcing if row["case"] == "c01_hoosfield_unmanured"][:12]
    for place in rows_of(sample_path("rothamsted_trials")):
        for name, source in (
            ("air_temperature_degc", "tmp_c"),
            ("precipitation_mm", "rain_mm"),
            ("open_pan_evaporation_mm", "evap_mm"),
            ("plant_cover", "plant_cover"),
        ):
            assert [float(place[f"{name}_{m:02d}"]) for m in range(1, 13)] == [
                float(month[source]) for month in year
            ]


def test_what_no_source_gives_is_listed_with_its_reason():
    assumed = sample_info("rothamsted_trials")["assumed"]
    assert {"climate", "plant_cover", "clay_percent"} <= {one["what"] for one in assumed}
    assert all(one["value"] and one["reason"] for one in assumed)
