"""The catalogue of datasets: one TOML file in ``entries`` is one dataset.

An entry says what a dataset is, under which licence, where its files are, and what each variable
of a file means in the vocabulary. Dropping a file into ``entries`` adds a dataset; its name without
``.toml`` is the id. Nothing here reaches the network: see :mod:`fourpermille.data.fetch`.
"""

from fourpermille.data.catalogue.entry import DataFile, Entry, FileVariable, Licence
from fourpermille.data.catalogue.folders import cache_folder, local_folders
from fourpermille.data.catalogue.load import entries, entry
from fourpermille.data.catalogue.locate import locate, place_of
from fourpermille.data.catalogue.parse import parse_entry

__all__ = [
    "DataFile",
    "Entry",
    "FileVariable",
    "Licence",
    "cache_folder",
    "entries",
    "entry",
    "local_folders",
    "locate",
    "parse_entry",
    "place_of",
]
