"""Landing to verdict: what a changed questionnaire or way of asking does to comparisons, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, query
from tests.fixtures_landing import LandingHome, question, survey

MONTHS = pd.date_range("2025-01-01", "2026-06-01", freq="MS")
CHANGE = pd.Timestamp("2026-04-01")
PER_MONTH = 12
OLD_SCALE = question("rescaled_5", "rescaled", "perception", (1, 5))
NEW_SCALE = question("rescaled_10", "rescaled", "perception", (1, 10))
STEADY = question("steady", "steady", "perception", (1, 5))
MOVED = question("moved", "moved", "perception", (1, 5))
MIXED = question("mixed", "mixed", "perception", (1, 5))
REWORDED = [
    question("reworded_old", "reworded", "perception", (1, 5)),
    question("reworded_new", "reworded", "perception", (1, 5)) | {"is_comparable": False, "valid_from": CHANGE.date()},
]


def interviews(source: str, items: dict[str, int], months: pd.DatetimeIndex, mode: str = "telephone") -> pd.DataFrame:
    """Return twelve interviews a month whose answers run from 1 to the top of each question's scale."""
    rng = np.random.default_rng(3)
    days = months.repeat(PER_MONTH) + pd.Timedelta(days=9)
    answers = {key: rng.integers(1, top + 1, len(days)) for key, top in items.items()}
    records = [f"{source}{number}" for number in range(len(days))]
    return pd.DataFrame({"source_record_id": records, "event_at": days, "mode": mode, **answers})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("comparability"))
    before, after = MONTHS[MONTHS < CHANGE], MONTHS[MONTHS >= CHANGE]
    landing.batch("paper", survey(interviews("p", {"steady": 5}, MONTHS), [STEADY]))
    landing.batch(
        "old", survey(interviews("o", {"rescaled_5": 5, "reworded_old": 5}, before), [OLD_SCALE, REWORDED[0]])
    )
    landing.batch(
        "new", survey(interviews("n", {"rescaled_10": 10, "reworded_new": 5}, after), [NEW_SCALE, REWORDED[1]])
    )
    phone, web = interviews("t", {"moved": 5}, before), interviews("w", {"moved": 5}, after, "web")
    landing.batch("desk", survey(pd.concat([phone, web]), [MOVED]))
    # One interview in twelve by another mode in single months changes no design.
    stray = interviews("s", {"mixed": 5}, MONTHS)
    stray.loc[stray.index % (PER_MONTH * 5) == PER_MONTH * 4, "mode"] = "web"
    landing.batch("field", survey(stray, [MIXED]))
    keys = ["steady", "rescaled", "reworded", "moved", "mixed"]
    rows: list[dict[str, Any]] = [
        {"characteristic_key": key, "is_overall": False, "position": position} for position, key in enumerate(keys)
    ]
    landing.reference("characteristic", [*rows, {"characteristic_key": "overall", "is_overall": True, "position": 9}])
    landing.reference("question", [STEADY, OLD_SCALE, NEW_SCALE, MOVED, MIXED, *REWORDED])
    return build(landing.write(), "+mart_trend", "+mart_metric")


def told(home: Path, sql: str) -> dict[str, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in query(home, sql).fillna("").itertuples(index=False)}


def test_the_wave_after_a_change_is_not_comparable_and_says_why(home: Path) -> None:
    found = told(
        home,
        "select characteristic_key, verdict, caveat, difference is null from marts.mart_wave_test "
        "where measure = 'M2_mean_score' and comparison = 'previous'",
    )
    assert found == {
        "steady": ("no_detectable_change", "", False),
        "mixed": ("no_detectable_change", "", False),
        "rescaled": ("not_comparable", "scale_changed", True),
        "reworded": ("not_comparable", "question_changed", True),
        "moved": ("not_comparable", "design_changed", True),
    }


def test_the_figures_row_carries_the_verdict_of_its_wave(home: Path) -> None:
    found = told(
        home,
        "select characteristic_key, verdict from marts.mart_metric where measure = 'M2_mean_score' "
        "and period_type = 'quarter' and period_start = '2026-04-01'",
    )
    assert found["rescaled"] == ("not_comparable",)
    assert found["steady"] == ("no_detectable_change",)
    others = query(home, "select count(verdict) as n from marts.mart_metric where period_start <> '2026-04-01'")
    assert others["n"].tolist() == [0]


def test_a_trend_across_a_change_is_not_comparable(home: Path) -> None:
    found = told(
        home, "select characteristic_key, verdict, n_points from marts.mart_trend where measure = 'M2_mean_score'"
    )
    assert found == {
        "steady": ("no_detectable_change", 18),
        "mixed": ("no_detectable_change", 18),
        **dict.fromkeys(["rescaled", "reworded", "moved"], ("not_comparable", 3)),
    }


def test_only_what_was_used_much_and_for_good_changes_the_design(home: Path) -> None:
    changes = query(
        home,
        "select characteristic_key, kind, kind_value, change, changed_on::varchar as day "
        "from marts.mart_metric__design_change order by all",
    )
    assert changes.to_numpy().tolist() == [
        ["moved", "mode", "telephone", "went", "2026-04-01"],
        ["moved", "mode", "web", "came", "2026-04-01"],
    ]
