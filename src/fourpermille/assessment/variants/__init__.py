"""Equally defensible choices, one at a time, and how far each moves the answer.

A group of variants is one file of this folder, and all there is about it: its names for people, and
a function of the same name as the file that gives the changes which the data of a case allow. A
change makes one case of another, so that changes of several groups can be put together; they are
then made in the ``order`` of their groups, since a rule may look at what another one changed (cover
at rain, irrigation at evaporation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from fourpermille.assessment.case import Case
from fourpermille.core import families
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.registry import Registry

REFERENCE = "reference"
CLIMATE, LAYER, MAP, EVAPORATION, WATER, COVER, SOIL, METHOD = range(8)

Change = Callable[[Case], Case]


class Words(NamedTuple):
    """What a level is called and what it changes, marked by ``N_`` and translated when shown.

    ``parts`` are put into the name, where it is made from the level's identifier.
    """

    name: str
    meaning: str
    parts: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Group:
    """A choice: ``changes`` gives, for a case, a change for each level beside the case itself.

    ``label`` is its name for people, marked by ``N_``; ``about`` says in the documentation what
    changes (Markdown, English); ``words`` of a level, None if it is none of this group's. ``needs``
    says which variables of the data it takes ("" for none). ``many``: it has as many levels as the
    data say, of which figures show the lowest and the highest.
    """

    name: str
    order: int
    changes: Callable[[Case], dict[str, Change]]
    label: str
    about: str
    words: Callable[[str], Words | None]
    needs: str = ""
    many: bool = False


VARIANTS: Registry[Group] = Registry(
    "variant", folder=families.VARIANTS.folder, plugins=families.VARIANTS.plugins
)


def register(
    order: int,
    *,
    label: str,
    about: str,
    words: Callable[[str], Words | None],
    needs: str = "",
    many: bool = False,
) -> Callable[[Callable[[Case], dict[str, Change]]], Group]:
    """Return a decorator that makes a function the group of its name; see :class:`Group`."""

    def add(changes: Callable[[Case], dict[str, Change]]) -> Group:
        name = changes.__name__
        return VARIANTS.register(name)(
            Group(name, order, changes, label, about, words, needs, many)
        )

    return add


def groups() -> tuple[str, ...]:
    """Names a scenario may list under ``sensitivity.variants`` and ``sensitivity.decompose``."""
    return VARIANTS.names()


def group(name: str, column: str = "sensitivity.variants") -> Group:
    """A group by name; UnknownNameError, with what is allowed, if there is none."""
    if name not in VARIANTS:
        raise UnknownNameError(
            Problem(
                what=_("unknown variant"), column=column, found=name, allowed=", ".join(groups())
            )
        )
    return VARIANTS.get(name)


def group_of(level: str) -> Group | None:
    """The group that a level belongs to; None for the reference, or one that isn't here."""
    return next((one for one in map(VARIANTS.get, groups()) if one.words(level)), None)


def cases(reference: Case, wanted: Sequence[str]) -> dict[str, Case]:
    """The reference and every variant of the wanted groups that the data allow."""
    out = {REFERENCE: reference}
    for name in wanted:
        for level, change in group(name).changes(reference).items():
            out[level] = change(reference)
    return out


def left_out(reference: Case, wanted: Sequence[str]) -> dict[str, str]:
    """The wanted groups that the data allow no level of, and which variables they need."""
    found = {name: group(name) for name in wanted}
    return {name: one.needs for name, one in found.items() if not one.changes(reference)}
