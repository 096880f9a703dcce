"""Downloads: whole, right, accepted and continued, or not at all."""

import json
import signal
import subprocess
import sys
import zipfile
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace

import pytest

from fourpermille.core.errors import (
    Cancelled,
    DataUnavailableError,
    FourPerMilleError,
    InputError,
    LicenceError,
    MissingExtraError,
    UnknownNameError,
)
from fourpermille.data.catalogue import DataFile, Licence
from fourpermille.data.catalogue.verify import verify_file
from fourpermille.data.fetch import disk, get_files, transfer
from fourpermille.data.fetch.lock import only_one

pytest.importorskip("pooch")


def get(entry, *patterns, **options):
    return get_files(entry, patterns, accept_licence=True, **options)


def left(cache):
    """Names in the folder of the dataset that are no part of the house-keeping."""
    folder = cache / "made_up"
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    return names - {".lock", "registry.json"}


def changed(entry, **facts):
    return entry.model_copy(update={"files": (entry.files[0].model_copy(update=facts),)})


def test_a_download_is_the_file(dataset, server, cache):
    told = []
    (path,) = get(dataset, progress=lambda done, total, what: told.append((done, total, what)))
    assert path == cache / "made_up" / "map.bin"
    assert path.read_bytes() == server.content
    assert told[-1] == (len(server.content), len(server.content), "map.bin")
    assert left(cache) == {"map.bin"}


def test_what_is_here_is_not_asked_for_again(dataset, server):
    get(dataset)
    get_files(dataset)  # no licence needed: nothing is downloaded
    assert len(server.asked) == 1


def test_the_first_download_is_remembered(dataset, server, cache, sha256):
    get(dataset)
    found = json.loads((cache / "made_up" / "registry.json").read_text())["map.bin"]
    assert found["sha256"] == sha256(server.content)
    assert found["size_bytes"] == len(server.content)
    assert found["url"] == server.url
    assert found["licence"] == "CC0 1.0"


def test_a_changed_file_is_refused_until_it_is_accepted(dataset, server, cache):
    (path,) = get(dataset)
    path.unlink()
    server.content, server.etag = server.content[::-1], '"two"'
    with pytest.raises(DataUnavailableError, match="thrown away"):
        get(dataset)
    assert left(cache) == set()
    assert get(dataset, again=True)[0].read_bytes() == server.content
    assert verify_file(dataset, dataset.files[0], path).ok


@pytest.mark.parametrize("accepted", [False, True])
def test_terms_come_first(dataset, server, cache, accepted):
    if accepted:
        assert get(dataset)
        return
    with pytest.raises(LicenceError, match=r"CC0 1\.0.*--accept-licence"):
        get_files(dataset)
    assert server.asked == []
    assert left(cache) == set()


def test_a_cut_download_goes_on(dataset, server):
    server.cut = [300_000, 100_000]
    (path,) = get(dataset)
    assert path.read_bytes() == server.content
    assert server.asked == ["", "bytes=300000-", "bytes=400000-"]


def test_the_next_call_goes_on_too(dataset, server, cache):
    server.cut = [100_000] * transfer.ATTEMPTS
    with pytest.raises(DataUnavailableError, match=r"400 kB are kept.*same command"):
        get(dataset)
    assert left(cache) == {"map.bin.part", "map.bin.part.json"}
    assert verify_nothing_is_here(dataset)
    (path,) = get(dataset)
    assert server.asked[-1] == "bytes=400000-"
    assert path.read_bytes() == server.content
    assert left(cache) == {"map.bin"}


def verify_nothing_is_here(entry):
    from fourpermille.data.catalogue import place_of

    return place_of(entry, entry.files[0]) is None


def test_two_versions_are_never_mixed(dataset, server):
    server.cut = [100_000] * transfer.ATTEMPTS
    with pytest.raises(DataUnavailableError):
        get(dataset)
    server.content, server.etag = server.content[::-1], '"two"'
    assert get(dataset)[0].read_bytes() == server.content


def test_without_a_mark_of_the_version_it_starts_again(dataset, server):
    server.etag = ""
    server.cut = [100_000, 200_000]
    assert get(dataset)[0].read_bytes() == server.content
    assert server.asked == ["", "", ""]


def test_a_server_that_knows_no_ranges(dataset, server):
    server.ranges, server.cut = False, [300_000]
    assert get(dataset)[0].read_bytes() == server.content


