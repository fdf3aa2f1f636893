"""Verdicts on all improvement actions of the register, each by the measure that was fixed for it.

Frames in, frames out. The statistics of one series are in ``effectiveness``; which series an action's words name is
decided in ``models/marts/mart_effectiveness__measure``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.statistics.effectiveness import (
    MINIMUM_SIDE,
    Effect,
    Regression,
    difference_in_differences,
    extreme_before,
    interrupted_time_series,
    season_pairs,
    two_waves,
)
from dbt_project.statistics.multiplicity import benjamini_hochberg

SURVEY = ("M1_top2_share", "M2_mean_score", "M3_nps")
SERIES = ["measure", "aspect", "characteristic_key", "count_measure", "exposure_measure", "per", "cut", "cut_value"]
FIGURES = ["estimate", "se", "ci_low", "ci_high", "p_value", "df"]
AT_END = ["effect_at_end", "effect_at_end_se", "effect_at_end_ci_low", "effect_at_end_ci_high"]
EFFECT_COLUMNS = {
    "improvement_action_key": "string",
    "method": "string",
    **dict.fromkeys([*FIGURES, *AT_END], "float64"),
    **dict.fromkeys(["n", "n_before", "n_after"], "Int64"),
    **dict.fromkeys(["mean_before", "mean_after", "expected_regression"], "float64"),
    **dict.fromkeys(["lag", "n_season_pairs"], "Int64"),
    "p_adjusted": "float64",
    **dict.fromkeys(["verdict", "caveat"], "string"),
}


def judge_actions(
    actions: pd.DataFrame, series: pd.DataFrame, waves: pd.DataFrame, as_of: dt.date, false_discovery_rate: float
) -> pd.DataFrame:
    """Judge every action by its own measure and give the verdicts at the family's false discovery rate.

    Args:
        actions: register and resolved measure: improvement_action_key, started_on, done_on, direction,
            expected_effect, is_preregistered, cut, cut_value, characteristic_key, series_measure, aspect,
            count_measure, exposure_measure, per.
        series: monthly figures with ``SERIES``, run, period_start, estimate, n, n_eff and caveat.
        waves: the same survey series by headline period, with period_end, se and df.
        as_of: data cut-off; an action begun later has not begun.
        false_discovery_rate: accepted share of wrong verdicts among "effective" and "worse".

    Returns:
        One row per action with ``EFFECT_COLUMNS``, sorted by key.
    """
    months = series.assign(t=_month(series["period_start"]))
    ordered = actions.sort_values("improvement_action_key")
    rows = [_judged(action, months, waves, as_of) for action in _records(ordered)]
    found = pd.DataFrame(rows, columns=[*EFFECT_COLUMNS, "sign"])
    found["p_adjusted"] = benjamini_hochberg(found["p_value"].to_numpy(dtype=float))
    found["verdict"] = [
        row["verdict"] if isinstance(row["verdict"], str) else verdict_on(row, false_discovery_rate)
        for row in _records(found)
    ]
    return found[list(EFFECT_COLUMNS)].astype(EFFECT_COLUMNS)


def verdict_on(row: dict[str, Any], false_discovery_rate: float) -> str:
    """Return effective, worse or no_evidence; two waves of which the first was extreme cannot show an effect."""
    if not row["p_adjusted"] <= false_discovery_rate:
        return "no_evidence"
    if row["sign"] * row["estimate"] < 0:
        return "worse"
    is_regression = row["method"] == "two_waves" and row["caveat"] == "regression_to_the_mean"
    return "no_evidence" if is_regression else "effective"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _month(days: pd.Series) -> pd.Series:
    day = pd.to_datetime(days)
    return day.dt.year * 12 + day.dt.month - 1


def _judged(action: dict[str, Any], months: pd.DataFrame, waves: pd.DataFrame, as_of: dt.date) -> dict[str, Any]:
    row: dict[str, Any] = {"improvement_action_key": action["improvement_action_key"]}
    if pd.isna(action["started_on"]) or pd.Timestamp(action["started_on"]) > pd.Timestamp(as_of):
        return row | {"verdict": "not_started"}
    if pd.isna(action["series_measure"]):
        return row | {"verdict": "not_comparable", "caveat": "unknown_measure"}
    sign = favourable(action)
    if sign is None:
        return row | {"verdict": "not_comparable", "caveat": "no_direction"}
    mine = _matching(months, action)
    found = _effect(action, sign, mine, months, _matching(waves, action))
    return {**row, "sign": sign, **found, "caveat": _caveat(found, action, mine)}


def favourable(action: dict[str, Any]) -> int | None:
    """Return 1 where more is better and -1 where less is, by the register; of survey scores more is always better."""
    told = {"increase": 1, "decrease": -1}.get(str(action["direction"]))
    if told is not None:
        return told
    if action["series_measure"] in SURVEY:
        return 1
    expected = action["expected_effect"]
    return None if pd.isna(expected) or float(expected) == 0 else int(np.sign(float(expected)))


def _matching(frame: pd.DataFrame, action: dict[str, Any], cut_value: str | None = None) -> pd.DataFrame:
    if action["series_measure"] in SURVEY:
        names = {"characteristic_key": "", "aspect": "", "cut": "overall"}
        wanted = {name: action[name] if not pd.isna(action[name]) else other for name, other in names.items()}
        wanted["cut_value"] = cut_value or action["cut_value"]
        measures = [action["series_measure"]]
    else:
        wanted = {
            name: action[name] if not pd.isna(action[name]) else "" for name in ("count_measure", "exposure_measure")
        }
        wanted["cut"], wanted["cut_value"] = action["cut"], action["cut_value"]
        measures = [action["series_measure"], "M19_complaint_rate"]
    kept = frame["measure"].isin(measures)
    for name, value in wanted.items():
        kept &= frame[name] == value
    if not pd.isna(action["per"]):
        kept &= frame["per"] == action["per"]
    return frame[kept].sort_values("period_start")


def sides(action: dict[str, Any], points: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the months before the start and after it, of the run that the start lies in.

    A month in whose middle the action began belongs to neither side.
    """
    started = pd.Timestamp(action["started_on"])
    first_after = started.year * 12 + started.month - 1 + (started.day > 1)
    before = points[points["t"] < started.year * 12 + started.month - 1]
    if before.empty:
        return before, points[points["t"] >= first_after]
    run = before["run"].iloc[-1]
    after = points[(points["t"] >= first_after) & (points["run"] == run)]
    return before[before["run"] == run], after


