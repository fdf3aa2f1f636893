"""Weights in the warehouse: standard errors from rows, waves that are weighted anew, and margins that lack interviews."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query, run_dbt
from tests.fixtures_landing import LandingHome, question, survey

SCORE = [question("score", "score", "perception", (0, 10))]
CUTS = ("region", "kind", "team")
SETTINGS = {"tolerance": 1e-13, "maximum_iterations": 500, "sums_to": "base_weights"}
SHARES = {"region": {"north": 0.35, "south": 0.65}, "kind": {"a": 0.55, "b": 0.25, "c": 0.2}}
OVERALL = {"cut": "overall", "cut_value": "all"}


def interviews(seed: int, n: int, **fixed: Any) -> pd.DataFrame:
    """Return interviews of a stratified sample with unequal weights, in a wave of January and February."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(["a", "b", "c"], n, p=[0.4, 0.3, 0.3])
    return pd.DataFrame(
        {
            "source_record_id": [f"{seed}-{i}" for i in range(n)],
            "event_at": pd.to_datetime(rng.choice(["2026-01-15", "2026-02-15"], n)),
            "wave": "w1",
            "stratum": rng.choice(["s1", "s2"], n),
            "base_weight": np.round(rng.uniform(0.5, 3, n), 6),
            "region": rng.choice(["north", "south"], n),
            "kind": kind,
            "team": rng.choice(["red", "blue"], n),
            "score": np.clip(rng.integers(0, 8, n) + 2 * (kind == "a"), 0, 10),
        }
    ).assign(**fixed)


def landing_of(path: Path, frame: pd.DataFrame) -> LandingHome:
    home = LandingHome(path)
    home.source("panel", is_stratified=True)
    home.reference("characteristic", [{"characteristic_key": "score", "is_overall": True, "position": 1}])
    home.reference("question", SCORE)
    values = {"region": ["north", "south"], "kind": ["a", "b", "c"], "team": ["red", "blue"]}
    home.reference(
        "segment", [{"cut": cut, "cut_value": value, "position": 1} for cut, known in values.items() for value in known]
    )
    home.reference(
        "weighting",
        [{"source_id": "panel", "step": "raking", "cut": cut, "position": 1, **SETTINGS} for cut in SHARES],
    )
    margin = pd.DataFrame(
        [
            {"source_record_id": f"{cut}{value}", "cut": cut, "cut_value": value, "population_share": share}
            for cut, shares in SHARES.items()
            for value, share in shares.items()
        ]
    )
    day = pd.Timestamp("2025-12-31")
    home.batch("register", {"population_margin": margin.assign(event_at=day, as_of=day)})
    home.batch("panel", survey(frame, SCORE, CUTS))
    return home


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return interviews(1, 120)


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame) -> LandingHome:
    return landing_of(tmp_path_factory.mktemp("weighting"), frame)


@pytest.fixture(scope="module")
def home(landing: LandingHome) -> Path:
    return build(landing.write(), "+mart_metric", "+mart_weighting", "+agg_composition")


def raked_weights(frame: pd.DataFrame) -> np.ndarray:
    """Rake interview by interview, as a textbook does it and not cell by cell."""
    weight = frame["base_weight"].to_numpy(dtype=float, copy=True)
    total = weight.sum()
    for _ in range(500):
        for cut, shares in SHARES.items():
            for value, share in shares.items():
                member = (frame[cut] == value).to_numpy()
                weight[member] *= share * total / weight[member].sum()
    return weight


def calibrated_se(frame: pd.DataFrame, weight: np.ndarray, member: np.ndarray) -> tuple[float, float]:
    """Mean of a domain and its standard error from rows: residuals on margin indicators, times weights, by stratum."""
    y = frame["score"].to_numpy(dtype=float)
    inside = weight * member
    mean = (inside * y).sum() / inside.sum()
    linearised = member * (y - mean) / inside.sum()
    indicators = pd.get_dummies(frame[list(SHARES)]).to_numpy(dtype=float)
    root = np.sqrt(frame["base_weight"].to_numpy(dtype=float))
    coefficients, *_ = np.linalg.lstsq(root[:, None] * indicators, root * linearised, rcond=None)
    z = pd.Series(weight * (linearised - indicators @ coefficients))
    variance = sum(
        len(part) / (len(part) - 1) * ((part - part.mean()) ** 2).sum()
        for _, part in z.groupby(frame["stratum"].to_numpy())
    )
    return mean, float(np.sqrt(variance))


