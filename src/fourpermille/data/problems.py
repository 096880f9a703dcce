"""All problems of one file, gathered and raised together."""

from __future__ import annotations

import warnings

from fourpermille.core.errors import InputError, PlausibilityWarning, Problem
from fourpermille.core.i18n import _

MOST_PER_GROUP = 6  # a column that is wrong from top to bottom needs no thousand lines


class Problems:
    """A list of problems of a file; the first of each variable are kept, the rest counted.

    ``doubts`` are what may be true but looks like a slip, told as warnings where all else is
    right; ``stated`` holds the variables whose unit the file states, ``labels`` where each stands.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: list[Problem] = []
        self._counts: dict[tuple[str, str | None], int] = {}
        self.doubts: list[Problem] = []
        self.stated: set[str] = set()
        self.labels: dict[str, str] = {}

    def __len__(self) -> int:
        return sum(self._counts.values())

    def add(
        self,
        what: str,
        *,
        file: str | None = None,
        row: int | str | None = None,
        column: str | None = None,
        found: object = None,
        allowed: str | None = None,
        todo: str | None = None,
        group: str | None = None,
    ) -> None:
        """Remember one problem; ``file`` only where it is not the main file.

        ``group`` is the variable whose problems are counted together, the column if not given.
        """
        where = file or self.file
        key = (where, group or column)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count <= MOST_PER_GROUP or column is None:
            self._kept.append(Problem(what, where, row, column, found, allowed, todo))

    def add_uncounted(self, more: int, file: str, group: str) -> None:
        """Count further problems of a group of which the first ones were added."""
        if more > 0:
            self._counts[file, group] = self._counts.get((file, group), 0) + more

    def adopt(self, problem: Problem, **where: object) -> None:
        """Remember a problem that another part reported, with the place filled in."""
        fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
        given = {name: value for name, value in fields.items() if value is not None}
        merged = {**given, **{name: value for name, value in where.items() if value is not None}}
        self.add(**merged)

    def doubt(
        self,
        what: str,
        *,
        file: str | None = None,
        row: int | str | None = None,
        column: str | None = None,
        found: object = None,
        todo: str | None = None,
    ) -> None:
        """Remember something that may be true, but that a person should look at."""
        self.doubts.append(Problem(what, file or self.file, row, column, found=found, todo=todo))

    def tell(self) -> None:
        """Give each doubt as a PlausibilityWarning."""
        for doubt in self.doubts:
            warnings.warn(str(doubt), PlausibilityWarning, stacklevel=3)

    def raise_if_any(self) -> None:
        """Raise everything found as one InputError.

        Raises
        ------
        InputError
            There is at least one problem; ``problems`` holds them in the order of finding.
        """
        if not self._kept:
            return
        for (file, column), count in self._counts.items():
            if column is not None and count > MOST_PER_GROUP:
                text = _("{count} more problems of the same kind").format(
                    count=count - MOST_PER_GROUP
                )
                self._kept.append(Problem(text, file, None, column))
        raise InputError(*self._kept)
