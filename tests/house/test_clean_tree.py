"""What a file of the repository must not hold, and what a text file looks like."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces, so that this file passes its own test.
FORBIDDEN = {
    "address of a package registry": re.compile(
        "|".join(
            [
                r"pypi\." + "org",
                "python" + "hosted",
                r"registry\.npm" + "js",
                r"registry\.yarn" + "pkg",
                r"conda\.ana" + "conda",
                "--index" + "-url",
                "--extra-index" + "-url",
            ]
        )
    ),
    "lock file address": re.compile(r'"resol' + r'ved"\s*:'),
    "absolute path of one machine": re.compile(
        r"(?<![\w./])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+)/\w"
    ),
    "merge mark": re.compile("^(?:<{7}|>{7}) ", re.MULTILINE),
}
BINARY = {".mo", ".png", ".jpg", ".nc", ".gpkg", ".xlsx", ".pdf", ".gz", ".npz", ".woff2", ".zip"}


def _tracked(repository: Path) -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    files = [repository / name for name in done.stdout.split("\0") if name]
    return [path for path in files if path.is_file()]


def test_no_tracked_text_holds_a_forbidden_thing(repository: Path) -> None:
    found = []
    for path in _tracked(repository):
        if path.suffix in BINARY:
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        for what, pattern in FORBIDDEN.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(repository)}:{line}: {what}: {match.group()!r}")
    assert found == []


def test_source_files_stay_short(repository: Path) -> None:
    long = {
        str(path.relative_to(repository)): lines
        for path in _tracked(repository)
        if path.suffix == ".py"
        and path.is_relative_to(repository / "src")
        and (lines := path.read_text("utf-8").count("\n")) > 300
    }
    assert long == {}


def test_no_large_file(repository: Path) -> None:
    large = {
        str(path.relative_to(repository)): path.stat().st_size
        for path in _tracked(repository)
        if path.stat().st_size > 2_000_000
    }
    assert large == {}
