"""Complaints from their log to the figures: hours by hand, promises, what counts when, which months are made again.

The desk is in Madrid and open from 9 to 17 on weekdays; 6 January is a holiday. The cut-off is 31 March 2026.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import LandingHome, question, survey

MODELS = ("+mart_complaint_time", "+mart_complaint", "+mart_complaint_state", "+mart_dispute")
INCREMENTAL = (
    "core.fct_complaint_time",
    "aggregates.agg_complaint",
    "aggregates.agg_complaint_state",
    "aggregates.agg_complaint_time",
    "aggregates.agg_complaint_service_level",
)

# Every time is UTC; in winter clocks in Madrid are an hour ahead, from 29 March two.
LOG: dict[str, dict[str, str]] = {
    # Monday 10:00, answered on Monday 12:00 and closed on Wednesday 9:30: no holiday between.
    "plain": {
        "received": "2026-01-12 09:00",
        "acknowledged": "2026-01-12 09:30",
        "response_offered": "2026-01-12 11:00",
        "closed": "2026-01-14 08:30",
    },
    # Monday 16:00, closed on Wednesday 10:00, with a holiday on Tuesday: two business hours.
    "holiday": {"received": "2026-01-05 15:00", "closed": "2026-01-07 09:00"},
    # Friday 16:00 to Monday 10:00 over the change of clocks.
    "spring": {"received": "2026-03-27 15:00", "acknowledged": "2026-03-30 08:00"},
    "reopened": {
        "received": "2026-01-12 09:00",
        "acknowledged": "2026-01-12 10:00",
        "response_offered": "2026-01-13 09:00",
        "closed": "2026-01-13 10:00",
        "reopened": "2026-01-20 10:00",
        "response_offered again": "2026-01-21 10:00",
        "closed again": "2026-01-22 10:00",
    },
    "reopened late": {
        "received": "2026-01-12 09:00",
        "response_offered": "2026-01-13 09:00",
        "closed": "2026-01-13 10:00",
        "reopened": "2026-03-20 10:00",
    },
    "withdrawn": {"received": "2026-01-13 09:00", "acknowledged": "2026-01-13 10:00", "withdrawn": "2026-01-14 09:00"},
    "open": {"received": "2026-01-15 09:00"},
    "two answers": {
        "received": "2026-02-02 09:00",
        "response_offered": "2026-02-03 09:00",
        "rejected": "2026-02-03 10:00",
        "response_offered again": "2026-02-04 09:00",
        "closed": "2026-02-05 09:00",
    },
}
FACTS: dict[str, dict[str, Any]] = {
    "plain": {"customer_key": "ann", "cause_key": "late", "severity": "low", "safety_implication": True},
    "holiday": {"customer_key": "ann", "cause_key": "late", "severity": "high", "safety_implication": False},
    "reopened": {"handling_score_complainant": "25", "handling_score_organisation": "75"},
    "open": {"handling_score_complainant": "50", "handling_score_organisation": "60"},
    "two answers": {"severity": "medium", "impact": "stranded"},
    "spring": {"severity": "low", "impact": "mild"},
}


def log(case: str, steps: dict[str, str], facts: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of one complaint and its steps."""
    complaint = {"source_record_id": case, "event_at": steps["received"], "segments": {}, **facts}
    events = [
        {
            "source_record_id": f"{case}|{step}",
            "complaint_record_id": case,
            "event_type": step.split()[0],
            "event_at": at,
        }
        for step, at in steps.items()
    ]
    return {"complaint": [complaint], "complaint_event": events}


def together(cases: list[dict[str, list[dict[str, Any]]]]) -> dict[str, pd.DataFrame]:
    return {
        contract: pd.DataFrame([row for case in cases for row in case[contract]])
        for contract in ("complaint", "complaint_event")
    }


