"""Nothing public is left out of the documentation."""

from pathlib import Path

import pytest

import practice_pages
import reference_pages

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

HOW_TO_AND_TUTORIALS = "\n".join(
    path.read_text("utf-8")
    for path in [
        ROOT / "README.md",
        *sorted((DOCS / "how_to").glob("*.md")),
        *sorted((DOCS / "tutorials").glob("*.md")),
    ]
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: page() for name, page in reference_pages.PAGES.items()}


@pytest.mark.parametrize("name", reference_pages.PAGES)
def test_generated_page_is_included(name: str) -> None:
    page = (DOCS / "reference" / f"{name}.md").read_text("utf-8")
    assert f"../_generated/{name}.md" in page
    assert name in (DOCS / "reference" / "index.md").read_text("utf-8")


@pytest.mark.parametrize("name", reference_pages.TABLES)
def test_generated_table_stands_on_a_page(name: str) -> None:
    pages = [path for part in ("science", "how_to") for path in (DOCS / part).glob("*.md")]
    assert any(f"../_generated/{name}.md" in page.read_text("utf-8") for page in pages)


def test_words_of_lists_are_listed(pages: dict[str, str]) -> None:
    from fourpermille.assessment.variants import groups

    for key in ("variants", "decompose"):
        row = next(r for r in pages["scenario"].splitlines() if r.startswith(f"| `{key}` |"))
        assert all(f"`{name}`" in row for name in groups())


def test_every_group_of_variants_is_described() -> None:
    from fourpermille.assessment.variants import VARIANTS

    rows = reference_pages.variants().splitlines()[2:]
    assert sorted(row.split("`")[1] for row in rows) == list(VARIANTS)
    for name in VARIANTS:
        group = VARIANTS.get(name)
        assert group.label
        assert group.about


def test_every_variable_stands_in_the_table(pages: dict[str, str]) -> None:
    from fourpermille.core.variables import variables

    assert [n for n in variables() if f"| `{n}` |" not in pages["variables"]] == []


def test_every_parameter_set_and_row_is_shown(pages: dict[str, str]) -> None:
    from fourpermille.core.parameters import load_parameters, parameter_sets

    for name in parameter_sets():
        assert f"## `{name}`" in pages["parameters"]
        section = pages["parameters"].split(f"## `{name}`")[1].split("\n## ")[0]
        assert [key for key in load_parameters(name).rows if f"| `{key}` |" not in section] == []


def test_every_factor_table_is_shown(pages: dict[str, str]) -> None:
    from fourpermille.core.factors import factor_tables, load_factors

    for name in factor_tables():
        section = pages["factors"].split(f"## `{name}`")[1].split("\n## ")[0]
        assert [c for c in load_factors(name).columns if f"| `{c}` |" not in section] == []


def test_rows_from_memory_are_listed(pages: dict[str, str]) -> None:
    from fourpermille.core.parameters import load_parameters, parameter_sets

    memory = [key for name in parameter_sets() for key in load_parameters(name).unverified]
    assert [key for key in memory if f"`{key}`" not in pages["unverified"]] == []


@pytest.mark.parametrize("id", practice_pages.ids())
def test_every_practice_has_a_page_made_from_its_file(id: str) -> None:
    import fourpermille as fpm

    one, page = fpm.practice_info(id), practice_pages.page(id)
    assert page.startswith(f"# {one['label']}\n")
    assert f"_generated/practices/{id}.md" in practice_pages.index()
    for text in [one["about"], *one["limits"].values(), *one["safeguards"].values()]:
        assert text in page
    section = page.split("## Published effects")[1].split("\n## ")[0]
    assert all(row["source"] in section for row in one["effects"])
    methods = page.split("## Three methods")[1].split("\n## ")[0]
    assert all(f"- {name}: " in methods for name in practice_pages.METHODS.values())
    assert ("Not known." in page.split("## Cost")[1].split("\n## ")[0]) == (not one["cost"])


def test_pages_are_written_and_those_of_lost_practices_go(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    (tmp_path / "practices" / "lost.md").write_text("# Lost")
    practice_pages.write(tmp_path / "practices")
    assert {path.stem for path in (tmp_path / "practices").iterdir()} == set(practice_pages.ids())


def test_every_error_is_listed(pages: dict[str, str]) -> None:
    for error in reference_pages.error_classes():
        assert f"| `{error.__name__}` |" in pages["errors"]
        assert error.__doc__


def test_every_command_and_option_is_explained(pages: dict[str, str]) -> None:
    for name, command in reference_pages.commands().items():
        assert f"## `4p1000 {name}`" in pages["command_line"]
        assert command.help, name
        assert [p.name for p in command.params if not getattr(p, "help", "")] == [], name


@pytest.mark.parametrize("name", reference_pages.commands())
def test_every_command_is_used_in_a_tutorial_or_how_to(name: str) -> None:
    assert f"4p1000 {name}" in HOW_TO_AND_TUTORIALS


def test_every_scenario_key_is_explained(pages: dict[str, str]) -> None:
    from fourpermille.core.scenario import Scenario

    tables = reference_pages.scenario_tables()
    top = {key.split(".")[0].strip("[]") for key in tables} | set(tables[""])
    assert set(Scenario.model_fields) <= top
    for path, keys in tables.items():
        for key, value in keys.items():
            assert f"| `{key}` |" in pages["scenario"]
            assert value.get("description"), f"{path}.{key} has no description"


@pytest.mark.parametrize("name", reference_pages.public_functions())
def test_every_public_function_is_shown(name: str, pages: dict[str, str]) -> None:
    assert f".. autofunction:: fourpermille.{name}\n" in pages["python"]


def test_every_decision_is_listed() -> None:
    index = (DOCS / "decisions" / "index.md").read_text("utf-8")
    records = [path.stem for path in (DOCS / "decisions").glob("0*.md")]
    assert records
    assert [name for name in records if name not in index] == []


def test_every_science_page_says_what_it_answers_and_its_limits() -> None:
    for page in sorted((DOCS / "science").glob("*.md")):
        if page.name == "index.md":
            continue
        text = page.read_text("utf-8")
        assert "**What it answers.**" in text, page.name
        assert "imits" in text, page.name
