"""Targets, baselines, and what a soil needs to reach them."""