def declare(home: LandingHome) -> LandingHome:
    hours = [{"weekday": day, "opens_minute": 9 * 60, "closes_minute": 17 * 60} for day in range(1, 6)]
    home.reference("business_hours", hours)
    home.reference("holiday", [{"holiday": "2026-01-06"}])
    home.reference("cause", [{"cause_key": "late", "position": 1}])
    home.reference("urgent_impact", [{"impact": "stranded"}])
    levels = [
        ("acknowledge", "business", "hours", 2),
        ("respond", "business", "days", 1),
        ("resolve", "calendar", "days", 2),
    ]
    severities = ("low", "medium", "high", "not_assessed")
    names = ("step", "clock", "limit_unit", "limit_number")
    rows = [dict(zip(names, level, strict=True)) | {"severity": name} for level in levels for name in severities]
    home.reference("service_level", rows)
    home.settings |= {"as_of": "2026-03-31", "complaint_timezone": "Europe/Madrid"}
    return home


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> LandingHome:
    landing = declare(LandingHome(tmp_path_factory.mktemp("complaints")))
    landing.batch("desk", together([log(case, steps, FACTS.get(case, {})) for case, steps in LOG.items()]))
    disputes = [
        {
            "source_record_id": f"d{number}",
            "event_at": "2026-02-01 09:00",
            "provider": "board",
            "method": "advisory",
            "outcome": "compromise" if closed else None,
            "closed_at": closed,
            "is_implemented": True if closed else None,
            "cost": "100.5" if closed else None,
            "currency": "EUR",
            "complaint_reference": "reopened" if number == 1 else None,
        }
        for number, closed in enumerate(["2026-02-11 09:00", "2026-02-11 08:00", None, "2026-02-21 09:00"], start=1)
    ]
    landing.batch("board", {"dispute": disputes})
    # Five had a problem: one complained, three did not, one does not say; the sixth had none.
    interviews = pd.DataFrame(
        {
            "source_record_id": [f"i{number}" for number in range(6)],
            "event_at": "2026-01-20 09:00",
            "base_weight": ["1", "2", "1", "1", "1", "1"],
            "problem": [1, 1, 1, 1, 1, 0],
            "complained": [1, 0, 0, 0, "refused", "not_asked"],
        }
    )
    landing.reference("question", ASKED)
    landing.reference("characteristic", [{"characteristic_key": "service", "is_overall": True, "position": 1}])
    landing.batch("web", survey(interviews, ASKED))
    told = [{"role": role, "question_key": role, "value": 1.0} for role in ("problem", "complained")]
    landing.reference("unvoiced_answer", told)
    return landing


ASKED = [
    question(key, "service", aspect, (0, 1)) for key, aspect in (("problem", "overall"), ("complained", "perception"))
]


@pytest.fixture(scope="module")
def home(landing: LandingHome) -> Path:
    return build(landing.write(), *MODELS)


def time(home: Path, case: str, step: str) -> pd.Series:
    found = query(
        home, f"select * from core.fct_complaint_time where complaint_key = 'desk|{case}' and step = '{step}'"
    )
    assert len(found) == 1
    return found.iloc[0]


BY_HAND = [
    # case, step, ending, calendar hours, business hours, due (UTC)
    ("plain", "acknowledge", "done", 0.5, 0.5, "2026-01-12 11:00"),
    ("plain", "respond", "done", 2, 2, "2026-01-13 16:00"),
    ("plain", "resolve", "done", 47.5, 7 + 8 + 0.5, "2026-01-14 09:00"),
    ("holiday", "acknowledge", "done", 42, 2, "2026-01-07 09:00"),
    ("holiday", "respond", "done", 42, 2, "2026-01-07 16:00"),
    ("spring", "acknowledge", "done", 65, 2, "2026-03-30 08:00"),
    ("reopened", "resolve", "done", 241, 7 + 7 * 8 + 2, "2026-01-14 09:00"),
    ("reopened", "respond", "done", 24, 8, "2026-01-13 16:00"),
    ("withdrawn", "acknowledge", "done", 1, 1, "2026-01-13 11:00"),
    ("withdrawn", "respond", "withdrawn", 24, 8, "2026-01-14 16:00"),
    ("reopened late", "resolve", "open", None, None, "2026-01-14 09:00"),
    ("open", "acknowledge", "open", None, None, "2026-01-15 11:00"),
]


@pytest.mark.parametrize(("case", "step", "ending", "calendar", "business", "due"), BY_HAND)
def test_times_by_hand(
    home: Path, case: str, step: str, ending: str, calendar: float | None, business: float | None, due: str
) -> None:
    found = time(home, case, step)
    assert (found.ending, str(found.due_at)) == (ending, f"{due}:00")
    hours = [None if pd.isna(s) else s / 3600 for s in (found.calendar_seconds, found.business_seconds)]
    assert hours == [calendar, business]


