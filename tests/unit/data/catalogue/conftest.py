"""A web server on this machine that can go wrong in every way a server can."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fourpermille.data.catalogue import DataFile, Entry, Licence
from fourpermille.data.fetch import transfer

CONTENT = bytes(range(256)) * 4000  # a megabyte, in which every place differs from its neighbour


@dataclass
class Server:
    """What the server does: ``cut`` are the bytes after which each answer ends."""

    url: str = ""
    content: bytes = CONTENT
    etag: str = '"one"'
    cut: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    ranges: bool = True
    length: bool = True
    chunked: bool = False
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose misbehaviour a test chooses; ``asked`` are the ranges it was asked for."""
    monkeypatch.setattr(transfer, "PAUSE", 0.0)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Be silent."""

        def do_GET(self) -> None:
            self.close_connection = True
            asked = self.headers.get("Range", "")
            state.asked.append(asked)
            if state.status:
                self.send_error(state.status.pop(0))
                return
            start = 0
            found = re.fullmatch(r"bytes=(\d+)-", asked)
            same = self.headers.get("If-Range") in (None, state.etag)
            if found and state.ranges and same:
                start = int(found[1])
            if start and start >= len(state.content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(state.content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = state.content[start:]
            self.send_response(206 if start else 200)
            if state.etag:
                self.send_header("ETag", state.etag)
            if start:
                last = len(state.content) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{last + 1}")
            if state.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif state.length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if state.cut:
                body = body[: state.cut.pop(0)]
            if state.chunked:
                self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
            else:
                self.wfile.write(body)

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = False
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{httpd.server_port}/map.bin"
    yield state
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of downloads, and no local data."""
    monkeypatch.setenv("FOURPERMILLE_DATA", "")
    monkeypatch.setenv("FOURPERMILLE_DATA_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def dataset(server: Server, cache: Path) -> Entry:
    """A dataset of one file on that server, with no published hash."""
    return make(DataFile(name="map.bin", url=server.url))


def make(*files: DataFile, **facts: object) -> Entry:
    """An entry with little in it."""
    return Entry.model_validate(
        {
            "id": "made_up",
            "title": "Made up",
            "topic": "soil",
            "producer": "nobody",
            "citation": "nobody",
            "format": "binary",
            "redistributable": True,
            "licence": Licence(name="CC0 1.0"),
            "files": files,
            **facts,
        }
    )


@pytest.fixture
def sha256() -> Callable[[bytes], str]:
    """SHA-256 in hexadecimal."""
    return lambda content: hashlib.sha256(content).hexdigest()
