"""Reference cases of the registers: a ratio over clusters as a score over visits, and agreement of several coders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure
from tests.fixtures_landing import LandingHome
from tests.reference.conftest import load_case

WHOLE = {"characteristic_key": "all", "site": "all", "cut": "overall", "cut_value": "all"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each district of the case is a visit, each of its schools an item."""
    data = load_case("ratio-apiclus1")["data"]
    items = pd.DataFrame(
        {
            "visit": [str(number) for number in data["dnum"]],
            "points": data["api.stu"],
            "applicable_points": data["enroll"],
            "item": [f"i{number}" for number in range(len(data["dnum"]))],
        }
    )
    items = items.assign(
        source_record_id=items["item"], event_at=pd.Timestamp("2026-01-15"), site="s", characteristic_key="staff"
    )
    landing = LandingHome(tmp_path_factory.mktemp("ratio"))
    landing.settings["as_of"] = "2026-01-31"
    landing.reference("characteristic", [{"characteristic_key": "staff", "is_overall": False, "position": 1}])
    landing.batch("mystery", {"mystery_visit_item": items})
    return build(landing.write(), "+mart_mystery_visit")


def test_a_score_over_visits_is_a_ratio_over_clusters(home: Path) -> None:
    case = load_case("ratio-apiclus1")
    row = figure(home, "mart_mystery_visit", **WHOLE, period_type="month")
    case.check("ratio", row.score_0_100 / 100)
    case.check("df", row.df)
    # The case's districts are 15 of 757; visits are drawn from a population without end.
    case.check("se", row.se / 100 * np.sqrt(1 - 15 / case["data"]["fpc"][0]))
