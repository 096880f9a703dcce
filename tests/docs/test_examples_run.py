"""Every example of the README and the documentation does what it says.

Blocks that need the reference data run where they are; elsewhere each page with such blocks is
skipped once, and counted, and its other blocks run all the same.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import Block, blocks, cell, commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "_generated"} & set(page.parts)]
RUNNING = ("python", "console", "{code-cell} python", "{code-block} toml")
CAPTION = ":caption: "
EXAMPLES = {page: [b for b in blocks(page) if b.language in RUNNING] for page in PAGES}
WITH_EXAMPLES = [page for page, found in EXAMPLES.items() if any(not b.needs_data for b in found)]
WITH_DATA = [page for page, found in EXAMPLES.items() if any(b.needs_data for b in found)]


def _call(words: list[str], folder: Path) -> None:
    program = [sys.executable, "-c", "from fourpermille.cli.main import run; run()"]
    done = subprocess.run(
        [*program, *words[1:]],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"


def _python(code: str, page: Path, line: int, names: dict[str, Any]) -> None:
    exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)


def _run(block: Block, page: Path, folder: Path, names: dict[str, Any]) -> None:
    if block.language == "console":
        for words in commands(block.body):
            _call(words, folder)
    elif block.language == "{code-block} toml":
        caption, _, text = block.body.partition("\n")
        (folder / caption.removeprefix(CAPTION)).write_text(text, "utf-8")
    elif block.language == "python":
        _python(block.body, page, block.line, names)
    elif block.language == "{code-cell} python":
        what, content = cell(block.body)
        if what == "!":
            for words in content:
                _call(list(words), folder)
        elif what:
            (folder / what).write_text(str(content), "utf-8")
        else:
            _python(str(content), page, block.line, names)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where examples run: a folder with what a checkout has beside the package."""
    for name in ("examples", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=_page_id)
def test_examples_run(page: Path, folder: Path) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    for block in EXAMPLES[page]:
        if not block.needs_data:
            _run(block, page, folder, names)


@pytest.mark.parametrize("page", WITH_DATA, ids=_page_id)
def test_examples_with_reference_data_run(
    page: Path, folder: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOURPERMILLE_DATA", str(shared_data))
    names: dict[str, Any] = {"__name__": "example"}
    for block in EXAMPLES[page]:
        _run(block, page, folder, names)


def test_readme_shows_the_two_commands_and_five_lines_of_python() -> None:
    found = list(blocks(ROOT / "README.md"))
    assert "make demo" in found[0].body
    assert "make test" in found[0].body
    code = next(block.body for block in found if block.language == "python")
    assert len([line for line in code.splitlines() if line.strip()]) == 5
