"""The journal of a run by blocks: one line of JSON for each block that is done.

A block counts as done when its line stands in the journal, never because a file is there: the
line is written, and brought to the disk, only after the block's results are. A line that a kill
tore in two is dropped, and its block is answered again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.api.blocks.durable import to_disk
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

TIME, DEVICE = "time", "device"  # of the first line


class Journal:
    """Lines of a run: the first names the run (its fingerprint), each other one a block."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self, head: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
        """Begin, or go on with a journal of the same run; returns the blocks that are done.

        ``head`` may tell the ``time``, which may differ, and the ``device`` that computes. Raises
        InputError where the journal is that of another run, or of another device.
        """
        lines = self._lines() if self.path.exists() else []
        if not lines:
            self.path.unlink(missing_ok=True)
            self._append(head)
            to_disk([self.path], self.path.parent.parent)
            return {}
        before = lines[0]
        if any(before.get(name) != head[name] for name in head if name not in (TIME, DEVICE)):
            raise InputError(
                Problem(
                    what=_("the folder holds an unfinished run of another scenario or data"),
                    file=str(self.path.parent),
                    todo=_("Name another folder with --out, or start anew with --restart."),
                )
            )
        if before.get(DEVICE) != head.get(DEVICE):  # whose digits would be mixed
            raise InputError(
                Problem(
                    what=_("the unfinished run was begun on another device"),
                    file=str(self.path.parent),
                    column="device",
                    found=head.get(DEVICE),
                    allowed=str(before.get(DEVICE, "?")),
                    todo=_("Go on with the same --device, or start anew with --restart."),
                )
            )
        return {int(line["block"]): line for line in lines[1:] if "block" in line}

    def done(self, block: int, outcome: Mapping[str, Any]) -> None:
        """Note that a block is done, and what it adds to the whole."""
        self._append({"block": block, **outcome})

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> list[dict[str, Any]]:
        """Every whole line up to the first that is not; the rest is cut off the file.

        A kill leaves half a line, a machine that lost its power a line of zeros.
        """
        text = self.path.read_bytes()
        found, end = [], 0
        for line in text.splitlines(keepends=True):
            one = _parsed(line)
            if one is None:
                break
            found.append(one)
            end += len(line)
        if end < len(text):
            with self.path.open("r+b") as file:
                file.truncate(end)
        return found


def _parsed(line: bytes) -> dict[str, Any] | None:
    """What a line says; None where it is no whole line of a journal."""
    if not line.endswith(b"\n"):
        return None
    try:
        one = json.loads(line)
    except ValueError:
        return None
    return one if isinstance(one, dict) else None
