"""NOTICE names every work behind the data in the package."""

import runpy
from pathlib import Path

import pytest


def test_notice_is_up_to_date(repository: Path) -> None:
    script = runpy.run_path(str(repository / "tools" / "notice.py"))
    assert (repository / "NOTICE").read_text("utf-8") == script["notice"](), "run tools/notice.py"


@pytest.mark.parametrize("forbidden", ["HWSD", "Harmonized World Soil", "non-commercial", "GPL"])
def test_nothing_ships_that_may_not(repository: Path, forbidden: str) -> None:
    assert forbidden not in (repository / "NOTICE").read_text("utf-8")
