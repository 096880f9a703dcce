"""Names and meanings of the variants of a run, which the files of their groups bring."""

from fourpermille.assessment.variants import REFERENCE, VARIANTS, Words, group_of
from fourpermille.core.i18n import N_, _

RUN = Words(N_("Reference"), N_("the run as the scenario sets it"))


def _words(variant: str) -> Words | None:
    """Return the words of a variant; None for one whose group isn't installed here."""
    if variant == REFERENCE:
        return RUN
    group = group_of(variant)
    return None if group is None else group.words(variant)


def group_name(group: str) -> str:
    """Return the name of a group of variants for a reader."""
    return _(VARIANTS.get(group).label) if group in VARIANTS else group.replace("_", " ")


def variant_name(variant: str) -> str:
    """Return the name of a variant for a reader."""
    words = _words(variant)
    return variant.replace("_", " ") if words is None else _(words.name).format(**words.parts)


def variant_meaning(variant: str) -> str:
    """Return what a variant changes; empty for one that is not known here."""
    words = _words(variant)
    return "" if words is None else _(words.meaning)


def extremes(medians: dict[str, float]) -> list[str]:
    """Return the variants to draw: of a group with many only the lowest and the highest."""
    found: dict[str, list[str]] = {}
    for name in medians:
        group = group_of(name)
        if group is not None and group.many:
            found.setdefault(group.name, []).append(name)
    left_out: set[str] = set()
    for many in found.values():
        left_out |= set(sorted(many, key=lambda name: medians[name])[1:-1])
    return [name for name in medians if name not in left_out]
