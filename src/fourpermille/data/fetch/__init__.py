"""Download files of the catalogue: only when a person asks, never during a run.

Terms are accepted before the first byte, a download that was cut goes on where it stopped, and a
file takes its place only when it is whole and its hash is right.
"""

from fourpermille.data.fetch.get import get_files

__all__ = ["get_files"]
