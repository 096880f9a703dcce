"""Figures known from memory, for methods that somebody chose by name: used, and told."""

from __future__ import annotations

from fourpermille.core.parameters import Parameter, ParameterSet


def every_row(p: ParameterSet) -> dict[str, Parameter]:
    """All rows of a set, those that nobody has verified too."""
    return {**p.rows, **p.unverified}


def told_of(p: ParameterSet, *names: str) -> dict[str, str]:
    """Return the attributes that name set, source, confidence and the unverified figures."""
    rows = every_row(p)
    used = [rows[name] for name in names or rows]
    attrs = {
        "parameter_sets": p.name,
        "source": ", ".join(dict.fromkeys(row.source for row in used)),
        "confidence": ", ".join(dict.fromkeys(row.confidence for row in used)),
    }
    doubtful = [f"{row.name} {row.value:g}" for row in used if row.confidence == "M"]
    if doubtful:
        attrs["unverified"] = "unverified figure used: " + "; ".join(doubtful)
    return attrs
