"""What the machine refuses is told in words, with advice, in the reader's language."""

import errno
import os

import pytest

from fourpermille.cli.system_trouble import REFUSALS
from fourpermille.cli.trouble import explain
from fourpermille.core.i18n import use_language


@pytest.mark.parametrize("number", [*REFUSALS, errno.ELOOP])
def test_every_refusal_names_the_file_and_says_what_to_do(number):
    text, code = explain(OSError(number, os.strerror(number), "/x/results.nc"), ["run"])
    assert code == 1
    assert "/x/results.nc" in text
    assert os.strerror(number) not in text
    assert "Failed" not in text
    assert text.count(".") >= 2


@pytest.mark.parametrize(
    "error", [RuntimeError("NetCDF: HDF error"), ValueError("sqlite: database or disk is full")]
)
def test_a_full_disk_behind_a_library_is_told(error):
    text, code = explain(error, ["run"])
    assert code == 1
    assert "disk" in text
    assert "--out" in text


def test_other_errors_are_not_taken_for_it():
    text, _code = explain(RuntimeError("something else"), ["run"])
    assert "something else" in text


def test_a_folder_that_cannot_be_made(farm, say):
    said = say("run", farm / "fields.toml", "-o", "/proc/foo/bar", "--no-report")
    assert said.code == 3
    assert "/proc/foo" in said.err
    assert "--out" in said.err
    assert "Errno" not in said.err


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_words_of_the_system_inside_another_language(language):
    with use_language(language):
        text, _code = explain(PermissionError(13, "Permission denied", "/x"), ["run"])
    assert "Permission denied" not in text
