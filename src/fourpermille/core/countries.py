"""Countries and territories: codes, United Nations regions and names in three languages."""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _, current_language


@dataclass(frozen=True)
class Country:
    """One country or territory of ISO 3166-1 (and Kosovo, XKX)."""

    iso3: str
    iso2: str
    m49: str
    region: str
    subregion: str
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        """Name in the current language."""
        return self.names.get(current_language(), self.names["en"])


@cache
def countries() -> Mapping[str, Country]:
    """All countries by ISO3 code, in the order of the codes."""
    table = files("fourpermille.core") / "tables" / "countries.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return MappingProxyType({row["iso3"]: _country(row) for row in rows})


def _country(row: dict[str, str]) -> Country:
    names = {key.removeprefix("name_"): row[key] for key in row if key.startswith("name_")}
    plain = {key: row[key] for key in ("iso3", "iso2", "m49", "region", "subregion")}
    return Country(**plain, names=MappingProxyType(names))


def find_country(text: str) -> Country | None:
    """Country of an ISO3, ISO2 or M49 code or of a name in any language; None if there is none.

    Case, accents and punctuation of names do not matter.
    """
    return _index().get(_plain(text))


def country(text: str) -> Country:
    """Country of a code or name.

    Raises
    ------
    UnknownNameError
        There is no such country; the message offers the nearest ones.
    """
    found = find_country(text)
    if found is None:
        near = suggest_countries(text)
        hint = _("Did you mean {names}?").format(names=", ".join(near)) if near else None
        raise UnknownNameError(
            Problem(
                what=_("unknown country"),
                found=text,
                allowed=_("an ISO 3166-1 alpha-3 code such as FRA, or a name"),
                todo=hint,
            )
        )
    return found


def suggest_countries(text: str, count: int = 3) -> list[str]:
    """Nearest codes or names, as ``FRA (France)``; empty if nothing is near."""
    index = _index()
    wanted = _plain(text)
    pool = [key for key in index if len(key) > 3] if len(wanted) > 3 else list(index)
    near = get_close_matches(wanted, pool, n=2 * count, cutoff=0.6)
    found = dict.fromkeys(f"{index[key].iso3} ({index[key].name})" for key in near)
    return list(found)[:count]


@cache
def _index() -> dict[str, Country]:
    """Every code and plain name; codes win over names."""
    index: dict[str, Country] = {}
    for one in countries().values():
        for key in (one.iso3, one.iso2, one.m49, *one.names.values()):
            if key:
                index.setdefault(_plain(key), one)
    return index


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes or doubled blanks."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())