@pytest.mark.parametrize("cell", [("overall", "all"), ("team", "red"), ("kind", "b")])
def test_standard_errors_of_a_raked_stratified_sample(home: Path, frame: pd.DataFrame, cell: tuple[str, str]) -> None:
    cut, value = cell
    weight = raked_weights(frame)
    member = np.ones(len(frame)) if cut == "overall" else (frame[cut] == value).to_numpy(dtype=float)
    mean, se = calibrated_se(frame, weight, member)
    for period_type in ("wave", "quarter", "year"):
        key = {"period_type": period_type, "period_start": "2026-01-01"}
        row = figure(home, "mart_metric", measure="M2_mean_score", cut=cut, cut_value=value, **key)
        assert row.raw_mean == pytest.approx(mean, rel=1e-6)
        assert row.raw_se == pytest.approx(se, rel=1e-6)
        assert (row.n, row.df) == (member.sum(), len(frame) - 2)


def test_a_month_of_a_wave_gains_nothing_from_its_margins(home: Path, frame: pd.DataFrame) -> None:
    row = figure(
        home, "mart_metric", measure="M2_mean_score", period_type="month", period_start="2026-01-01", **OVERALL
    )
    january = (frame["event_at"].dt.month == 1).to_numpy()
    y, weight = frame["score"].to_numpy(dtype=float)[january], raked_weights(frame)[january]
    mean = (weight * y).sum() / weight.sum()
    z = pd.Series(weight * (y - mean) / weight.sum())
    variance = sum(
        len(part) / (len(part) - 1) * ((part - part.mean()) ** 2).sum()
        for _, part in z.groupby(frame["stratum"].to_numpy()[january])
    )
    assert row.raw_se == pytest.approx(np.sqrt(variance), rel=1e-6)


def test_what_the_weights_look_like_is_told(home: Path, frame: pd.DataFrame) -> None:
    row = figure(home, "mart_weighting", source_id="panel")
    weight = raked_weights(frame)
    assert row.weight_ratio == pytest.approx(weight.max() / weight.min(), rel=1e-5)
    assert row.n_eff == pytest.approx(weight.sum() ** 2 / (weight**2).sum(), rel=1e-6)
    assert row.deff_kish == pytest.approx(len(frame) / row.n_eff)
    assert (row.occasion, row.n_cells, row.verdict, row.trimmed_share) == ("w1", 6, "margins_hold", 0)


def test_a_wave_is_weighted_anew_when_one_of_its_months_changes(landing: LandingHome, home: Path) -> None:
    """The variables of the fixture rebuild January and February, and the wave lies in both."""
    tables = ("core.fct_response", "aggregates.agg_answer_value", "aggregates.agg_design", "aggregates.agg_composition")
    before = {name: query(home, f"select * from {name} order by all") for name in tables}
    landing.batch("panel", survey(interviews(2, 20, event_at=pd.Timestamp("2026-02-20")), SCORE, CUTS))
    landing.write()
    build(home, "+agg_composition", "+agg_answer_value", "+agg_design")
    build(home, "assert_weights_follow_factors", command="test")
    touched = {name: query(home, f"select * from {name} order by all") for name in tables}
    build(home, "+agg_composition", "+agg_answer_value", "+agg_design", full_refresh=True)
    for name in tables:
        assert not before[name].equals(touched[name])
        pd.testing.assert_frame_equal(touched[name], query(home, f"select * from {name} order by all"))


def test_an_empty_margin_cell_stops_the_build_and_is_named(tmp_path: Path) -> None:
    done = run_dbt(landing_of(tmp_path, interviews(3, 30, region="north")).write(), "run", "+fct_response")
    assert done.returncode != 0
    assert "source panel, occasion w1: the value south of the cut region has no interviews" in done.stdout
