"""Complaint times of the demo: what is still open makes them longer than closed complaints alone would say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Organisation

pytestmark = pytest.mark.slow

LAST_12_MONTHS = "step = 'resolve' and clock = 'calendar' and cut = 'overall' and period_type = 'last_12_months'"


def test_the_published_p90_counts_what_is_open_and_closed_cases_alone_would_flatter(
    demo: Organisation, rows_of: Callable[[Path, str], list[tuple]]
) -> None:
    # The figure of closed cases alone is a step that no edition holds; the warehouse does.
    [(p90, closed_only, low, high)] = rows_of(
        demo.home / "warehouse" / "warehouse.duckdb",
        "select p90_hours, closed_only_p90_hours, p90_ci_low_hours, p90_ci_high_hours "
        f"from marts.mart_complaint_time__estimate where {LAST_12_MONTHS}",
    )
    assert p90 - closed_only >= 24
    assert low <= p90 <= high
    assert demo.query(f"select p90_hours from published.pub_complaint_time where {LAST_12_MONTHS}") == [(p90,)]


def test_closed_only_figures_are_published_nowhere(demo: Organisation) -> None:
    found = demo.query(
        "select table_name, column_name from information_schema.columns where table_schema = 'published'"
    )
    assert len(found) > 100
    assert [column for _, column in found if "closed_only" in column] == []


def test_the_latest_month_says_that_its_p90_is_not_reached(demo: Organisation) -> None:
    [(p90, status, n_open)] = demo.query(
        "select p90_hours, p90_status, n_open from published.pub_complaint_time where step = 'resolve' and clock = 'calendar' "
        "and period_type = 'month' and period_start = '2026-09-01'"
    )
    assert (p90, status) == (None, "not_reached")
    assert n_open > 10


def test_every_complaint_is_in_the_times(demo: Organisation) -> None:
    [(timed, received)] = demo.query(
        "select (select sum(n) from aggregates.agg_complaint_time where step = 'resolve' and clock = 'calendar' "
        "and cut = 'overall'), (select sum(n_received) from aggregates.agg_complaint where cut = 'overall')"
    )
    assert timed == received
