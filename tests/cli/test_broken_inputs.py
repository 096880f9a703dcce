"""Broken inputs, end to end: exit code 3, one clear message in the reader's language, no folder."""

from pathlib import Path

import pytest

from fourpermille.core.i18n import LANGUAGES


def _table(farm: Path, old: str, new: str) -> None:
    path = farm / "fields.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _climate(farm: Path, old: str, new: str) -> None:
    path = farm / "climate.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _scenario(farm: Path, text: str) -> None:
    with (farm / "fields.toml").open("a") as file:
        file.write(text)


# name: how it is broken, and what every message must name (file, row, column or key, value found).
BROKEN = {
    "missing column": (
        lambda farm: _table(farm, "soc_stock_tc_ha", "notes"),
        ["fields.csv", "soc_stock_tc_ha"],
    ),
    "misspelt column": (
        lambda farm: _table(farm, "clay_percent", "clay_percnt"),
        ["fields.csv", "clay_percent"],
    ),
    "wrong unit": (
        lambda farm: _table(farm, "depth_cm", "depth [kg]"),
        ["fields.csv", "depth", "kg"],
    ),
    "text in a number": (
        lambda farm: _table(farm, ",38.5", ",about 40"),
        ["fields.csv", "2", "soc_stock_tc_ha", "about 40"],
    ),
    "NaN in the climate": (
        lambda farm: _climate(farm, "terrace,3,11", "terrace,3,nan"),
        ["climate.csv", "4", "air_temperature_degc", "nan"],
    ),
    "clay of 140 %": (
        lambda farm: _table(farm, ",18,30,", ",140,30,"),
        ["fields.csv", "2", "clay_percent", "140", "100"],
    ),
    "negative stock": (
        lambda farm: _table(farm, ",38.5", ",-38.5"),
        ["fields.csv", "2", "soc_stock_tc_ha", "-38.5", "0"],
    ),
    "eleven months": (
        lambda farm: _climate(farm, "valley,7,24.5,19,180,1\n", ""),
        ["climate.csv", "valley", "7"],
    ),
    "unknown country": (
        lambda farm: _table(farm, "terrace,FRA", "terrace,FRX"),
        ["fields.csv", "2", "country", "FRX"],
    ),
    "empty file": (lambda farm: (farm / "fields.csv").write_text(""), ["fields.csv"]),
    "key that nothing uses": (
        lambda farm: _scenario(farm, "\n[start]\nmethod = 'equilibrium'\nyears = 20\n"),
        ["fields.toml", "start.years", "20"],
    ),
    "misspelt key": (
        lambda farm: _scenario(farm, "\n[soil]\nparametres = 'rothc_26_3'\n"),
        ["fields.toml", "soil.parametres"],
    ),
    "value outside its range": (
        lambda farm: _scenario(farm, "\n[defaults]\nplant_cover = 3\n"),
        ["fields.toml", "defaults.plant_cover", "3"],
    ),
    "default beside a column": (
        lambda farm: _scenario(farm, "\n[defaults]\nclay_percent = 20\n"),
        ["defaults.clay_percent", "20"],
    ),
    "climate of a place that isn't there": (
        lambda farm: _climate(farm, "terrace,1,", "terraze,1,"),
        ["climate.csv", "terraze"],
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_is_three_with_one_clear_message(farm, say, name, language):
    breaking, named = BROKEN[name]
    breaking(farm)
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--lang", language)
    assert said.code == 3, said.err
    assert said.out == ""
    assert [word for word in named if word not in said.err] == []
    assert "Traceback" not in said.err
    assert not (farm / "out").exists()
    assert not list(farm.glob(".*"))


@pytest.mark.parametrize("name", BROKEN)
def test_messages_differ_by_language(farm, say, name):
    BROKEN[name][0](farm)
    words = ("run", farm / "fields.toml", "-o", farm / "out", "--lang")
    errors = [say(*words, language).err for language in LANGUAGES]
    texts = [text.partition(":")[2] for text in errors]  # what follows the word for "error"
    assert len(set(texts)) == len(LANGUAGES), texts


def test_all_problems_are_told_at_once(farm, say):
    _table(farm, ",18,30,38.5", ",140,30,-38.5")
    said = say("run", farm / "fields.toml", "-o", farm / "out")
    assert said.code == 3
    assert {"clay_percent", "soc_stock_tc_ha"} <= {word.strip(":,.") for word in said.err.split()}


@pytest.mark.parametrize(
    ("table", "old", "new", "named"),
    [
        ("sites", "23.4", "140", ["sites.csv", "2", "clay_pct", "140"]),
        ("forcing", ",6,", ",six,", ["forcing.csv", "7", "six"]),
        ("questions", "equilibrium", "balance", ["questions.csv", "2", "kind", "balance"]),
        ("sites", "first12", "given", ["given"]),
    ],
)
def test_rothc_tables_too(tmp_path, say, table, old, new, named):
    months = "\n".join(f"a,{m},2000,{m},100,10,60,50,0.2,0,1,1.44" for m in range(1, 25))
    months = months.replace("a,13,2000,13", "a,13,2001,1")
    for m in range(13, 25):
        months = months.replace(f"a,{m},2000,{m},", f"a,{m},2001,{m - 12},")
    texts = {
        "sites": "case,opt_rm_moist,opt_smd_bare,clay_pct,depth_cm,iom_t_ha,silt_pct,"
        "bulk_density_g_cm3,oc_pct,min_rm_moist,spin_up,description\n"
        "a,1,1,23.4,23,2.7,,,,0.2,first12,\n",
        "forcing": "case,step,year,month,modern_pct,tmp_c,rain_mm,evap_mm,c_inp_t_ha,fym_t_ha,"
        f"plant_cover,dpm_rpm\n{months}\n",
        "questions": "case,kind,years,target_soc_t_ha\na,equilibrium,inf,40\n",
    }
    texts[table] = texts[table].replace(old, new, 1)
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    words = ["rothc", "--sites", tmp_path / "sites.csv", "--forcing", tmp_path / "forcing.csv"]
    words += ["--inverse", tmp_path / "questions.csv", "--out", tmp_path / "out"]
    said = say(*words)
    assert said.code == 3, said.err
    assert [word for word in named if word not in said.err] == []
    assert not (tmp_path / "out").exists()