def _effect(
    action: dict[str, Any], sign: int, mine: pd.DataFrame, months: pd.DataFrame, waves: pd.DataFrame
) -> dict[str, Any]:
    before, after = sides(action, mine)
    regression = extreme_before(before["estimate"], -sign) if len(before) else None
    before = _without(before, regression)
    common: dict[str, Any] = {
        "n_before": len(before),
        "n_after": len(after),
        "n": len(before) + len(after),
        "mean_before": before["estimate"].mean() if len(before) else None,
        "mean_after": after["estimate"].mean() if len(after) else None,
        "expected_regression": regression.expected_change if regression else None,
        "is_regression": regression is not None,
    }
    if min(len(before), len(after)) >= MINIMUM_SIDE:
        return common | _by_months(action, before, after, months)
    if action["series_measure"] in SURVEY and (pair := _waves(action, waves)) is not None:
        return common | pair
    return common | _unjudged(mine, before, after)


def _without(before: pd.DataFrame, regression: Regression | None) -> pd.DataFrame:
    # Left in, an extreme month would bend the level and the slope that the action is measured against.
    kept = np.ones(len(before), dtype=bool)
    if regression:
        kept[list(regression.positions)] = False
    return before[kept]


def _unjudged(mine: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> dict[str, Any]:
    if mine.empty:
        return {"verdict": "not_comparable", "why": "no_data"}
    if after.empty and len(before) and (mine["t"] > before["t"].iloc[-1]).any() and mine["run"].nunique() > 1:
        return {"verdict": "not_comparable", "why": "series_broken"}
    if len(before) < MINIMUM_SIDE:
        return {"verdict": "not_comparable", "why": "short_before"}
    return {"verdict": "too_early"}


def _by_months(
    action: dict[str, Any], before: pd.DataFrame, after: pd.DataFrame, months: pd.DataFrame
) -> dict[str, Any]:
    points = pd.concat([before, after])
    start = int(after["t"].iloc[0])
    control = _control(action, points, months)
    if control is not None:
        both = points.merge(control, on="t")
        is_after = both["t"] >= start
        if min(int(is_after.sum()), int((~is_after).sum())) >= MINIMUM_SIDE:
            effect = difference_in_differences(both["estimate"], both["control"], both["t"], start)
            return {"method": "difference_in_differences", **_told(effect)}
    pairs = season_pairs(points["t"])
    fit = interrupted_time_series(points["estimate"], points["t"], start, pairs)
    end = fit.at_end()
    return {
        "method": "interrupted_time_series",
        **_told(fit.average()),
        **dict(zip(AT_END, (end.estimate, end.se, end.low, end.high), strict=True)),
        "lag": fit.model.lag,
        "n_season_pairs": pairs,
    }


def _control(action: dict[str, Any], points: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame | None:
    """Return the months of the segments in which nothing was done, each weighted by its effective base."""
    if action["series_measure"] not in SURVEY or action["cut"] == "overall":
        return None
    values = set(months.loc[months["cut"] == action["cut"], "cut_value"]) - {action["cut_value"]}
    others = [_matching(months, action, value) for value in sorted(values)]
    others = [other[other["run"] == points["run"].iloc[0]] for other in others]
    if not others or all(other.empty for other in others):
        return None
    rows = pd.concat(others)
    sums = rows.assign(weighted=rows["estimate"] * rows["n_eff"]).groupby("t")[["weighted", "n_eff"]].sum()
    return (sums["weighted"] / sums["n_eff"]).rename("control").reset_index()


def _waves(action: dict[str, Any], waves: pd.DataFrame) -> dict[str, Any] | None:
    """Test the last whole wave before the start against the first after the action was done, if they compare."""
    started = pd.Timestamp(action["started_on"])
    done = started if pd.isna(action["done_on"]) else pd.Timestamp(action["done_on"])
    before = waves[pd.to_datetime(waves["period_end"]) < started]
    after = waves[pd.to_datetime(waves["period_start"]) >= done]
    if before.empty or after.empty or before["run"].iloc[-1] != after["run"].iloc[0]:
        return None
    first, second = before.iloc[-1], after.iloc[0]
    effect = two_waves(_estimate(first), _estimate(second))
    n_before, n_after = int(first["n"]), int(second["n"])
    return {
        "method": "two_waves",
        **_told(effect),
        "n": n_before + n_after,
        "n_before": n_before,
        "n_after": n_after,
        "mean_before": float(first["estimate"]),
        "mean_after": float(second["estimate"]),
    }


def _estimate(wave: pd.Series) -> tuple[float, float, float]:
    return float(wave["estimate"]), float(wave["se"]), float(wave["df"])


def _told(effect: Effect) -> dict[str, float]:
    return dict(
        zip(FIGURES, (effect.estimate, effect.se, effect.low, effect.high, effect.p_value, effect.df), strict=True)
    )


def _caveat(found: dict[str, Any], action: dict[str, Any], mine: pd.DataFrame) -> str | None:
    if "why" in found:
        return str(found["why"])
    if found["is_regression"]:
        return "regression_to_the_mean"
    if not action["is_preregistered"]:
        return "not_preregistered"
    is_chosen = mine["caveat"].isin(["quota", "self_selected"]).any()
    return "not_a_probability_sample" if is_chosen else None
