"""Cover crops in SoilHealthDB: what the documentation prints stands in the summary.

The summary holds means alone. To compute them again takes the database, which may not be
repackaged.
"""

import csv
import os
import re
from pathlib import Path

import pytest

DATA = os.environ.get("FOURPERMILLE_DATA")
SUMMARY = "practices/soilhealthdb_v2_summary.csv"


@pytest.mark.skipif(not DATA, reason="needs the reference data (FOURPERMILLE_DATA)")
def test_cover_crops_respond_as_the_documentation_says(repository: Path) -> None:
    assert DATA is not None
    with (Path(DATA) / SUMMARY).open(encoding="utf-8-sig") as file:
        rows = {row["conservation_type"]: row for row in csv.DictReader(file)}
    cover = rows["CC"]
    assert (int(cover["n_soc"]), int(cover["n_studies_soc"])) == (715, 61)
    response = float(cover["soc_response_pct"])
    assert response == pytest.approx(6.8, abs=0.1)
    assert float(cover["soc_ci_low"]) < response < float(cover["soc_ci_high"])
    text = (repository / "docs" / "science" / "evidence.md").read_text(encoding="utf-8")
    line = re.search(
        r"Cover crops in SoilHealthDB: \+([\d.]+) %.*?(\d+) pairs of (\d+) studies", text
    )
    assert line is not None
    assert float(line[1]) == round(response, 1)
    assert (line[2], line[3]) == (cover["n_soc"], cover["n_studies_soc"])