def test_what_is_open_has_lasted_until_the_end_of_the_cut_off(home: Path) -> None:
    """From 15 January 9:00 to 31 March 24:00 in Madrid, which is 22:00 UTC: 75 days and 13 hours."""
    found = query(
        home,
        "select clock, hours, n from marts.mart_complaint_time__duration where step = 'acknowledge' and not is_event "
        "and period_type = 'month' and cut = 'overall' order by clock desc",
    )
    # Open hours: 7 on 15 January, then 11 + 20 + 22 whole weekdays.
    assert found.to_numpy().tolist() == [["calendar", 75 * 24 + 13, 1], ["business", 7 + 53 * 8, 1]]


def test_closed_complaints_alone_would_say_less(home: Path) -> None:
    january = {"step": "resolve", "clock": "calendar", "period_type": "month", "period_start": "2026-01-01"}
    published = figure(home, "mart_complaint_time", cut="overall", **january)
    step = figure(home, "mart_complaint_time__estimate", cut="overall", **january)
    # Closed after 42, 48 (47.5, begun) and 241 hours, withdrawn after 24, two open: nine in ten are not in sight.
    assert (published.n, published.n_events, published.n_open) == (6, 3, 2)
    assert pd.isna(published.p90_hours)
    assert (published.p90_status, published.caveat) == ("not_reached", "small_base")
    assert step.closed_only_p90_hours == 241
    assert "closed_only_p90_hours" not in published.index


def test_service_levels_count_open_breaches_and_no_withdrawals(home: Path) -> None:
    january = {"clock": "business", "period_type": "month", "period_start": "2026-01-01", "cut": "overall"}
    acknowledged = figure(home, "mart_complaint_time", step="acknowledge", **january)
    # In time: plain, holiday (exactly), reopened, withdrawn; late: reopened late; open and overdue: open.
    assert (acknowledged.sla_n_due, acknowledged.sla_n_met) == (6, 4)
    resolved = figure(home, "mart_complaint_time", step="resolve", **january)
    assert (resolved.sla_n_due, resolved.sla_n_met) == (5, 2)  # the withdrawn one fell due for nobody
    late = figure(
        home, "mart_complaint", measure="M19_late_resolution", **{k: january[k] for k in january if k != "clock"}
    )
    assert (late.estimate, late.n, late.n_missing) == (3 / 5, 5, 1)


def test_a_case_counts_when_it_falls_due_and_not_when_it_was_quick(home: Path) -> None:
    """Received on 27 March, its resolution is due on the 29th and missed; had it fallen due later it would not count."""
    march = figure(
        home,
        "mart_complaint_time",
        step="respond",
        clock="calendar",
        period_type="month",
        period_start="2026-03-01",
        cut="overall",
    )
    assert (march.sla_n_due, march.sla_n_met) == (1, 0)


HANDLING = {
    # measure: (complaints that show it, base) of January to March
    "M19_reopened": (1, 5),  # the late reopening is outside thirty days
    "M19_first_contact_resolution": (3, 5),  # plain, holiday, reopened late
    "M19_recurrence": None,  # nobody can be followed back ninety days
    "M19_wrong_priority": (2, 4),  # plain: unsafe and low; two answers: stranded and medium
    "M19_external_escalation": None,  # not followed for 180 days yet
}


@pytest.mark.parametrize("measure", HANDLING)
def test_handling_by_hand(home: Path, measure: str) -> None:
    found = query(
        home,
        f"select estimate, n, n_missing from marts.mart_complaint where measure = '{measure}' "
        "and period_type = 'year' and cut = 'overall'",
    )
    if HANDLING[measure] is None:
        assert len(found) == 0
    else:
        shown, base = HANDLING[measure]
        assert found.iloc[0].tolist() == [shown / base, base, len(LOG) - base]


def test_the_organisations_own_view_is_no_substitute_for_the_complainants(home: Path) -> None:
    year = {"period_type": "year", "cut": "overall"}
    own = figure(home, "mart_complaint", measure="M19_handling_score_organisation", **year)
    theirs = figure(home, "mart_complaint", measure="M19_handling_score_complainant", **year)
    difference = figure(home, "mart_complaint", measure="M19_handling_score_difference", **year)
    assert (own.estimate, theirs.estimate, difference.estimate) == (67.5, 37.5, 30)
    # Two differences, 50 and 10: standard deviation 28.28, over the root of two 20; t(1) is 12.706.
    assert difference.se == pytest.approx(20)
    assert difference.ci_high == pytest.approx(30 + 12.7062047 * 20)
    assert difference.verdict == "too_small"


