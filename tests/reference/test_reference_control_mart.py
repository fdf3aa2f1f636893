"""Reference cases of control charts through the real path: rows in at landing, limits out of the mart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fixtures_dbt import build, query
from tests.fixtures_landing import LandingHome, question, survey
from tests.reference.conftest import load_case

FIRST = pd.Timestamp("2022-01-01")
YES_NO = question("passed", "passed", "perception", (1, 5))


def indicators(measure: str, values: list[float]) -> list[dict[str, Any]]:
    return [
        {
            "source_record_id": f"{measure}{number}",
            "event_at": month,
            "measure": measure,
            "entity_key": "own",
            "value": value,
            "period_start": month,
        }
        for number, value in enumerate(values)
        for month in [FIRST + pd.DateOffset(months=number)]
    ]


def purchase_orders() -> dict[str, pd.DataFrame]:
    """The p chart's weeks as months of interviews: a nonconforming order is an answer in the top two."""
    data = load_case("pchart-variable-n")["data"]
    rows = [
        {"event_at": FIRST + pd.DateOffset(months=number), "passed": 5 if position < d else 1}
        for number, (d, n) in enumerate(zip(data["d"], data["n"], strict=True))
        for position in range(n)
    ]
    frame = pd.DataFrame(rows)
    frame["source_record_id"] = [f"r{number}" for number in range(len(frame))]
    return survey(frame, [YES_NO])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("charts"))
    landing.batch("orders", purchase_orders())
    cloth = load_case("uchart-dyed-cloth")["data"]
    rows = indicators("flow", load_case("xmr-nist-flow")["data"]["x"])
    rows += indicators("defects", cloth["x"]) + indicators("cloth", cloth["n"])
    landing.batch("plant", {"operation": pd.DataFrame(rows)})
    landing.batch(
        "register",
        {
            "improvement_action": pd.DataFrame(
                [
                    {
                        "source_record_id": "a",
                        "event_at": FIRST,
                        "action_key": "A",
                        "measure": "Flow",
                        "started_on": FIRST + pd.DateOffset(months=1),
                    }
                ]
            )
        },
    )
    landing.reference(
        "operation", [{"measure": name, "position": i} for i, name in enumerate(["flow", "defects", "cloth"])]
    )
    landing.reference("characteristic", [{"characteristic_key": "passed", "is_overall": False, "position": 1}])
    landing.reference("question", [YES_NO])
    whole = {"kind": "setting", "count_measure": "", "exposure_measure": "", "per": 0, "rule_set": "western_electric"}
    last = FIRST + pd.DateOffset(months=24)
    landing.reference(
        "control_chart",
        [
            whole | {"measure": ""},
            whole | {"measure": "M1_top2_share", "baseline_from": FIRST.date(), "baseline_to": last.date()},
            {"kind": "ratio", "measure": "", "count_measure": "defects", "exposure_measure": "cloth", "per": 1},
        ],
    )
    return build(landing.write(), "+mart_control_chart", "+mart_effectiveness")


def chart(home: Path, measure: str) -> pd.DataFrame:
    return query(home, f"select * from marts.mart_control_chart where measure = '{measure}' order by period_start")


def outside(rows: pd.DataFrame) -> list[int]:
    return [i for i, rule in enumerate(rows["first_rule"].fillna(""), 1) if rule == "beyond_3_sigma"]


@pytest.mark.parametrize(
    ("name", "measure", "kind", "caveat"),
    [
        ("xmr-nist-flow", "M16_operation_level", "xmr", "provisional_baseline"),
        ("uchart-dyed-cloth", "M16_operation_ratio", "u", "provisional_baseline"),
        ("pchart-variable-n", "M1_top2_share", "p", None),
    ],
)
def test_limits_out_of_the_mart(home: Path, name: str, measure: str, kind: str, caveat: str | None) -> None:
    case, rows = load_case(name), chart(home, measure)
    assert set(rows["chart"]) == {kind}
    case.check("center", rows["centre"].iloc[0])
    for expected, column in (("ucl", "ucl"), ("lcl", "lcl")):
        wanted = case["expected"][expected]
        for i, got in enumerate(rows[column]):
            case.check(expected, got, wanted[i] if isinstance(wanted, list) else wanted)
    assert outside(rows) == case["expected"]["points_out"]
    assert set(rows["caveat"].dropna()) - {"wide_interval"} == ({caveat} if caveat else set())


def test_the_moving_ranges_limit(home: Path) -> None:
    load_case("xmr-nist-flow").check("mr_ucl", chart(home, "M16_operation_level")["moving_range_ucl"].iloc[0])


def test_an_action_without_a_direction_is_shown_and_not_judged(home: Path) -> None:
    [row] = query(home, "select verdict, caveat, series_measure from marts.mart_effectiveness").to_dict("records")
    assert row == {"verdict": "not_comparable", "caveat": "no_direction", "series_measure": "M16_operation_level"}
