"""Crops: from yield to what returns to the soil, and the whole carbon cycle of a crop."""
