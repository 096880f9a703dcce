"""Errors that say what, where, what was found, what is allowed and what to do.

::

    FourPerMilleError                   exit code 1
    ├── InputError (ValueError)         exit code 3
    │   ├── UnknownNameError (LookupError)
    │   ├── MissingVariableError (LookupError)
    │   ├── UnitsError
    │   ├── OutOfRangeError
    │   ├── NotUsedError
    │   ├── LicenceError
    │   └── ShapeError
    ├── DataUnavailableError (FileNotFoundError)   exit code 4
    ├── MissingExtraError (ImportError)
    ├── DeviceUnavailableError (RuntimeError)
    ├── ConvergenceError (ArithmeticError)
    ├── RunStoppedError (RuntimeError)
    └── Cancelled                       exit code 130
"""

import warnings
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike, fspath
from typing import ClassVar, TypeGuard

from fourpermille.core.i18n import _

LISTED = 12  # names that a message lists


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, where, found, allowed, what to do."""

    what: str
    file: str | None = None
    row: int | str | None = None
    column: str | None = None
    found: object = None
    allowed: str | None = None
    todo: str | None = None

    def __str__(self) -> str:
        """Write the problem as one line, in the current language."""
        text = _sentence(self.what)
        where = self._where()
        if where:
            text = _("{where}: {what}").format(where=where, what=text)
        parts = [text]
        if self.found is not None:
            parts.append(_("Found {found}.").format(found=self.found))
        if self.allowed:
            parts.append(_sentence(_("Allowed {allowed}").format(allowed=self.allowed)))
        if self.todo:
            parts.append(self.todo)
        return " ".join(parts)

    def _where(self) -> str:
        parts = [] if self.file is None else [str(self.file)]
        if self.row is not None:
            parts.append(_("row {row}").format(row=self.row))
        if self.column is not None:
            parts.append(_("column {column}").format(column=self.column))
        return ", ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


class FourPerMilleError(Exception):
    """Anything that this package reports; holds one or more problems."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: Problem | str, *more: Problem | str) -> None:
        super().__init__(problem)
        self.args = (problem, *more)
        self.problems: tuple[Problem, ...] = tuple(
            p if isinstance(p, Problem) else Problem(what=p) for p in (problem, *more)
        )

    def __str__(self) -> str:
        """Write one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


class InputError(FourPerMilleError, ValueError):
    """What a person gave can't be used."""

    exit_code = 3


class UnknownNameError(InputError, LookupError):
    """A name that nothing here has."""


class MissingVariableError(InputError, LookupError):
    """A variable that a computation needs is not in the data."""


class UnitsError(InputError):
    """A unit that is not the expected one and can't be converted."""


class OutOfRangeError(InputError):
    """A value that can't be true."""


class NotUsedError(InputError):
    """Something was given that nothing uses."""


class LicenceError(InputError):
    """The terms of a dataset were not accepted."""


class ShapeError(InputError):
    """Dimensions or lengths that don't fit together."""


class DataUnavailableError(FourPerMilleError, FileNotFoundError):
    """A file or dataset is not there."""

    exit_code = 4


class MissingExtraError(FourPerMilleError, ImportError):
    """An optional dependency is not installed; names the extra that brings it."""

    def __init__(self, extra: str | Problem, what: str = "") -> None:
        if isinstance(extra, Problem):  # an error that was pickled and comes back
            super().__init__(extra)
            return
        super().__init__(
            Problem(
                what=_("{what} needs the optional part '{extra}'").format(
                    what=what or extra, extra=extra
                ),
                todo=_('Install it with: pip install "fourpermille[{extra}]"').format(extra=extra),
            )
        )


class DeviceUnavailableError(FourPerMilleError, RuntimeError):
    """A computing device that was asked for does not answer."""


class ConvergenceError(FourPerMilleError, ArithmeticError):
    """An iteration did not come to an end."""


class RunStoppedError(FourPerMilleError, RuntimeError):
    """A long run was cut short by the machine: a lost cluster, a full disk; it can go on."""


class Cancelled(FourPerMilleError):  # noqa: N818 - a person's wish, no error
    """A person stopped the work."""

    exit_code = 130

    def __init__(self, problem: Problem | str = "", *more: Problem | str) -> None:
        super().__init__(problem or _("stopped"), *more)


class StoppedWithWorkKept(KeyboardInterrupt):
    """Ctrl-C in a run that keeps what it has done, and goes on with the same command."""


class ApplicabilityWarning(UserWarning):
    """A method is used outside the domain that it was published for.

    The text may be a function that gives it: a warning born where the language of a report is
    spoken is then told in the language of whoever listens.
    """

    def __str__(self) -> str:
        """Give the text, in the current language where it is a function."""
        text = self.args[0] if self.args else ""
        return str(text() if callable(text) else text)


class PlausibilityWarning(ApplicabilityWarning):
    """What a person gave may be true, but looks like another unit or a slip of the pen."""


@contextmanager
def told_once() -> Iterator[list[ApplicabilityWarning]]:
    """Tell each text about the science once, however often it is met inside.

    Yields each ApplicabilityWarning, which are there once the block is left: their texts are in
    the language of whoever asks.
    """
    told: list[ApplicabilityWarning] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ApplicabilityWarning)
        yield told
    seen: set[tuple[type[Warning], str]] = set()
    for one in caught:
        known = (one.category, str(one.message))
        if known in seen:
            continue
        seen.add(known)
        if isinstance(one.message, ApplicabilityWarning):
            told.append(one.message)
        warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


def did_you_mean(name: object, known: Iterable[object]) -> str | None:
    """Say which known names resemble the given one; None when none does."""
    names = {str(k).casefold(): str(k) for k in known}
    close = get_close_matches(str(name).casefold(), names, n=3, cutoff=0.6)
    if not close:
        return None
    found = [names[c] for c in close]
    if len(found) == 1:
        return _("Did you mean {name}?").format(name=found[0])
    return _("Did you mean one of {names}?").format(names=", ".join(found))


def is_among(name: object, known: Container[str]) -> TypeGuard[str]:
    """Whether a name is one of the known ones; nothing but a text is."""
    return isinstance(name, str) and name in known


def unknown_name(
    kind: str,
    name: object,
    known: Iterable[object],
    *,
    file: str | None = None,
    row: int | str | None = None,
    column: str | None = None,
) -> UnknownNameError:
    """Return the error for a name that is none of the known ones, with what resembles it.

    ``kind`` is what the name should be one of, for people ("soil model", "variable"). Of a long
    list the near names are told; where there is none, how it begins.
    """
    names = [str(one) for one in known]
    near = did_you_mean(name, names)
    shown = names if len(names) <= LISTED else [] if near else [*names[:LISTED], "…"]
    return UnknownNameError(
        Problem(
            what=_("There is no {kind} called '{name}'").format(kind=kind, name=name),
            file=file,
            row=row,
            column=column,
            allowed=", ".join(shown) or None,
            todo=near,
        )
    )


def no_such_file(path: str | PathLike[str]) -> DataUnavailableError:
    """Return the error for a file that a person named and that isn't there."""
    return DataUnavailableError(
        Problem(
            what=_("there is no such file"),
            file=fspath(path),
            todo=_("Check the name and the folder."),
        )
    )


def not_an_answer(what: str, lacking: Iterable[str], todo: str) -> MissingVariableError:
    """Return the error for data that lack what an answer of this package would have.

    ``what`` the data are not, and what to give instead (``todo``), for people.
    """
    return MissingVariableError(Problem(what=what, column=", ".join(lacking), todo=todo))