def test_a_part_that_was_whole_already(dataset, server, cache):
    server.cut = [len(server.content) - 1] + [0] * (transfer.ATTEMPTS - 1)
    with pytest.raises(DataUnavailableError):
        get(dataset)
    with (cache / "made_up" / "map.bin.part").open("ab") as part:
        part.write(server.content[-1:])
    assert get(dataset)[0].read_bytes() == server.content


def test_a_part_that_is_too_long_is_thrown_away(dataset, server, cache):
    server.cut = [100] * transfer.ATTEMPTS
    with pytest.raises(DataUnavailableError):
        get(dataset)
    (cache / "made_up" / "map.bin.part").write_bytes(b"x" * (len(server.content) + 5))
    assert get(dataset)[0].read_bytes() == server.content


@pytest.mark.parametrize("code", [403, 404, 410])
def test_a_refusal_is_told(dataset, server, cache, code):
    server.status = [code]
    with pytest.raises(DataUnavailableError, match=str(code)) as caught:
        get(dataset)
    assert server.url in str(caught.value)
    assert len(server.asked) == 1
    assert left(cache) == set()


def test_trouble_that_passes_is_waited_for(dataset, server):
    server.status = [503, 500]
    assert get(dataset)[0].read_bytes() == server.content


def test_no_server(dataset, cache):
    nowhere = changed(dataset, url="http://127.0.0.1:9/map.bin")
    with pytest.raises(DataUnavailableError, match="can't be reached"):
        get(nowhere)
    assert left(cache) == set()


def test_a_wrong_hash_is_thrown_away(dataset, server, cache, sha256):
    wrong = changed(dataset, sha256=sha256(b"another"))
    with pytest.raises(DataUnavailableError, match="hash"):
        get(wrong)
    assert left(cache) == set()
    assert get(changed(dataset, sha256=sha256(server.content)))


def test_a_wrong_size_is_refused_before_it_comes(dataset, server, cache):
    with pytest.raises(DataUnavailableError, match=r"another size.*1024000 bytes"):
        get(changed(dataset, size_bytes=5))
    assert left(cache) == set()


def test_a_web_page_is_no_map(dataset, server, cache):
    server.content = b"<!DOCTYPE html><html>Please log in</html>"
    with pytest.raises(DataUnavailableError, match="page of a web server"):
        get(dataset)
    assert left(cache) == set()


def test_an_archive_must_open(dataset, server, cache, tmp_path):
    broken = changed(dataset, name="map.zip")
    server.content = b"PK\x03\x04" + b"0" * 1000
    with pytest.raises(DataUnavailableError, match="zip"):
        get(broken)
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as archive:
        archive.writestr("a.tif", b"II*\x00")
    server.content = (tmp_path / "good.zip").read_bytes()
    assert get(broken)


def test_no_length_and_no_hash_could_hide_a_cut(dataset, server, cache, sha256):
    server.length = False
    with pytest.raises(DataUnavailableError, match="how long the file is"):
        get(dataset)
    assert left(cache) == set()
    assert get(changed(dataset, sha256=sha256(server.content)))


def test_a_chunked_answer_says_its_end(dataset, server):
    server.chunked = True
    assert get(dataset)[0].read_bytes() == server.content


def test_a_full_disk_is_seen_before(dataset, server, cache, monkeypatch):
    usage = SimpleNamespace(free=1000)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(FourPerMilleError, match=r"no room.*1\.0 kB free"):
        get(dataset)
    assert "map.bin" not in left(cache)


