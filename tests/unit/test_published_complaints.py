"""What readers get of handling, causes, promises and disputes: rows that fit on a page, shown and hidden."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from tests.unit.sql_models import run_model

QUARTERS = [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")]
SPARE = {"se": 0.01, "ci_low": 0.8, "ci_high": 0.95, "ci_method": "clopper_pearson", "p_adjusted": 0.5, "caveat": None}


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its days as dates, as marts have them."""
    days = [name for name in frame if name.endswith(("_start", "_end")) or name in {"start_month", "done_month"}]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in days})


# --- Change of a promise ------------------------------------------------------------------------------------------


def counts(**changed: Any) -> pd.DataFrame:
    """Return 48 of 80 kept in the first quarter and 56 of 70 in the second."""
    usual = {
        "promise_key": "window",
        "version_number": 1,
        "cut": "overall",
        "cut_value": "all",
        "period_type": "quarter",
    }
    first = {"period_start": "2026-01-01", "period_end": "2026-03-31", "n_checks": 80, "n_kept": 48}
    then = {"period_start": "2026-04-01", "period_end": "2026-06-30", "n_checks": 70, "n_kept": 56}
    versions = {"promise_versions": "window 1"}
    return dated(pd.DataFrame([usual | versions | first, usual | versions | then | changed]))


