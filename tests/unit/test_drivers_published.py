"""What readers see of drivers, quadrants, actions, outcomes and rivals: what is hidden is so in derived figures, too."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from tests.unit.sql_models import PROJECT, run_model

MODELS = PROJECT / "models"
QUARTER = {"period_type": "quarter", "period_start": "2026-07-01", "period_end": "2026-09-30"}
ALL = {"cut": "overall", "cut_value": "all"}


def rows_of(
    model: str, *rows: dict[str, Any], folder: str = "marts", file: str = "_drivers__models.yml"
) -> pd.DataFrame:
    """Return rows with the columns and types that a model's contract declares; what is not told is null."""
    declared = yaml.safe_load((MODELS / folder / file).read_text("utf-8"))["models"]
    [columns] = [each["columns"] for each in declared if each["name"] == model]
    types = {each["name"]: each["data_type"] for each in columns}
    assert not {name for row in rows for name in row} - set(types)
    selects = [
        ", ".join(f"cast({_literal(row.get(name))} as {kind}) as {name}" for name, kind in types.items())
        for row in rows
    ]
    found = duckdb.sql(" union all ".join(f"select {select}" for select in selects)).df()
    return found.astype({name: "string" for name, kind in types.items() if kind == "varchar"})


def _literal(value: Any) -> str:
    return "null" if value is None else f"'{value}'"


def disclosure(
    *hidden: tuple[str, str], known: list[tuple[str, str]], period: dict[str, str] = QUARTER
) -> pd.DataFrame:
    """Return one cell per aspect and characteristic of everybody; those named are hidden."""
    cells = [
        {"subject": "survey_answer", "aspect": aspect, "characteristic_key": key, **ALL, **period}
        | {"is_hidden": (aspect, key) in hidden, "shows_missing": True}
        for aspect, key in known
    ]
    frame = pd.DataFrame(cells)
    return frame.assign(
        period_start=pd.to_datetime(frame["period_start"]), period_end=pd.to_datetime(frame["period_end"])
    )


SEGMENT = pd.DataFrame([{**ALL, "position": 0}])
PERIOD = (
    pd.DataFrame([{**QUARTER, "wave": None, "has_survey": True}])
    .astype({"wave": "string"})
    .assign(period_start=pd.Timestamp("2026-07-01"), period_end=pd.Timestamp("2026-09-30"))
)
JUDGED = ("overall", "overall")
PARTS = [("perception", key) for key in ("speed", "staff", "price")]


def driver_row(key: str, n: int = 200, caveat: str | None = None, estimate: float | None = 0.3) -> dict[str, Any]:
    return {
        "measure": "M13_driver", "outcome_characteristic_key": "overall", "outcome_aspect": "overall",
        "characteristic_key": key, **ALL, **QUARTER, "estimate": estimate, "ci_low": 0.2, "ci_high": 0.4, "r_squared": 0.6,
        "vif": 1.2, "n": n, "verdict": "associated", "caveat": caveat,
    }  # fmt: skip


def drivers(*rows: dict[str, Any], hidden: tuple[tuple[str, str], ...] = ()) -> pd.DataFrame:
    tables = {
        "mart_driver": rows_of("mart_driver", *rows),
        "mart_disclosure": disclosure(*hidden, known=[JUDGED, *PARTS]),
        "dim_segment": SEGMENT,
        "dim_period": PERIOD,
    }
    return run_model("published/pub_driver", tables).set_index("characteristic_key")


FIGURES = ["estimate", "ci_low", "ci_high", "r_squared", "vif", "n", "verdict"]


def test_a_model_is_hidden_whole_where_one_of_its_cells_is() -> None:
    rows = [driver_row("speed"), driver_row("staff"), driver_row("price")]
    assert drivers(*rows)["suppress_reason"].isna().all()
    found = drivers(*rows, hidden=(("perception", "price"),))
    assert found["suppress_reason"].tolist() == ["small_base"] * 3
    assert found[FIGURES].isna().all(axis=None)


def test_a_hidden_judgement_hides_every_driver() -> None:
    found = drivers(driver_row("speed"), driver_row("staff"), hidden=(JUDGED,))
    assert found[FIGURES].isna().all(axis=None)


def test_a_hidden_driver_outside_the_model_hides_itself_only() -> None:
    rows = [driver_row("speed"), driver_row("price", estimate=None)]
    found = drivers(*rows, hidden=(("perception", "price"),))
    assert found["suppress_reason"].fillna("").to_dict() == {"price": "small_base", "speed": ""}


