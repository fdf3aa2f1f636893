"""Coverage of the intervals of counts, durations, differences, effects and reliability, and the run length of control charts.

Survey figures go through the warehouse (``waves``). These come from the functions that the marts call, on draws whose truth is
the parameter they were drawn with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import pandas as pd

from dbt_project.statistics import udfs
from dbt_project.statistics.control_charts import signals
from dbt_project.statistics.effectiveness import interrupted_time_series
from dbt_project.statistics.intervals import newcombe, poisson_rate, poisson_rate_ratio
from dbt_project.statistics.reliability import alpha_with_interval
from dbt_project.statistics.survival import kaplan_meier, quantile
from tests.benchmarks.calibration.population import SEED
from tests.unit.sql_models import render

Ends = tuple[float, float]
Draw = Callable[[np.random.Generator], Ends]

CASES, OPEN_SHARE = 300, 0.25
LATEST_POINTS = 100_000
# Champ and Woodall, Technometrics 29 (1987): mean number of points to a false alarm, limits known.
RUN_LENGTHS = {"western_electric": 91.75}


def event_figures(draws: int) -> Iterator[tuple[str, str, float, pd.DataFrame]]:
    """Yield (design, measure, truth, one row per draw with ci_low and ci_high)."""
    for number, (design, measure, truth, draw) in enumerate(_cases()):
        rng = np.random.default_rng([SEED, 100 + number])
        yield design, measure, truth, pd.DataFrame([draw(rng) for _ in range(draws)], columns=["ci_low", "ci_high"])
    for method in ("exact", "wilson"):
        rng = np.random.default_rng([SEED, 200])
        yield "full_count", f"promise_kept_share_{method}", 0.92, _shares(rng.binomial(400, 0.92, draws), 400, method)


def _cases() -> list[tuple[str, str, float, Draw]]:
    return [
        ("full_count", "M19_complaint_rate", 60.0, lambda rng: poisson_rate(int(rng.poisson(60)), 1.0)),
        (
            "full_count",
            "M19_rate_ratio",
            0.75,
            lambda rng: poisson_rate_ratio(int(rng.poisson(75)), 1.0, int(rng.poisson(100)), 1.0),
        ),
        ("open_cases", "M19_time_p50", float(np.log(2)), lambda rng: _time(rng, 0.5)),
        ("open_cases", "M19_time_p90", float(np.log(10)), lambda rng: _time(rng, 0.9)),
        (
            "simple",
            "M11_share_difference",
            0.1,
            lambda rng: newcombe(int(rng.binomial(320, 0.7)), 320, int(rng.binomial(320, 0.6)), 320),
        ),
        ("months", "M24_effect", -3.0, _effect),
        ("simple", "M26_alpha", 0.8, _alpha),
    ]


def _time(rng: np.random.Generator, share: float) -> Ends:
    """Exponential times with unit mean, of which a quarter are still open at a random moment of their life."""
    times = rng.exponential(1.0, CASES)
    seen = np.where(rng.random(CASES) < OPEN_SHARE, rng.uniform(0, 4, CASES), np.inf)
    _, low, high = quantile(kaplan_meier(np.minimum(times, seen), times <= seen), share)
    return (low, np.inf if np.isnan(high) else high)


def _effect(rng: np.random.Generator) -> Ends:
    months = np.arange(48)
    level = np.where(months >= 24, -3.0, 0.0)
    found = interrupted_time_series(70 + level + rng.standard_normal(48), months, 24).average()
    return found.low, found.high


def _alpha(rng: np.random.Generator) -> Ends:
    """Six parallel items whose alpha is 0.8: k r / (1 + (k - 1) r) with r = 0.4."""
    items = np.sqrt(0.4) * rng.standard_normal((200, 1)) + np.sqrt(0.6) * rng.standard_normal((200, 6))
    found = alpha_with_interval(np.cov(items, rowvar=False), 200)
    return float(found.ci_low or np.nan), float(found.ci_high or np.nan)


def _shares(kept: np.ndarray, n: int, method: str) -> pd.DataFrame:
    low, high = ("exact_share_low", "exact_share_high") if method == "exact" else ("wilson_low_of", "wilson_high_of")
    counts = pd.DataFrame({"k": kept.astype(float), "n": float(n)})
    with duckdb.connect() as connection:
        udfs.register(connection)
        connection.register("counts", counts)
        sql = f"select {{{{ {low}('k', 'n') }}}} as ci_low, {{{{ {high}('k', 'n') }}}} as ci_high from counts"
        return connection.execute(render(sql)).df()


def false_alarms() -> Iterator[dict[str, object]]:
    """Yield the false-alarm rate per point of each rule set whose run length is published, limits being known."""
    for rule_set, published in RUN_LENGTHS.items():
        rng = np.random.default_rng([SEED, 300])
        lengths = _run_lengths(rng, rule_set)
        yield {
            "test": f"control_chart: {rule_set}",
            "change_in_se": 0.0,
            "family_size": 1,
            "families": len(lengths),
            "power": None,
            "false_discovery_rate": None,
            "false_verdicts": round(1 / float(np.mean(lengths)), 5),
            "expected_false_verdicts": round(1 / published, 5),
        }


def _run_lengths(rng: np.random.Generator, rule_set: str) -> list[int]:
    """Chart in-control points anew after each alarm, and count how many it took."""
    points, lengths = rng.standard_normal(LATEST_POINTS), []
    start, window = 0, 2_000
    while start + window < len(points):
        alarms = [i for i, names in enumerate(signals(points[start : start + window], rule_set)) if names]
        if not alarms:
            window *= 2
            continue
        lengths.append(alarms[0] + 1)
        start += alarms[0] + 1
        window = 2_000
    return lengths
