"""Content as one web page: style inside, drawings inside, no script, no outside address."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fourpermille.core.errors import MissingExtraError
from fourpermille.report.content import Content
from fourpermille.report.runs import plain, runs

TAGS = {"strong": "strong", "code": "code"}


def render_html(content: Content) -> str:
    """Return the page as text.

    Raises MissingExtraError when the extra ``report`` is not installed.
    """
    return str(_environment().get_template("report.html.j2").render(content=content))


@cache
def _environment() -> Any:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined  # optional dependency
    except ImportError as error:
        raise MissingExtraError("report", "jinja2") from error

    folder = files("fourpermille.report") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"marked": _marked, "plain": plain, "drawing": _drawing}
    return environment


def _marked(text: str) -> Any:
    """Turn the marks of a text into tags; everything else is escaped."""
    from markupsafe import Markup, escape  # optional dependency

    parts: Sequence[Any] = [
        Markup("<{0}>{1}</{0}>").format(Markup(TAGS[kind]), part) if kind in TAGS else escape(part)
        for kind, part in runs(text)
    ]
    return Markup("").join(parts)


def _drawing(svg: str, alt: str, edition: str) -> Any:
    """Put a drawing into the page with its description, for the widths it was made for."""
    from markupsafe import Markup, escape  # optional dependency

    opening = Markup('<svg class="{}" role="img" aria-label="{}" ').format(
        edition, escape(plain(alt))
    )
    # A drawing inside a page needs no name space, and the page then holds no address at all.
    inside = svg.replace('xmlns="http://www.w3.org/2000/svg" ', "", 1)
    return opening + Markup(inside.removeprefix("<svg "))  # drawings are ours
