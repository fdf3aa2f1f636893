"""The reference case of driver analysis: as functions, and from landed interviews to the figures of the mart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics import drivers
from tests.fixtures_dbt import build, query
from tests.fixtures_landing import LandingHome, question, survey
from tests.reference.conftest import Case, load_case

MART_COLUMNS = {
    "lmg": "lmg",
    "lmg_share": "lmg_share",
    "johnson": "johnson",
    "johnson_share": "johnson_share",
    "std_beta": "std_coefficient",
    "vif": "vif",
    "zero_order_r": "correlation",
}


@pytest.fixture(scope="module")
def swiss() -> Case:
    return load_case("drivers-swiss")


def test_the_functions_give_the_case(swiss: Case) -> None:
    names = [swiss["design"]["y"], *swiss["design"]["predictors"]]
    r = np.corrcoef(np.array([swiss["data"][name] for name in names]))
    rxx, rxy = r[None, 1:, 1:], r[None, 0, 1:]
    found = {
        "lmg": drivers.lmg(rxx, rxy)[0],
        "johnson": drivers.johnson(rxx, rxy)[0],
        "std_beta": drivers.standardised_coefficients(rxx, rxy)[0],
        "vif": drivers.variance_inflation(rxx)[0],
    }
    for name, values in found.items():
        for got, expected in zip(values, swiss["expected"][name], strict=True):
            swiss.check(name, got, expected)
    swiss.check("r_squared", found["lmg"].sum())
    swiss.check("adj_r_squared", drivers.adjusted_r_squared(found["lmg"].sum(), 47, 5))


def _key(name: str) -> str:
    return name.lower().replace(".", "_")


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory, swiss: Case) -> pd.DataFrame:
    """Every province is an interview: fertility is its judgement, the predictors are what it perceives, on 0 to 100."""
    outcome, predictors = swiss["design"]["y"], swiss["design"]["predictors"]
    questions = [question("overall", "overall", "overall", (0, 100))]
    questions += [question(_key(name), _key(name), "perception", (0, 100)) for name in predictors]
    frame = pd.DataFrame({_key(name): swiss["data"][name] for name in predictors})
    frame["overall"] = swiss["data"][outcome]
    frame["source_record_id"] = [f"r{number}" for number in range(len(frame))]
    frame["event_at"] = pd.Timestamp("2026-01-15 12:00:00")
    landing = LandingHome(tmp_path_factory.mktemp("swiss"))
    characteristics = [
        {"characteristic_key": _key(name), "is_overall": False, "position": i} for i, name in enumerate(predictors)
    ]
    landing.reference(
        "characteristic", [*characteristics, {"characteristic_key": "overall", "is_overall": True, "position": 9}]
    )
    landing.reference("question", questions)
    landing.reference(
        "driver", [{"characteristic_key": _key(name), "position": i} for i, name in enumerate(predictors)]
    )
    landing.reference("driver_cut", [{"cut": "overall"}])
    landing.batch("provinces", survey(frame, questions))
    home = build(landing.write(), "+mart_driver")
    return query(home, "select * from marts.mart_driver where period_type = 'year'").set_index("characteristic_key")


def test_the_mart_gives_the_case(mart: pd.DataFrame, swiss: Case) -> None:
    assert len(mart) == 5
    for name, column in MART_COLUMNS.items():
        for predictor, expected in zip(swiss["design"]["predictors"], swiss["expected"][name], strict=True):
            swiss.check(name, mart.loc[_key(predictor), column], expected)
    swiss.check("r_squared", mart["r_squared"].iloc[0])
    swiss.check("adj_r_squared", mart["adjusted_r_squared"].iloc[0])
    assert mart["n_model"].unique().tolist() == [47]
    assert mart["estimate"].tolist() == mart["lmg_share"].tolist()
    # 47 provinces are fewer than ten for each of five predictors.
    assert mart["caveat"].unique().tolist() == ["small_base"]
    assert mart.loc["education", "importance_rank"] == 1
