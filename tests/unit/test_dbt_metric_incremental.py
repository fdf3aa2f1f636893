"""Batches over time: what is superseded or not accepted, and that rebuilding touched months is rebuilding all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.fixtures_dbt import build, query, run_dbt
from tests.fixtures_landing import LandingHome, question, survey

QUESTIONS = [
    question("score_p", "score", "perception", (0, 10)),
    question("score_e", "score", "expectation_desired", (0, 10)),
    question("score_m", "score", "expectation_minimum", (0, 10)),
    question("score_f", "score", "kano_functional", (1, 5)),
    question("score_d", "score", "kano_dysfunctional", (1, 5)),
]
INDEX = [
    {"index_key": "both", "characteristic_key": "score", "aspect": aspect, "weight": 0.5, "position": position}
    for position, aspect in enumerate(("perception", "expectation_desired"))
]
INCREMENTAL = [
    "core.fct_response",
    "core.fct_response_cut",
    "core.fct_answer",
    "core.fct_gap_pair",
    "core.fct_zone_of_tolerance",
    "core.fct_kano_pair",
    "core.fct_index_score",
    "aggregates.agg_design",
    "aggregates.agg_answer_value",
    "aggregates.agg_gap_pair",
    "aggregates.agg_gap_product",
    "aggregates.agg_mode",
    "aggregates.agg_operation",
    "aggregates.agg_battery_product",
]


def interviews(**months: str) -> dict[str, pd.DataFrame]:
    """Return survey rows: record id = 'YYYY-MM:perceived'."""
    rows = [
        {"source_record_id": key, "event_at": f"{text[:7]}-15", "score_p": int(text[8:]), "score_e": 5}
        | {"score_m": 3, "score_f": 1 + int(text[8:]) % 5, "score_d": 1}
        for key, text in months.items()
    ]
    return survey(pd.DataFrame(rows), QUESTIONS)


def operations(**counts: str) -> dict[str, pd.DataFrame]:
    """Return counts of calls: record id = 'YYYY-MM:count', told two months after the month that they speak of."""
    rows = [
        {
            "source_record_id": key,
            "event_at": f"{text[:7]}-05",
            "measure": "calls",
            "entity_key": "own",
            "value": text[8:],
            "period_start": pd.Timestamp(f"{text[:7]}-01") - pd.DateOffset(months=2),
        }
        for key, text in counts.items()
    ]
    return {"operation": pd.DataFrame(rows)}


def table(home: Path, name: str) -> pd.DataFrame:
    return query(home, f"select * from {name} order by all")


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> LandingHome:
    landing = LandingHome(tmp_path_factory.mktemp("incremental"))
    landing.reference("characteristic", [{"characteristic_key": "score", "is_overall": False, "position": 1}])
    landing.reference("question", QUESTIONS)
    landing.reference("index_item", INDEX)
    landing.batch("web", interviews(r1="2026-01:9", r2="2026-01:8", r3="2026-02:7", r4="2026-03:6"))
    landing.batch("desk", operations(c1="2026-01:100", c2="2026-02:110", c3="2026-03:120"))
    landing.batch("panel", interviews(p1="2026-01:1", p2="2026-02:2"), scope="first", mode="snapshot")
    landing.batch("panel", interviews(q1="2026-02:3"), scope="second", mode="snapshot")
    return landing


@pytest.fixture(scope="module")
def history(landing: LandingHome) -> dict[str, dict[str, pd.DataFrame]]:
    """Tables before later batches came, after rebuilding the months they touch, and after rebuilding everything."""
    home = build(landing.write(), "resource_type:seed", "staging", "core", "aggregates", command="build")
    before = {name: table(home, name) for name in INCREMENTAL}
    # r2 leaves January for February, where r3 has the content of a quarantined line; p1 and p2 make way for p9.
    landing.batch(
        "web",
        interviews(r2="2026-02:4", r5="2026-02:0", r6="2026-02:5"),
        rejected={3: ("quarantined", "bad"), 4: ("duplicate", "")},
    )
    landing.batch("panel", interviews(p9="2026-02:10"), scope="first", mode="snapshot")
    landing.batch("desk", operations(c1="2026-02:101"))
    landing.batch("web", interviews(r4="2026-03:0", r9="2026-03:0"), status="held")
    landing.write()
    build(home, "resource_type:seed", "staging", "core", "aggregates", command="build")
    touched = {name: table(home, name) for name in INCREMENTAL}
    build(home, "resource_type:seed", "staging", "core", "aggregates", full_refresh=True)
    return {"before": before, "touched": touched, "full": {name: table(home, name) for name in INCREMENTAL}}


@pytest.mark.parametrize("name", INCREMENTAL)
def test_rebuilding_the_touched_months_equals_rebuilding_everything(
    history: dict[str, dict[str, pd.DataFrame]], name: str
) -> None:
    pd.testing.assert_frame_equal(history["touched"][name], history["full"][name])
    if "product" not in name:
        assert not history["before"][name].equals(history["full"][name])


def test_the_latest_accepted_row_of_a_record_wins_and_a_snapshot_replaces_its_scope(
    history: dict[str, dict[str, pd.DataFrame]],
) -> None:
    responses = history["full"]["core.fct_response"]
    found = dict(zip(responses.source_record_id, responses.month.astype(str).str[:7], strict=True))
    assert found == {
        "r1": "2026-01",
        "r2": "2026-02",
        "r3": "2026-02",
        "r4": "2026-03",
        "p9": "2026-02",
        "q1": "2026-02",
    }
    answers = (
        history["full"]["core.fct_answer"].query("aspect == 'perception'").set_index("response_key").value.astype(float)
    )
    assert answers["web|r2"] == 4
    assert answers["web|r4"] == 6  # the batch that says 0 is held


def test_every_landed_row_is_accounted_for(landing: LandingHome, history: dict[str, dict[str, pd.DataFrame]]) -> None:
    batches = query(
        landing.path, "select * from core.fct_batch where contract = 'survey_response' order by source_id, sequence"
    )
    counts = batches[["landed", "accepted", "quarantined", "duplicate", "superseded", "kept"]].to_numpy().tolist()
    assert counts == [
        [2, 0, 0, 2, 2, 0],
        [1, 1, 0, 0, 0, 1],
        [1, 1, 0, 0, 0, 1],
        [4, 3, 0, 1, 1, 3],
        [3, 1, 1, 1, 0, 1],
        [2, 2, 0, 0, 0, 0],
    ]


def test_a_count_is_recomputed_by_when_it_was_told_and_stands_in_the_month_it_speaks_of(
    history: dict[str, dict[str, pd.DataFrame]],
) -> None:
    found = history["touched"]["aggregates.agg_operation"].astype(str)[["event_month", "month", "value_sum"]]
    assert found.to_numpy().tolist() == [
        ["2026-02-01", "2025-12-01", "211.0"],
        ["2026-03-01", "2026-01-01", "120.0"],
    ]


def test_forgetting_a_touched_month_fails_the_build(
    landing: LandingHome, history: dict[str, dict[str, pd.DataFrame]]
) -> None:
    landing.batch("web", interviews(r8="2026-05:5"))
    done = run_dbt(landing.write(), "build", "resource_type:seed", "staging", "core", "aggregates")
    assert done.returncode != 0
    assert "assert_every_response_is_a_fact" in done.stdout
