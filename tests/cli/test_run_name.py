"""The name of a run folder: links, odd paths, two runs at once, files that somebody added."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from fourpermille.api.run_claim import claimed
from fourpermille.core.errors import InputError

HOLD = """
import sys, time
from pathlib import Path
from fourpermille.api.run_claim import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def words(farm, out, *more):
    return ("run", farm / "fields.toml", "-o", out, "--no-report", *more)


@pytest.fixture
def holder(farm):
    """Another process that works for the folder ``out``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(farm / "out")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_at_once_is_refused(farm, say, holder):
    said = say(*words(farm, farm / "out"))
    assert said.code == 3
    assert "another run is writing" in said.err.casefold()
    assert str(holder.pid) in said.err
    assert not (farm / "out").exists()


def test_the_lock_of_a_killed_run_is_taken_over(farm, say, holder):
    os.kill(holder.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    holder.wait()
    assert (farm / ".out.lock").exists()
    assert say(*words(farm, farm / "out")).code == 0
    assert not list(farm.glob(".*"))


def _one_of_many(path, queue):
    try:
        with claimed(path):
            queue.put("in")
            time.sleep(0.02)
            queue.put("out")
    except InputError:
        pass


def test_never_two_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    crowd = [context.Process(target=_one_of_many, args=(tmp_path / "o", queue)) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    told = []
    while not queue.empty():
        told.append(queue.get())
    assert told[::2] == ["in"] * (len(told) // 2)
    assert told[1::2] == ["out"] * (len(told) // 2)
    assert not list(tmp_path.iterdir())


def test_a_link_stays_and_its_folder_holds_the_run(farm, say):
    (farm / "real").mkdir()
    link = farm / "link"
    link.symlink_to("real", target_is_directory=True)
    for _again in range(2):
        assert say(*words(farm, link)).code == 0
        assert link.is_symlink()
        assert (farm / "real" / "summary.json").is_file()
    assert not list(farm.glob(".*"))


@pytest.mark.parametrize("name", [".", "..", "fields.csv", "fields.csv/deep/er", "round"])
def test_names_that_can_not_be_are_told_before_the_work(farm, say, monkeypatch, name):
    monkeypatch.chdir(farm)
    (farm / "round").symlink_to("round")
    (farm / "climate.csv").unlink()  # told first, whatever else is wrong
    before = sorted(farm.iterdir())
    said = say(*words(farm, name))
    assert said.code == 3
    assert "Error" in said.err
    assert sorted(farm.iterdir()) == before


@pytest.mark.parametrize("text", ["", "{", "[1]\n", '"x"\n', "\xff\xfe"])
def test_a_broken_journal_is_no_run(farm, say, text):
    assert say(*words(farm, farm / "out")).code == 0
    (farm / "out" / "journal.jsonl").write_text(text, encoding="latin-1")
    said = say(*words(farm, farm / "out"))
    assert said.code == 3
    assert "holds no run" in said.err


def test_added_files_are_never_lost(farm, say):
    assert say(*words(farm, farm / "out")).code == 0
    (farm / "out" / "tables" / "my_notes.txt").write_text("weeks of thought")
    for more in ((), ("--force",)):
        said = say(*words(farm, farm / "out", *more))
        assert said.code == 3
        assert "tables/my_notes.txt" in said.err
    assert (farm / "out" / "tables" / "my_notes.txt").read_text() == "weeks of thought"
    (farm / "out" / "tables" / "my_notes.txt").unlink()
    (farm / "out" / ".DS_Store").write_text("")
    assert say(*words(farm, farm / "out")).code == 0


def test_a_run_moved_aside_comes_back(farm, say):
    assert say(*words(farm, farm / "out")).code == 0
    (farm / "out").rename(farm / ".out.old")  # killed between two renames
    said = say(*words(farm, farm / "out", "--set", "target.years=20"))
    assert said.code == 3
    assert "years = 30" in (farm / "out" / "scenario.toml").read_text()


def test_the_demo_never_goes_into_a_run(farm, say):
    assert say(*words(farm, farm / "out")).code == 0
    said = say("demo", "-o", farm / "out", "--no-report")
    assert said.code == 3
    assert "run" in said.err


def test_changed_inputs_are_named_before_anything_runs(farm, say):
    assert say(*words(farm, farm / "out")).code == 0
    table = farm / "out" / "inputs" / "fields.csv"
    table.write_text(table.read_text().replace("38.5", "39.5"))
    said = say("reproduce", farm / "out", "--json")
    assert said.code == 1
    found = json.loads(said.out)["difference"]
    assert (found["file"], found["column"]) == ("inputs/fields.csv", "sha256")


def test_changed_summary_and_results_are_found(farm, say):
    import xarray as xr

    assert say(*words(farm, farm / "out")).code == 0
    out = farm / "out"
    whole = (out / "summary.json").read_text()
    summary = json.loads(whole)
    (out / "summary.json").write_text(json.dumps(summary | {"seconds": 1e6}))
    assert say("reproduce", out).code == 0  # the time of a run is no result
    (out / "summary.json").write_text(json.dumps(summary | {"area_mha": 1.0}))
    said = say("reproduce", out)
    assert said.code == 1
    assert "area_mha" in said.out
    (out / "summary.json").write_text(whole)
    with xr.open_dataset(out / "results.nc") as ds:
        other = ds.load()
    other["extra_input_tc_ha_yr"][1] += 1e-9
    other.to_netcdf(out / "results.nc")
    said = say("reproduce", out, "--json")
    assert said.code == 1
    found = json.loads(said.out)["difference"]
    assert (found["file"], found["column"]) == ("results.nc", "extra_input_tc_ha_yr")


def test_large_files_are_known_by_size_and_time(farm, say, monkeypatch):
    from fourpermille.api import run_inputs

    monkeypatch.setattr(run_inputs, "LARGEST_HASHED_BYTES", 10)
    assert say(*words(farm, farm / "out")).code == 0
    entry = json.loads((farm / "out" / "inputs.json").read_text())["inputs"][0]
    assert entry["identified_by"] == "size and time of change"
    assert entry["sha256"] == ""
    assert entry["size_bytes"] == (farm / "fields.csv").stat().st_size
    assert say(*words(farm, farm / "out")).code == 0  # the same again
    os.utime(farm / "fields.csv", (1, 1))
    assert say(*words(farm, farm / "out")).code == 3  # other data, as far as anybody knows
