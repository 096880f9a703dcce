"""Country codes of grids: numbers of the United Nations, or text."""

from __future__ import annotations

import numpy as np

from fourpermille.data.columns import country_code
from fourpermille.data.problems import Problems

FIRST_USER_CODE, LAST_CODE = 900, 999  # of the numeric codes of ISO 3166


def country_codes(values: np.ndarray, column: str, problems: Problems) -> np.ndarray:
    """ISO3 codes of numbers or texts, any shape; what is no country is reported and left empty."""
    found, inverse = np.unique(values, return_inverse=True)
    texts = [
        _number_code(one) if values.dtype.kind in "iuf" else str(one) for one in found.tolist()
    ]
    codes = [country_code(text, problems, problems.file, None, column) for text in texts]
    return np.array(codes or [""], dtype="U3")[inverse].reshape(values.shape)


def _number_code(value: float) -> str:
    """Three digits; empty for none (0, missing) and for numbers that ISO 3166 leaves to users."""
    if value != value or value <= 0 or FIRST_USER_CODE <= value <= LAST_CODE:
        return ""
    # A fraction or a larger number is no code; said as it is, it is refused.
    return f"{int(value):03d}" if value == int(value) else f"{value:g}"