def test_who_had_a_problem_and_did_not_complain(home: Path) -> None:
    found = figure(home, "mart_complaint", measure="M19_unvoiced_problem", period_type="month")
    # Weights: 1 complained, 2 + 1 + 1 did not; Kish's base is 5 squared over 1 + 4 + 1 + 1.
    assert (found.estimate, found.n, found.n_missing) == (4 / 5, 4, 1)
    assert found.n_eff == pytest.approx(25 / 7)
    assert found.ci_low < 4 / 5 < found.ci_high


def test_disputes(home: Path) -> None:
    found = query(
        home,
        "select measure, category, estimate, n_counted, n from marts.mart_dispute where period_type = 'year' "
        "and provider = 'board' and method = 'all'",
    ).set_index(["measure", "category"])
    assert found.loc[("M19_dispute_outcome", "compromise")].tolist() == [0.75, 3, 4]
    assert found.loc[("M19_dispute_outcome", "open"), "estimate"] == 0.25
    # Closed after 10, 10 (9 days and 23 hours, begun) and 20 days; the fourth is open after 59: half by the tenth day, which
    # is exactly half of the curve, so the middle of 10 and 20.
    assert found.loc[("M19_dispute_days_to_close", "p50"), "estimate"] == 15
    assert pd.isna(found.loc[("M19_dispute_days_to_close", "p90"), "estimate"])
    assert found.loc[("M19_dispute_cost", "EUR"), "estimate"] == 301.5
    assert found.loc[("M19_dispute_implemented", "all")].tolist() == [1.0, 3, 3]
    # Clopper and Pearson: three of three has the lower end 0.025 to the power of a third.
    low = query(
        home,
        "select distinct ci_low from marts.mart_dispute where measure = 'M19_dispute_implemented' and provider = 'all'",
    )
    assert low.iloc[0, 0] == pytest.approx(0.025 ** (1 / 3))


@pytest.fixture(scope="module")
def history(landing: LandingHome, home: Path) -> dict[str, dict[str, pd.DataFrame]]:
    """Tables after later steps and a later cut-off: with the months that changed made again, and with all of them."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb")) as connection:
        # A mark in a month that nothing touches: it stays if the month is not made again.
        connection.execute(
            "update aggregates.agg_complaint_time set hours = 7777 where month = '2026-02-01' and hours = 72"
        )
        connection.execute("update core.fct_complaint_time set n_reopened = 99 where month = '2026-02-01'")
    later = log("open", {"received": "2026-01-15 09:00", "closed": "2026-04-02 09:00"}, FACTS["open"])
    new = log("new", {"received": "2026-04-01 09:00", "acknowledged": "2026-04-01 10:00"}, {})
    landing.batch("desk", together([later, new]))
    landing.settings["as_of"] = "2026-04-30"
    build(landing.write(), *MODELS)
    touched = {name: query(home, f"select * from {name} order by all") for name in INCREMENTAL}
    build(home, *MODELS, full_refresh=True)
    return {
        "touched": touched,
        "full": {name: query(home, f"select * from {name} order by all") for name in INCREMENTAL},
    }


def test_only_months_to_which_something_was_added_are_made_again(history: dict[str, dict[str, pd.DataFrame]]) -> None:
    marked = history["touched"]["aggregates.agg_complaint_time"].query("hours == 7777")
    assert set(marked["month"].astype(str)) == {"2026-02-01"}
    times = history["touched"]["core.fct_complaint_time"]
    assert set(times[times["n_reopened"] == 99]["month"].astype(str)) == {"2026-02-01"}
    assert (history["full"]["core.fct_complaint_time"]["n_reopened"] < 99).all()


@pytest.mark.parametrize("name", [name for name in INCREMENTAL if name != "aggregates.agg_complaint"])
def test_months_made_again_equal_all_made_again(history: dict[str, dict[str, pd.DataFrame]], name: str) -> None:
    touched, full = (
        table[name].query("month != @february").reset_index(drop=True)
        for table in (history["touched"], history["full"])
        for february in [pd.Timestamp("2026-02-01")]
    )
    pd.testing.assert_frame_equal(touched, full)
    assert "2026-04-01" in set(full["month"].astype(str))


def test_a_later_closure_reaches_the_month_of_receipt(history: dict[str, dict[str, pd.DataFrame]]) -> None:
    times = history["touched"]["core.fct_complaint_time"]
    ended = times[(times["complaint_key"] == "desk|open") & (times["step"] == "resolve")]
    assert ended["ending"].tolist() == ["done"]
