"""What every command has: help, exit codes, languages, completion, light start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fourpermille import __version__
from fourpermille.cli.main import command_names
from fourpermille.cli.words import language_of

# pydantic is Typer's own need as soon as a command has options.
HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "matplotlib", "pint", "rich")
PROMISED = {"run", "demo", "compare", "reproduce", "cite", "rothc", "info", "completion"}


def test_promised_commands_are_there():
    assert set(command_names()) >= PROMISED


@pytest.mark.parametrize("name", command_names())
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(say, name, flag):
    said = say(name.replace("_", "-"), flag)
    assert said.code == 0
    assert said.err == ""
    assert "Usage: 4p1000" in said.out
    assert "--lang" in said.out


@pytest.mark.parametrize("name", command_names())
def test_help_of_no_command_waits_for_science(name):
    code = (
        "import sys\nfrom fourpermille.cli.main import main\n"
        f"assert main([{name.replace('_', '-')!r}, '--help']) == 0\n"
        f"sys.exit(' '.join(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_a_command_is_one_file(repository):
    folder = repository / "src" / "fourpermille" / "cli" / "commands"
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert set(command_names()) == files


def test_version_is_data(say):
    said = say("--version")
    assert (said.code, said.out.strip(), said.err) == (0, f"4p1000 {__version__}", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rum"], "run"),
        (["run"], "scenario"),
        (["run", "x.toml", "--nope"], "--nope"),
        (["completion", "tcsh"], "tcsh"),
        (["info", "--lang", "de"], "de"),
        ([], "Usage"),
    ],
)
def test_usage_errors_are_two(say, words, told):
    said = say(*words)
    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


def test_missing_files_are_four(say, tmp_path):
    said = say("run", tmp_path / "nothing.toml", "-o", tmp_path / "out")
    assert said.code == 4
    assert "nothing.toml" in said.err
    assert not (tmp_path / "out").exists()
    assert say("cite", tmp_path).code == 4
    assert say("reproduce", tmp_path).code == 4
    assert say("compare", tmp_path, tmp_path).code == 4


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_for_every_shell(say, shell):
    said = say("completion", shell)
    assert said.code == 0
    assert "_4P1000_COMPLETE" in said.out
    assert "4p1000" in said.out


def test_completion_completes_commands():
    done = subprocess.run(
        [sys.executable, "-c", "from fourpermille.cli.main import run; run()"],
        env={"_4P1000_COMPLETE": "complete_bash", "COMP_WORDS": "4p1000 re", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["reproduce"]


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "fr_FR", "FOURPERMILLE_LANG": "es"}, "es"),
        (["run", "--lang", "es"], {"LANG": "fr_FR"}, "es"),
        (["run", "--lang=fr"], {}, "fr"),
    ],
)
def test_language_is_found(words, environment, language):
    assert language_of(words, environment) == language


def test_info_gives_json(say):
    found = json.loads(say("info", "--json").out)
    assert found["version"] == __version__
    assert "rothc_26_3" in found["parameters"]
    assert "world_croplands" in found["samples"]
    assert say("info", "nonsense").code == 3


@pytest.mark.parametrize("topic", ["parameters", "samples", "scenarios", "variables", "schemas"])
def test_info_tells_one_thing_of_each_topic(say, topic):
    names = json.loads(say("info", topic, "--json").out)
    one = say("info", topic, next(iter(names)), "--json")
    assert one.code == 0
    assert json.loads(one.out)


def test_debug_shows_where(tmp_path):
    code = "from fourpermille.cli.main import run; run()"
    words = [sys.executable, "-c", code, "run", str(tmp_path / "nothing.toml")]
    shown = [
        subprocess.run(words, env=env, capture_output=True, text=True, check=False).stderr
        for env in ({}, {"FOURPERMILLE_DEBUG": "1"})
    ]
    assert ["Traceback" in text for text in shown] == [False, True]


def test_no_command_name_collides_with_another_word(say, tmp_path: Path):
    assert say("help").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["rum"],
        ["--quiet"],
        ["run", "a.toml", "b", "c"],
        ["run", "a.toml", "-o"],
        ["run", "a.toml", "--workers", "many"],
        ["run", "a.toml", "--workers", "0"],
        ["completion", "tcsh"],
    ],
)
def test_mistakes_are_told_in_our_words(say, words):
    """What has a text of ours can be translated; Typer's own words can't."""
    said = say(*words)
    assert said.code == 2
    for piece in ("No such command", "Missing command", "Got unexpected", "requires an argument"):
        assert piece not in said.err
    assert "Invalid value" not in said.err
    assert "Input should be" not in said.err


def test_the_last_line_of_the_help_is_translated(say):
    assert "Commencez par" in say("--lang", "fr", "--help").out
    assert "Start with" not in say("--lang", "es", "--help").out
