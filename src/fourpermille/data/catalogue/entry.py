"""What an entry of the catalogue holds."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _

# V: seen in a public source. U: from memory, to be tested before anything rests on it.
Confidence = Literal["V", "U"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Licence(_Row):
    """Under which terms a dataset may be used; ``url`` is the text of the terms."""

    name: str = Field(min_length=1)
    url: str = ""
    confidence: Confidence = "V"
    note: str = ""


class DataFile(_Row):
    """One file. ``name`` is its path below a folder of data, as in ``global_grid/x.nc``.

    ``name`` and ``url`` may hold ``{words}``; ``expand`` gives the values of each, and the file
    stands for all combinations; ``1958..2024`` is every number between. ``sha256`` is "" and
    ``size_bytes`` None where nobody says; ``confidence`` is that of the address.
    """

    name: str = Field(min_length=1)
    url: str = ""
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    size_bytes: int | None = Field(default=None, ge=1)
    size_exact: bool = True
    confidence: Confidence = "V"
    about: str = ""

    @property
    def basename(self) -> str:
        """The name without its folders."""
        return self.name.rpartition("/")[2]


class FileVariable(_Row):
    """What a variable (band, column) of a file is.

    ``name`` is the quantity of the vocabulary, "" for one that it doesn't have. ``units`` are those
    of ``scale * stored + offset``, where ``stored`` is the number after what the file itself says
    of packing (CF attributes). ``missing`` are stored numbers that mean nothing; one below
    ``valid_minimum`` or above ``valid_maximum`` is a code or a fill value, never a quantity.
    ``of_month`` says that it has twelve months. ``preferred`` is the one to take where several give
    the same quantity. ``files`` are those that hold it, all where none is named.
    """

    name: str = ""
    units: str = Field(min_length=1)
    scale: float = 1.0
    offset: float = 0.0
    missing: tuple[float, ...] = ()
    valid_minimum: float | None = None
    valid_maximum: float | None = None
    about: str = ""
    of_month: bool = False
    preferred: bool = False
    depth_top_cm: float | None = None
    depth_bottom_cm: float | None = None
    files: tuple[str, ...] = ()
    confidence: Confidence = "V"


class Entry(_Row):
    """One dataset. ``id`` is the name of its TOML file."""

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    topic: Literal["climate", "soil", "land", "statistics", "boundaries", "trials", "evidence"]
    about: str = ""
    producer: str = Field(min_length=1)
    version: str = ""
    published: str = ""
    accessed: str = ""
    licence: Licence
    redistributable: bool
    login_needed: bool = False
    citation: str = Field(min_length=1)
    citation_confidence: Confidence = "V"
    doi: str = ""
    homepage: str = ""
    obtain: str = ""  # what a person does where no file can be fetched
    format: str = Field(min_length=1)
    crs: str = ""
    resolution: str = ""
    registration: str = ""
    period: str = ""
    files: tuple[DataFile, ...] = ()
    variables: dict[str, FileVariable] = Field(default_factory=dict)
    traps: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _file_names_differ(self) -> Entry:
        names = [file.name for file in self.files]
        if len(set(names)) < len(names):
            raise ValueError(_("two files have the same name"))
        if not self.files and not self.obtain:
            raise ValueError(_("neither files nor a word on how to obtain them ('obtain')"))
        return self

    @property
    def size_bytes(self) -> int | None:
        """Size of all files together; None where that of one is not known."""
        sizes = [file.size_bytes for file in self.files]
        known = [size for size in sizes if size is not None]
        return sum(known) if sizes and len(known) == len(sizes) else None

    @property
    def downloadable(self) -> bool:
        """Whether ``4p1000 data get`` can fetch it: it has addresses and needs no login."""
        return not self.login_needed and any(file.url for file in self.files)

    def file(self, name: str | None = None) -> DataFile:
        """Return a file by its name, with or without folders; the only one if no name is given.

        Raises
        ------
        UnknownNameError
            The dataset has no such file.
        InputError
            It has several files and none is named.
        """
        names = [file.name for file in self.files]
        if name is None:
            if len(self.files) == 1:
                return self.files[0]
            raise InputError(
                Problem(
                    what=_("the dataset '{id}' has {count} files").format(
                        id=self.id, count=len(names)
                    ),
                    allowed=_some(names),
                    todo=_("Name one of them."),
                )
            )
        for file in self.files:
            if name in (file.name, file.basename):
                return file
        raise unknown_name(_("file of the dataset {id}").format(id=self.id), name, names)

    def variable(self, name: str) -> FileVariable:
        """Return what a variable of the file is; UnknownNameError if the entry has none."""
        if name not in self.variables:
            raise unknown_name(
                _("variable of the dataset {id}").format(id=self.id), name, self.variables
            )
        return self.variables[name]

    def find(self, quantity: str) -> tuple[str, ...]:
        """Names in the file of what gives a quantity of the vocabulary, the preferred one first."""
        found = [key for key, row in self.variables.items() if row.name == quantity]
        return tuple(sorted(found, key=lambda key: not self.variables[key].preferred))


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown}, …"
