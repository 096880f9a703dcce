"""Data in: readers, shipped samples, outlines."""
