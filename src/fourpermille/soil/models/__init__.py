"""Soil models: one file each, found by the registry."""