def test_a_folder_that_can_t_be_one(dataset, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("FOURPERMILLE_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(FourPerMilleError, match="FOURPERMILLE_DATA_DIR") as caught:
        get(dataset)
    assert caught.value.exit_code == 1


def test_a_disk_that_fills_up(dataset, server, cache, monkeypatch):
    opened = Path.open

    class Full:
        def __init__(self, inner):
            self.inner = inner

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.inner.close()

        def seek(self, place):
            self.inner.seek(place)

        def write(self, data):
            raise OSError(ENOSPC, "No space left on device")

    def fake(self, mode="r", *args, **kwargs):
        handle = opened(self, mode, *args, **kwargs)
        return Full(handle) if self.name.endswith(".part") and mode != "rb" else handle

    monkeypatch.setattr(Path, "open", fake)
    with pytest.raises(FourPerMilleError, match="No space left") as caught:
        get(dataset)
    assert caught.value.exit_code == 1
    assert "map.bin" not in left(cache)


def test_ctrl_c_keeps_what_came(dataset, server, cache):
    def stop(done, total, what):
        if done > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(Cancelled, match="goes on from there"):
        get(dataset, progress=stop)
    assert left(cache) == {"map.bin.part", "map.bin.part.json"}
    assert get(dataset)[0].read_bytes() == server.content
    assert server.asked[-1].startswith("bytes=")


KILLED = """
import os, signal
from fourpermille.data.catalogue import parse_entry
from fourpermille.data.fetch import get_files

def stop(done, total, what):
    if done > 500_000:
        os.kill(os.getpid(), signal.SIGKILL)

get_files(parse_entry("made_up", TEXT), accept_licence=True, progress=stop)
"""
TEXT = """
title = "t"
topic = "soil"
producer = "p"
citation = "c"
format = "f"
redistributable = true
[licence]
name = "CC0 1.0"
[[files]]
name = "map.bin"
url = "{url}"
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a signal of POSIX systems")
def test_a_killed_download_goes_on(dataset, server, cache):
    code = f"TEXT = {TEXT.format(url=server.url)!r}\n{KILLED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert "map.bin" not in left(cache)
    assert get(dataset)[0].read_bytes() == server.content
    assert server.asked[-1].startswith("bytes=")
    assert left(cache) == {"map.bin"}


def test_two_downloads_don_t_meet(dataset, cache):
    with only_one(cache / "made_up"), pytest.raises(FourPerMilleError, match="under way"):
        get(dataset)
    assert get(dataset)


def test_a_login_is_not_tried(dataset, server):
    closed = dataset.model_copy(update={"login_needed": True, "obtain": "Register at the office."})
    with pytest.raises(DataUnavailableError, match=r"needs a login.*Register at the office.*FOURP"):
        get(closed)
    assert server.asked == []


def test_without_an_address_it_is_said_how(dataset):
    local = changed(dataset, url="").model_copy(update={"obtain": "Ask the owner."})
    with pytest.raises(DataUnavailableError, match=r"Ask the owner.*as map\.bin"):
        get(local)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/map.bin"])
def test_only_web_addresses(dataset, url):
    with pytest.raises(DataUnavailableError):
        get(changed(dataset, url=url))


def test_an_untested_address_is_said_to_be_one(dataset):
    with pytest.warns(UserWarning, match="untested"):
        get(changed(dataset, confidence="U"))


def test_a_licence_from_memory_is_said_to_be_one(dataset):
    unsure = dataset.model_copy(update={"licence": Licence(name="free", confidence="U")})
    with pytest.raises(LicenceError, match="from memory"):
        get_files(unsure)


def test_patterns_choose_files(dataset, server, cache):
    files = [DataFile(name=f"{name}.bin", url=server.url) for name in ("tas_01", "tas_02", "pr_01")]
    several = dataset.model_copy(update={"files": tuple(files)})
    with pytest.raises(InputError, match="3 files"):
        get(several)
    with pytest.raises(UnknownNameError, match=r"tas_01\.bin"):
        get(several, "tas_o1.bin")
    assert [path.name for path in get(several, "tas_*")] == ["tas_01.bin", "tas_02.bin"]
    assert left(cache) == {"tas_01.bin", "tas_02.bin"}


def test_without_pooch_the_extra_is_named(dataset, monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(MissingExtraError, match="grid"):
        get(dataset)


def test_a_broken_record_is_told(dataset, cache):
    (path,) = get(dataset)
    (cache / "made_up" / "registry.json").write_text("[")
    with pytest.raises(InputError, match="record of downloads"):
        verify_file(dataset, dataset.files[0], path)


def test_verify_sees_a_changed_byte_and_a_lost_end(dataset, server):
    (path,) = get(dataset)
    file = dataset.files[0]
    good = verify_file(dataset, file, path)
    assert good.ok
    assert good.hash_known
    data = bytearray(server.content)
    data[1000] ^= 1
    path.write_bytes(data)
    assert "hash" in verify_file(dataset, file, path).problem
    path.write_bytes(server.content[:-1])
    assert "1023999 bytes instead of 1024000" in verify_file(dataset, file, path).problem
