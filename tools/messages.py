"""Catalogues of the texts that people see.

    python tools/messages.py update     collect the texts, bring the catalogues up to date, compile
    python tools/messages.py missing    list the texts without a translation; status 1 if any
    python tools/messages.py load fr translations.toml
                                        put translations in: one table, English text = translation
                                        (a list of two where there is a plural)

Texts are collected from calls of ``_``, ``ngettext`` and ``N_``, from the kinds of registries and
from the meanings in the table of variables. Catalogues hold no dates and no line numbers, so that
the same sources give the same files. Needs babel.
"""

import io
import runpy
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "fourpermille"
LOCALE = SOURCES / "locale"
DOMAIN = "fourpermille"
LANGUAGES = ("fr", "es")
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "Registry": (1,)}
VERSION = runpy.run_path(str(SOURCES / "_version.py"))["__version__"]
PEOPLE = "The fourpermille contributors"
TEAMS = {"fr": "French", "es": "Spanish"}
BUGS = "see CONTRIBUTING.md"
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # babel writes one; always the same gives the same file
HEAD = "Texts of fourpermille.\nWritten with tools/messages.py; translations are edited here."


def template() -> Catalog:
    """Return every text of the sources, with the files where it stands."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        with path.open("rb") as stream:
            for _line, message, _comments, _context in extract("python", stream, KEYWORDS):
                if isinstance(message, tuple):
                    message = tuple(part for part in message if part)
                if message:
                    catalog.add(message, locations=[(place, 0)])
    table = SOURCES / "core" / "tables" / "variables.toml"
    for row in tomllib.loads(table.read_text("utf-8")).values():
        catalog.add(row["about"], locations=[(table.relative_to(ROOT).as_posix(), 0)])
    return catalog


def path_of(language: str, ending: str) -> Path:
    """Return the file of a catalogue: po or mo."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def read(language: str) -> Catalog:
    """Return the catalogue of a language; an empty one where there is none yet."""
    path = path_of(language, "po")
    if not path.is_file():
        return Catalog(locale=language, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def merged(language: str, texts: Catalog) -> Catalog:
    """Return the catalogue of a language for these texts; what is not said any more is dropped."""
    old = read(language)
    new = Catalog(
        locale=language,
        domain=DOMAIN,
        charset="utf-8",
        header_comment=HEAD,
        project=DOMAIN,
        fuzzy=False,
    )
    for message in sorted((m for m in texts if m.id), key=text_of):
        before = old.get(text_of(message))
        string = before.string if before is not None else None
        files = sorted({place for place, _line in message.locations})
        new.add(message.id, string, locations=[(place, 0) for place in files])
    return new


def as_po(catalog: Catalog) -> bytes:
    """Return the text of a catalogue."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, omit_header=True, include_lineno=False)
    forms = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    head = "".join(f"# {line}\n" for line in HEAD.splitlines())
    language = str(catalog.locale)
    fields = (
        f"Project-Id-Version: {DOMAIN} {VERSION}",
        f"Report-Msgid-Bugs-To: {BUGS}",
        f"Last-Translator: {PEOPLE}",
        f"Language-Team: {TEAMS[language]}",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {forms}",
    )
    head += 'msgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields) + "\n"
    return head.encode() + out.getvalue()


def as_mo(po: bytes, language: str) -> bytes:
    """Return the compiled form of a catalogue's text."""
    out = io.BytesIO()
    catalog = read_po(io.BytesIO(po), locale=language, domain=DOMAIN)
    plain = Catalog(
        locale=language,
        domain=DOMAIN,
        charset="utf-8",
        project=DOMAIN,
        version=VERSION,
        msgid_bugs_address=BUGS,
        last_translator=PEOPLE,
        language_team=TEAMS[language],
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string)
    write_mo(out, plain)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts of a catalogue that have no translation, or not all its plurals."""
    return [text_of(m) for m in catalog if m.id and not all(_strings(m))]


def update() -> int:
    """Write all catalogues; return how many texts are not translated."""
    texts = template()
    missing = 0
    for language in LANGUAGES:
        catalog = merged(language, texts)
        missing += len(untranslated(catalog))
        po = as_po(catalog)
        for ending, data in (("po", po), ("mo", as_mo(po, language))):
            path = path_of(language, ending)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return missing


def load(language: str, path: Path) -> None:
    """Put translations into a catalogue."""
    catalog = merged(language, template())
    given = tomllib.loads(path.read_text("utf-8"))
    for text, translation in given.items():
        message = catalog.get(text)
        if message is None:
            print(f"not a text of the sources: {text!r}", file=sys.stderr)
            continue
        message.string = tuple(translation) if isinstance(translation, list) else translation
    path_of(language, "po").parent.mkdir(parents=True, exist_ok=True)
    path_of(language, "po").write_bytes(as_po(catalog))


def text_of(message: Message) -> str:
    """Return the English text; the singular where there is a plural."""
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def _strings(message: Message) -> list[str]:
    found = message.string
    return list(found) if isinstance(found, (tuple, list)) else [found]


def main(arguments: list[str]) -> int:
    """Run a command; return the exit status."""
    command = arguments[0] if arguments else "update"
    if command == "load":
        load(arguments[1], Path(arguments[2]))
    if command in ("load", "update"):
        print(f"{update()} texts without a translation")
        return 0
    texts = template()
    lists = {language: untranslated(merged(language, texts)) for language in LANGUAGES}
    for language, missing in lists.items():
        for text in missing:
            print(f"{language}: {text!r}")
    return 1 if any(lists.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
