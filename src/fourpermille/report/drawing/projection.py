"""From longitude and latitude to the plane: Equal Earth for the world, a plain grid for a region.

Equal Earth keeps areas, so that the eye weighs countries as their land weighs.
Source: Šavrič, Patterson and Jenny (2019), Int. J. Geogr. Inf. Sci. 33(3), 454-465.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# The four coefficients of the projection's polynomial (equation 7 of the source).
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Array, Array]:
    """Project degrees to the plane; the globe has the radius 1."""
    lam, phi = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(phi))
    square = theta**2
    sixth = square**3
    slope = 9 * A4 * sixth * square + 7 * A3 * sixth + 3 * A2 * square + A1
    x = 2 * np.sqrt(3) * lam * np.cos(theta) / (3 * slope)
    y = theta * (A4 * sixth * square + A3 * sixth + A2 * square + A1)
    return x, y


def regional(
    longitude: ArrayLike, latitude: ArrayLike, middle_latitude: float
) -> tuple[Array, Array]:
    """Project degrees on a grid that is true at the middle latitude; radius 1."""
    lam, phi = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    return lam * np.cos(np.radians(middle_latitude)), phi