def test_a_change_of_a_promise_has_newcombes_interval() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table II, row (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339."""
    [row] = run_model("marts/mart_promise__change", {"mart_promise__count": counts()}).to_dict("records")
    assert row["difference"] == pytest.approx(0.2)
    assert (row["difference_ci_low"], row["difference_ci_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    by_chi_square = stats.chi2_contingency([[56, 14], [48, 32]], correction=False).pvalue
    assert row["change_p_value"] == pytest.approx(by_chi_square)
    assert (row["change_verdict"], row["previous_n"]) == ("improved", 80)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"n_checks": 29, "n_kept": 10}, "too_small"),
        ({"n_kept": 43}, "no_detectable_change"),
        ({"n_kept": 20}, "declined"),
    ],
)
def test_each_verdict_of_a_change(changed: dict[str, int], verdict: str) -> None:
    [row] = run_model("marts/mart_promise__change", {"mart_promise__count": counts(**changed)}).to_dict("records")
    assert row["change_verdict"] == verdict


def test_other_promises_are_not_compared() -> None:
    """All promises of a quarter with a new version are not those of the quarter before."""
    tables = {"mart_promise__count": counts(promise_versions="window 1; refund 1").assign(promise_key="all")}
    assert run_model("marts/mart_promise__change", tables).empty


# --- Promises ------------------------------------------------------------------------------------------------------


def promise(key: str, quarter: int, **changed: Any) -> dict[str, Any]:
    start, end = QUARTERS[quarter]
    before = QUARTERS[quarter - 1][0] if quarter else None
    usual = {
        "measure": "promise_kept_rate", "promise_key": key, "version_number": 0 if key == "all" else 1,
        "characteristic_key": "wait", "cut": "overall", "cut_value": "all", "period_type": "quarter",
        "period_start": start, "period_end": end, "target_kept_rate": 0.9, "n": 40, "n_kept": 36, "estimate": 0.9,
        "n_breaches": 4, "verdict": "undetermined", "previous_period_start": before, "previous_estimate": 0.9,
        "previous_n": 40, "difference": 0.0, "difference_ci_low": -0.1, "difference_ci_high": 0.1,
        "change_p_adjusted": 1.0, "change_verdict": "no_detectable_change", "n_breaches_with_complaint": 1,
        "complaint_share_after_breach": 0.25, "complaint_after_breach_ci_low": 0.0,
        "complaint_after_breach_ci_high": 0.6, "remedy_rate": 0.5, "remedy_ci_low": 0.1, "remedy_ci_high": 0.9,
    }  # fmt: skip
    return {**usual, **SPARE, **changed}


def published_promises(*rows: dict[str, Any], hidden: tuple[tuple[str, str], ...] = ()) -> pd.DataFrame:
    frame = dated(pd.DataFrame(rows))
    cells = frame[frame.promise_key != "all"].rename(columns={"promise_key": "aspect"})
    is_hidden = [
        (key, f"{start:%Y-%m-%d}") in hidden for key, start in zip(cells.aspect, cells.period_start, strict=True)
    ]
    cells = cells[["aspect", "cut", "cut_value", "period_type", "period_start"]].assign(
        subject="promise", is_hidden=is_hidden, shows_missing=True
    )
    found = run_model("published/pub_promise", {"mart_promise": frame, "mart_disclosure": cells})
    return found.set_index(["promise_key", "period_start"]).sort_index()


def test_all_promises_are_shown_where_each_of_them_is() -> None:
    rows = [promise(key, quarter) for key in ("window", "refund", "all") for quarter in (0, 1, 2)]
    year = {"period_type": "year", "period_start": "2026-01-01", "period_end": "2026-12-31"}
    rows += [promise(key, 0, **year) for key in ("window", "refund", "all")]
    found = published_promises(*rows, hidden=(("refund", "2026-04-01"),)).reset_index()
    every = found[found.promise_key == "all"].set_index(["period_type", "period_start"])["n"]
    quarters = {f"{start:%m}": pd.notna(n) for (kind, start), n in every.items() if kind == "quarter"}
    assert quarters == {"01": True, "04": False, "07": True}
    assert every["year"].isna().all()  # less the other quarters, it would give the hidden one away
    assert found[found.suppress_reason.notna()].estimate.isna().all()


def test_a_change_from_a_hidden_period_is_hidden() -> None:
    found = published_promises(
        promise("window", 0), promise("window", 1), promise("window", 2), hidden=(("window", "2026-01-01"),)
    )
    assert found["n"].notna().tolist() == [False, True, True]
    assert found["difference"].notna().tolist() == [False, False, True]
    assert found["change_verdict"].isna().tolist() == [True, True, False]


def test_what_followed_few_breaches_is_not_told() -> None:
    found = published_promises(promise("window", 0, n_breaches=9), promise("window", 1, n=80, n_breaches=10))
    assert found["complaint_share_after_breach"].notna().tolist() == [False, True]
    assert found["remedy_rate"].notna().tolist() == [False, True]
    assert found["n_breaches"].tolist() == [9, 10]


def test_a_small_version_hides_both_versions_of_its_period() -> None:
    """Fifty checks less those of the large version would be those of the small one."""
    found = published_promises(promise("window", 0, n=45), promise("window", 0, n=5, version_number=2))
    assert found["n"].isna().all()


# --- Handling ------------------------------------------------------------------------------------------------------


def handling(measure: str, **changed: Any) -> dict[str, Any]:
    usual = {
        "measure": measure, "cut": "overall", "cut_value": "all", "period_type": "quarter",
        "period_start": "2026-07-01", "period_end": "2026-09-30", "unit": "share", "estimate": 0.2, "n": 100,
        "n_missing": 3, "previous_estimate": 0.2, "verdict": "no_detectable_change",
    }  # fmt: skip
    return {**usual, **SPARE, "ci_low": 0.13, "ci_high": 0.29, **changed}


def published_handling(*rows: dict[str, Any], **targets: float) -> pd.DataFrame:
    aims = pd.DataFrame({"measure": [*targets, "none"], "target_value": [*targets.values(), 1.0]})
    tables = {"mart_complaint": dated(pd.DataFrame(rows)), "stg_target": aims}
    return run_model("published/pub_complaint_handling", tables).set_index("measure")


def test_a_target_is_met_on_the_right_side_with_the_whole_interval() -> None:
    found = published_handling(
        handling("M19_late_resolution"),
        handling("M19_late_response"),
        handling("M19_reopened"),
        handling("M19_first_contact_resolution"),
        handling("M19_escalation"),
        M19_late_resolution=0.1,
        M19_late_response=0.3,
        M19_reopened=0.25,
        M19_first_contact_resolution=0.1,
    )["target_verdict"]
    assert found["M19_late_resolution"] == "not_met"  # fewer is better: 13 to 29 of 100 against 10
    assert found["M19_late_response"] == "met"
    assert found["M19_reopened"] == "undetermined"
    assert found["M19_first_contact_resolution"] == "met"  # more is better
    assert pd.isna(found["M19_escalation"])


def test_few_complaints_and_months_are_not_shown_and_the_unvoiced_of_everybody_only() -> None:
    found = published_handling(
        handling("M19_reopened", n=9),
        handling("M19_escalation", period_type="month"),
        handling("M19_unvoiced_problem", cut="region", cut_value="north"),
        M19_reopened=0.1,
    )
    assert found.index.tolist() == ["M19_reopened"]
    assert found[["estimate", "n", "target_verdict"]].isna().all().all()
    assert found.suppress_reason.tolist() == ["small_base"]


def test_two_shares_of_nothing_do_not_differ() -> None:
    quarter = {
        "measure": "M19_escalation", "cut": "overall", "cut_value": "all", "period_type": "quarter", "unit": "share",
        "estimate": 0.0, "se": 0.0, "ci_low": 0.0, "ci_high": 0.02, "ci_method": "wilson", "n": 200, "n_eff": 200.0,
        "df": 0, "n_missing": 0, "is_random": True, "is_partial": False,
    }  # fmt: skip
    rows = [
        quarter | {"period_start": start, "period_end": end, "previous_period_start": before}
        for (start, end), before in zip(QUARTERS[1:], [QUARTERS[0][0], QUARTERS[1][0]], strict=True)
    ]
    found = run_model("marts/mart_complaint", {"mart_complaint__estimate": dated(pd.DataFrame(rows))})
    assert sorted(found.verdict) == ["no_detectable_change", "not_comparable"]


# --- Causes --------------------------------------------------------------------------------------------------------


def test_the_rate_of_a_cause_needs_the_exposure_of_every_month() -> None:
    months = ["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"]
    complaints = pd.DataFrame({"month": pd.to_datetime(months), "cause_key": "late", "n_received": 4, "cut": "overall"})
    exposed = pd.DataFrame({"month": pd.to_datetime(months[:5]), "exposure": 1000.0})
    tables = {"agg_complaint": complaints, "mart_complaint_rate__month": exposed}
    tables["mart_complaint_cause__exposure"] = run_model("marts/mart_complaint_cause__exposure", tables)
    found = run_model("marts/mart_complaint_cause", tables)
    rates = found[found.period_type == "quarter"].set_index("period_start").sort_index()
    assert rates.rate_per_1000.iloc[0] == pytest.approx(4.0)
    # Tables of the exact interval give 6.20 to 20.96 for a count of twelve; here of three thousand exposed.
    assert (rates.rate_ci_low.iloc[0], rates.rate_ci_high.iloc[0]) == pytest.approx((6.20 / 3, 20.96 / 3), abs=2e-3)
    assert pd.isna(rates.rate_per_1000.iloc[1])


def cause(key: str, **changed: Any) -> dict[str, Any]:
    usual = {
        "measure": "M19_cause_trend", "cause_key": key, "improvement_action_key": "a|1", "action_key": "A-1",
        "is_preregistered": True, "start_month": "2025-01-01", "done_month": "2025-02-01", "n_months_before": 12,
        "n_months_after": 12, "n_before": 40, "n_after": 12, "rate_before_per_1000": 1.0, "rate_after_per_1000": 0.3,
        "estimate": 0.3, "has_recurred": True, "last_month_with_cause": "2026-01-01", "verdict": "improved",
        "trend_n_points": 36, "trend_method": "mann_kendall", "trend_slope_per_month": -0.1, "trend_ci_low": -0.2,
        "trend_ci_high": 0.0, "trend_p_adjusted": 0.2, "trend_verdict": "no_detectable_change",
    }  # fmt: skip
    return {**usual, **SPARE, **changed}


def test_a_correction_of_few_complaints_is_not_told_but_its_absence_is() -> None:
    rows = [
        cause("late"),
        cause("lost", n_after=3),
        cause("rude", improvement_action_key="", n_before=None, n_after=None, verdict="no_correction"),
        cause("rare", n_after=1),
    ]
    months = pd.DataFrame({"cause_key": ["late", "lost", "rude", "rare"], "n": [90, 60, 50, 8]})
    tables = {"mart_complaint_cause_trend": dated(pd.DataFrame(rows)), "mart_complaint_cause_trend__month": months}
    found = run_model("published/pub_complaint_cause_trend", tables).set_index("cause_key")
    assert found.verdict.fillna("").to_dict() == {"late": "improved", "lost": "", "rare": "", "rude": "no_correction"}
    assert found.n_after.notna().to_dict() == {"late": True, "lost": False, "rare": False, "rude": False}
    assert found.trend_verdict.notna().to_dict() == {"late": True, "lost": True, "rare": False, "rude": True}


def test_times_by_cause_are_told_of_the_periods_whose_causes_are() -> None:
    time = {
        "measure": "M19_time_to_resolve", "step": "resolve", "clock": "calendar", "cut": "cause", "cut_value": "late",
        "period_type": "quarter", "n": 40, "n_events": 38, "n_open": 2, "p50_hours": 20.0, "p50_ci_low_hours": 10.0,
        "p50_ci_high_hours": 30.0, "p90_hours": 90.0, "p90_status": "estimated", "sla_n_due": None, "sla_n_met": None,
        "sla_share": None, "sla_ci_low": None, "sla_ci_high": None, "p_value": 0.5, "verdict": "no_detectable_change",
    } | SPARE  # fmt: skip
    rows = [time | {"period_start": start, "period_end": end} for start, end in QUARTERS]
    cells = dated(
        pd.DataFrame(
            {"period_type": "quarter", "period_start": [s for s, _ in QUARTERS[1:]], "is_hidden": [True, False]}
        )
    )
    tables = {
        "mart_complaint_time": dated(pd.DataFrame(rows)),
        "mart_disclosure": cells.assign(subject="complaint", shows_missing=True),
    }
    found = run_model("published/pub_complaint_time", tables).set_index("period_start")["p90_hours"]
    assert [None if pd.isna(hours) else hours for hours in found] == [None, 90.0]


# --- Disputes ------------------------------------------------------------------------------------------------------


def dispute(measure: str, category: str, year: int, n: int, **changed: Any) -> dict[str, Any]:
    usual = {
        "measure": measure, "category": category, "period_type": "year", "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31", "provider": "all", "method": "all", "unit": "share", "estimate": 0.5, "n": n,
        "n_counted": n // 2, "n_missing": 0,
    }  # fmt: skip
    return {**usual, **SPARE, **changed}


def test_the_number_of_disputes_is_public_and_what_few_came_to_is_not() -> None:
    rows = [
        *(dispute("M19_dispute_rate_per_100", "all", year, 800) for year in (2024, 2025)),
        dispute("M19_dispute_outcome", "compromise", 2024, 20),
        dispute("M19_dispute_outcome", "for_customer", 2025, 4),
        dispute("M19_dispute_implemented", "all", 2024, 9),
        dispute("M19_dispute_outcome", "compromise", 2024, 20, provider="ombudsman"),
        dispute("M19_dispute_outcome", "compromise", 2025, 4, period_type="quarter"),
    ]
    cells = {"period_start": [dt.date(2024, 1, 1), dt.date(2025, 1, 1)], "is_hidden": [False, True]}
    disclosure = pd.DataFrame(cells).assign(period_type="year", subject="dispute", shows_missing=True)
    disclosure["period_start"] = pd.to_datetime(disclosure["period_start"])
    tables = {"mart_dispute": dated(pd.DataFrame(rows)), "mart_disclosure": disclosure}
    found = run_model("published/pub_dispute", tables)
    told = {(row.measure[12:], row.category, row.period_start.year): row.n for row in found.itertuples()}
    assert {key: n for key, n in told.items() if pd.notna(n)} == {
        ("rate_per_100", "all", 2024): 800,
        ("rate_per_100", "all", 2025): 800,
        ("outcome", "compromise", 2024): 20,
    }
    # A hidden year has every line, so that it does not tell which outcomes it had; a shown one has its own.
    hidden = {key for key, n in told.items() if pd.isna(n)}
    assert hidden == {
        ("outcome", "compromise", 2025),
        ("outcome", "for_customer", 2025),
        ("implemented", "all", 2025),
        ("implemented", "all", 2024),
    }
