"""Write the table of countries: codes, United Nations region, names in three languages.

Codes and regions come from the public-domain Natural Earth table of the reference data
(``FOURPERMILLE_DATA/countries/countries.csv``); territories it leaves out are typed below (facts
of ISO 3166-1 and of the United Nations' M49 list). Names are those of the Unicode CLDR, read
through Babel, whose notice is kept beside the table.

Run: ``FOURPERMILLE_DATA=... python tools/countries.py``
"""

import csv
import os
import shutil
from pathlib import Path

import babel
from babel import Locale
from sidecars import stamp

TABLES = Path(__file__).resolve().parent.parent / "src/fourpermille/core/tables"
LANGUAGES = ("en", "fr", "es")
COLUMNS = ("iso3", "iso2", "m49", "region", "subregion", *(f"name_{code}" for code in LANGUAGES))

# Natural Earth 1:50m counts these with their state, or leaves them out: iso3, iso2, M49, region.
LEFT_OUT = (
    ("BES", "BQ", 535, "Americas", "Caribbean"),
    ("BVT", "BV", 74, "Americas", "South America"),
    ("CCK", "CC", 166, "Oceania", "Australia and New Zealand"),
    ("CXR", "CX", 162, "Oceania", "Australia and New Zealand"),
    ("GIB", "GI", 292, "Europe", "Southern Europe"),
    ("GLP", "GP", 312, "Americas", "Caribbean"),
    ("GUF", "GF", 254, "Americas", "South America"),
    ("MTQ", "MQ", 474, "Americas", "Caribbean"),
    ("MYT", "YT", 175, "Africa", "Eastern Africa"),
    ("REU", "RE", 638, "Africa", "Eastern Africa"),
    ("SJM", "SJ", 744, "Europe", "Northern Europe"),
    ("TKL", "TK", 772, "Oceania", "Polynesia"),
    ("UMI", "UM", 581, "Oceania", "Micronesia"),
)
# Natural Earth files these islands under "Seven seas"; M49 does not know such a region.
SUBREGIONS = {
    "ATF": ("Africa", "Eastern Africa"),
    "HMD": ("Oceania", "Australia and New Zealand"),
    "IOT": ("Africa", "Eastern Africa"),
    "MDV": ("Asia", "Southern Asia"),
    "MUS": ("Africa", "Eastern Africa"),
    "SGS": ("Americas", "South America"),
    "SHN": ("Africa", "Western Africa"),
    "SYC": ("Africa", "Eastern Africa"),
}
# No ISO code of its own; XKX is the code in common use (user-assigned range of ISO 3166-1).
KOSOVO = ("XKX", "XK", 983, "Europe", "Southern Europe")
NOT_IN_M49 = {"XKX"}
WITHOUT_ISO_NUMBER = 900


def codes(path: Path) -> list[tuple[str, str, int, str, str]]:
    """Codes and regions of every country and territory with an ISO code, and Kosovo."""
    found = {row[0]: row for row in (*LEFT_OUT, KOSOVO)}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number, iso3 = int(row["iso_n3"]), row["iso_a3"]
            if number >= WITHOUT_ISO_NUMBER:
                continue
            region, subregion = SUBREGIONS.get(iso3, (row["region_un"], row["subregion"]))
            found[iso3] = (iso3, row["iso_a2"], number, region, subregion)
    return [found[iso3] for iso3 in sorted(found)]


def main() -> None:
    """Write countries.csv, its sidecar and the notice of the names."""
    source = Path(os.environ["FOURPERMILLE_DATA"]) / "countries/countries.csv"
    names = [Locale(code).territories for code in LANGUAGES]
    target = TABLES / "countries.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for iso3, iso2, number, region, subregion in codes(source):
            m49 = "" if iso3 in NOT_IN_M49 else f"{number:03d}"
            writer.writerow([iso3, iso2, m49, region, subregion, *(n[iso2] for n in names)])
    notice = Path(babel.__file__).parent / "locale-data/LICENSE.unicode"
    shutil.copyfile(notice, TABLES / "countries.LICENSE.txt")
    print(f"{target.name}: {len(codes(source))} rows, sha256 {stamp(target)}")


if __name__ == "__main__":
    main()
