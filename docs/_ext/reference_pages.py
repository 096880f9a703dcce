"""Reference pages made from the sources, so that they cannot fall behind.

Each function returns one page as Markdown. Sphinx writes them into
``docs/_generated`` before it reads the pages that include them; the tests call
them directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Iterable[object]
SHOWN_FILES = 4  # of a dataset with hundreds, a few show the pattern


def table(header: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table."""
    lines = [_line(header), _line("---" for _ in header)]
    lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Row) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.9g}" if isinstance(value, float) else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def variables() -> str:
    """Every quantity of the vocabulary."""
    from fourpermille.core.variables import variables as known

    rows = [
        (
            f"`{v.name}`",
            v.units,
            v.about,
            _range(v.minimum, v.maximum),
            ", ".join(f"`{a}`" for a in v.aliases),
            v.cf_standard_name and f"`{v.cf_standard_name}`",
        )
        for v in known().values()
    ]
    return table(("Name", "Unit", "Meaning", "Allowed", "Also read as", "CF standard name"), rows)


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    return f"{'' if low is None else f'{low:g}'} … {'' if high is None else f'{high:g}'}"


def _sets() -> dict[str, Any]:
    from fourpermille.core.parameters import load_parameters, parameter_sets

    return {name: load_parameters(name) for name in parameter_sets()}


def _all_rows(one: Any) -> Mapping[str, Any]:
    return {**one.rows, **getattr(one, "unverified", {})}


def parameters() -> str:
    """Every parameter set, with what each number means and how sure it is."""
    pages = []
    for name, one in _sets().items():
        rows = [
            (
                f"`{key}`",
                row.value,
                row.units,
                row.about,
                f"{row.source}: {row.where}",
                row.confidence,
            )
            for key, row in _all_rows(one).items()
        ]
        about = getattr(one, "about", "")
        pages.append(
            f"## `{name}`\n\n{one.title}. {about}\n\n"
            + table(("Name", "Value", "Unit", "Meaning", "Source", "Confidence"), rows)
        )
    return "\n".join(pages)


def factors() -> str:
    """Every factor table: what it is, its columns, its rows."""
    pages = []
    for name, one in _factor_tables().items():
        columns = [(f"`{key}`", c.units, c.about) for key, c in one.columns.items()]
        shown = [key for key in one.columns if key != "source"]
        sources = dict.fromkeys(str(row["source"]) for row in one)
        pages.append(
            f"## `{name}`\n\n{one.title}. {one.about}\n\n"
            + table(("Column", "Unit", "Meaning"), columns)
            + "\n"
            + table(shown, [[row[key] for key in shown] for row in one])
            + "\nSources: "
            + "; ".join(sources)
            + ".\n"
        )
    return "\n".join(pages)


def _factor_tables() -> dict[str, Any]:
    from fourpermille.core.factors import factor_tables, load_factors

    return {name: load_factors(name) for name in factor_tables()}


def _first_number(one: Any, row: Mapping[str, Any]) -> tuple[list[str], str, Any, str]:
    """The words that name a row, and its first number with column and unit."""
    before: list[str] = []
    for key, column in one.columns.items():
        if not column.is_text:
            return before, key, row[key], str(row.get("unit") or column.units)
        if row[key]:
            before.append(str(row[key]))
    return before, key, None, ""


def unverified() -> str:
    """The numbers that nobody has checked in their source yet."""
    rows = [
        (f"`{name}`", f"`{key}`", row.value, row.units, row.about)
        for name, one in _sets().items()
        for key, row in _all_rows(one).items()
        if row.confidence == "M" or "UNVERIFIED" in f"{row.where} {getattr(row, 'note', '')}"
    ]
    rows += [
        (f"`{name}`", ", ".join(words), number, units, one.columns[column].about)
        for name, one in _factor_tables().items()
        for row in one
        if row["confidence"] == "M"
        for words, column, number, units in [_first_number(one, row)]
    ]
    if not rows:
        return "No number of the parameter sets is marked so at present.\n"
    return table(("Set", "Name", "Value", "Unit", "Meaning"), rows)


