"""Figures of the metric and gap marts on a few interviews: months, clusters, scales, missing answers, gap chain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query, workspace
from tests.fixtures_landing import LandingHome, question, survey

OVERALL = {"cut": "overall", "cut_value": "all"}
QUARTER = {"period_type": "quarter", "period_start": "2026-01-01"}
QUESTIONS = [
    question("price_p", "price", "perception", (1, 5)),
    question("price_e", "price", "expectation_desired", (1, 5)),
    question("effort", "contact", "perception", (1, 7), "down"),
    question("other_p", "other", "perception", (1, 5)),
    question("other_e", "other", "expectation_desired", (1, 5)),
    question("old_scale", "queue", "perception", (1, 5)),
    question("new_scale", "queue", "perception", (0, 10)),
]
# Two clusters are asked in both months, so a cluster's total must be added up over the quarter before it is squared.
CLUSTERED = pd.DataFrame(
    {
        "source_record_id": ["a", "b", "c", "d", "e", "f", "g", "h"],
        "event_at": pd.to_datetime(["2026-01-05"] * 4 + ["2026-02-05"] * 4),
        "psu": ["p", "p", "q", "r", "p", "q", "q", "r"],
        "base_weight": [1, 2, 1.5, 1, 0.5, 1, 2, 1.25],
        "region": ["north", "north", "south", None, "north", "south", "south", None],
        "price_p": [5, 4, 2, 3, 4, 1, 2, 5],
        "price_e": [5, 5, 4, 3, "dont_know", 3, 4, 4],
    }
)
WEB = pd.DataFrame(
    {
        "source_record_id": ["1", "2", "3", "4", "5"],
        "event_at": pd.to_datetime(["2026-01-10", "2026-01-11", "2026-02-10", "2026-02-11", "2026-04-30"]),
        "effort": [1, 2, 7, "not_applicable", "refused"],
        "other_p": [4, 5, "not_asked", "not_asked", "not_asked"],
        "other_e": ["not_asked", "not_asked", 5, 3, "not_asked"],
        "old_scale": [5, 4, "not_asked", "not_asked", "not_asked"],
        "new_scale": ["not_asked", "not_asked", 5, 10, 0],
    }
)
LEVELS = [
    # 31 days of January at 60, 59 days of February and March at 90: (31 x 60 + 59 x 90) / 90 = 79.666...
    {"level": "planned", "period_start": "2025-12-01", "period_end": "2026-01-31", "score_0_100": 60},
    {"level": "planned", "period_start": "2026-02-01", "period_end": "2026-12-31", "score_0_100": 90},
    {"level": "delivered", "period_start": "2026-01-01", "period_end": "2026-03-31", "score_0_100": 70, "se": 2},
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("metric"))
    landing.settings["as_of"] = "2026-03-31"
    landing.source("clusters", is_clustered=True)
    names = ["overall", "price", "contact", "other", "queue"]
    rows = [{"characteristic_key": key, "is_overall": key == "overall", "position": i} for i, key in enumerate(names)]
    landing.reference("characteristic", rows)
    landing.reference("question", QUESTIONS)
    landing.reference("segment", [{"cut": "region", "cut_value": key, "position": 1} for key in ("north", "south")])
    landing.batch("clusters", survey(CLUSTERED, QUESTIONS[:2], ["region"]))
    landing.batch("web", survey(WEB, QUESTIONS[2:]))
    levels = pd.DataFrame(LEVELS).assign(characteristic_key="price", source_record_id=["1", "2", "3"])
    landing.batch("register", {"quality_level": levels.assign(event_at=pd.Timestamp("2026-01-01"))})
    return build(
        landing.write(), "+mart_metric", "+mart_metric_distribution", "+mart_gap", "+mart_gap_chain", command="build"
    )


def linearised_se(values: np.ndarray, weights: np.ndarray, clusters: pd.Series, member: np.ndarray) -> float:
    """Standard error of a domain mean from rows, as measure M9 writes it: not from sums as in the warehouse."""
    inside = weights * member
    mean = (inside * values).sum() / inside.sum()
    totals = pd.Series(inside * (values - mean) / inside.sum()).groupby(clusters.to_numpy()).sum()
    return float(np.sqrt(len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()))


@pytest.mark.parametrize(("cut", "cut_value"), [("overall", "all"), ("region", "north"), ("region", "south")])
def test_cluster_totals_are_added_over_months_before_they_are_squared(home: Path, cut: str, cut_value: str) -> None:
    member = np.ones(8) if cut == "overall" else (CLUSTERED.region == cut_value).to_numpy(float)
    expected = linearised_se(CLUSTERED.price_p.to_numpy(float), CLUSTERED.base_weight.to_numpy(), CLUSTERED.psu, member)
    row = figure(
        home, "mart_metric", measure="M2_mean_score", aspect="perception", characteristic_key="price",
        cut=cut, cut_value=cut_value, **QUARTER,
    )  # fmt: skip
    assert row.raw_se == pytest.approx(expected, rel=1e-12, abs=1e-15)
    assert (row.df, row.n) == (2, member.sum())


def test_a_cluster_sample_of_one_month_counts_the_clusters_of_that_month(home: Path) -> None:
    january = CLUSTERED[:4]
    expected = linearised_se(january.price_p.to_numpy(float), january.base_weight.to_numpy(), january.psu, np.ones(4))
    row = figure(
        home, "mart_metric", measure="M2_mean_score", aspect="perception", characteristic_key="price",
        period_type="month", period_start="2026-01-01", **OVERALL,
    )  # fmt: skip
    assert row.raw_se == pytest.approx(expected, rel=1e-12)


def test_scale_that_runs_down_gives_its_best_labels_the_high_scores(home: Path) -> None:
    key = {"aspect": "perception", "characteristic_key": "contact", **QUARTER, **OVERALL}
    score = figure(home, "mart_metric", measure="M2_mean_score", **key)
    # 1, 2 and 7 on a scale where 1 is best: 100, 83.33 and 0.
    assert score.estimate == pytest.approx((100 + 100 * 5 / 6 + 0) / 3)
    assert score.raw_mean == pytest.approx(10 / 3)
    assert score.ci_low < score.estimate < score.ci_high
    assert figure(home, "mart_metric", measure="M1_top2_share", **key).estimate == pytest.approx(2 / 3)


def test_missing_answers_are_counted_by_code_and_never_averaged(home: Path) -> None:
    row = figure(
        home,
        "mart_metric",
        measure="M2_mean_score",
        aspect="perception",
        characteristic_key="contact",
        **QUARTER,
        **OVERALL,
    )
    assert (row.n, row.n_missing, row.n_not_applicable, row.n_refused) == (3, 1, 1, 0)


def test_nothing_after_the_cut_off_is_estimated(home: Path) -> None:
    periods = query(
        home, "select distinct period_type, period_start from marts.mart_metric where period_start >= '2026-04-01'"
    )
    assert periods.empty


def test_a_period_speaks_on_its_latest_scale_and_says_so(home: Path) -> None:
    row = figure(home, "mart_metric", measure="M2_mean_score", characteristic_key="queue", **QUARTER, **OVERALL)
    assert (row.scale_min, row.scale_max, row.n) == (0, 10, 2)
    assert row.estimate == pytest.approx(75)
    scales = query(
        home,
        "select n_scales from marts.mart_metric__scale where period_type = 'quarter' and characteristic_key = 'queue'",
    )
    assert scales.n_scales.tolist() == [2]


def test_a_figure_of_a_single_answer_has_no_standard_error(home: Path) -> None:
    row = figure(
        home, "mart_metric", measure="M2_mean_score", aspect="perception", characteristic_key="contact",
        period_type="month", period_start="2026-02-01", **OVERALL,
    )  # fmt: skip
    assert row.n == 1
    assert pd.isna(row.se)
    assert pd.isna(row.ci_low)
    assert row.ci_method == "none"


def test_gap_is_taken_over_respondents_who_gave_both(home: Path) -> None:
    both = CLUSTERED[CLUSTERED.price_e != "dont_know"]
    difference = both.price_p.astype(float) - both.price_e.astype(float)
    row = figure(home, "mart_gap", characteristic_key="price", **QUARTER, **OVERALL)
    assert row.gap == pytest.approx(25 * (both.base_weight * difference).sum() / both.base_weight.sum())
    assert row.met_share == pytest.approx(both.base_weight[difference >= 0].sum() / both.base_weight.sum())
    assert (row.n, row.n_missing, bool(row.is_paired), row.verdict) == (7, 1, True, "too_small")


def test_gap_between_different_respondents_adds_variances_and_is_flagged(home: Path) -> None:
    row = figure(home, "mart_gap", characteristic_key="other", **QUARTER, **OVERALL)
    # Perceived 4 and 5, expected 5 and 3 on 1-5; each is a domain of the four interviews of the quarter.
    domain_variances = 4 / 3 * 2 * (0.25**2 + 0.5**2)
    assert row.gap == pytest.approx(25 * (4.5 - 4))
    assert row.se == pytest.approx(25 * np.sqrt(domain_variances))
    assert (bool(row.is_paired), row.caveat, row.ci_method) == (False, "unpaired", "unpaired_welch_t")


def test_gap_chain_closes_and_averages_levels_by_days(home: Path) -> None:
    row = figure(home, "mart_gap_chain", characteristic_key="price", **QUARTER, **OVERALL)
    assert row.planned == pytest.approx((31 * 60 + 59 * 90) / 90)
    assert (row.delivered, row.delivered_se, row.planned_se) == (70, 2, 0)
    assert row.understanding + row.conformance + row.view == pytest.approx(row.total, abs=1e-9)
    assert row.view_se == pytest.approx(np.hypot(row.perceived_se, 2))
    assert row.total_se == pytest.approx(figure(home, "mart_gap", characteristic_key="price", **QUARTER, **OVERALL).se)
    assert row.missing_level is None or pd.isna(row.missing_level)


def test_gap_chain_names_the_levels_it_lacks_and_gives_no_number_for_them(home: Path) -> None:
    row = figure(home, "mart_gap_chain", characteristic_key="price", cut="region", cut_value="north", **QUARTER)
    assert row.missing_level == "planned,delivered"
    assert row[["understanding", "conformance", "view"]].isna().all()
    assert row.total == pytest.approx(row.perceived - row.expected)


def test_the_parsed_project_holds_no_path_of_the_home(home: Path) -> None:
    manifest = (workspace() / "target" / "manifest.json").read_text("utf-8")
    assert "getvariable('landing_survey_answer')" in manifest
    assert str(workspace() / "home") not in manifest
    assert str(home) not in manifest
