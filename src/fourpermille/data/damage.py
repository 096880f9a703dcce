"""Files that can't be read to their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fourpermille.core.errors import FourPerMilleError, InputError, Problem
from fourpermille.core.i18n import _


@contextmanager
def damage_told(file: str) -> Iterator[None]:
    """Name the file where reading its values fails.

    Raises
    ------
    InputError
        The file is cut short or damaged.
    """
    try:
        yield
    except (FourPerMilleError, MemoryError):
        raise
    except Exception as error:  # libraries of formats raise errors of many kinds
        raise InputError(
            Problem(
                what=_("the file is damaged or cut short"),
                file=file,
                found=" ".join(str(error).split()) or type(error).__name__,
                todo=_("Copy or download it again."),
            )
        ) from error
