"""A new group of variants is one new file, or a plug-in; everything else finds it by itself."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fourpermille as fpm

FARM = Path(__file__).resolve().parents[2] / "examples" / "three_fields"
SANDY_PERCENT = 5.0
GROUP = f"""
from fourpermille.assessment.variants import SOIL, Words, register
from fourpermille.core.i18n import N_

WORDS = {{"all_sandy": Words(N_("Sand everywhere"), N_("hardly any clay at any place"))}}


@register(SOIL, label=N_("Texture"), about="hardly any clay", words=WORDS.get, needs="clay_percent")
def sandy(case):
    sand = lambda ds: ds.assign(clay_percent=ds["clay_percent"] * 0 + {SANDY_PERCENT})
    return {{"all_sandy": lambda one: one.mapped(sand)}}
"""
# What a person does: validate, misspell, look up, run.
PROGRAM = """
import json, sys
import fourpermille as fpm
from fourpermille.api.specification import schemas, specification
farm, typo, out, docs = sys.argv[1:]
sys.path.insert(0, docs)
import reference_pages
schema = schemas()["scenario"]["$defs"]["Sensitivity"]["properties"]
print(json.dumps({
    "valid": fpm.validate(farm).ok,
    "typo": [str(one) for one in fpm.validate(typo).problems],
    "specification": [f.allowed for f in specification() if f.path == "sensitivity.variants"][0],
    "schema": schema["decompose"]["items"]["enum"],
    "keys": reference_pages.scenario(),
    "docs": reference_pages.variants(),
}))
fpm.run(farm, out)
"""


def as_file(folder: Path) -> None:
    """A copy of the package with one more file."""
    package = Path(fpm.__file__).parent
    shutil.copytree(package, folder / "fourpermille")
    (folder / "fourpermille" / "assessment" / "variants" / "sandy.py").write_text(GROUP)


def as_plugin(folder: Path) -> None:
    """Another distribution beside the package as it is."""
    info = folder / "soils-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: soils\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fourpermille.variants]\nsandy = soils:sandy\n")
    (folder / "soils.py").write_text(GROUP)


@pytest.mark.parametrize("add", [as_file, as_plugin])
def test_a_new_group_works_from_scenario_to_report(add, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    add(library)
    farm = shutil.copytree(FARM, tmp_path / "farm") / "three_fields.toml"
    text = farm.read_text("utf-8").replace('"clay"]', '"sandy"]\ndecompose = ["sandy", "growth"]')
    farm.write_text(text, "utf-8")
    typo = farm.with_name("typo.toml")
    typo.write_text(text.replace('"sandy"]', '"sndy"]', 1), "utf-8")
    out = tmp_path / "out"
    paths = [str(library), str(Path(fpm.__file__).parents[1])]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM,
            str(farm),
            str(typo),
            str(out),
            str(FARM.parents[1] / "docs" / "_ext"),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[0])
    assert told["valid"]
    line = (
        text.splitlines().index(next(row for row in text.splitlines() if "variants =" in row)) + 1
    )
    assert len(told["typo"]) == 1
    assert f"typo.toml, line {line}, key sensitivity.variants[5]" in told["typo"][0]
    assert "Did you mean sandy?" in told["typo"][0]
    assert "sandy" in told["specification"]
    assert "sandy" in told["schema"]
    assert "`sandy`" in told["keys"]
    assert "| `sandy` | Texture | hardly any clay | `clay_percent` |" in told["docs"]
    page = (out / "report.html").read_text("utf-8")
    assert all(
        word in page for word in ("Sand everywhere", "hardly any clay at any place", "Texture")
    )
    with (out / "tables" / "variants.csv").open(encoding="utf-8") as file:
        found = {row["place"]: row for row in csv.DictReader(file) if row["variant"] == "all_sandy"}
    by_hand = answer_of_sand(shutil.copytree(FARM, tmp_path / "by_hand"))
    assert len(found) == len(by_hand) == 3
    for place, value in by_hand.items():
        assert float(found[place]["extra_input_variant_tc_ha_yr"]) == pytest.approx(value, rel=1e-9)


def answer_of_sand(farm: Path) -> dict[str, float]:
    """The same farm with the clay changed in its table."""
    table = farm / "fields.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["clay_percent"] = str(SANDY_PERCENT)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    found = fpm.run(farm / "three_fields.toml", overrides="sensitivity.variants=[]").results
    extra = found["extra_input_tc_ha_yr"]
    return dict(zip(map(str, found["place"].values), map(float, extra.values), strict=True))
