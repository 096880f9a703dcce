"""A registry finds what lies in its folder and what plug-ins bring."""

import sys
from pathlib import Path

import pytest

from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.registry import Registry

PART = """
from animals_registry import ANIMALS
@ANIMALS.register("{name}")
class Animal:
    sound = "{sound}"
"""


@pytest.fixture
def animals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[type]:
    folder = tmp_path / "animals_folder"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "cow.py").write_text(PART.format(name="cow", sound="moo"))
    (folder / "cat.py").write_text(PART.format(name="cat", sound="miaow"))
    (folder / "_private.py").write_text("raise RuntimeError('must not be imported')")
    (tmp_path / "animals_registry.py").write_text(
        "from fourpermille.core.registry import Registry\n"
        "ANIMALS = Registry('animal', folder='animals_folder', plugins='animals.plugins')\n"
    )
    info = tmp_path / "more_animals-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: more-animals\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[animals.plugins]\ndog = more_animals:Dog\n")
    (tmp_path / "more_animals.py").write_text("class Dog:\n    sound = 'woof'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    module = __import__("animals_registry")
    yield module.ANIMALS
    for name in set(sys.modules) - before:
        if "animals" in name:
            del sys.modules[name]


def test_a_file_in_the_folder_and_a_plugin_are_found(animals: Registry[type]) -> None:
    assert animals.names() == ("cat", "cow", "dog")
    assert list(animals) == ["cat", "cow", "dog"]
    assert len(animals) == 3
    assert "cow" in animals
    assert animals.get("cow").sound == "moo"
    assert animals.get("dog").sound == "woof"


def test_a_wrong_name_is_answered_with_a_near_one(animals: Registry[type]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        animals.get("cowe")
    assert str(caught.value) == (
        "There is no animal called 'cowe'. Allowed cat, cow, dog. Did you mean cow?"
    )


def test_a_name_is_given_once(animals: Registry[type]) -> None:
    cow = animals.get("cow")
    animals.register("cow")(cow)
    with pytest.raises(InputError, match="'cow'"):
        animals.register("cow")(int)
    assert animals.get("cow") is cow


def test_a_broken_part_says_so_each_time(animals: Registry[type], tmp_path: Path) -> None:
    (tmp_path / "animals_folder" / "bat.py").write_text("raise RuntimeError('broken bat')")
    for _again in range(2):
        with pytest.raises(RuntimeError, match="broken bat"):
            animals.names()
