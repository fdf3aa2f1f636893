"""Published control charts: a hidden month hides its chart, causes of complaints are elsewhere, margins need chance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from tests.unit.sql_models import run_model

MONTHS = [dt.date(2026, month, 1) for month in (7, 8, 9)]
SURVEY = {"measure": "M2_mean_score", "aspect": "overall", "characteristic_key": "overall", "count_measure": ""}
SURVEY |= {"exposure_measure": "", "per": 0}
COUNTED = {"measure": "M16_operation_ratio", "aspect": "operation", "characteristic_key": "", "per": 1000}
COUNTED |= {"count_measure": "returns", "exposure_measure": "parcels"}
POINT = {
    "cut": "overall",
    "cut_value": "all",
    "period_type": "month",
    "run": 0,
    "chart": "xmr",
    "rule_set": "western_electric",
    "centre": 70.0,
    "lcl": 60.0,
    "ucl": 80.0,
    "signals": "",
    "first_rule": None,
    "verdict": "no_signal",
    "is_baseline": True,
    "baseline_from": MONTHS[0],
    "baseline_to": dt.date(2026, 9, 30),
    "n_baseline": 3,
    "estimate": 71.0,
    "ci_low": 69.0,
    "ci_high": 73.0,
    "n": 40.0,
    "exposure": None,
    "caveat": None,
}


def published(*series: dict[str, Any], hidden: tuple[dt.date, ...] = ()) -> pd.DataFrame:
    """Return the published months of some charts; ``hidden`` months of the survey's series may not be shown."""
    rows = [{**POINT, **each, "period_start": month} for each in series for month in MONTHS]
    cells = [
        {
            **{name: SURVEY[name] for name in ("aspect", "characteristic_key")},
            **{name: POINT[name] for name in ("cut", "cut_value", "period_type")},
            "subject": "survey_answer",
            "period_start": month,
            "is_hidden": month in hidden,
            "shows_missing": True,
        }
        for month in MONTHS
    ]
    outcome = {"measure": "returns", "exposure_measure": "parcels", "higher_is": "worse", "position": 0}
    frame = pd.DataFrame(rows).astype({"caveat": "string", "first_rule": "string", "exposure": "float64"})
    tables = {
        "mart_control_chart": frame,
        "dim_characteristic": pd.DataFrame(
            [
                {"characteristic_key": "overall", "is_overall": True},
                {"characteristic_key": "staff", "is_overall": False},
            ]
        ),
        "stg_outcome": pd.DataFrame([outcome]),
        "mart_disclosure": pd.DataFrame(cells),
    }
    return run_model("published/pub_control_chart", tables)


def test_a_chart_is_shown_whole() -> None:
    found = published(SURVEY, COUNTED)
    assert len(found) == 6
    assert found["estimate"].tolist() == [71.0] * 6
    assert dict(zip(found["measure"], found["higher_is"], strict=True)) == {
        "M2_mean_score": "better",
        "M16_operation_ratio": "worse",
    }


def test_one_hidden_month_hides_every_month_and_limit_of_its_chart_and_of_no_other() -> None:
    found = published(SURVEY, COUNTED, hidden=(MONTHS[1],))
    survey = found[found["measure"] == "M2_mean_score"]
    told = ["estimate", "centre", "lcl", "ucl", "signals", "first_rule", "verdict", "ci_low", "ci_high", "n", "caveat"]
    assert survey[told].isna().all(axis=None)
    assert set(survey["suppress_reason"]) == {"small_base"}
    assert found.loc[found["measure"] == "M16_operation_ratio", "estimate"].notna().all()


def test_charts_of_segments_parts_and_causes_are_not_published_here() -> None:
    others = [
        {**SURVEY, "cut": "region", "cut_value": "north"},
        {**SURVEY, "aspect": "perception", "characteristic_key": "staff"},
        {**COUNTED, "count_measure": "complaints:late"},
    ]
    assert published(*others).empty


def test_who_was_not_drawn_at_random_gives_no_margin() -> None:
    found = published({**SURVEY, "caveat": "not_a_probability_sample"})
    assert found["estimate"].notna().all()
    assert found["ci_low"].isna().all()
