"""Drivers, quadrants, outcomes and competitors' positions, from landed rows to the marts, against figures made by hand.

One invented organisation of 40 months: its judgement hangs on three characteristics, one of which many cannot judge; the
customers it loses follow its judgement two months later; one rival is far ahead on time, the other far behind with staff.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import LandingHome, question, survey

DRIVERS = ["on_time", "price", "staff"]
IMPORTANCE = {"on_time": 8.5, "price": 6.0, "staff": 7.5}
MONTHS = pd.date_range("2022-09-01", periods=40, freq="MS")  # to December 2025
PER_MONTH = 18
QUESTIONS = [
    question("overall", "overall", "overall", (0, 10)),
    question("recommend", "overall", "intention_to_recommend", (0, 10)),
    *(question(f"{key}_p", key, "perception", (1, 7), "down" if key == "price" else "up") for key in DRIVERS),
    *(question(f"{key}_i", key, "importance", (0, 10)) for key in DRIVERS),
]
MODELS = ["+mart_driver", "+mart_quadrant", "+mart_outcome", "+mart_competitor_position", "+mart_relative_quality"]
YEAR = {"period_type": "year", "period_start": "2025-01-01", "cut": "overall"}


def interviews() -> pd.DataFrame:
    """Return the wide interviews; price is asked on a scale whose lowest label is the best."""
    rng = np.random.default_rng(20260103)
    level = np.repeat(monthly_level(), PER_MONTH)
    n = len(level)
    common = rng.standard_normal(n)
    latent = {key: 0.5 * common + 0.9 * rng.standard_normal(n) for key in DRIVERS}
    judged = 0.9 * latent["on_time"] + 0.5 * latent["staff"] + 0.2 * latent["price"] + 0.7 * rng.standard_normal(n)
    frame = pd.DataFrame({"event_at": np.repeat(MONTHS, PER_MONTH) + pd.Timedelta(days=14)})
    frame["source_record_id"] = [f"r{number:04d}" for number in range(n)]
    frame["base_weight"] = rng.choice([0.5, 1.0, 1.75], n)
    frame["region"] = rng.choice(["north", "south"], n)
    frame["overall"] = np.clip(np.round(6 + level + 1.2 * judged), 0, 10)
    frame["recommend"] = np.clip(np.round(7 + 1.5 * rng.standard_normal(n)), 0, 10)
    for key, latent_value in latent.items():
        points = np.clip(np.round(4.5 + 1.3 * latent_value), 1, 7)
        frame[f"{key}_p"] = 8 - points if key == "price" else points
        frame[f"{key}_i"] = np.clip(np.round(IMPORTANCE[key] + rng.standard_normal(n)), 0, 10)
    frame["staff_p"] = frame["staff_p"].astype(object)
    frame.loc[rng.random(n) < 0.3, "staff_p"] = "not_applicable"
    return frame


def monthly_level() -> np.ndarray:
    return 0.9 * np.random.default_rng(41).standard_normal(len(MONTHS))


def operations() -> pd.DataFrame:
    """Return customers and those lost: lost two months after a bad judgement."""
    level = np.concatenate([np.zeros(2), monthly_level()[:-2]])
    lost = np.random.default_rng(42).poisson(20 * 30 * np.exp(-0.15 * level))
    rows = pd.DataFrame({"measure": np.repeat(["customers", "lost"], len(MONTHS)), "period_start": [*MONTHS, *MONTHS]})
    rows["value"] = [*[20_000] * len(MONTHS), *lost]
    rows["entity_key"], rows["unit"] = "own", "customers"
    rows["event_at"], rows["period_end"] = rows["period_start"], rows["period_start"] + pd.offsets.MonthEnd(0)
    rows["source_record_id"] = [f"o{number}" for number in range(len(rows))]
    return rows


def studied(competitor: str, key: str, status: str, estimate: float, se: float = 1.0) -> dict[str, object]:
    return {
        "source_record_id": f"{competitor}-{key}-{status}",
        "event_at": pd.Timestamp("2025-12-31"),
        "study": "study-2025",
        "competitor_key": competitor,
        "characteristic_key": key,
        "respondent_status": status,
        "unit": "score_0_100",
        "estimate": estimate,
        "se": se,
        "n": 400,
        "period_start": pd.Timestamp("2025-01-01"),
        "period_end": pd.Timestamp("2025-12-31"),
    }


def landed(path: Path, frame: pd.DataFrame) -> LandingHome:
    landing = LandingHome(path)
    landing.settings |= {
        "as_of": "2025-12-31",
        "quadrant_importance": "stated",
        "quadrant_importance_line": "mean",
        "quadrant_performance_line": "55",
        "competition_important_from": "70",
        "competition_clear_lead_points": "3",
        "competition_weak_below": "40",
    }
    characteristics = [{"characteristic_key": key, "is_overall": False, "position": 1} for key in DRIVERS]
    characteristics.append({"characteristic_key": "overall", "is_overall": True, "position": 9})
    landing.reference("characteristic", characteristics)
    landing.reference("question", QUESTIONS)
    landing.reference("segment", [{"cut": "region", "cut_value": value, "position": 1} for value in ("north", "south")])
    landing.reference("competitor", [{"competitor_key": key, "position": 1} for key in ("rival_a", "rival_b")])
    landing.reference("operation", [{"measure": key, "unit": "x", "position": 1} for key in ("customers", "lost")])
    landing.reference("driver", [{"characteristic_key": key, "position": 1} for key in DRIVERS])
    landing.reference("driver_cut", [{"cut": "overall"}, {"cut": "region"}])
    churn = {"kind": "retention", "measure": "lost", "exposure_measure": "customers", "higher_is": "worse"}
    landing.reference("outcome", [{"outcome_key": "churn", "position": 1, **churn}])
    landing.batch("panel", survey(frame, QUESTIONS, ["region"]))
    landing.batch("controlling", {"operation": operations()})
    own = 60.0  # of potential customers, who were asked of us as well
    scores = [studied(rival, key, "current", 60.0) for rival in ("rival_a", "rival_b") for key in DRIVERS]
    scores += [studied("rival_a", key, "potential", 60.0) for key in DRIVERS]
    scores += [studied("own", "on_time", "potential", own), studied("rival_b", "price", "potential", 35.0)]
    for row in scores:
        if (row["competitor_key"], row["characteristic_key"]) == ("rival_a", "on_time"):
            row["estimate"] = 72.0
        if (row["competitor_key"], row["characteristic_key"]) == ("rival_b", "staff"):
            row["estimate"] = 45.0
    landing.batch("research", {"competitor_score": pd.DataFrame(scores)})
    return landing


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return interviews()


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame) -> LandingHome:
    return landed(tmp_path_factory.mktemp("drivers"), frame)


@pytest.fixture(scope="module")
def home(landing: LandingHome) -> Path:
    return build(landing.write(), *MODELS)


def items(frame: pd.DataFrame) -> pd.DataFrame:
    """Return judgement and drivers as numbers of which more is better, with weights, of 2025."""
    year = frame[frame["event_at"].dt.year == 2025]
    table = pd.DataFrame({key: pd.to_numeric(year[f"{key}_p"], errors="coerce") for key in DRIVERS})
    table["price"] = 8 - table["price"]
    return table.assign(overall=year["overall"], w=year["base_weight"])


def pairwise(table: pd.DataFrame) -> pd.DataFrame:
    names = ["overall", *DRIVERS]
    r = pd.DataFrame(np.eye(4), names, names)
    for one, other in combinations(names, 2):
        pair = table.dropna(subset=[one, other])
        covariance = np.cov(pair[one], pair[other], aweights=pair["w"])
        r.loc[one, other] = r.loc[other, one] = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    return r


def shapley(r: pd.DataFrame) -> dict[str, float]:
    """Return each driver's share by the formula over subsets, solved one by one."""

    def explained(chosen: tuple[str, ...]) -> float:
        if not chosen:
            return 0.0
        rxy = r.loc[list(chosen), "overall"].to_numpy()
        return float(rxy @ np.linalg.solve(r.loc[list(chosen), list(chosen)].to_numpy(), rxy))

    p, found = len(DRIVERS), {}
    for driver in DRIVERS:
        rest = [key for key in DRIVERS if key != driver]
        found[driver] = sum(
            factorial(k) * factorial(p - k - 1) / factorial(p) * (explained((*some, driver)) - explained(some))
            for k in range(p)
            for some in combinations(rest, k)
        )
    return {key: value / explained(tuple(DRIVERS)) for key, value in found.items()}


