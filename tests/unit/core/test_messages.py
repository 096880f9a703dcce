"""Every text that people see exists in French and Spanish, and the catalogues are in order."""

import gettext
import importlib.util
import io
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fourpermille.core.i18n import LANGUAGES, _, ngettext, use_language

pytest.importorskip("babel")
AGAIN = "run: python tools/messages.py update, and translate what `missing` lists"
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def messages(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", repository / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


def _pairs(messages: ModuleType, language: str) -> list[tuple[str, str]]:
    """Each English text with its translation; plurals one by one."""
    pairs = []
    for message in messages.read(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            pairs.append((message.id, message.string))
        else:
            pairs.extend(zip(message.id, message.string, strict=True))
    return pairs


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_sources_is_translated(messages: ModuleType, language: str) -> None:
    catalog = messages.merged(language, messages.template())
    assert messages.untranslated(catalog) == [], AGAIN


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_no_text_that_is_gone(messages: ModuleType, language: str) -> None:
    wanted = {messages.text_of(m) for m in messages.template() if m.id}
    assert {messages.text_of(m) for m in messages.read(language) if m.id} == wanted, AGAIN


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_that_of_the_text(messages: ModuleType, language: str) -> None:
    def texts(compiled: bytes) -> dict[object, str]:
        found = vars(gettext.GNUTranslations(io.BytesIO(compiled)))["_catalog"]
        return {key: value for key, value in found.items() if key}  # "" is the head

    po = messages.path_of(language, "po").read_bytes()
    compiled = messages.path_of(language, "mo").read_bytes()
    assert texts(compiled) == texts(messages.as_mo(po, language)), AGAIN
    assert len(texts(compiled)) > len(_pairs(messages, language)) / 2


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_what_is_filled_in(messages: ModuleType, language: str) -> None:
    for text, translation in _pairs(messages, language):
        for pattern in (r"\{[^{}]*\}", r"\*\*", r"`[^`]*`", r"--[a-z-]+", r"<id>"):
            wanted = sorted(re.findall(pattern, text))
            assert sorted(re.findall(pattern, translation)) == wanted, (text, translation)


@pytest.mark.parametrize("language", OTHERS)
def test_translations_begin_and_end_alike(messages: ModuleType, language: str) -> None:
    for text, translation in _pairs(messages, language):
        assert text.startswith(" ") == translation.startswith(" "), text
        assert text.endswith(" ") == translation.endswith(" "), text
        if text[-1] in ".?:":
            assert translation[-1] == text[-1], text


def test_french_is_set_as_french(messages: ModuleType) -> None:
    for _text, translation in _pairs(messages, "fr"):
        assert not re.search(r"[ \w][;!?](?=\s|$)", translation.replace("[", "")), translation
        assert not re.search(r"(?<=\w) :(?=\s|$)", translation), translation
        assert not re.search(r"« | »", translation), translation
        assert not re.search(r"(?<=[a-zà-ü])'(?=[a-zà-ü])", translation), translation
        assert not re.search(r"\d [%‰]", translation), translation


def test_spanish_is_set_as_spanish(messages: ModuleType) -> None:
    for _text, translation in _pairs(messages, "es"):
        assert translation.count("?") == translation.count("¿"), translation
        assert translation.count("!") == translation.count("¡"), translation
        assert not re.search(r"\s[:;]", translation), translation
        assert not re.search(r"\d [%‰]", translation), translation


def test_the_catalogues_are_used() -> None:
    with use_language("fr"):
        assert _("Place") == "Lieu"
        assert ngettext("{count} place", "{count} places", 1) == "{count} lieu"
        assert ngettext("{count} place", "{count} places", 2) == "{count} lieux"
        assert ngettext("{count} place", "{count} places", 0) == "{count} lieu"
    with use_language("es"):
        assert _("Place") == "Lugar"
        assert ngettext("{count} place", "{count} places", 0) == "{count} lugares"
    assert _("Place") == "Place"
