"""Walks of what is derived from several answers, of weighted answers, and of complaint times, against figures made by hand.

Twelve interviews, six in each region; there are three people in the north for each in the south, so raking gives each northern
interview the weight 1.5 and each southern one 0.5. The complaints are those of ``test_complaint_times``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dbt_project.lineage.figures import find
from dbt_project.lineage.ground import Ground, standing
from dbt_project.lineage.kinds import WEIGHTED, walk
from dbt_project.lineage.walks import Walk
from ingest import reference
from ingest.profiles.weighting import Weighting, weighting_rows
from tests.fixtures_dbt import build
from tests.fixtures_landing import LandingHome, question, survey
from tests.unit.test_complaint_times import FACTS, LOG, declare, log, together

QUESTIONS = [
    question("desk_p", "desk", "perception", (1, 5), "down"),
    question("desk_m", "desk", "expectation_minimum", (1, 5), "down"),
    question("desk_d", "desk", "expectation_desired", (1, 5), "down"),
    question("app_f", "app", "kano_functional", (1, 5), "down"),
    question("app_d", "app", "kano_dysfunctional", (1, 5), "down"),
    question("staff_p", "staff", "perception", (1, 5)),
    question("wait_p", "wait", "perception", (1, 5), "down"),
    question("contact_e", "contact", "effort", (1, 7)),
]
# Of the last two one wants less than the least that he accepts, and one leaves the desired level out.
ANSWERS: dict[str, list[Any]] = {
    "desk_p": [1, 2, 4, 3, 2, 2, 1, 5, 3, 2, 3, 4],
    "desk_m": [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 3],
    "desk_d": [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, "blank"],
    "app_f": [1, 1, 1, 1, 1, 1, 2, 2, 1, 5, 1, 3],
    "app_d": [3, 3, 3, 3, 3, 3, 5, 5, 5, 1, 1, "refused"],
    "staff_p": [5, 5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1],
    "wait_p": [1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, "blank"],
    "contact_e": [7, 7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1],
}
BY_HAND = [
    # Ten are left: six of weight 1.5 and four of 0.5, together 11; differences are told on 0-100 of a scale of four steps.
    ("M6_adequacy", 25 * (1.5 * 4 + 0.5 * 1) / 11, 10),
    ("M6_superiority", 25 * (1.5 * -2 + 0.5 * -3) / 11, 10),
    ("M6_zone_width", 25, 10),
    ("M6_below_share", 2 / 11, 10),
    ("M6_within_share", 7 / 11, 10),
    ("M6_above_share", 2 / 11, 10),
    # Six attractive, two must-be, one each one-dimensional, reverse and questionable; the last has not answered.
    ("M27_attractive_share", 9 / 11.5, 11),
    ("M27_must_be_share", 1 / 11.5, 11),
    ("M27_reverse_share", 0.5 / 11.5, 11),
    ("M27_better_share", 9.5 / 10.5, 9),
    ("M27_worse_share", 1.5 / 10.5, 9),
    # 3/4 · 1 + 1/4 · 3 = 1.5 on 1-5 is 12.5.
    ("M25_index", (9 * 100 + 2.5 * 12.5) / 11.5, 11),
    ("M4_effort", 75, 12),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = declare(LandingHome(tmp_path_factory.mktemp("walks")))
    landing.settings |= {"minimum_n": "1", "flag_n": "2"}
    names = ["overall", "desk", "app", "staff", "wait", "contact"]
    rows = [{"characteristic_key": key, "is_overall": key == "overall", "position": i} for i, key in enumerate(names)]
    landing.reference("characteristic", rows)
    landing.reference("question", QUESTIONS)
    landing.reference("segment", [{"cut": "region", "cut_value": key, "position": 1} for key in ("north", "south")])
    item = {"index_key": "whole", "aspect": "perception", "weighting": "declared"}
    landing.reference(
        "index_item",
        [
            item | {"characteristic_key": "staff", "weight": 0.75, "position": 0},
            item | {"characteristic_key": "wait", "weight": 0.25, "position": 1},
        ],
    )
    rules = weighting_rows("web", Weighting.model_validate({"margins": ["region"]}))
    landing.reference("weighting", [dict(zip(reference.TABLES["weighting"], row, strict=True)) for row in rules])
    frame = pd.DataFrame(ANSWERS).assign(
        source_record_id=[f"i{number}" for number in range(12)],
        event_at=pd.Timestamp("2026-02-10"),
        region=["north"] * 6 + ["south"] * 6,
    )
    landing.batch("web", survey(frame, QUESTIONS, ["region"]))
    margins = [
        {"source_record_id": key, "event_at": "2025-12-31", "as_of": "2025-12-31", "cut": "region", "cut_value": key}
        | {"population_count": count}
        for key, count in (("north", 300), ("south", 100))
    ]
    landing.batch("margins", {"population_margin": margins})
    landing.batch("desk", together([log(case, steps, FACTS.get(case, {})) for case, steps in LOG.items()]))
    found = build(landing.write(), "+pub_metric", "+pub_complaint_time", "+fct_batch")
    (found / "editions" / "latest").mkdir(parents=True)
    shutil.copy(found / "warehouse" / "warehouse.duckdb", found / "editions" / "latest" / "mart.duckdb")
    return found


@pytest.fixture
def ground(home: Path) -> Iterator[Ground]:
    with standing(home, home / "editions" / "latest") as found:
        yield found


def walked(ground: Ground, table: str, condition: str) -> tuple[dict[str, Any], Walk]:
    [row] = ground.records(
        f"select figure_id from edition.published.{table} where cut = 'overall' and period_start = '2026-01-01' "
        f"and {condition}"
    )
    figure = find(ground, row["figure_id"])
    return figure.row, walk(ground, figure)


def quarter(measure: str) -> str:
    return f"period_type = 'quarter' and measure = '{measure}' and estimate is not null"


@pytest.mark.parametrize(("measure", "by_hand", "n"), BY_HAND)
def test_the_answers_that_enter_give_the_figure(ground: Ground, measure: str, by_hand: float, n: int) -> None:
    row, found = walked(ground, "pub_metric", quarter(measure))
    made = {each.name: each.recomputed for each in found.comparisons}
    assert found.is_equal, found.comparisons
    assert made["estimate"] == pytest.approx(by_hand, rel=1e-12, abs=1e-12)
    assert (made["n"], row["n"]) == (n, n)


def test_the_walk_ends_at_all_answers_of_a_respondent(ground: Ground) -> None:
    _, zone = walked(ground, "pub_metric", quarter("M6_superiority"))
    first = zone.parts[0].rows.iloc[0]
    assert (first["value"], first["value_minimum"], first["value_desired"], first["difference"]) == (1, 3, 2, 1)
    assert first["question_key_desired"] == "desk_d"
    assert {"file", "line", "batch_id", "raw_value"} <= set(zone.parts[0].rows)
    _, index = walked(ground, "pub_metric", quarter("M25_index"))
    assert index.parts[0].rows.iloc[-1]["items"] == "staff perception = 1 · wait perception = 3"


def test_weights_are_told_with_what_they_were_before(ground: Ground) -> None:
    _, found = walked(ground, "pub_metric", quarter("M4_effort"))
    rows = found.parts[0].rows
    assert rows["weight"].tolist() == [1.5] * 6 + [0.5] * 6
    assert (rows["base_weight"] == 1).all()
    assert rows["factor"].tolist() == rows["weight"].tolist()
    assert WEIGHTED in found.notes


# The first interview was not and is not within the zone or of the reverse kind.
UNMOVED = {"M6_within_share", "M27_reverse_share"}


@pytest.mark.parametrize("measure", sorted({measure for measure, *_ in BY_HAND} - UNMOVED))
def test_a_changed_answer_in_landing_is_noticed(ground: Ground, measure: str) -> None:
    """Each walk can fail: where the first interview answered otherwise, the rows no longer give the figure."""
    ground.connection.execute("create temp table kept as select * from landed_survey_answer")
    ground.connection.execute(
        "create or replace temp view landed_survey_answer as select * replace (case when source_record_id = 'i0' then "
        "case aspect when 'perception' then 6 - value when 'expectation_minimum' then 4 when 'kano_dysfunctional' then 5 "
        "when 'kano_functional' then 2 "
        "else 1 end else value end as value) from kept"
    )
    _, found = walked(ground, "pub_metric", quarter(measure))
    assert not found.is_equal


TIMES = [
    # Of six received in January one was withdrawn and two are open: closed after 42, 48 and 241 hours.
    ("resolve", "calendar", {"n": 6, "n_events": 3, "n_open": 2, "p90_hours": None, "sla_n_due": 5, "sla_n_met": 2}),
    # Heard after 1 (begun), 42, 1, 24, 1 hours, and one not yet.
    ("acknowledge", "calendar", {"n": 6, "n_events": 5, "p50_hours": (1 + 24) / 2, "sla_n_due": 6, "sla_n_met": 4}),
    # The same in open hours: 1, 2, 1, 8, 1.
    ("acknowledge", "business", {"n": 6, "n_events": 5, "p50_hours": 1.5, "sla_share": 4 / 6}),
]


@pytest.mark.parametrize(("step", "clock", "by_hand"), TIMES)
def test_the_log_gives_a_complaints_time(ground: Ground, step: str, clock: str, by_hand: dict[str, Any]) -> None:
    _, found = walked(ground, "pub_complaint_time", f"period_type = 'month' and step = '{step}' and clock = '{clock}'")
    assert found.is_equal, found.comparisons
    made = {each.name: each.recomputed for each in found.comparisons}
    assert {name: made[name] for name in by_hand} == pytest.approx(by_hand)
    complaints, steps = found.parts
    assert len(complaints.rows) == 6
    assert set(steps.rows["event_type"]) >= {"received", "acknowledged", "closed", "reopened"}
    assert {"file", "line", "event_at", "is_end"} <= set(steps.rows)


def test_a_changed_log_in_landing_is_noticed(ground: Ground) -> None:
    ground.connection.execute("create temp table kept as select * from landed_complaint_event")
    ground.connection.execute(
        "create or replace temp view landed_complaint_event as select * replace (case when event_type = 'closed' then "
        "event_at + interval 2 hour else event_at end as event_at) from kept"
    )
    _, found = walked(ground, "pub_complaint_time", "period_type = 'month' and step = 'resolve' and clock = 'calendar'")
    assert not found.is_equal
