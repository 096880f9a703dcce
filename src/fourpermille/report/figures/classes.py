"""Classes of a map: about equal shares of the places with round limits, or names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fourpermille.report.drawing.scale import decimals, is_flat, nice_step
from fourpermille.report.numbers import num


@dataclass(frozen=True)
class Classes:
    """Limits between classes, lowest and highest value included."""

    limits: tuple[float, ...]

    def __len__(self) -> int:
        """Return the number of classes."""
        return len(self.limits) + 1

    def index(self, value: float) -> int:
        """Return the class of a value, 0 for the lowest."""
        return int(self.indices(value))

    def indices(self, values: ArrayLike) -> NDArray[np.intp]:
        """Return the class of each value, 0 for the lowest."""
        return np.asarray(np.searchsorted(self.limits, values, side="right"))

    def labels(self) -> list[str]:
        """Return the classes in words, such as "< 0.5", "0.5–1" and "≥ 2"."""
        if not self.limits:
            return ["…"]
        digits = decimals(list(self.limits))
        written = [num(limit, digits) for limit in self.limits]
        between = [f"{a}–{b}" for a, b in pairwise(written)]
        return [f"< {written[0]}", *between, f"≥ {written[-1]}"]


@dataclass(frozen=True)
class Categories:
    """Classes that are names: a value is the number of its name."""

    names: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of classes."""
        return len(self.names)

    def index(self, value: float) -> int:
        """Return the class of a value."""
        return int(value)

    def indices(self, values: ArrayLike) -> NDArray[np.intp]:
        """Return the class of each value; -1 where it is missing."""
        return np.nan_to_num(np.asarray(values, float), nan=-1.0).astype(np.intp)

    def labels(self) -> list[str]:
        """Return the names."""
        return list(self.names)


def equal_classes(values: ArrayLike, count: int = 6) -> Classes:
    """Divide the values into at most so many classes at round limits."""
    v = np.asarray(values, float)
    v = v[np.isfinite(v)]
    if v.size < 2 or is_flat(float(v.min()), float(v.max())):
        return Classes(())
    middle = float(np.quantile(v, 0.9) - np.quantile(v, 0.1)) or float(np.ptp(v))
    step = nice_step(middle, 20)
    wanted: Sequence[float] = [float(np.quantile(v, i / count)) for i in range(1, count)]
    limits = sorted({round(round(w / step) * step, 9) for w in wanted})
    return Classes(tuple(limit for limit in limits if v.min() < limit <= v.max()))