def test_shares_are_those_of_the_pairwise_correlations(home: Path, frame: pd.DataFrame) -> None:
    expected = shapley(pairwise(items(frame)))
    for key in DRIVERS:
        row = figure(home, "mart_driver", characteristic_key=key, **YEAR)
        assert row["estimate"] == pytest.approx(expected[key], rel=1e-9), key
        assert row["ci_low"] < row["estimate"] < row["ci_high"]
        assert row["verdict"] == "associated"
    on_time = figure(home, "mart_driver", characteristic_key="on_time", **YEAR)
    staff = figure(home, "mart_driver", characteristic_key="staff", **YEAR)
    assert on_time["importance_rank"] == 1
    assert on_time["n"] == 12 * PER_MONTH
    assert staff["n"] + staff["n_missing"] == 12 * PER_MONTH
    assert staff["n_missing"] == items(frame)["staff"].isna().sum() > 30


def test_base_and_effective_base_are_of_those_who_answered_both(home: Path, frame: pd.DataFrame) -> None:
    both = items(frame).dropna()
    row = figure(home, "mart_driver", characteristic_key="staff", **YEAR)
    assert row["n"] == len(both)
    assert row["n_eff"] == pytest.approx(both["w"].sum() ** 2 / np.sum(both["w"] ** 2))


