"""Where data lie: folders that a person names, and the cache of this package."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _

LOCAL = "FOURPERMILLE_DATA"  # folders with local copies, read only
CACHE = "FOURPERMILLE_DATA_DIR"  # where downloads go
NAME = "fourpermille"


def local_folders() -> tuple[Path, ...]:
    """Folders of local copies: FOURPERMILLE_DATA, several separated as those of PATH.

    Raises
    ------
    DataUnavailableError
        The setting names a folder that is not there.
    """
    named = [
        Path(part).expanduser() for part in os.environ.get(LOCAL, "").split(os.pathsep) if part
    ]
    for folder in named:
        if not folder.is_dir():
            raise DataUnavailableError(
                Problem(
                    what=_("{setting} names a folder that is not there").format(setting=LOCAL),
                    found=str(folder),
                    todo=_("Correct the setting, or remove it."),
                )
            )
    return tuple(folder.absolute() for folder in named)


def cache_folder() -> Path:
    """Folder of downloads: FOURPERMILLE_DATA_DIR, else that of the system for caches."""
    named = os.environ.get(CACHE, "")
    return Path(named).expanduser().absolute() if named else _system_cache()


def _system_cache() -> Path:
    # The folders of pooch and platformdirs, found without them: they belong to an extra.
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / NAME / NAME / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / NAME
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / NAME
