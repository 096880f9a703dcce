"""Practices: what they are, what they do, how they spread and how long it lasts."""