def test_a_declared_cut_has_drivers_of_its_own_and_no_months(home: Path) -> None:
    found = query(home, "select distinct period_type, cut from marts.mart_driver order by all").to_numpy().tolist()
    assert found == [["quarter", "overall"], ["quarter", "region"], ["year", "overall"], ["year", "region"]]


def test_shares_of_a_model_sum_to_one(home: Path) -> None:
    sums = query(
        home, "select sum(estimate) s from marts.mart_driver group by period_type, period_start, cut, cut_value"
    )
    assert sums["s"].dropna().to_numpy() == pytest.approx(np.ones(len(sums["s"].dropna())))


def test_stated_and_derived_importance_stand_beside_each_other(home: Path) -> None:
    stated = {
        key: figure(home, "mart_quadrant", importance_kind="stated", characteristic_key=key, **YEAR) for key in DRIVERS
    }
    assert {key: row["performance_line"] for key, row in stated.items()} == dict.fromkeys(DRIVERS, 55.0)
    line = np.mean([row["importance"] for row in stated.values()])
    assert all(row["importance_line"] == pytest.approx(line) for row in stated.values())
    assert stated["on_time"]["verdict"] in ("keep_up", "undetermined")
    assert stated["price"]["verdict"] in ("possible_overkill", "undetermined")
    derived = figure(home, "mart_quadrant", importance_kind="derived", characteristic_key="on_time", **YEAR)
    driver = figure(home, "mart_driver", characteristic_key="on_time", **YEAR)
    assert derived["importance"] == driver["estimate"]
    assert derived["importance_choice"] == "mean"
    assert not derived["is_declared_kind"]
    assert stated["on_time"]["is_declared_kind"]


def test_customers_are_lost_two_months_after_a_bad_judgement(home: Path) -> None:
    found = query(home, "select * from marts.mart_outcome where measure = 'M2_mean_score' order by lag_months")
    assert found["lag_months"].tolist() == list(range(7))
    verdicts = dict(zip(found["lag_months"], found["verdict"], strict=True))
    assert verdicts.pop(2) == "associated"
    assert set(verdicts.values()) == {"no_detectable_association"}
    assert found["ci_high"].iloc[2] < 0
    nps = query(home, "select distinct verdict from marts.mart_outcome where measure = 'M3_nps'")
    assert nps["verdict"].tolist() == ["no_detectable_association"]


def test_an_indicator_has_its_denominator_and_an_exact_interval(home: Path) -> None:
    rows = operations().query("measure == 'lost' and period_start >= '2025-01-01'")
    count, exposure = rows["value"].sum(), 12 * 20_000
    row = figure(home, "mart_operation", outcome_key="churn", period_type="year", period_start="2025-01-01")
    assert row["estimate"] == pytest.approx(1000 * count / exposure)
    # Garwood's exact ends of a large count are close to the normal ones, shifted up a little.
    assert row["ci_low"] == pytest.approx(1000 * (count - 1.96 * np.sqrt(count)) / exposure, rel=2e-3)
    assert row["ci_high"] == pytest.approx(1000 * (count + 1.96 * np.sqrt(count)) / exposure, rel=2e-3)


def test_threats_and_opportunities_are_the_planted_ones(home: Path) -> None:
    found = query(
        home,
        "select competitor_key, characteristic_key, basis, verdict from marts.mart_competitor_position "
        "where respondent_status = 'current' order by all",
    )
    told = found[~found["verdict"].isin(["neither"])].to_numpy().tolist()
    assert told == [
        ["rival_a", "on_time", "clearly_behind", "threat"],
        ["rival_b", "staff", "clearly_ahead", "opportunity"],
    ]


