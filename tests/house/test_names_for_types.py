"""Names imported for type checkers alone aren't there when the program runs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "src" / "fourpermille"
FILES = [path for path in sorted(ROOT.rglob("*.py")) if "TYPE_CHECKING" in path.read_text("utf-8")]


def imported(node: ast.AST) -> set[str]:
    """Names that the imports below a node bring."""
    return {
        (name.asname or name.name).split(".")[0]
        for one in ast.walk(node)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for name in one.names
    }


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def used(node: ast.AST, names: set[str]) -> Iterator[tuple[str, int]]:
    """Uses of the names at run time: not in annotations, and not where a function imports them."""
    if is_for_types(node):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names = names - imported(node)
        parts: list[ast.AST] = [*node.decorator_list, *node.args.defaults, *node.body]
        parts += [one for one in node.args.kw_defaults if one is not None]
    elif isinstance(node, ast.AnnAssign):
        parts = [] if node.value is None else [node.value]
    else:
        parts = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Name) and node.id in names:
        yield node.id, node.lineno
    for part in parts:
        yield from used(part, names)


def misused(source: str) -> list[tuple[str, int]]:
    tree = ast.parse(source)
    names = {name for node in tree.body if is_for_types(node) for name in imported(node)}
    return [found for node in tree.body for found in used(node, names)]


def test_the_scan_finds_what_it_must() -> None:
    head = "if TYPE_CHECKING:\n    import pandas as pd\n"
    assert misused(head + "def f(x: pd.DataFrame) -> pd.DataFrame:\n    return pd.concat(x)\n") == [
        ("pd", 4)
    ]
    assert not misused(head + "def f():\n    import pandas as pd\n    y: pd.Series = pd.Series()\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_for_types_are_not_used_when_running(path: Path) -> None:
    assert misused(path.read_text("utf-8")) == []