def test_too_few_who_answered_both_questions_are_hidden_though_each_question_is_shown() -> None:
    found = drivers(driver_row("speed"), driver_row("staff", n=9))
    assert found["suppress_reason"].fillna("").to_dict() == {"speed": "", "staff": "small_base"}


def test_a_sample_that_is_not_random_has_shares_but_neither_margin_nor_verdict() -> None:
    found = drivers(driver_row("speed", caveat="quota")).loc["speed"]
    assert (found["estimate"], found["caveat"]) == (0.3, "not_a_probability_sample")
    assert found[["ci_low", "ci_high", "verdict"]].isna().all()


def quadrant_row(key: str, kind: str, verdict: str = "keep_up") -> dict[str, Any]:
    return {
        "measure": "M14_quadrant", "importance_kind": kind, "is_declared_kind": kind == "stated", "characteristic_key": key,
        **ALL, **QUARTER, "importance": 80.0, "importance_line": 75.0, "importance_choice": "mean", "estimate": 70.0,
        "performance_line": 65.0, "performance_choice": "mean", "n": 100, "verdict": verdict,
    }  # fmt: skip


def quadrants(*hidden: tuple[str, str], hidden_drivers: tuple[str, ...] = ()) -> pd.DataFrame:
    keys = ("speed", "staff")
    known = [(aspect, key) for aspect in ("perception", "importance") for key in keys]
    weights = [
        {"figure_id": f"f-{key}", "characteristic_key": key, **ALL, **QUARTER}
        | {"suppress_reason": "small_base" if key in hidden_drivers else None}
        for key in keys
    ]
    tables = {
        "mart_quadrant": rows_of(
            "mart_quadrant", *[quadrant_row(key, kind) for key in keys for kind in ("stated", "derived")]
        ),
        "pub_driver": rows_of("pub_driver", *weights, folder="published"),
        "mart_disclosure": disclosure(*hidden, known=known),
        "dim_segment": SEGMENT,
        "dim_period": PERIOD,
    }
    return run_model("published/pub_quadrant", tables).set_index(["importance_kind", "characteristic_key"])


LINES = ["importance_line", "performance_line", "verdict"]


def test_where_a_point_is_hidden_no_line_that_is_a_mean_gives_it_away() -> None:
    found = quadrants(("importance", "speed"))
    assert found.loc[("stated", "speed"), ["importance", "estimate", *LINES]].isna().all()
    assert (found.loc[("stated", "staff"), "importance"], found.loc[("stated", "staff"), "estimate"]) == (80.0, 70.0)
    assert found.loc[("stated", "staff"), LINES].isna().all()
    # Who derives importance asks nobody for it.
    assert found.loc[[("derived", "speed"), ("derived", "staff")], "verdict"].tolist() == ["keep_up", "keep_up"]


def test_a_derived_importance_is_shown_where_the_driver_is() -> None:
    found = quadrants(hidden_drivers=("staff",))
    assert found["suppress_reason"].fillna("").to_dict() == {
        ("derived", "speed"): "",
        ("derived", "staff"): "small_base",
        ("stated", "speed"): "",
        ("stated", "staff"): "",
    }
    assert found.loc[("derived", "speed"), LINES].isna().all()


def action_row(key: str, **told: Any) -> dict[str, Any]:
    survey = {"series_measure": "M2_mean_score", "aspect": "perception", "characteristic_key": "speed"}
    figures = {
        "mean_before": 60.0,
        "mean_after": 64.0,
        "estimate": 4.0,
        "ci_low": 1.0,
        "ci_high": 7.0,
        "verdict": "effective",
    }
    return (
        {"improvement_action_key": key, "action_key": key, **ALL, "method": "interrupted_time_series"}
        | survey
        | figures
        | told
    )


def actions(*rows: dict[str, Any], hidden: tuple[tuple[str, str], ...] = ()) -> pd.DataFrame:
    month = {"period_type": "month", "period_start": "2026-03-01", "period_end": "2026-03-31"}
    tables = {
        "mart_effectiveness": rows_of("mart_effectiveness", *rows, file="_control__models.yml"),
        "fct_improvement_action": pd.DataFrame(
            [
                {"improvement_action_key": row["improvement_action_key"], "decided_at": pd.Timestamp("2025-12-01")}
                for row in rows
            ]
        ),
        "mart_disclosure": disclosure(*hidden, known=PARTS, period=month),
    }
    return run_model("published/pub_action", tables).set_index("action_key")