def test_potential_customers_are_set_beside_what_they_say_of_us(home: Path) -> None:
    potential = {"respondent_status": "potential", "study": "study-2025"}
    asked = figure(home, "mart_competitor", competitor_key="rival_a", characteristic_key="on_time", **potential)
    assert (asked["own_estimate"], asked["own_period_type"], asked["verdict"]) == (60.0, "study", "behind")
    assert asked["difference"] == pytest.approx(-12.0)
    not_asked = figure(home, "mart_competitor", competitor_key="rival_a", characteristic_key="staff", **potential)
    assert (not_asked["verdict"], not_asked["caveat"]) == ("not_comparable", "other_respondents")
    # A rival that is surely weak is an opportunity whatever those people think of us.
    weak = figure(home, "mart_competitor_position", competitor_key="rival_b", characteristic_key="price", **potential)
    assert (weak["basis"], weak["verdict"]) == ("rival_weak", "opportunity")
    assert query(home, "select count(*) n from marts.mart_competitor where competitor_key = 'own'")["n"].iloc[0] == 0


def test_relative_quality_is_the_importance_weighted_ratio(home: Path, frame: pd.DataFrame) -> None:
    scores = {
        key: figure(home, "mart_metric", measure="M2_mean_score", aspect="perception", characteristic_key=key, **YEAR)
        for key in DRIVERS
    }
    importance = {
        key: figure(home, "mart_metric", measure="M2_mean_score", aspect="importance", characteristic_key=key, **YEAR)
        for key in DRIVERS
    }
    rival = dict.fromkeys(DRIVERS, 60.0) | {"on_time": 72.0}
    weight = {key: importance[key]["estimate"] / sum(row["estimate"] for row in importance.values()) for key in DRIVERS}
    quality = sum(weight[key] * scores[key]["estimate"] / rival[key] for key in DRIVERS)
    row = figure(home, "mart_relative_quality", competitor_key="rival_a", respondent_status="current")
    assert row["estimate"] == pytest.approx(quality, rel=1e-12)
    # The error by simulation: scores that hang together as our customers' answers do, over all months.
    every = items(frame.assign(event_at=pd.Timestamp("2025-06-15")))
    r = pairwise(every).loc[DRIVERS, DRIVERS].to_numpy()
    rng = np.random.default_rng(1)

    def draw(means: list[float], errors: list[float], correlation: np.ndarray) -> np.ndarray:
        return rng.multivariate_normal(means, correlation * np.outer(errors, errors), 40_000)

    own = draw([scores[k]["estimate"] for k in DRIVERS], [scores[k]["se"] for k in DRIVERS], r)
    other = draw([rival[k] for k in DRIVERS], [1.0] * 3, r)
    weights = draw([importance[k]["estimate"] for k in DRIVERS], [importance[k]["se"] for k in DRIVERS], np.eye(3))
    simulated = np.sum(weights / weights.sum(axis=1, keepdims=True) * own / other, axis=1)
    assert row["se"] == pytest.approx(simulated.std(), rel=0.03)


def test_complete_cases_are_those_that_answered_everything(
    landing: LandingHome, home: Path, frame: pd.DataFrame
) -> None:
    landing.settings["driver_missing"] = "complete"
    landing.write()
    build(
        home,
        "stg_setting",
        "dim_analysis_setting",
        "mart_driver__product",
        "mart_driver__estimate",
        "mart_driver__test",
        "mart_driver",
    )
    complete = items(frame).dropna()
    expected = shapley(pairwise(complete))
    for key in DRIVERS:
        row = figure(home, "mart_driver", characteristic_key=key, **YEAR)
        assert row["estimate"] == pytest.approx(expected[key], rel=1e-9)
        assert row["n"] == row["n_model"] == len(complete)


def test_touched_months_alone_are_recomputed(landing: LandingHome, home: Path, frame: pd.DataFrame) -> None:
    """Last, because it adds January 2026: a late month, which is rebuilt as if everything had been."""
    models = ["fct_response", "fct_response_cut", "fct_answer", "agg_answer_product"]
    before = query(home, "select * from aggregates.agg_answer_product order by all")
    late = frame.head(20).assign(event_at=pd.Timestamp("2026-01-20"), source_record_id=[f"x{n}" for n in range(20)])
    landing.batch("panel", survey(late, QUESTIONS, ["region"]))
    landing.write()
    build(home, *models)
    touched = query(home, "select * from aggregates.agg_answer_product order by all")
    build(home, *models, full_refresh=True)
    pd.testing.assert_frame_equal(touched, query(home, "select * from aggregates.agg_answer_product order by all"))
    is_new = (touched["month"] >= pd.Timestamp("2026-01-01")).to_numpy()
    assert is_new.any()
    pd.testing.assert_frame_equal(touched[~is_new].reset_index(drop=True), before)
