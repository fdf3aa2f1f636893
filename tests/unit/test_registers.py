"""Marts of the registers on rows that fit on a page: promises, visits, reviews, letters, expectations, process, programmes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import LandingHome, question, survey

OVERALL = {"cut": "overall", "cut_value": "all"}
QUARTER = {"period_type": "quarter", "period_start": "2026-01-01"}
JANUARY = {"period_type": "month", "period_start": "2026-01-01"}
QUESTIONS = [question("staff_p", "staff", "perception", (0, 10)), question("wait_p", "wait", "perception", (0, 10))]
MARTS = [
    "+mart_promise",
    "+mart_mystery_visit",
    "+mart_mystery_evaluator",
    "+mart_review",
    "+mart_review_distribution",
    "+mart_letter",
    "+mart_suggestion",
    "+mart_expectation",
    "+mart_process",
    "+mart_programme",
    "+mart_gap_chain",
]


def rows(day: str, count: int, start: int, **columns: Any) -> pd.DataFrame:
    """Return equal rows of one day, their record ids counted from ``start``."""
    frame = pd.DataFrame({"source_record_id": [f"r{start + number}" for number in range(count)]})
    return frame.assign(event_at=pd.Timestamp(day), **{name: [value] * count for name, value in columns.items()})


def checks(day: str, promise: str, kept: int, broken: int, start: int, **columns: Any) -> pd.DataFrame:
    good = rows(day, kept, start, promise_key=promise, is_kept=True, **columns)
    return pd.concat([good, rows(day, broken, start + kept, promise_key=promise, is_kept=False, **columns)])


def promise_rows() -> pd.DataFrame:
    common = {"characteristic_key": "wait", "indicator": "minutes", "threshold": 5}
    versions = [
        {"promise_key": "window", "target_kept_rate": 0.95, "valid_from": "2025-01-01", "valid_to": None},
        # The second version begins within a month whose checks came before it was registered.
        {"promise_key": "window", "target_kept_rate": 0.5, "valid_from": "2026-02-15", "valid_to": None},
        {"promise_key": "refund", "target_kept_rate": 0.9, "valid_from": "2025-01-01", "valid_to": None},
    ]
    frame = pd.DataFrame([{**common, **version, "source_record_id": f"v{n}"} for n, version in enumerate(versions)])
    return frame.assign(event_at=pd.to_datetime(frame["valid_from"]))


def check_rows() -> pd.DataFrame:
    january = checks("2026-01-10", "window", 30, 10, 0, segments={"region": "north"})
    january["is_remedy_given"] = [None] * 30 + [True] * 6 + [False] * 2 + [None] * 2
    january["complaint_reference"] = [None] * 30 + ["c1", "c2", "c3"] + [None] * 7
    return pd.concat(
        [
            january,
            checks("2026-02-10", "window", 10, 0, 100),
            checks("2026-02-20", "window", 10, 0, 200),
            checks("2026-02-20", "refund", 36, 4, 300),
            checks("2026-02-20", "ghost", 4, 1, 400),
        ],
        ignore_index=True,
    )


# Visit, characteristic, points, applicable points, critical. The second visit was noted in two months.
ITEMS = [
    ("v1", "staff", 3, 4, False, "2026-01-05", "a", "north"),
    ("v1", "wait", 4, 5, True, "2026-01-05", "a", "north"),
    ("v2", "staff", 2, 2, False, "2026-01-31", "b", "north"),
    ("v2", "wait", 5, 5, True, "2026-02-01", "b", "north"),
    ("v3", "staff", 0, 3, False, "2026-01-09", "a", "south"),
    ("v3", "wait", 2, 5, True, "2026-01-09", "a", "south"),
    ("v4", "staff", None, 0, False, "2026-01-20", "b", "north"),
    ("v4", "wait", 5, 5, True, "2026-01-20", "b", "north"),
]


def item_rows() -> pd.DataFrame:
    names = ["visit", "characteristic_key", "points", "applicable_points", "is_critical", "event_at", "site", "region"]
    frame = pd.DataFrame(ITEMS, columns=names)
    frame["segments"] = [{"region": value} for value in frame.pop("region")]
    frame["event_at"] = pd.to_datetime(frame["event_at"])
    frame["item"] = "item_" + frame["characteristic_key"]
    frame["source_record_id"] = frame["visit"] + frame["item"]
    return frame.assign(evaluator="e1", scenario="buy")


def review_rows() -> pd.DataFrame:
    told = [("a", 5), ("a", 5), ("a", 4), ("b", 1), ("b", 2), ("c", 3), ("c", None), ("a", 5), ("b", 1)]
    frame = pd.DataFrame(told, columns=["site", "rating"])
    frame["source_record_id"] = [f"g{number}" for number in range(len(frame))]
    frame["event_at"] = pd.Timestamp("2026-01-10 08:00")
    frame["customer_key"] = [f"k{number}" for number in range(7)] + ["k0", "k8"]  # the eighth repeats the first
    frame["is_deleted"] = [False] * 8 + [True]
    replies = ["2026-01-10 09:30", "2026-01-10 13:00", "2026-01-11 14:00", "2026-05-01 00:00"]
    frame["replied_at"] = [*map(pd.Timestamp, replies), *[None] * 5]
    return frame.assign(platform="p", rating_min=1, rating_max=5)


def expectation_rows() -> pd.DataFrame:
    told = [
        ("met", "staff", 95, "2025-03-01", "2025-03-01"),
        ("met", "staff", 60, "2026-02-01", "2026-01-01"),  # says the same expectation anew: the last entry is its state
        ("missed", "staff", 90, "2026-02-01", "2026-02-01"),
        ("near", "staff", 75, "2025-03-01", "2025-03-01"),
        ("without", "staff", None, "2025-03-01", "2025-03-01"),
        ("unasked", "price", 50, "2025-03-01", "2025-03-01"),
        ("later", "staff", 50, "2026-05-01", "2026-05-01"),
    ]
    frame = pd.DataFrame(
        told, columns=["expectation_id", "characteristic_key", "level_0_100", "event_at", "valid_from"]
    )
    frame["event_at"] = pd.to_datetime(frame["event_at"])
    return frame.assign(kind="explicit", source_record_id=[f"x{number}" for number in range(len(frame))])


def programme_rows() -> pd.DataFrame:
    told = [
        ("surveys", "M2_mean_score", 60, 1000),
        ("quality", "promise_kept_rate", 0.99, None),
        ("desk", "M19_complaint_rate", 4.5, None),
        ("ears", None, None, None),
    ]
    frame = pd.DataFrame(told, columns=["programme_key", "target_measure", "target_value", "cost"])
    frame["source_record_id"] = frame["programme_key"]
    return frame.assign(
        event_at=pd.Timestamp("2025-01-01"), valid_from="2025-01-01", source_ids="web other", currency="EUR",
        purpose="p", objective="o", decision_owner="d",
    )  # fmt: skip


def answers(month: str, count: int, start: int, unanswered: int = 0) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame({"source_record_id": [f"w{start + number}" for number in range(count)]})
    frame["event_at"] = f"{month}-15"
    frame["staff_p"] = [7 if number % 2 else 8 for number in range(count)]
    frame["wait_p"] = ["dont_know"] * unanswered + [5] * (count - unanswered)
    return survey(frame, QUESTIONS)


def land_survey(landing: LandingHome) -> None:
    for month, count, start, landed_at in (
        ("2025-06", 10, 0, "2025-07-02"),
        ("2026-01", 40, 100, "2026-02-05"),
        ("2026-02", 40, 200, "2026-03-15"),
    ):
        rejected = {2: ("quarantined", "bad")} if month == "2026-02" else {}
        batch = landing.batch("web", answers(month, count, start, unanswered=4), rejected=rejected)
        for row in landing.ledger["batch"]:
            if row["batch_id"] == batch:
                row["landed_at"] = f"{landed_at}T10:00:00+00:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("registers"))
    landing.settings |= {
        "as_of": "2026-03-31", "minimum_n": "2", "headline_characteristic": "staff", "headline_aspect": "perception",
        "complaint_exposure_measure": "customers",
    }  # fmt: skip
    keys = ["staff", "wait", "price"]
    landing.reference("characteristic", [{"characteristic_key": k, "is_overall": False, "position": 1} for k in keys])
    landing.reference("question", QUESTIONS)
    landing.reference("segment", [{"cut": "region", "cut_value": v, "position": 1} for v in ("north", "south")])
    for source in ("promises", "checks", "mystery", "levels", "expectations", "programmes"):
        landing.source(source, method="register", cadence="event")
    land_survey(landing)
    landing.batch("promises", {"promise": promise_rows()})
    landing.batch("checks", {"promise_check": check_rows()})
    landing.batch("mystery", {"mystery_visit_item": item_rows()})
    landing.batch("reviews", {"review": review_rows()})
    thanks = rows("2026-01-10", 3, 0, characteristic_key="staff", addressed_team="drivers")
    landing.batch("letters", {"letter": pd.concat([thanks, rows("2026-03-10", 1, 9, characteristic_key="wait")])})
    cards = [rows("2026-01-10", 3, 0, kind="praise", theme="t1"), rows("2026-01-10", 1, 5, kind="complaint")]
    landing.batch("boxes", {"suggestion": pd.concat(cards)})
    landing.batch("expectations", {"expectation": expectation_rows()})
    landing.batch("programmes", {"programme": programme_rows()})
    months = pd.DataFrame({"period_start": ["2026-01-01", "2026-02-01"], "period_end": ["2026-01-31", "2026-02-28"]})
    served = months.assign(source_record_id=["1", "2"], event_at=pd.to_datetime(months["period_start"]), value=1000.0)
    landing.batch("activity", {"operation": served.assign(measure="customers", entity_key="own", unit="count")})
    level = months[:1].assign(source_record_id="1", event_at=pd.Timestamp("2026-01-01"), level="delivered")
    level = level.assign(characteristic_key="wait", score_0_100=70, se=2)
    landing.batch("levels", {"quality_level": level})
    return build(landing.write(), *MARTS, command="build")


# --- Promises -----------------------------------------------------------------------------------------------------


def test_a_promise_is_judged_by_the_version_of_the_day(home: Path) -> None:
    first = figure(home, "mart_promise", promise_key="window", version_number="1", **QUARTER, **OVERALL)
    assert (first.n_checks, first.n_kept, first.target_kept_rate, first.verdict) == (50, 40, 0.95, "below_target")
    # R: binom.test(40, 50, p = 0.95)
    assert (first.ci_low, first.ci_high) == pytest.approx((0.6628169, 0.8996978), abs=1e-7)
    assert first.p_value == pytest.approx(0.0001585632976, rel=1e-5)
    assert first.p_adjusted == pytest.approx(2 * first.p_value)  # two promises of the quarter were tested
    second = figure(home, "mart_promise", promise_key="window", version_number="2", **QUARTER, **OVERALL)
    assert (second.n_checks, second.kept_rate, second.ci_high, second.verdict) == (10, 1, 1, "too_small")
    assert second.ci_low == pytest.approx(0.025**0.1)  # all of ten: (alpha/2)^(1/n)


def test_a_rate_at_its_target_is_undetermined_and_an_unknown_promise_has_no_target(home: Path) -> None:
    assert figure(home, "mart_promise", promise_key="refund", **QUARTER, **OVERALL).verdict == "undetermined"
    ghost = figure(home, "mart_promise", promise_key="ghost", **QUARTER, **OVERALL)
    assert (ghost.version_number, ghost.n_checks, ghost.verdict, ghost.caveat) == (0, 5, "no_target", "small_base")
    every = figure(home, "mart_promise", promise_key="all", **QUARTER, **OVERALL)
    assert (every.n_checks, every.n_kept, every.verdict) == (105, 90, "no_target")


def test_remedies_and_complaints_after_breaches(home: Path) -> None:
    row = figure(home, "mart_promise", promise_key="window", cut="region", cut_value="north", **JANUARY)
    assert (row.n_breaches, row.n_remedies, row.remedy_rate) == (10, 6, 0.75)
    assert (row.complaint_share_after_breach, row.complaint_share_after_kept) == (0.3, 0)
    # Wilson's interval of 3 in 10: R prop.test(3, 10, correct = FALSE)
    ends = (row.complaint_after_breach_ci_low, row.complaint_after_breach_ci_high)
    assert ends == pytest.approx((0.1077913, 0.6032219), abs=1e-6)


# --- Mystery shopping ---------------------------------------------------------------------------------------------


def visit_figure(home: Path, characteristic: str, site: str = "all", **cell: str) -> pd.Series:
    return figure(home, "mart_mystery_visit", characteristic_key=characteristic, site=site, **cell)


@pytest.mark.parametrize(
    ("characteristic", "cell", "ratio", "se", "visits"),
    [
        # R survey: svyratio(~points, ~applicable, svydesign(id = ~visit, data = items)), and subset(design, ...)
        ("all", {**QUARTER, **OVERALL}, 0.724137931, 0.1791868755, 4),
        ("staff", {**QUARTER, **OVERALL}, 0.5555555556, 0.2620853223, 3),
        ("wait", {**QUARTER, "cut": "region", "cut_value": "north"}, 0.9333333333, 0.06285393611, 3),
    ],
)
def test_scores_are_ratios_over_visits(
    home: Path, characteristic: str, cell: dict[str, str], ratio: float, se: float, visits: int
) -> None:
    row = visit_figure(home, characteristic, **cell)
    assert (row.score_0_100, row.n_visits) == (pytest.approx(100 * ratio, rel=1e-9), visits)
    assert (row.se, row.df) == (pytest.approx(100 * se, rel=1e-9), visits - 1)


def test_one_visit_gives_a_score_and_no_margin(home: Path) -> None:
    row = visit_figure(home, "all", **QUARTER, cut="region", cut_value="south")
    assert (row.score_0_100, row.n_visits, row.ci_method) == (25, 1, "none")
    assert row[["se", "ci_low", "ci_high"]].isna().all()


def test_a_visit_passes_the_gate_with_all_points_of_its_critical_items(home: Path) -> None:
    row = visit_figure(home, "all", **QUARTER, **OVERALL)
    assert (row.n_gate_visits, row.gate_passed_share) == (4, 0.5)
    # R prop.test(2, 4, correct = FALSE)
    assert (row.gate_ci_low, row.gate_ci_high) == pytest.approx((0.1500390, 0.8499610), abs=1e-6)
    assert pd.isna(visit_figure(home, "wait", **QUARTER, **OVERALL).gate_passed_share)
    assert visit_figure(home, "all", "b", **QUARTER, **OVERALL).gate_passed_share == 1


def test_visits_say_what_was_delivered_where_the_register_does_not(home: Path) -> None:
    staff = figure(home, "mart_gap_chain", characteristic_key="staff", **JANUARY, **OVERALL)
    assert (staff.delivered_source, staff.missing_level) == ("mystery_visit", "expected,planned")
    score = visit_figure(home, "staff", **JANUARY, **OVERALL)
    assert (staff.delivered, staff.delivered_se) == (score.score_0_100, score.se)
    assert staff["view"] == pytest.approx(staff.perceived - score.score_0_100)
    wait = figure(home, "mart_gap_chain", characteristic_key="wait", **JANUARY, **OVERALL)
    assert (wait.delivered_source, wait.delivered) == ("quality_level", 70)
    north = query(
        home, "select * from marts.mart_gap_chain where characteristic_key = 'wait' and cut_value = 'north' "
        "and period_type = 'month' and period_start = '2026-01-01' and delivered is not null"
    )  # fmt: skip
    assert north.empty  # the register speaks of this characteristic in January, so no other measure stands beside it


# --- Reviews, letters, suggestions --------------------------------------------------------------------------------


def test_ratings_are_drawn_towards_their_platform(home: Path) -> None:
    """By hand: variance within 7/18, between 205/66; weights 0.9599, 0.9411 of three and of two ratings."""
    site_a, site_b = (figure(home, "mart_review", site=site, **JANUARY) for site in "ab")
    assert (site_a.raw_mean_rating, site_a.n) == (pytest.approx(14 / 3), 3)
    assert (site_a.weight_of_own, site_b.weight_of_own) == pytest.approx((0.959938, 0.941086), abs=1e-6)
    assert site_a.shrunken_mean_rating == pytest.approx(4.613251, abs=1e-6)
    assert site_b.shrunken_mean_rating == pytest.approx(1.608008, abs=1e-6)
    assert site_b.verdict is None or pd.isna(site_b.verdict)


def test_a_platform_counts_each_shown_review_once(home: Path) -> None:
    row = figure(home, "mart_review", site="all", **JANUARY)
    assert (row.n, row.n_reviews, row.n_missing, row.caveat) == (6, 7, 1, "self_selected")
    assert row.raw_mean_rating == row.estimate == pytest.approx(20 / 6)
    # Three of seven had an answer by the cut-off, after 1, 5 and 30 whole hours; the fourth came later.
    assert (row.n_replied, row.reply_rate, row.median_reply_hours) == (3, pytest.approx(3 / 7), 5)
    assert (row.median_reply_ci_low, row.median_reply_ci_high) == (1, 30)
    shares = query(home, "select * from marts.mart_review_distribution where site = 'all' and period_type = 'month'")
    assert dict(zip(shares.rating, shares.n, strict=True)) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2}
    assert shares.share.sum() == pytest.approx(1)


def test_thanks_have_a_rate_where_customers_are_counted(home: Path) -> None:
    january = figure(home, "mart_letter", characteristic_key="staff", addressed_team="drivers", **JANUARY)
    assert (january.n_thanks, january.thanks_per_1000) == (3, 3)
    # R poisson.test(3)$conf.int
    assert (january.ci_low, january.ci_high) == pytest.approx((0.6186721, 8.767273), rel=1e-6)
    quarter = figure(home, "mart_letter", characteristic_key="all", addressed_team="all", **QUARTER)
    assert (quarter.n_thanks, quarter.ci_method) == (4, "none")  # nobody counted the customers of March
    assert pd.isna(quarter.thanks_per_1000)


def test_suggestions_are_counted_by_kind_and_theme(home: Path) -> None:
    cell = {"characteristic_key": "all", **JANUARY}
    assert figure(home, "mart_suggestion", kind="praise", theme_key="t1", **cell).n_suggestions == 3
    row = figure(home, "mart_suggestion", kind="all", theme_key="not_classified", **cell)
    assert (row.n_suggestions, row.n_total) == (1, 4)


# --- Expectations, programmes, process ----------------------------------------------------------------------------


def test_expectations_stand_as_customers_see_them(home: Path) -> None:
    found = query(home, "select * from marts.mart_expectation").set_index("expectation_id")
    assert found.verdict.to_dict() == {
        "met": "met", "missed": "not_met", "near": "undetermined", "without": "no_level", "unasked": "not_measured",
    }  # fmt: skip
    assert found.is_new.to_dict() == {
        "met": False, "missed": True, "near": False, "without": False, "unasked": False,
    }  # fmt: skip
    assert found.loc["met", ["level_0_100", "perceived_0_100"]].tolist() == [60, pytest.approx(592 / 7.9)]


def test_programmes_meet_their_targets_or_not(home: Path) -> None:
    found = query(home, "select * from marts.mart_programme").set_index("programme_key")
    assert found.verdict.to_dict() == {
        "surveys": "target_met", "quality": "missed", "desk": "not_measured", "ears": "no_target",
    }  # fmt: skip
    assert found.loc["surveys", ["n_completes", "cost_per_complete"]].tolist() == [10, 100]


def test_deliveries_are_late_or_missed_by_their_cadence(home: Path) -> None:
    whole = {"period_type": "year", "period_start": "2026-01-01"}
    delivered = figure(home, "mart_process", measure="R20_delivered_share", source_id="web", **whole)
    on_time = figure(home, "mart_process", measure="R20_on_time_share", source_id="web", **whole)
    assert (delivered.numerator, delivered.n) == (2, 2)  # January and February; March is not due yet
    assert (on_time.numerator, on_time.n) == (1, 2)  # what February brought came five days after the grace days
    boxes = figure(home, "mart_process", measure="R20_delivered_share", source_id="boxes", **whole)
    assert (boxes.numerator, boxes.n) == (1, 2)


def test_missing_answers_and_quarantine_are_shares_of_what_could_be(home: Path) -> None:
    missing = figure(home, "mart_process", measure="R20_item_nonresponse", source_id="web", **JANUARY)
    assert (missing.numerator, missing.n, missing.n_eff) == (4, 80, 40)
    # R prop.test(2, 40, correct = FALSE): the interval of 5 % on 40 interviews
    assert (missing.ci_low, missing.ci_high) == pytest.approx((0.01382066739, 0.16503877369), rel=1e-9)
    february = {"period_type": "month", "period_start": "2026-02-01"}
    held = figure(home, "mart_process", measure="R20_quarantined_share", source_id="web", **february)
    assert (held.numerator, held.n, held.verdict) == (3, 120, "not_comparable")
    coverage = figure(home, "mart_process", measure="R20_coverage", source_id="all", **JANUARY)
    assert (coverage.numerator, coverage.n) == (2, 9)  # two characteristics asked of everybody; three times three cells
