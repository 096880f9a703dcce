"""Equally defensible choices, one at a time, and how far each moves the answer.

A group of variants is one file of this folder: it registers a function that names the changes
which the data of a case allow. A change makes one case of another, so that changes of several
groups can be put together; they are then made in the ``order`` of their groups, since a rule may
look at what another one changed (cover at rain, irrigation at evaporation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fourpermille.assessment.case import Case
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.registry import Registry

REFERENCE = "reference"
CLIMATE, LAYER, MAP, EVAPORATION, WATER, COVER, SOIL, METHOD = range(8)

Change = Callable[[Case], Case]


@dataclass(frozen=True)
class Group:
    """A choice: ``changes`` gives, for a case, a change for each level beside the case itself.

    ``needs`` says which variables of the data it takes, for people ("" for none).
    """

    name: str
    order: int
    changes: Callable[[Case], dict[str, Change]]
    needs: str = ""


VARIANTS: Registry[Group] = Registry(
    "variant", folder="fourpermille.assessment.variants", plugins="fourpermille.variants"
)


def register(
    name: str, order: int, needs: str = ""
) -> Callable[[Callable[[Case], dict[str, Change]]], Callable[[Case], dict[str, Change]]]:
    """Return a decorator that makes a function the group of this name."""

    def add(changes: Callable[[Case], dict[str, Change]]) -> Callable[[Case], dict[str, Change]]:
        VARIANTS.register(name)(Group(name, order, changes, needs))
        return changes

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
