"""What kind of column each variable of a table of places is."""

from __future__ import annotations

# Climate that has no meaning as one number a year: twelve columns, or a table of its own.
CLIMATE = (
    "air_temperature_degc",
    "precipitation_mm",
    "open_pan_evaporation_mm",
    "pet_mm",
    "pet_thornthwaite_mm",
)
# These may also be one number that holds in every month.
MAY_BE_CONSTANT = (
    "plant_cover",
    "rate_modifier",
    "plant_input_tc_ha_month",
    "manure_input_tc_ha_month",
    "modern_percent",
    "dpm_rpm_ratio",
    "tillage_modifier",
    "paddy_modifier",
    "rate_calibration_factor",
)
MONTHLY = (*CLIMATE, *MAY_BE_CONSTANT)
EVAPORATION = ("pet_mm", "open_pan_evaporation_mm")
POSITION = ("place", "country", "latitude", "longitude")  # kept as coordinates of the cells
STEPS = ("year", "month")  # columns of a table with one row a month
