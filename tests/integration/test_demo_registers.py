"""The demo's registers against their planted truth: promises, mystery visits, reviews, letters, expectations, the process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Organisation

pytestmark = pytest.mark.slow


def truth(demo: Organisation, source: str) -> dict[str, Any]:
    told = json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))
    return dict(told["registers"][source])


def test_the_broken_promise_is_found_and_no_other(demo: Organisation) -> None:
    rows = demo.query(
        "select promise_key, year(period_start), verdict, ci_low, ci_high from marts.mart_promise "
        "where cut = 'overall' and period_type = 'year' and period_start >= '2024-01-01' and promise_key <> 'all'"
    )
    verdicts = {(key, year): verdict for key, year, verdict, *_ in rows}
    assert {verdicts["delivery_window", year] for year in (2024, 2025, 2026)} == {"below_target"}
    assert "below_target" not in {verdict for (key, _), verdict in verdicts.items() if key != "delivery_window"}
    assert verdicts["answer_time", 2025] == "kept_as_promised"
    planted = truth(demo, "promise_checks")
    inside = [low <= planted[key]["true_kept_rate"] <= high for key, _, _, low, high in rows]
    assert sum(inside) >= len(inside) - 1


def test_every_check_of_a_promise_is_counted_once(demo: Organisation) -> None:
    counted = demo.query(
        "select promise_key, sum(n_checks), sum(n_kept), count(distinct version_number) from marts.mart_promise "
        "where cut = 'overall' and period_type = 'year' and promise_key <> 'all' group by promise_key"
    )
    planted = truth(demo, "promise_checks")
    assert {key: (n, kept) for key, n, kept, _ in counted} == {
        key: (each["checks"], each["kept"]) for key, each in planted.items()
    }
    assert {key: versions for key, *_, versions in counted}["answer_time"] == 2


def test_breaches_lead_to_complaints_and_kept_promises_do_not(demo: Organisation) -> None:
    [(after_breach, low, after_kept)] = demo.query(
        "select complaint_share_after_breach, complaint_after_breach_ci_low, complaint_share_after_kept "
        "from marts.mart_promise where promise_key = 'all' and cut = 'overall' and period_start = '2025-01-01' "
        "and period_type = 'year'"
    )
    assert low <= 0.15 <= after_breach + (after_breach - low)  # planted: fifteen in a hundred
    assert after_kept == 0


def test_visits_earn_the_points_that_were_planted(demo: Organisation) -> None:
    [(points, applicable)] = demo.query(
        "select sum(points), sum(applicable_points) from marts.mart_mystery_visit "
        "where characteristic_key = 'all' and site = 'all' and cut = 'overall' and period_type = 'year'"
    )
    planted = truth(demo, "mystery")
    assert (points, applicable) == (planted["points"], planted["applicable_points"])
    shift = planted["strict_evaluator"]["shift"] / 4  # one visit in four is the strict one's
    expected = 100 * (planted["chance_per_point"]["receipt_correct"] + shift)
    years = demo.query(
        "select ci_low, ci_high from marts.mart_mystery_visit where characteristic_key = 'invoices' and site = 'all' "
        "and cut = 'overall' and period_type = 'year'"
    )
    assert len(years) == 4
    assert sum(low <= expected <= high for low, high in years) >= 3


def test_the_strict_evaluator_is_found_and_no_other(demo: Organisation) -> None:
    planted = truth(demo, "mystery")["strict_evaluator"]
    for window in ("all", "last_12_months"):
        rows = demo.query(
            "select evaluator, verdict, ci_low, ci_high from marts.mart_mystery_evaluator "
            f"where period_type = '{window}'"
        )
        verdicts = {evaluator: verdict for evaluator, verdict, *_ in rows}
        assert verdicts.pop(planted["evaluator"]) == "stricter"
        assert set(verdicts.values()) == {"no_detectable_difference"}
        [(low, high)] = [row[2:] for row in rows if row[0] == planted["evaluator"]]
        assert low <= 100 * planted["shift"] <= high


def test_visits_deliver_where_no_level_is_registered(demo: Organisation) -> None:
    rows = demo.query(
        "select characteristic_key, delivered_source, delivered from marts.mart_gap_chain "
        "where period_type = 'year' and period_start = '2025-01-01' and cut = 'overall'"
    )
    sources = {key: source for key, source, _ in rows}
    assert sources.pop("returns") == "mystery_visit"
    assert set(sources.values()) == {"quality_level"}
    [(score,)] = demo.query(
        "select score_0_100 from marts.mart_mystery_visit where characteristic_key = 'returns' and site = 'all' "
        "and cut = 'overall' and period_type = 'year' and period_start = '2025-01-01'"
    )
    assert {key: delivered for key, _, delivered in rows}["returns"] == score


def test_reviews_are_those_that_are_shown(demo: Organisation) -> None:
    planted = truth(demo, "reviews")
    [(n, mean)] = demo.query(
        "select sum(n), sum(n * raw_mean_rating) / sum(n) from marts.mart_review "
        "where site = 'all' and period_type = 'year'"
    )
    assert n == planted["reviews"] - planted["deleted"]
    assert mean == pytest.approx(planted["mean_rating_shown"], abs=1e-9)
    assert demo.query("select distinct caveat, verdict from marts.mart_review") == [("self_selected", None)]
    [(narrower,)] = demo.query(
        "select bool_and(abs(shrunken_mean_rating - p.raw) <= abs(s.raw_mean_rating - p.raw) + 1e-9) "
        "from marts.mart_review as s inner join (select period_type, period_start, raw_mean_rating as raw "
        "from marts.mart_review where site = 'all') as p using (period_type, period_start) where site <> 'all'"
    )
    assert narrower


def test_letters_and_suggestions_reconcile_with_their_facts(demo: Organisation) -> None:
    for mart, fact, count, cells in (
        ("mart_letter", "fct_letter", "n_thanks", "characteristic_key = 'all' and addressed_team = 'all'"),
        (
            "mart_suggestion",
            "fct_suggestion",
            "n_suggestions",
            "kind = 'all' and characteristic_key = 'all' and theme_key = 'all'",
        ),
    ):
        counted = demo.query(f"select sum({count}) from marts.{mart} where period_type = 'year' and {cells}")
        assert counted == demo.query(f"select count(*) from core.{fact}")


def test_expectations_stand_as_planted(demo: Organisation) -> None:
    planted = json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))["planted_gap"]
    rows = demo.query("select characteristic_key, verdict, is_new, origin_method from marts.mart_expectation")
    assert len(rows) == truth(demo, "expectations")["expectations"]
    assert sum(origin is not None for *_, origin in rows) == truth(demo, "expectations")["with_origin"]
    assert {key for key, verdict, *_ in rows if verdict == "not_met"} == {planted["characteristic"]}
    assert not any(is_new for _, _, is_new, _ in rows)  # the last one was learned in January, the quarter began in July


def test_programmes_and_process(demo: Organisation) -> None:
    found = dict(demo.query("select programme_key, verdict from marts.mart_programme"))
    assert len(found) == truth(demo, "programmes")["programmes"]
    assert (found["surveys"], found["voices"]) == ("missed", "no_target")  # 72 where 75 are aimed at
    shares = dict(
        demo.query(
            "select source_id, estimate from marts.mart_process where measure = 'R20_delivered_share' "
            "and period_type = 'year' and period_start = '2025-01-01'"
        )
    )
    assert {shares[source] for source in ("survey_web", "mystery", "promise_checks", "reviews")} == {1.0}
    [(cost,)] = demo.query(
        "select distinct estimate from marts.mart_process where measure = 'R6_cost_per_complete' "
        "and period_start = '2025-01-01'"
    )
    [(interviews,)] = demo.query("select count(*) from core.fct_response where year(event_at) = 2025")
    assert cost == pytest.approx(64_000 / interviews)


def test_focus_groups_are_published_with_their_agreement(demo: Organisation) -> None:
    planted = truth(demo, "focus_groups")
    rows = demo.query("select distinct status, n_groups, n_groups_not_counted from published.pub_focus_group")
    assert rows == [("publish", planted["sessions"], 0)]
