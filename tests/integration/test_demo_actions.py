"""The demo's improvement actions: what was planted is judged as what it is, from the registers' files to the mart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Organisation


def one(demo: Organisation, action: str, columns: str) -> tuple[Any, ...]:
    [row] = demo.query(f"select {columns} from marts.mart_effectiveness where action_key = '{action}'")
    return row


@pytest.mark.slow
def test_each_planted_action_gets_its_verdict(demo: Organisation) -> None:
    truth = json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))["registers"]["actions"]
    meant = {
        "effective": "effective",
        "no_effect": "no_evidence",
        "too_early": "too_early",
        "not_started": "not_started",
    }
    found = dict(demo.query("select action_key, verdict from marts.mart_effectiveness"))
    assert found == {key: meant[told["truth"]] for key, told in truth.items()}


@pytest.mark.slow
def test_the_effect_of_the_stronger_boxes_is_of_the_planted_size(demo: Organisation) -> None:
    """Warranty claims fall from 6.0 to 4.2 per 1000 parcels."""
    low, high, before, after = one(demo, "A-01", "ci_low, ci_high, mean_before, mean_after")
    assert low < 4.2 - 6.0 < high < 0
    assert (before, after) == (pytest.approx(6.0, rel=0.05), pytest.approx(4.2, rel=0.05))


@pytest.mark.slow
def test_only_the_action_after_an_extreme_month_is_flagged(demo: Organisation) -> None:
    assert dict(demo.query("select action_key, caveat from marts.mart_effectiveness where caveat is not null")) == {
        "A-03": "regression_to_the_mean"
    }
    # August was planted at 1.45 times 30 per 1000: its return is a fall of about 13.5.
    assert one(demo, "A-03", "expected_regression")[0] == pytest.approx(-13.5, abs=1.0)


@pytest.mark.slow
def test_the_extreme_month_and_the_fall_are_signals_of_their_charts(demo: Organisation) -> None:
    signals = set(
        demo.query(
            "select count_measure, strftime(period_start, '%Y-%m') from marts.mart_control_chart "
            "where measure = 'M16_operation_ratio' and first_rule = 'beyond_3_sigma'"
        )
    )
    assert {("returns", "2025-08"), ("warranty_claims", "2025-10")} <= signals
    assert not {month for measure, month in signals if measure == "churned_customers"}


@pytest.mark.slow
def test_charts_of_the_demo_are_judged_by_a_frozen_baseline(demo: Organisation) -> None:
    windows = demo.query(
        "select distinct baseline_from::varchar, baseline_to::varchar, n_baseline from marts.mart_control_chart "
        "where cut = 'overall'"
    )
    assert windows == [("2023-10-01", "2025-09-30", 24)]
