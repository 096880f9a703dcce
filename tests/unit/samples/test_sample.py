import hashlib

import numpy as np
import pytest

from fourpermille.core.errors import UnknownNameError
from fourpermille.data.sample import country_climate, sample_info, sample_path, samples


def test_every_sample_is_described_and_unchanged():
    assert set(samples()) == {
        "rothamsted_trials/measurements",
        "rothamsted_trials/places",
        "world_croplands",
    }
    for name in samples():
        info = sample_info(name)
        path = sample_path(name)
        assert {"title", "licence", "attribution", "made_by", "confidence", "sources"} <= set(info)
        assert info["file"] == path.name
        assert info["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert all({"citation", "licence", "used_for"} <= set(one) for one in info["sources"])
        assert "HWSD" not in str(info["sources"])


def test_scripts_that_made_the_samples_are_kept(repository):
    assert all((repository / sample_info(name)["made_by"]).is_file() for name in samples())


def test_folder_stands_for_its_places():
    assert sample_path("rothamsted_trials") == sample_path("rothamsted_trials/places")


def test_unknown_sample_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="world_croplands"):
        sample_path("moon")


def test_country_climate_has_twelve_values_of_each_variable():
    climate = country_climate("fra")
    assert list(climate) == [
        "air_temperature_degc",
        "precipitation_mm",
        "pet_mm",
        "pet_thornthwaite_mm",
    ]
    assert all(values.shape == (12,) for values in climate.values())
    assert np.argmax(climate["air_temperature_degc"]) in (6, 7)
    assert np.argmax(country_climate("ARG")["air_temperature_degc"]) == 0


def test_country_without_croplands_in_the_grids_is_an_error_with_a_way_out():
    with pytest.raises(UnknownNameError, match="Malta") as caught:
        country_climate("MLT")
    assert "climate file" in str(caught.value)
    with pytest.raises(UnknownNameError, match="Did you mean"):
        country_climate("FRX")
