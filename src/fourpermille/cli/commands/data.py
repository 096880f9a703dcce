"""``4p1000 data``: the catalogue of datasets, and the one way to download them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from fourpermille.cli.talk import can_ask, complain, progress_bar, say, show, show_json
from fourpermille.cli.words import N_
from fourpermille.core.errors import Cancelled, LicenceError
from fourpermille.core.i18n import _

HELP = N_("List, describe, download, check and find datasets.")

data = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

Id = Annotated[
    str, typer.Argument(help=N_("Dataset, as 'data list' names it."), show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help=N_("Print as JSON."))]
FileName = Annotated[
    list[str] | None,
    typer.Option(
        "--file", help=N_("One file, or a pattern such as '*_tas_*'; may be given again.")
    ),
]


@data.command("list", help=N_("List the datasets with licence, size and what is here."))
def list_(
    topic: Annotated[
        str | None,
        typer.Option(
            help=N_("climate, soil, land, statistics, boundaries, trials or evidence only.")
        ),
    ] = None,
    here: Annotated[
        bool, typer.Option("--here", help=N_("Only what lies on this machine."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the datasets."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.datasets import list_lines

    rows = resolve("datasets")(topic)
    rows = {id: row for id, row in rows.items() if row["files_here"] or not here}
    if as_json:
        show_json({"datasets": rows})
        return
    for line in list_lines(rows):
        show(line)


@data.command("info", help=N_("Tell all about a dataset: licence, files, variables, traps."))
def info(id: Id, as_json: AsJson = False) -> None:
    """Tell all about a dataset."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.datasets import info_lines

    found = resolve("dataset_info")(id)
    if as_json:
        show_json(found)
        return
    for line in info_lines(found):
        show(line)


@data.command("get", help=N_("Download files of a dataset, after you accepted its licence."))
def get(
    id: Id,
    file: FileName = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help=N_("Accept the licence of the dataset."))
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help=N_("Download also what is here; accept that it was changed.")),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Download a dataset."""
    paths = _get(id, file or [], accept_licence, again)
    if as_json:
        show_json({"dataset": id, "files": [str(path) for path in paths]})
        return
    for path in paths:
        show(str(path))


def _get(id: str, files: list[str], accepted: bool, again: bool) -> Any:
    from fourpermille.api import resolve  # slow import

    try:
        with progress_bar(of_bytes=True) as progress:
            return resolve("get_dataset")(
                id, files, accept_licence=accepted, again=again, progress=progress
            )
    except LicenceError as error:
        if accepted or not can_ask():
            raise
        problem = error.problems[0]
        complain(f"{problem.what}\n{problem.found}")
        if not typer.confirm(_("Do you accept this licence?"), err=True):
            raise Cancelled(_("the licence was not accepted; nothing was downloaded")) from None
    return _get(id, files, True, again)


@data.command("verify", help=N_("Check size, hash and kind of what is here."))
def verify(
    id: Annotated[
        str | None, typer.Argument(help=N_("Dataset; all that are here if none is given."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Check files."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.datasets import verdict_line

    rows = resolve("datasets")()
    ids = [id] if id else [one for one, row in rows.items() if row["files_here"]]
    with progress_bar(of_bytes=True) as progress:
        found = [row for one in ids for row in resolve("verify_dataset")(one, progress=progress)]
    bad = [row for row in found if not row["ok"]]
    if as_json:
        show_json({"files": found, "ok": not bad})
    else:
        for row in found:
            show(verdict_line(row))
        if not found:
            say(_("No dataset is here."))
    return 1 if bad else 0


@data.command("path", help=N_("Print where the files of a dataset lie."))
def path(id: Id, file: FileName = None) -> None:
    """Print paths, one a line, and nothing else on stdout."""
    from fourpermille.api import resolve  # slow import

    here = [row["path"] for row in resolve("dataset_info")(id)["files"] if row["path"]]
    if file:
        here = [str(resolve("dataset_path")(id, one)) for one in file]
    if not here:
        here = [str(resolve("dataset_path")(id))]  # says how to get it
    for one in here:
        show(one)
