"""The page on the run folder names every file and every key that a run writes."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "run_folder.md").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import fourpermille

    out = tmp_path_factory.mktemp("documented") / "run"
    fourpermille.run(ROOT / "examples" / "three_fields" / "three_fields.toml", out)
    return out


def test_every_file_is_named(folder: Path) -> None:
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert "summary.json" in names
    copied = [name for name in names if name.startswith("inputs/")]
    assert "`inputs/`" in PAGE
    others = set(names) - set(copied)
    assert [name for name in others if f"`{name}`" not in PAGE and "_fr." not in name] == []


def test_every_key_of_the_summary_is_named(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert [key for key in summary if f"`{key}`" not in PAGE] == []
