"""``4p1000 rothc`` against the outputs of Rothamsted's own programs."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from fourpermille.cli.main import main

STATES = ("dpm", "rpm", "bio", "hum", "soc", "iom")
Table = list[dict[str, str]]


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gap(row: dict[str, str], other: dict[str, str], column: str) -> float:
    return abs(float(row[column]) - float(other[column]))


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> Path:
    return shared_data / "rothc_reference" / "cases"


@pytest.fixture(scope="module")
def answers(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rothc")
    questions = folder / "questions.csv"
    rows = [line.split(",")[:4] for line in (reference / "inverse.csv").read_text().splitlines()]
    questions.write_text("\n".join(",".join(row) for row in rows) + "\n")
    arguments = {
        "--sites": reference / "sites.csv",
        "--forcing": reference / "forcing.csv",
        "--initial": reference / "initial.csv",
        "--inverse": questions,
        "--out": folder / "out",
    }
    words = [str(word) for pair in arguments.items() for word in pair]
    assert main(["rothc", *words, "--quiet"]) == 0
    return folder / "out"


def test_monthly_states(reference: Path, answers: Path) -> None:
    expected, found = read(reference / "expected.csv"), read(answers / "expected.csv")
    assert [list(row) for row in found[:1]] == [list(row) for row in expected[:1]]
    assert [(r["case"], r["step"]) for r in found] == [(r["case"], r["step"]) for r in expected]
    columns = [c for c in expected[0] if c not in ("case", "step", "delta14c_total")]
    worst = {c: max(gap(e, f, c) for e, f in zip(expected, found, strict=True)) for c in columns}
    assert {c: w for c, w in worst.items() if w > 1e-8} == {}


def test_radiocarbon_to_the_printed_digits(reference: Path, answers: Path) -> None:
    expected, found = read(reference / "expected.csv"), read(answers / "expected.csv")
    wrong = []
    for e, f in zip(expected, found, strict=True):
        printed = Decimal(e["delta14c_total"])
        unit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
        # Site constants are printed with 12 digits: no result can be surer than 1e-9 permille.
        if abs(Decimal(f["delta14c_total"]) - printed) > max(unit, Decimal("1e-9")):
            wrong.append((e["case"], e["step"], e["delta14c_total"], f["delta14c_total"]))
    assert wrong == []


def test_starts_by_both_rules(reference: Path, answers: Path) -> None:
    expected, found = read(reference / "initial.csv"), read(answers / "initial.csv")
    assert [(r["case"], r["state"]) for r in found] == [(r["case"], r["state"]) for r in expected]
    for e, f in zip(expected, found, strict=True):
        assert max(gap(e, f, column) for column in STATES) < 2e-9, e["case"]
        assert max(gap(e, f, column) for column in e if column.startswith("age")) < 1e-8
        if e["state"] != "converged":  # solved, not iterated: no month is run
            assert e["months_run"] == f["months_run"]


def test_inverse_answers(reference: Path, answers: Path) -> None:
    expected, found = read(reference / "inverse.csv"), read(answers / "inverse.csv")
    keys = ("case", "kind", "years", "result_name")
    assert [[r[k] for k in keys] for r in found] == [[r[k] for k in keys] for r in expected]
    assert max(gap(e, f, "result") for e, f in zip(expected, found, strict=True)) < 1e-8
    for row in found:  # inverse, then forward month by month, returns the target
        reached, target = float(row["soc_reached_by_reference"]), float(row["target_soc_t_ha"])
        assert abs(reached - target) < 1e-10


def test_twelve_digits_at_least(answers: Path) -> None:
    numbers = [row[c] for row in read(answers / "expected.csv")[:50] for c in ("dpm", "hum")]
    digits = [len(n.partition("e")[0].replace(".", "").lstrip("0")) for n in numbers]
    assert max(digits) >= 14
    assert sum(d >= 12 for d in digits) > 0.9 * len(digits)


@pytest.fixture(scope="module")
def example(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rothamsted's own example, both versions, in the layout of the cases."""
    source = shared_data / "rothc_reference" / "rothamsted_example"
    folder = tmp_path_factory.mktemp("example")
    sites = read(source / "sites.csv")
    for site in sites:
        site |= {"case": site.pop("example"), "spin_up": "first12"}
    months = [{"case": s["case"], **row} for s in sites for row in read(source / "forcing.csv")]
    for name, rows in (("sites", sites), ("forcing", months)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    words = [str(folder / name) for name in ("sites.csv", "forcing.csv", "out")]
    arguments = [
        w for pair in zip(("--sites", "--forcing", "--out"), words, strict=True) for w in pair
    ]
    assert main(["rothc", *arguments, "--quiet"]) == 0
    return folder / "out"


NAMES = {f"{pool.upper()}_t_C_ha": pool for pool in ("dpm", "rpm", "bio", "hum", "soc")}


def test_rothamsted_example_of_version_1(shared_data: Path, example: Path) -> None:
    expected = read(shared_data / "rothc_reference" / "rothamsted_example/expected_v1_month.csv")
    found = [row for row in read(example / "expected.csv") if row["case"] == "v1"]
    assert len(found) == len(expected)
    for e, f in zip(expected, found, strict=True):
        assert max(abs(float(e[k]) - float(f[v])) for k, v in NAMES.items()) < 1e-9
        assert abs(float(e["deltaC"]) - float(f["delta14c_total"])) < 1e-8
    start = [r for r in read(example / "initial.csv") if r["state"] == "reference_1e-6"]
    assert [row["months_run"] for row in start] == ["19872", "20916"]


def test_rothamsted_example_of_version_2(shared_data: Path, example: Path) -> None:
    expected = read(shared_data / "rothc_reference" / "rothamsted_example/expected_v2_year.csv")
    ends = [row for row in read(example / "expected.csv") if row["case"] == "v2"][11::12]
    assert len(ends) == len(expected) - 2
    for e, f in zip(expected[2:], ends, strict=True):
        for key, name in NAMES.items():  # printed with four decimals, computed in single precision
            assert float(f[name]) == pytest.approx(float(e[key]), rel=2e-6, abs=6e-5)


def test_nothing_that_is_read_or_there_is_replaced(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    source = shared_data / "rothc_reference" / "cases"
    for name in ("sites", "forcing", "initial"):
        shutil.copyfile(source / f"{name}.csv", tmp_path / f"{name}.csv")
    before = (tmp_path / "initial.csv").read_bytes()
    names = [w for n in ("sites", "forcing", "initial") for w in (f"--{n}", tmp_path / f"{n}.csv")]
    words = ["rothc", *map(str, names), "--out", str(tmp_path)]
    for more in ([], ["--force"]):
        assert main([*words, *more]) == 3
        assert "initial.csv: this file is read" in capsys.readouterr().err
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "expected.csv").write_text("mine")
    assert main([*words[:-1], str(tmp_path / "out")]) == 3
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "out" / "expected.csv").read_text() == "mine"
    assert (tmp_path / "initial.csv").read_bytes() == before
