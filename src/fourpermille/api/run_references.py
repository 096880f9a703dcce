"""The files behind the references of a grid, and the references as a run folder keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourpermille.core.errors import DataUnavailableError
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    from fourpermille.api.run_inputs import Input
    from fourpermille.data.grids.reference import Reference

MONTHS = range(1, 13)
PATTERN = "{month"  # of twelve files in a name


def files_of_grid(scenario: Scenario) -> Iterator[tuple[str, str, Path]]:
    """Dataset ("" for a user's file), name in it, and path of every file of a grid, each once.

    A file of the catalogue that is not here has an empty path. Raises InputError for a reference
    that can't be read or a dataset that nobody has.
    """
    seen = set()
    for quantity, reference in _references(scenario):
        for one in files_of(reference, scenario.base_dir, quantity):
            if one not in seen:
                seen.add(one)
                yield one


def identified(scenario: Scenario, inputs: Sequence[Input]) -> dict[str, list[str]]:
    """The references with what their files hold in place of where these lie."""
    known = {one.path: one.identity for one in inputs}

    def identity(quantity: str, reference: Reference) -> str:
        found = files_of(reference, scenario.base_dir, quantity)
        paths = [path for _id, _name, path in found]
        return "+".join(known.get(path, str(path)) for path in paths)

    return _with_sources(scenario, identity)


def moved(scenario: Scenario, inputs: Sequence[Input]) -> dict[str, str | tuple[str, ...]]:
    """The references with the user's files where they lie in the run folder, options kept.

    Files that were not copied are named by their whole path; datasets of the catalogue as before.
    """
    places = {one.path: one.stored or str(one.path.resolve()) for one in inputs}

    def place(quantity: str, reference: Reference) -> str:
        if reference.is_id:
            return reference.source
        first = next(files_of(reference, scenario.base_dir, quantity))[2]
        lies = Path(places.get(first, str(first.resolve())))
        return (lies.parent / Path(reference.source).name).as_posix()

    found = _with_sources(scenario, place)
    return {name: texts[0] if len(texts) == 1 else tuple(texts) for name, texts in found.items()}


def _with_sources(
    scenario: Scenario, source: Callable[[str, Reference], str]
) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name, one in _references(scenario):
        out.setdefault(name, []).append(source(name, one) + one.text[len(one.source) :])
    return out


def _references(scenario: Scenario) -> Iterator[tuple[str, Reference]]:
    """Each quantity of the grid with each of its references."""
    from fourpermille.data.grids.reference import parse_reference  # slow import

    if scenario.grid is not None:
        for name, texts in scenario.grid.references().items():
            for text in texts:
                yield name, parse_reference(text)


def files_of(reference: Reference, folder: Path, quantity: str) -> Iterator[tuple[str, str, Path]]:
    """Dataset ("" for a user's file), name in it and path of each file behind a reference."""
    if reference.is_id:
        yield from _catalogued(reference, quantity)
        return
    path = folder / Path(reference.source).expanduser()
    months = PATTERN in path.name
    for name in [path.name.format(month=m) for m in MONTHS] if months else [path.name]:
        yield "", name, path.with_name(name)


def _catalogued(reference: Reference, quantity: str) -> Iterator[tuple[str, str, Path]]:
    from fourpermille.data.catalogue import entry, locate  # slow import

    one = entry(reference.source)
    variable = reference.variable or next(iter(one.find(quantity)), None)
    names = () if variable is None else one.variable(variable).files
    for name in names or tuple(file.name for file in one.files):
        try:
            yield one.id, name, locate(one.id, name)
        except DataUnavailableError:
            yield one.id, name, Path()