def test_an_action_whose_series_has_a_hidden_month_says_who_and_when_but_not_what_changed() -> None:
    planned = {"mean_before": None, "mean_after": None, "estimate": None, "verdict": "not_started", "method": None}
    counted = {"series_measure": "M16_operation_ratio", "aspect": "operation", "characteristic_key": None}
    rows = [
        action_row("survey", owner_role="sales"),
        action_row("planned", **planned),
        action_row("counted", **counted),
    ]
    found = actions(*rows, hidden=(("perception", "speed"),))
    assert found.loc["survey", ["mean_before", "mean_after", "estimate", "ci_low", "ci_high", "verdict"]].isna().all()
    assert (found.loc["survey", "suppress_reason"], found.loc["survey", "owner_role"]) == ("small_base", "sales")
    assert found["verdict"].fillna("").to_dict() == {"counted": "effective", "planned": "not_started", "survey": ""}
    assert actions(*rows).loc["survey", "estimate"] == 4.0


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"started_on": "2026-01-01", "due_on": "2026-06-30", "done_on": "2026-06-15"}, "done"),
        ({"started_on": "2026-01-01", "due_on": "2026-06-30"}, "overdue"),
        ({"due_on": "2026-06-30"}, "overdue"),
        ({"started_on": "2026-01-01", "due_on": "2026-12-31"}, "running"),
        ({"started_on": "2026-01-01", "due_on": "2026-12-31", "done_on": "2026-10-05"}, "running"),
        ({"started_on": "2026-10-02", "due_on": "2026-12-31"}, "planned"),
        ({}, "planned"),
    ],
)
def test_the_state_of_an_action_at_the_cut_off(told: dict[str, str], state: str) -> None:
    assert actions(action_row("A", **told)).loc["A", "state"] == state


@pytest.mark.parametrize(("first_month", "is_shown"), [("2026-01-01", False), ("2026-04-01", True)])
def test_an_association_over_a_hidden_month_is_hidden(first_month: str, is_shown: bool) -> None:
    row = {
        "measure": "M2_mean_score", "aspect": "perception", "characteristic_key": "speed", **ALL, "period_type": "month",
        "outcome_key": "churn", "lag_months": 1, "first_month": first_month, "last_month": "2026-09-01", "estimate": 0.4,
        "n": 30, "verdict": "associated",
    }  # fmt: skip
    month = {"period_type": "month", "period_start": "2026-03-01", "period_end": "2026-03-31"}
    tables = {
        "mart_outcome": rows_of("mart_outcome", row),
        "mart_disclosure": disclosure(("perception", "speed"), known=PARTS, period=month),
    }
    found = run_model("published/pub_outcome", tables).iloc[0]
    assert pd.notna(found["estimate"]) == is_shown
    assert pd.isna(found["suppress_reason"]) == is_shown


def test_relative_quality_is_hidden_where_one_of_its_characteristics_is() -> None:
    place = {
        "study": "s", "competitor_key": "rival", "respondent_status": "current", "period_start": "2026-07-01",
        "period_end": "2026-09-30",
    }  # fmt: skip
    positions = [
        place
        | {"characteristic_key": key, "own_period_type": "quarter", "own_period_start": "2026-07-01", "rival_n": 300}
        | {"estimate": -9.0, "verdict": "threat"}
        for key in ("speed", "staff")
    ]
    known = [(aspect, key) for aspect in ("perception", "importance") for key in ("speed", "staff")]
    tables = {
        "mart_competitor_position": rows_of("mart_competitor_position", *positions),
        "mart_disclosure": disclosure(("importance", "staff"), known=known),
    }
    shown = run_model("published/pub_competitor_position", tables)
    assert shown.set_index("characteristic_key")["verdict"].fillna("").to_dict() == {"speed": "threat", "staff": ""}
    quality = rows_of("mart_relative_quality", place | {"estimate": 0.9, "n": 300, "verdict": "behind"})
    found = run_model(
        "published/pub_relative_quality", {"mart_relative_quality": quality, "pub_competitor_position": shown}
    )
    assert found[["estimate", "verdict"]].isna().all(axis=None)
    assert found["suppress_reason"].tolist() == ["small_base"]
