"""``4p1000 data``: what a person sees, and what a script gets."""

import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fourpermille.api.info import info
from fourpermille.cli.commands import data as command
from fourpermille.data import catalogue
from fourpermille.data.catalogue import parse_entry

CONTENT = "year,soc\n2000,50\n"
ENTRY = """
title = "Made up"
topic = "soil"
producer = "nobody"
citation = "nobody"
format = "CSV"
redistributable = true
[licence]
name = "CC0 1.0"
url = "https://creativecommons.org/publicdomain/zero/1.0/"
[[files]]
name = "soc.csv"
url = "{url}/soc.csv"
"""


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        """Be silent."""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FOURPERMILLE_DATA", "")
    monkeypatch.setenv("FOURPERMILLE_DATA_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def made_up(tmp_path, cache, monkeypatch):
    """A dataset ``made_up`` on a server of this machine."""
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "soc.csv").write_text(CONTENT)
    handler = partial(Silent, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    one = parse_entry("made_up", ENTRY.replace("{url}", f"http://127.0.0.1:{server.server_port}"))
    real = catalogue.entry
    for home in (catalogue, sys.modules[catalogue.locate.__module__]):
        monkeypatch.setattr(home, "entry", lambda id: one if id == "made_up" else real(id))
    monkeypatch.setattr(catalogue, "entries", lambda: ("made_up", "soil_0p5deg"))
    yield tmp_path / "www" / "soc.csv"
    server.shutdown()
    thread.join()
    server.server_close()


def schema(text, name):
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads(text)
    jsonschema.validate(found, info("schemas", name))
    return found


def test_list(say, cache):
    found = schema(say("data", "list", "--json").out, "data_list")["datasets"]
    assert set(found) == set(catalogue.entries())
    lines = say("data", "list").out.splitlines()
    assert len(lines) == len(found) + 1
    soil = say("data", "list", "--topic", "soil").out
    assert "soilgrids_aggregated" in soil
    assert "worldclim" not in soil
    assert say("data", "list", "--here").out.count("\n") == 1
    assert say("data", "list", "--topic", "soup").code == 3


@pytest.mark.parametrize("id", catalogue.entries())
def test_info(say, id):
    found = schema(say("data", "info", id, "--json").out, "data_info")
    shown = say("data", "info", id)
    assert shown.code == 0
    for text in (found["licence"]["name"], found["citation"], *found["traps"], *found["variables"]):
        assert text in shown.out
    if any(file["confidence"] == "U" for file in found["files"][:1]):
        assert "untested" in shown.out


def test_a_download_needs_a_yes(say, made_up, cache):
    said = say("data", "get", "made_up")
    assert (said.code, said.out) == (3, "")
    assert "CC0 1.0" in said.err
    assert "--accept-licence" in said.err
    assert not cache.exists()


@pytest.mark.parametrize(("answer", "code"), [(True, 0), (False, 130)])
def test_on_a_terminal_it_is_asked(say, made_up, cache, monkeypatch, answer, code):
    pytest.importorskip("pooch")
    asked = []
    monkeypatch.setattr(command, "can_ask", lambda: True)
    monkeypatch.setattr(command.typer, "confirm", lambda text, err: asked.append(text) or answer)
    said = say("data", "get", "made_up")
    assert said.code == code
    assert len(asked) == 1
    assert "CC0 1.0" in said.err
    assert (cache / "made_up" / "soc.csv").exists() is answer


def test_get_verify_path(say, made_up, cache):
    pytest.importorskip("pooch")
    assert say("data", "path", "made_up").code == 4
    assert say("data", "verify", "made_up").code == 4
    said = say("data", "get", "made_up", "--accept-licence", "--json")
    path = cache / "made_up" / "soc.csv"
    assert schema(said.out, "data_get")["files"] == [str(path)]
    assert path.read_text() == CONTENT
    assert say("data", "path", "made_up").out == f"{path}\n"
    assert say("data", "get", "made_up").out == f"{path}\n"
    assert schema(say("data", "verify", "--json").out, "data_verify")["ok"]
    path.write_text(CONTENT.replace("50", "51"))
    said = say("data", "verify", "made_up")
    assert said.code == 1
    assert "hash" in said.out
    assert not schema(say("data", "verify", "--json").out, "data_verify")["ok"]


def test_what_fails_says_so_in_a_line(say, made_up, cache):
    pytest.importorskip("pooch")
    made_up.unlink()
    said = say("data", "get", "made_up", "--accept-licence")
    assert said.code == 4
    assert "404" in said.err
    assert "Traceback" not in said.err
    for words, code, told in (
        (("get", "era5_land_monthly", "--accept-licence"), 4, "login"),
        (("get", "wordlclim_2_1"), 3, "worldclim_2_1"),
        (("path", "made_up", "--file", "sok.csv"), 3, "soc.csv"),
        (("verify", "nothing"), 3, "nothing"),
        (("gett", "made_up"), 2, "gett"),
        ((), 2, "Usage"),
    ):
        said = say("data", *words)
        assert said.code == code, said.err
        assert said.out == ""
        assert told in said.err


def test_help_of_each_says_its_options(say):
    for name in ("list", "info", "get", "verify", "path"):
        said = say("data", name, "--help")
        assert said.code == 0
        assert f"Usage: 4p1000 data {name}" in said.out
        assert "--lang" in said.out
