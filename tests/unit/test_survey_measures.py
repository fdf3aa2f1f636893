"""Kano's categories, customer effort over two versions of its question, zones of tolerance, and batteries, on few interviews."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import LandingHome, question, survey

OVERALL = {"cut": "overall", "cut_value": "all"}
QUARTER = {"period_type": "quarter", "period_start": "2026-01-01"}
# Berger and others (1993), figure 5: rows are the functional answer, columns the dysfunctional one, from like to dislike.
TABLE = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
CODES = {1: "M", 2: "O", 3: "A", 4: "I", 5: "R", 6: "Q"}
LIKE, MUST_BE, NEUTRAL, LIVE_WITH, DISLIKE = 1, 2, 3, 4, 5

TABLE_QUESTIONS = [
    question("table_f", "table", "kano_functional", (1, 5), "down"),
    question("table_d", "table", "kano_dysfunctional", (1, 5), "down"),
]
UP_QUESTIONS = [
    question("up_f", "up", "kano_functional", (1, 5)),
    question("up_d", "up", "kano_dysfunctional", (1, 5)),
]
APP_QUESTIONS = [
    question("app_f", "app", "kano_functional", (1, 5), "down"),
    question("app_d", "app", "kano_dysfunctional", (1, 5), "down"),
    question("chat_f", "chat", "kano_functional", (1, 5), "down"),
    question("chat_d", "chat", "kano_dysfunctional", (1, 5), "down"),
]
OLD_EFFORT = question("effort_v1", "contact", "effort", (1, 5), "down")
NEW_EFFORT = question("effort_v2", "contact", "effort", (1, 7))
ZONE_QUESTIONS = [
    question("zone_p", "desk", "perception", (1, 5), "down"),
    question("zone_m", "desk", "expectation_minimum", (1, 5), "down"),
    question("zone_d", "desk", "expectation_desired", (1, 5), "down"),
    question("only_p", "phone", "perception", (1, 5)),
    question("only_m", "phone", "expectation_minimum", (1, 5)),
]


def interviews(day: str, columns: dict[str, list[object]]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    frame["source_record_id"] = [f"{day}-{number}" for number in range(len(frame))]
    frame["event_at"] = pd.Timestamp(day)
    return frame


def app_answers() -> pd.DataFrame:
    """24 find the app attractive, 10 indifferent, 4 must-be, 2 reverse; of the chat 21 and 19 are attractive and indifferent."""
    app = [(LIKE, NEUTRAL)] * 24 + [(NEUTRAL, NEUTRAL)] * 10 + [(MUST_BE, DISLIKE)] * 4 + [(DISLIKE, LIKE)] * 2
    chat = [(LIKE, MUST_BE)] * 21 + [(LIVE_WITH, LIVE_WITH)] * 19
    columns = {"app_f": app, "app_d": app, "chat_f": chat, "chat_d": chat}
    return interviews("2026-01-10", {name: [pair[name[-1] == "d"] for pair in of] for name, of in columns.items()})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("survey"))
    landing.settings["as_of"] = "2026-06-30"
    names = ["overall", "table", "up", "app", "chat", "contact", "desk", "phone"]
    landing.reference(
        "characteristic",
        [{"characteristic_key": key, "is_overall": key == "overall", "position": i} for i, key in enumerate(names)],
    )
    old, new = OLD_EFFORT | {"valid_from": None}, NEW_EFFORT | {"valid_from": pd.Timestamp("2026-04-01").date()}
    questions = [*TABLE_QUESTIONS, *UP_QUESTIONS, *APP_QUESTIONS, *ZONE_QUESTIONS]
    landing.reference("question", [*({**item, "valid_from": None} for item in questions), old, new])

    pairs = [(there, missing) for there in range(1, 6) for missing in range(1, 6)]
    columns = {"table_f": [*(one for one, _ in pairs), "refused"], "table_d": [*(two for _, two in pairs), 3]}
    landing.batch("table", survey(interviews("2026-01-10", columns), TABLE_QUESTIONS))
    turned = {"up_f": [6 - one for one, _ in pairs], "up_d": [6 - two for _, two in pairs]}
    landing.batch("up", survey(interviews("2026-01-10", turned), UP_QUESTIONS))
    landing.batch("app", survey(app_answers(), APP_QUESTIONS))

    landing.batch("effort", survey(interviews("2026-02-10", {"effort_v1": [1, 2] * 20}), [OLD_EFFORT]))
    landing.batch("effort", survey(interviews("2026-05-10", {"effort_v2": [7, 6, 5, 2] * 10}), [NEW_EFFORT]))
    zone = {
        "zone_p": [1, 2, 4, 3],
        "zone_m": [3, 3, 3, 2],  # where 1 is best, a minimum of 2 lies above a desired level of 4
        "zone_d": [2, 2, 2, 4],
        "only_p": [4, 2, "blank", 5],
        "only_m": [3, 3, 3, 3],
    }
    landing.batch("zone", survey(interviews("2026-01-10", zone), ZONE_QUESTIONS))
    return build(landing.write(), "+mart_kano", "+mart_wave_test", "+mart_trend__series", "+mart_metric_distribution")


def kano(home: Path, characteristic: str, category: str) -> pd.Series:
    return figure(home, "mart_kano", characteristic_key=characteristic, category=category, **QUARTER, **OVERALL)


@pytest.mark.parametrize(("characteristic", "like"), [("table", 1), ("up", 5)])
def test_every_pair_of_answers_has_its_category(home: Path, characteristic: str, like: int) -> None:
    pairs = query(
        home, f"select * from core.fct_kano_pair where characteristic_key = '{characteristic}' and category is not null"
    )
    found = {
        (abs(int(pair.functional_value) - like), abs(int(pair.dysfunctional_value) - like)): CODES[pair.category]
        for pair in pairs.itertuples()
    }
    expected = {(i, j): letter for i, row in enumerate(TABLE) for j, letter in enumerate(row)}
    assert found == expected


def test_a_pair_with_a_missing_answer_is_counted_and_has_no_category(home: Path) -> None:
    row = kano(home, "table", "reverse")
    assert (row.n, row.n_missing, row.estimate) == (25, 1, pytest.approx(7 / 25))


def test_the_largest_category_is_clear_only_if_it_is_ahead_of_the_second(home: Path) -> None:
    app, chat = kano(home, "app", "attractive"), kano(home, "chat", "attractive")
    assert (app.estimate, bool(app.is_modal), app.modal_category, app.second_category) == (
        0.6,
        True,
        "attractive",
        "indifferent",
    )
    # Var(p - q) of two categories of one sample is p + q - (p - q)^2, over n - 1.
    assert app.lead == pytest.approx(24 / 40 - 10 / 40)
    assert app.lead_se == pytest.approx(np.sqrt((0.85 - 0.35**2) / 39), rel=1e-12)
    assert (app.verdict, chat.verdict) == ("clear_category", "no_clear_category")
    assert chat.lead_ci_low < 0 < chat.lead_ci_high
    assert kano(home, "table", "reverse").verdict == "too_small"


def test_better_and_worse_leave_reverse_and_questionable_pairs_out(home: Path) -> None:
    app = kano(home, "app", "must_be")
    assert app.n_better_worse == 38
    assert (app.better_share, app.worse_share) == (pytest.approx(24 / 38), pytest.approx(4 / 38))
    assert app.better_share_ci_low < 24 / 38 < app.better_share_ci_high


def test_shares_of_categories_sum_to_one(home: Path) -> None:
    sums = query(
        home,
        "select sum(estimate) as total, count(*) as n_categories, count_if(is_modal) as n_modal from marts.mart_kano"
        " group by characteristic_key, cut, cut_value, period_type, period_start",
    )
    assert sums.total.tolist() == pytest.approx([1] * len(sums))
    assert set(sums.n_categories) == {6}
    assert set(sums.n_modal) == {1}


def test_the_two_versions_of_the_effort_question_are_two_series(home: Path) -> None:
    series = query(
        home,
        "select measure, period_start, estimate from marts.mart_metric where aspect = 'effort' and period_type = 'quarter'"
        " order by measure, period_start",
    )
    # 7, 6, 5 and 2 on 1 to 7; 1 and 2 on a scale of difficulty from 1 to 5.
    assert [(row.measure, f"{row.period_start:%Y-%m}") for row in series.itertuples()] == [
        ("M1_top2_share", "2026-04"),
        ("M2_mean_score", "2026-04"),
        ("M4_effort", "2026-04"),
        ("M4_effort_v1", "2026-01"),
    ]
    assert series.estimate.tolist()[2:] == pytest.approx([100 * 4 / 6, 100 * 3.5 / 4])


def test_a_new_version_of_the_effort_question_is_not_comparable(home: Path) -> None:
    row = figure(home, "mart_wave_test", aspect="effort", comparison="previous", **OVERALL)
    assert (row.measure, row.verdict) == ("M4_effort", "not_comparable")
    assert pd.isna(row.difference)
    points = query(home, "select distinct measure, period_start from marts.mart_trend__series where aspect = 'effort'")
    assert points.measure.tolist() == ["M4_effort"]


def test_zone_of_a_scale_that_runs_down(home: Path) -> None:
    # Perceived 1, 2, 4 against 2 to 3: above, within, below; the fourth contradicts itself.
    key = {"characteristic_key": "desk", **QUARTER, **OVERALL}
    shares = [figure(home, "mart_metric", measure=f"M6_{place}_share", **key) for place in ("below", "within", "above")]
    assert [row.estimate for row in shares] == pytest.approx([1 / 3] * 3)
    assert (shares[0].n, shares[0].n_inconsistent, shares[0].n_missing) == (3, 1, 1)
    adequacy, superiority, width = (
        figure(home, "mart_metric", measure=f"M6_{name}", **key).estimate
        for name in ("adequacy", "superiority", "zone_width")
    )
    assert adequacy == pytest.approx(25 * (2 + 1 - 1) / 3)
    assert adequacy - superiority == pytest.approx(width)


def test_without_a_desired_level_there_is_adequacy_and_no_zone(home: Path) -> None:
    found = query(
        home, "select distinct measure from marts.mart_metric where characteristic_key = 'phone' and n_missing = 1"
    )
    assert "M6_adequacy" in set(found.measure)
    assert not {"M6_superiority", "M6_within_share"} & set(found.measure)


def test_derived_aspects_have_no_distribution_and_no_score(home: Path) -> None:
    aspects = query(home, "select distinct aspect from marts.mart_metric_distribution").aspect
    assert set(aspects) == {"perception", "expectation_minimum", "expectation_desired", "effort"}
    odd = query(
        home,
        "select measure, aspect from marts.mart_metric where measure in ('M1_top2_share', 'M2_mean_score')"
        " and aspect not in (select unnest(['perception', 'expectation_minimum', 'expectation_desired', 'effort']))",
    )
    assert odd.empty
