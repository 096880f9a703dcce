"""Every example of the README and the documentation does what it says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import blocks, cell, commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "_generated"} & set(page.parts)]
RUNNING = ("python", "console", "{code-cell} python", "{code-block} toml")
CAPTION = ":caption: "
WITH_EXAMPLES = [page for page in PAGES if any(b.language in RUNNING for b in blocks(page))]


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


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda p: str(p.relative_to(ROOT)))
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks(page):
        if block.language == "console":
            for words in commands(block.body):
                _call(words, tmp_path)
        elif block.language == "{code-block} toml":
            caption, _, text = block.body.partition("\n")
            (tmp_path / caption.removeprefix(CAPTION)).write_text(text, "utf-8")
        elif block.language == "python":
            _python(block.body, page, block.line, names)
        elif block.language == "{code-cell} python":
            what, content = cell(block.body)
            if what == "!":
                for words in content:
                    _call(list(words), tmp_path)
            elif what:
                (tmp_path / what).write_text(str(content), "utf-8")
            else:
                _python(str(content), page, block.line, names)


def test_readme_shows_the_two_commands_and_five_lines_of_python() -> None:
    found = list(blocks(ROOT / "README.md"))
    assert "make demo" in found[0].body
    assert "make test" in found[0].body
    code = next(block.body for block in found if block.language == "python")
    assert len([line for line in code.splitlines() if line.strip()]) == 5
