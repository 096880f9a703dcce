"""Each import contract holds, and each one catches a deliberate violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("importlinter")

VIOLATIONS = {
    "imports go down": ("core/bad_layer.py", "from fourpermille.cli import main"),
    "kernels are arithmetic": ("kernels/bad_kernel.py", "import xarray"),
    "the command line uses the front door": ("cli/bad_cli.py", "import fourpermille.soil"),
    "the engine and the report are given their data": (
        "report/bad_report.py",
        "import fourpermille.data",
    ),
}


def _lint_imports(source: Path, configuration: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(configuration), "--no-cache"],
        cwd=source.parent,
        env={**os.environ, "PYTHONPATH": str(source), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> str:
    """Report on a copy of the package that breaks every contract once."""
    source = tmp_path_factory.mktemp("copy") / "src"
    shutil.copytree(
        repository / "src", source, ignore=shutil.ignore_patterns("__pycache__", "samples")
    )
    for name, line in VIOLATIONS.values():
        (source / "fourpermille" / name).write_text(f'"""Breaks a contract."""\n\n{line}\n')
    done = _lint_imports(source, repository / "pyproject.toml")
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_contracts_hold(repository: Path) -> None:
    done = _lint_imports(repository / "src", repository / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_each_contract_catches_its_violation(broken: str, contract: str) -> None:
    name = Path(VIOLATIONS[contract][0]).with_suffix("").as_posix().replace("/", ".")
    assert f"{contract} BROKEN" in broken
    assert f"fourpermille.{name}" in broken