def datasets() -> str:
    """Every dataset of the catalogue: terms, addresses, variables, traps."""
    from fourpermille.data.catalogue import entries, entry

    known = [entry(id) for id in entries()]
    head = ("Dataset", "What it is", "Licence", "May be passed on", "How it gets here")
    rows = [
        (
            f"`{one.id}`",
            one.title,
            one.licence.name + _unsure(one.licence.confidence),
            "yes" if one.redistributable else "no",
            "log in" if one.login_needed else "`data get`" if one.downloadable else "by hand",
        )
        for one in known
    ]
    return table(head, rows) + "\n" + "\n".join(_dataset(one) for one in known)


def _unsure(confidence: str) -> str:
    return " (from memory, untested)" if confidence == "U" else ""


def _dataset(one: Any) -> str:
    facts = [
        ("Topic", one.topic),
        ("Producer", one.producer),
        ("Licence", f"{one.licence.name} {one.licence.url}{_unsure(one.licence.confidence)}"),
        ("", one.licence.note),
        ("Cite", one.citation),
        ("DOI", one.doi and one.doi + _unsure(one.citation_confidence)),
        ("Page", one.homepage),
        ("Version", one.version),
        ("Format", one.format),
        ("Projection, resolution", ", ".join(filter(None, (one.crs, one.resolution)))),
        ("Cells", one.registration),
        ("Period", one.period),
        ("How to get it", one.obtain),
    ]
    parts = [f"## `{one.id}`", f"{one.title}.", table(("", ""), [f for f in facts if f[1]])]
    if one.variables:
        variables = [
            (
                f"`{key}`",
                row.name and f"`{row.name}`",
                row.units,
                row.about + _unsure(row.confidence),
            )
            for key, row in one.variables.items()
        ]
        parts.append(table(("In the file", "Here", "Unit", "Meaning"), variables))
    addresses = [
        (f"`{f.name}`", f.url + _unsure(f.confidence), f.about) for f in one.files[:SHOWN_FILES]
    ]
    if addresses:
        parts.append(table(("File", "Address", ""), addresses))
    if len(one.files) > SHOWN_FILES:
        parts.append(
            f"And {len(one.files) - SHOWN_FILES} more: `4p1000 data info {one.id} --json`."
        )
    if one.traps:
        parts.append("\n".join(["Traps:", "", *(f"- {trap}" for trap in one.traps)]))
    return "\n\n".join(parts) + "\n"


def error_classes() -> list[type[Exception]]:
    """The package's errors, each after its base."""
    from fourpermille.core.errors import FourPerMilleError

    found: list[type[Exception]] = [FourPerMilleError]
    for one in found:
        found.extend(sub for sub in one.__subclasses__() if sub.__module__.startswith("fourp"))
    return found


def errors() -> str:
    """Every error, its meaning and its exit code."""
    rows = [
        (
            f"`{one.__name__}`",
            (one.__doc__ or "").strip().splitlines()[0],
            ", ".join(f"`{base.__name__}`" for base in one.__bases__),
            one.exit_code,  # type: ignore[attr-defined]
        )
        for one in error_classes()
    ]
    return table(("Error", "Meaning", "Also a", "Exit code"), rows)


def commands() -> dict[str, Any]:
    """The commands of ``4p1000`` by name; those of a group as ``data list``."""
    from fourpermille.cli.main import build

    return dict(sorted(_leaves(build(), "")))


