"""The kinds of documents: one file in ``documents/`` for each, found by its name."""

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from fourpermille.core.registry import Registry
from fourpermille.report.content import Content
from fourpermille.report.facts import Facts


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: whether results suit it, and how its content is made from facts."""

    name: str
    suits: Callable[[xr.Dataset], bool]
    build: Callable[[Facts], Content]


DOCUMENTS: Registry[DocumentKind] = Registry("document", "fourpermille.report.documents")
