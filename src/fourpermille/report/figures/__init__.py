"""Figures of the report: each takes numbers and gives a drawing in three editions."""
