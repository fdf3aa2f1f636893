"""When a way of asking has come or gone for good: on months drawn by hand."""

from __future__ import annotations

import pandas as pd

from tests.unit.sql_models import run_model

START = pd.Timestamp("2025-01-01")


def changes(**used: tuple[list[int], float]) -> list[tuple[str, str, str]]:
    """Return what came and went; each mode has the months (0-based) in which it was used, and its weight in them."""
    rows = [
        {
            "characteristic_key": "overall",
            "aspect": "overall",
            "kind": "mode",
            "kind_value": mode,
            "month": START + pd.DateOffset(months=number),
            "w": weight,
            "pause_months": None if position == 0 else number - months[position - 1],
        }
        for mode, (months, weight) in used.items()
        for position, number in enumerate(months)
    ]
    asking = pd.DataFrame(rows).astype({"pause_months": "Int64"})
    asking["w_all"] = asking.groupby("month")["w"].transform("sum")
    asking["month"] = asking["month"].dt.date
    found = run_model("marts/mart_metric__design_change", {"mart_metric__asking": asking})
    told = [(row["kind_value"], row["change"], str(row["changed_on"])[:7]) for row in found.to_dict("records")]
    return sorted(told)


def test_a_mode_that_takes_over_comes_and_the_other_goes() -> None:
    assert changes(phone=([0, 1, 2], 10.0), web=([3, 4, 5], 10.0)) == [
        ("phone", "went", "2025-04"),
        ("web", "came", "2025-04"),
    ]


def test_a_mode_used_now_and_then_neither_comes_nor_goes() -> None:
    assert changes(web=(list(range(12)), 10.0), phone=([0, 3, 6, 9], 10.0)) == []
    # Expected again in the tenth month, and not there: it has gone after the seventh.
    assert changes(web=(list(range(12)), 10.0), phone=([0, 3, 6], 10.0)) == [("phone", "went", "2025-08")]


def test_waves_far_apart_are_compared_by_the_pauses_of_the_whole_series() -> None:
    assert changes(phone=([0, 1, 12, 13], 10.0)) == []
    assert changes(phone=([0, 1], 10.0), web=([12, 13], 10.0)) == [
        ("phone", "went", "2025-03"),
        ("web", "came", "2026-01"),
    ]


def test_what_carries_less_than_a_fifth_changes_nothing() -> None:
    assert changes(phone=(list(range(6)), 81.0), web=([3, 4, 5], 19.0)) == []
    assert changes(phone=(list(range(6)), 80.0), web=([3, 4, 5], 20.0)) == [("web", "came", "2025-04")]
