import pytest

from fourpermille.core.countries import countries, country, find_country, suggest_countries
from fourpermille.core.errors import UnknownNameError
from fourpermille.core.i18n import use_language


def test_every_code_and_name_leads_back_to_its_country():
    for one in countries().values():
        assert find_country(one.iso3) is one
        assert find_country(one.iso2) is one
        assert not one.m49 or find_country(one.m49) is one
        for name in one.names.values():
            assert find_country(name) is one, name


def test_iso_3166_is_complete_and_kosovo_is_there():
    assert len(countries()) == 250
    assert all(one.names.keys() == {"en", "fr", "es"} for one in countries().values())
    assert all(name for one in countries().values() for name in one.names.values())
    assert [one.iso3 for one in countries().values() if not one.m49] == ["XKX"]
    assert all(len(one.m49) == 3 for one in countries().values() if one.m49)


def test_regions_are_those_of_the_united_nations():
    regions = {one.region for one in countries().values()}
    assert regions == {"Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"}
    assert country("MUS").subregion == "Eastern Africa"
    assert country("MTQ").subregion == "Caribbean"


def test_namibia_survives_its_code():
    assert country("NA").iso3 == "NAM"
    assert countries()["NAM"].iso2 == "NA"


@pytest.mark.parametrize("text", ["CIV", "civ", "Cote d'Ivoire", "CÔTE D’IVOIRE", " 384 "])
def test_names_are_read_with_or_without_accents_and_apostrophes(text):
    assert country(text).iso3 == "CIV"


def test_name_follows_the_language():
    assert country("DEU").name == "Germany"
    with use_language("fr"):
        assert country("DEU").name == "Allemagne"
    with use_language("es"):
        assert country("DEU").name == "Alemania"


def test_unknown_country_offers_the_nearest():
    assert suggest_countries("Frence")[0] == "FRA (France)"
    with pytest.raises(UnknownNameError) as caught:
        country("Germny")
    assert "DEU (Germany)" in str(caught.value)
    assert "Germny" in str(caught.value)
    assert suggest_countries("zzzzzzzz") == []
    assert find_country("") is None
