"""Scientific numbers live in tables, not in code.

The arithmetic packages may hold only structural numbers: powers of ten
(tolerances, prefixes), halves and doubles, months in a year, the 4 that is the name
of the goal, and the shares of the way that name results (years_to_90_percent).
Anything else is a parameter that nobody could find, cite or change.
"""

import ast
from math import log10
from pathlib import Path

import pytest

STRUCTURAL = {0.0, 0.5, 0.9, 0.95, 2.0, 4.0, 12.0}
ARITHMETIC = (
    *("kernels", "soil", "assessment"),
    *("crop", "evidence", "practices", "nutrients"),
)
# Coefficients of a numerical approximation of exp(): mathematics, no science.
NUMERICAL = "fast_"


def _is_structural(value: float) -> bool:
    value = abs(value)
    return value in STRUCTURAL or log10(value).is_integer()


def _literals(source: str) -> list[tuple[int, float]]:
    return sorted(
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and not _is_structural(node.value)
    )


def test_scan_finds_what_it_must() -> None:
    assert _literals("x = 47.91 / 12.0 + 1e-9 * 0.5\ny = -5.0") == [(1, 47.91), (2, 5.0)]


@pytest.mark.parametrize("package", ARITHMETIC)
def test_arithmetic_holds_no_scientific_literal(repository: Path, package: str) -> None:
    folder = repository / "src" / "fourpermille" / package
    found = [
        f"{path.relative_to(repository)}:{line}: {value}"
        for path in sorted(folder.rglob("*.py"))
        if not path.name.startswith(NUMERICAL)
        for line, value in _literals(path.read_text("utf-8"))
    ]
    assert found == []
