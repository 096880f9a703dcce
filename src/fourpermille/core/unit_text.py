"""How units are written: by people, by files, and for the unit registry."""

import re

from fourpermille.core.i18n import _
from fourpermille.core.variables import Variable

# What a mass weighs, as the registry calls it; and the water that 1 kg m-2 = 1 mm stands for.
SUBSTANCES = {"carbon": "C", "dry_matter": "DM", "nitrogen": "N", "co2": "CO2"}
DENSE_WATER = "kg m-2 mm-1"

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_WORDS = {
    "an": "year", "ans": "year", "année": "year", "y": "year", "año": "year", "años": "year",
    "ano": "year", "mois": "month", "mes": "month", "meses": "month", "jour": "day", "j": "day",
    "día": "day", "dia": "day", "pct": "percent", "fraction": "dimensionless",
    "tc": "tC", "tms": "t DM", "MS": "DM", "tMS": "t DM", "tDM": "t DM", "kgDM": "kg DM",
    "MgDM": "Mg DM", "kgMS": "kg DM", "a": "year",
}  # fmt: skip
_TON = re.compile(r"\b(?:[Tt]ons?|mt)\b")
_CO2E = re.compile(r"CO2[\s_-]?e(?:q|quiv)?\b|eq\.?\s?CO2", re.IGNORECASE)


def spelled(text: str) -> str:
    """Return the spelling that the registry reads: ``t·ha⁻¹``, ``t/ha`` and ``t ha-1`` are one.

    Only a letter followed by minus and digits, and a length followed by a digit, become powers,
    so that CO2 and N2O stay what they are.
    """
    out = text.strip().translate(_SUPERSCRIPTS).replace("−", "-").replace("–", "-")
    for word, unit in (
        ("C|[Cc]elsius", "degC"),
        ("F|[Ff]ahrenheit", "degF"),
        ("K|[Kk]elvin", "kelvin"),
    ):
        out = re.sub(rf"(?:[º°]|\b[Dd]eg(?:rees?)?)[ _]*(?:{word})\b", unit, out)
    for word, unit in (("[Cc]elsius", "degC"), ("[Ff]ahrenheit", "degF"), ("Kelvin", "kelvin")):
        out = re.sub(rf"\b{word}\b", unit, out)
    out = out.replace("°", " degree ").replace("º", " degree ")
    for sign, word in (("%", "percent"), ("‰", "permille")):
        out = re.sub(rf"{sign}(?=\w)", f" {word} ", out).replace(sign, f" {word}")
    out = re.sub(r"(percent|permille)\s+-", r"\1-", out)  # pint itself puts spaces around %
    out = re.sub(r"[·⋅]|(?<=[A-Za-z\d])\.(?=[A-Za-z])", " ", out)
    out = re.sub(r"[^\W\d_]+", lambda m: _WORDS.get(m.group(), m.group()), out)
    out = re.sub(r"\b([kcdm]?m)(\d)\b", r"\1**\2", out)
    out = re.sub(r"(?<=[^\W\d_])-(?=\d)", "**-", out)
    return " ".join(out.split())


def is_some_ton(text: str) -> bool:
    """Whether a unit speaks of tons, of which there are several; ``mt`` would be a millitonne."""
    return _TON.search(text) is not None


def is_bare_co2e(text: str) -> bool:
    """Whether a unit speaks of CO2 equivalents."""
    return _CO2E.search(text) is not None


def unit(symbol: str) -> str:
    """Write a unit in the language: the sign of the year differs."""
    return symbol.replace("/yr", "/" + _("yr"))


def readable(row: Variable) -> str:
    """Return the unit of a variable for people: ``t C/ha/yr``, ``%``, ``mm``; "" for none."""
    if row.is_text or row.units == "1":
        return ""
    substance = {"carbon": " C", "dry_matter": " DM", "nitrogen": " N", "co2": " CO2"}
    short = {"year": "yr", "degC": "°C", "degrees_north": "°", "degrees_east": "°"}
    over, under = [], []
    for token in row.units.split():
        if token == "cm-3":
            under.append("cm³")
        elif token.endswith("-1"):
            under.append(short.get(token[:-2], token[:-2]))
        else:
            over.append(short.get(token, token))
    head = " ".join(over) + substance.get(row.of if {"g", "t", "kg"} & set(over) else "", "")
    return "/".join([head, *under])
