"""Keep the checksum in a sidecar TOML in step with the file it describes."""

import hashlib
import re
from pathlib import Path


def stamp(data: Path, sidecar: Path | None = None) -> str:
    """Write the SHA-256 of `data` into its sidecar (same name, ``.toml``); returns it."""
    sidecar = sidecar or data.with_suffix(".toml")
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    text = sidecar.read_text(encoding="utf-8")
    text, count = re.subn(r'^sha256 = "[^"]*"$', f'sha256 = "{digest}"', text, flags=re.M)
    if count != 1:
        raise ValueError(f'{sidecar}: one line sha256 = "..." wanted, {count} found')
    sidecar.write_text(text, encoding="utf-8")
    return digest
