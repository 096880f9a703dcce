"""What somebody sees first: the two scenarios that come with the package."""

import json


def test_demo_runs_both_scenarios_and_says_where_the_reports_are(tmp_path, say):
    said = say("demo", "-o", tmp_path / "demo")
    assert said.code == 0, said.err
    for name in ("rothamsted_trials", "world_croplands"):
        folder = tmp_path / "demo" / name
        assert (folder / "report.html").stat().st_size > 10_000
        assert (folder / "report.pdf").read_bytes()[:5] == b"%PDF-"
        assert str(folder / "report.html") in said.err
    summary = json.loads((tmp_path / "demo" / "world_croplands" / "summary.json").read_text())
    assert summary["cells"] > 160
    assert 0.4 < summary["extra_input_area_median_tc_ha_yr"] < 1.8
    trial = json.loads((tmp_path / "demo" / "rothamsted_trials" / "summary.json").read_text())
    assert trial["by_series"]["broadbalk_nil"]["role"] == "fitted"
    assert "t of carbon per hectare and year" in said.out
    assert "RMSE" in said.out


def test_demo_may_be_repeated_and_gives_json(tmp_path, say):
    for _again in range(2):
        said = say("demo", "-o", tmp_path / "demo", "--no-report", "--json")
        assert said.code == 0, said.err
    runs = json.loads(said.out)["runs"]
    assert [one["scenario"] for one in runs] == ["rothamsted_trials", "world_croplands"]


def test_a_trial_can_be_repeated_and_compared(tmp_path, say):
    assert say("demo", "-o", tmp_path, "--no-report", "-q").code == 0
    trial = tmp_path / "rothamsted_trials"
    assert say("reproduce", trial).code == 0
    assert say("compare", trial, trial).code == 0
    assert "coleman" in say("cite", trial).out.casefold()
