"""Soil and phases from rasters of other people, on the grid of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fourpermille.api.run_references import files_of
from fourpermille.api.sequestration.inputs import SOIL, Inputs, identity_of, kept_if_small
from fourpermille.api.sequestration.recipe import Recipe


def open_rasters(recipe: Recipe) -> Inputs:
    """Soil and phases of a recipe on (``lat``, ``lon``); heads and coordinates are read.

    Where a raster ends within the map, its cells are missing. Raises DataUnavailableError,
    InputError.
    """
    from fourpermille.data.grids import open_grid  # slow import

    like, folder = recipe.like, recipe.file.parent
    parts = {}
    for table, variables in recipe.tables.items():
        asked = {like: recipe.tables[SOIL][like], **variables}
        ds = open_grid(
            asked,
            folder=folder,
            like=like,
            resampling={n: how for n, how in recipe.resampling.items() if n in asked},
            bounds=recipe.bounds,
        )
        parts[table] = ds if table == SOIL else ds.drop_vars(like)
    identity = identity_of(_files(recipe, folder), recipe.text)
    return Inputs(recipe.file.name, kept_if_small(parts), True, identity, recipe.country)


def _files(recipe: Recipe, folder: Path) -> Iterator[Path]:
    from fourpermille.data.grids.reference import parse_reference  # slow import

    found = {
        path
        for name, text in recipe.references()
        for _id, _name, path in files_of(parse_reference(text), folder, name)
        if path != Path()  # of a dataset, what isn't on this machine and wasn't needed
    }
    yield from sorted(found)
