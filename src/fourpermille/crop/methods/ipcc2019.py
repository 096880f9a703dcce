"""The IPCC method: residue above ground follows the yield, roots follow what is above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fourpermille.core.errors import InputError, NotUsedError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import known_name, word
from fourpermille.crop.plant import METHODS, Grown, Method, Question

TABLE = "ipcc_crop_residue_coefficients"
FORMS = ("linear", "ratio")
KG_PER_T = 1000


@dataclass(frozen=True)
class Coefficients:
    """A row of the table; ``taken`` tells which cells came from which generic crop."""

    numbers: dict[str, float]
    taken: dict[str, str]
    burns_as: str | None
    note: str
    confidence: str

    def __getitem__(self, column: str) -> float:
        """Return a number; InputError where neither the crop nor its generic row has it."""
        if column in self.numbers:
            return self.numbers[column]
        raise InputError(
            Problem(
                what=_("the table has no number here"),
                file=f"{TABLE}.csv",
                column=column,
                found=self.note or None,
                todo=_("Choose the other form, or a crop that has it."),
            )
        )


def coefficients(crop: str, *, unverified: bool = False) -> Coefficients:
    """The row of a crop, its empty cells filled from the generic row that it names.

    Raises UnknownNameError, with a near name, for a crop that isn't in the table.
    """
    table = load_factors(TABLE)
    known_name(crop, table.words("crop"), _("crop"), "crop", 'crops("ipcc2019")')
    row = table.one(unverified=unverified, crop=crop)
    numbers = {key: value for key, value in row.items() if isinstance(value, float)}
    taken: dict[str, str] = {}
    generic = row["generic_crop"]
    if generic is not None:
        other = table.one(unverified=unverified, crop=str(generic))
        for key, value in other.items():
            if isinstance(value, float) and key not in numbers and not _is_of_fit(key):
                numbers[key], taken[key] = value, str(generic)
    burns_as = row["burns_as"]
    return Coefficients(
        numbers,
        taken,
        None if burns_as is None else str(burns_as),
        str(row["note"] or ""),
        str(row["confidence"]),
    )


def _is_of_fit(column: str) -> bool:
    """A quality of a fit (R², errors) belongs to its own crop and is never taken over."""
    return column.endswith(("_r2", "_relerr"))


def grow(question: Question) -> Grown:
    """Residues and roots for a yield (t/ha fresh), by the linear or the ratio form."""
    for name in ("condition", "harvest_index", "below_ground", "table"):
        if getattr(question, name) is not None:
            raise NotUsedError(
                Problem(
                    what=_("the method doesn't use this"),
                    column=name,
                    found=getattr(question, name) if name != "table" else None,
                    todo=_("Leave it out, or choose the method 'allocation'."),
                )
            )
    form = word("form", question.form or "linear", FORMS)
    row = coefficients(question.crop, unverified=question.unverified)
    dry_matter = question.dry_matter
    dry = question.yield_t_ha * (row["dry_matter_fraction"] if dry_matter is None else dry_matter)
    if form == "linear":
        above = row["ag_slope"] * dry + row["ag_intercept_tdm_ha"]
    else:
        above = row["r_ag_ratio"] * dry
    below = row["root_shoot_rs"] * (dry + above)
    carbon = load_parameters("crop_residues")["residue_carbon"]
    used = {"n_ag_fraction", "n_bg_fraction", "root_shoot_rs"}
    used |= {"r_ag_ratio"} if form == "ratio" else {"ag_slope", "ag_intercept_tdm_ha"}
    taken = {key: crop for key, crop in row.taken.items() if key in used}
    about: dict[str, Any] = {
        "form": form,
        "factor_table": TABLE,
        "source": "IPCC 2006 V4 Table 11.2; IPCC 2019 Refinement V4 Tables 11.1A, 11.2",
        "references": "ipcc_2006, ipcc_2019",
        "confidence": row.confidence,
        "carbon_of_dry_matter": carbon,
        "taken_from_generic_crop": ", ".join(f"{k} from {crop}" for k, crop in taken.items()),
        "note": row.note,
        "npp_includes": "product, residue above ground, roots; no exudates",
    }
    return Grown(
        product=dry * load_parameters("conversions")["dry_matter_carbon"],
        above=above * carbon,
        roots=below * carbon,
        exudates=below * 0.0,
        above_tdm_ha=above,
        below_tdm_ha=below,
        above_nitrogen=above * row["n_ag_fraction"] * KG_PER_T,
        below_nitrogen=below * row["n_bg_fraction"] * KG_PER_T,
        product_nitrogen=dry * 0.0,  # none of the product stays
        crop_burnt=row.burns_as,
        about=about,
    )


def crops() -> list[dict[str, Any]]:
    """Return the crops of the table, generic ones included."""
    return [
        {
            "crop": row["crop"],
            "name": row["ipcc_name"],
            "dry_matter_fraction": row["dry_matter_fraction"],
            "filled_from": row["generic_crop"] or "",
            "confidence": row["confidence"],
            "note": row["note"] or "",
        }
        for row in load_factors(TABLE)
    ]


METHODS.register("ipcc2019")(Method("ipcc2019", grow, crops))
