"""The crops that each method knows."""

from __future__ import annotations

import pandas as pd

from fourpermille.crop.arguments import text
from fourpermille.crop.plant import METHODS


def crops(method: str | None = None) -> pd.DataFrame:
    """List the crops of each method from yield to residues, or of one.

    Returns one row for each method and crop: ``method``, ``crop`` (the word that ``crop_inputs``
    takes), ``name``, ``dry_matter_fraction`` of the product where a table has it, ``filled_from``
    (the row of the IPCC table whose numbers stand in where the crop has none), ``confidence`` and
    ``note``. Raises UnknownNameError.
    """
    names = METHODS.names() if method is None else (METHODS.get(text("method", method)).name,)
    rows = [{"method": name, **row} for name in names for row in METHODS.get(name).crops()]
    return pd.DataFrame(rows)