def _leaves(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def command_line() -> str:
    """Every command with its arguments and options."""
    pages = []
    for name, command in commands().items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        words = "".join(
            f" {p.name.upper()}" if p.required else f" [{p.name.upper()}]" for p in arguments
        )
        rows = [
            (
                f"`{p.name.upper()}`"
                if p in arguments
                else ", ".join(f"`{o}`" for o in [*p.opts, *p.secondary_opts]),
                getattr(p, "help", ""),
            )
            for p in command.params
        ]
        pages.append(
            f"## `4p1000 {name}`\n\n{command.help}\n\n"
            f"```text\n4p1000 {name}{words} [OPTIONS]\n```\n\n"
            + table(("Argument or option", "Meaning"), rows)
        )
    return "\n".join(pages)


def scenario_tables() -> dict[str, dict[str, Any]]:
    """Keys of a scenario by the table they stand in; "" is the top."""
    from fourpermille.core.scenario import Scenario

    schema = Scenario.model_json_schema()
    found: dict[str, dict[str, Any]] = {}
    _collect(schema, "", schema.get("$defs", {}), found)
    return found


def _collect(
    node: dict[str, Any], path: str, shared: dict[str, Any], found: dict[str, dict[str, Any]]
) -> None:
    found[path] = {}
    for key, value in node.get("properties", {}).items():
        inner, is_list = _reference(value, shared)
        if inner is None:
            found[path][key] = value
        else:
            name = f"{path}.{key}" if path else key
            _collect(inner, f"[{name}]" if is_list else name, shared, found)


def _reference(value: dict[str, Any], shared: dict[str, Any]) -> tuple[dict[str, Any] | None, bool]:
    """The table that a key holds, and whether it is a list of tables."""
    for one in [value, *value.get("anyOf", []), *value.get("allOf", [])]:
        name = one.get("$ref", "").rpartition("/")[2]
        if "properties" in shared.get(name, {}):
            return shared[name], False
        if one.get("type") == "array":
            name = one.get("items", {}).get("$ref", "").rpartition("/")[2]
            if "properties" in shared.get(name, {}):
                return shared[name], True
    return None, False


def _allowed(value: dict[str, Any]) -> str:
    parts = []
    for one in [value, *value.get("anyOf", [])]:
        if "enum" in one:
            parts.append(", ".join(f"`{item}`" for item in one["enum"]))
        elif "const" in one:
            parts.append(f"`{one['const']}`")
        elif "enum" in one.get("items", {}):
            parts.append("a list of " + ", ".join(f"`{item}`" for item in one["items"]["enum"]))
        elif one.get("type") not in (None, "null"):
            low = one.get("minimum", one.get("exclusiveMinimum"))
            high = one.get("maximum", one.get("exclusiveMaximum"))
            parts.append(f"{one['type']} {_range(low, high)}".strip())
    return " or ".join(dict.fromkeys(parts))


def scenario() -> str:
    """Every key of a scenario file."""
    pages = []
    for path, keys in scenario_tables().items():
        heading = "Top of the file" if not path else f"`[{path}]`"
        rows = [
            (
                f"`{key}`",
                _allowed(value),
                "" if value.get("default") in (None, "", [], {}) else f"`{value['default']}`",
                value.get("description", ""),
            )
            for key, value in keys.items()
        ]
        pages.append(f"## {heading}\n\n" + table(("Key", "Allowed", "Default", "Meaning"), rows))
    return "\n".join(pages)


def variants() -> str:
    """Every group of variants, in the order in which their changes are made."""
    from fourpermille.assessment.variants import VARIANTS

    groups = sorted(map(VARIANTS.get, VARIANTS), key=lambda one: (one.order, one.name))
    rows = [(f"`{one.name}`", one.label, one.about, _needs(one.needs)) for one in groups]
    return table(("Group", "Name", "What changes", "Needs"), rows)


def _needs(needs: str) -> str:
    """The variables of ``a, b | c`` as code."""
    parts = [[name.strip() for name in part.split(",")] for part in needs.split("|") if part]
    return " or ".join(", ".join(f"`{name}`" for name in part) for part in parts)


def public_functions() -> list[str]:
    """Names of the public functions."""
    import fourpermille

    return sorted(set(fourpermille.__all__) - {"__version__"})


def python() -> str:
    """Directives that show signature and docstring of every public function."""
    blocks = [
        f"## `{name}`\n\n```{{eval-rst}}\n.. autofunction:: fourpermille.{name}\n```\n"
        for name in public_functions()
    ]
    return "\n".join(blocks)


def practices() -> str:
    """Every practice of the catalogue; each has a page of its own."""
    import practice_pages

    return practice_pages.index()


PAGES: dict[str, Callable[[], str]] = {
    "variables": variables,
    "parameters": parameters,
    "factors": factors,
    "unverified": unverified,
    "datasets": datasets,
    "practices": practices,
    "errors": errors,
    "command_line": command_line,
    "scenario": scenario,
    "python": python,
}
# Tables that stand on pages with more to say.
TABLES: dict[str, Callable[[], str]] = {"variants": variants}


def write(folder: Path) -> None:
    """Write all pages, touching only those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in {**PAGES, **TABLES}.items():
        path = folder / f"{name}.md"
        text = page()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    import practice_pages

    practice_pages.write(folder / "practices")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "_generated"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
