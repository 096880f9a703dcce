"""Problems of a scenario file: they name the line and the key."""

from collections.abc import Iterable
from dataclasses import dataclass

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _


@dataclass(frozen=True)
class KeyProblem(Problem):
    """A problem whose ``column`` is the path of a key and whose ``row`` a line of the file."""

    def _where(self) -> str:
        parts = [] if self.file is None else [self.file]
        if self.row is not None:
            parts.append(_("line {line}").format(line=self.row))
        if self.column:
            parts.append(_("key {key}").format(key=self.column))
        return ", ".join(parts)


@dataclass(frozen=True)
class Found:
    """A problem and the error that it would be by itself."""

    problem: Problem
    kind: type[InputError] = InputError


def raise_all(found: Iterable[Found]) -> None:
    """Raise everything that was found as one error: of its kind, if all are of one kind.

    Raises InputError, or the kind of InputError that all problems share.
    """
    every = sorted(found, key=lambda one: _line(one.problem))
    if not every:
        return
    kinds = {one.kind for one in every}
    kind = kinds.pop() if len(kinds) == 1 else InputError
    raise kind(*(one.problem for one in every))


def _line(problem: Problem) -> float:
    return problem.row if isinstance(problem.row, int) else float("inf")
