"""How often the warehouse says "improved" or "declined" where nothing changed, and where something did.

Waves of an unchanged population are paired into pages, and the models' own SQL judges them. Series for the trend test are made
here, because a trend needs points that belong together.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dbt_project.statistics.families import SERIES_KEY, judge_trends
from tests.unit.sql_models import run_model

FAMILY = ("M1_top2_share", "M2_mean_score", "M3_nps")
CHANGES = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
CHANGED = ("simple", "M2_mean_score", "perception")
FALSE_DISCOVERY_RATE = 0.05
SERIES, POINTS = 12, 36
NO_QUESTIONS = pd.DataFrame(
    {
        "characteristic_key": pd.Series(dtype=str),
        "aspect": pd.Series(dtype=str),
        "is_comparable": pd.Series(dtype=bool),
        "valid_from": pd.Series(dtype="datetime64[us]"),
    }
)

NO_CHANGES = pd.DataFrame(
    {"characteristic_key": ["none"], "aspect": ["overall"], "changed_on": [pd.Timestamp("1500-01-01")]}
)


def _pages(figures: pd.DataFrame) -> pd.DataFrame:
    """Pair each even wave with the odd one after it; a page shows all pairs of the same two waves."""
    shown = figures[figures.measure.isin(FAMILY) & ~figures.aspect.isin(["gap", "adequacy", "superiority", "zone"])]
    shown = shown.assign(wave=shown.groupby(["design", "measure", "aspect"]).cumcount())
    shown = shown.assign(page=shown.wave // 2)
    key = ["page", "design", "measure", "aspect"]
    pairs = shown[shown.wave % 2 == 1].merge(shown[shown.wave % 2 == 0], on=key, suffixes=("", "_before"))
    return pd.DataFrame(
        {
            "comparison": "page " + pairs.page.astype(str),
            "measure": pairs.measure,
            "aspect": pairs.aspect,
            "characteristic_key": pairs.design,
            "cut": "overall",
            "cut_value": "all",
            "period_type": "month",
            "period_start": pairs.period_start,
            "period_end": pairs.period_start,
            "previous_period_start": pairs.period_start_before,
            "previous_period_end": pairs.period_start_before,
            "current_estimate": pairs.estimate,
            "previous_estimate": pairs.estimate_before,
            "current_se": pairs.se,
            "previous_se": pairs.se_before,
            "current_df": pairs.df,
            "previous_df": pairs.df_before,
            "n": pairs.n,
            "previous_n": pairs.n_before,
            "n_eff": pairs.n_eff,
            "previous_n_eff": pairs.n_eff_before,
            "is_not_random": False,
            "has_new_scale": False,
            "newcombe_below": np.nan,
            "newcombe_above": np.nan,
        }
    )


def _judged(pairs: pd.DataFrame) -> pd.DataFrame:
    tables = {"mart_wave_test__pair": pairs, "dim_question": NO_QUESTIONS, "mart_metric__design_change": NO_CHANGES}
    return run_model("marts/mart_wave_test", tables)


def wave_verdicts(figures: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield, for each size of one change on a page, how often it is found and how often something else is.

    The change is given in standard errors of the difference, so that the curve holds for every base.
    """
    pages = _pages(figures)
    design, measure, aspect = CHANGED
    is_changed = (pages.characteristic_key == design) & (pages.measure == measure) & (pages.aspect == aspect)
    error = np.sqrt(pages.current_se**2 + pages.previous_se**2)
    for change in CHANGES:
        moved = pages.assign(current_estimate=pages.current_estimate + np.where(is_changed, change * error, 0))
        judged = _judged(moved)
        target = (
            (judged.characteristic_key == design)
            & (judged.measure == measure)
            & (judged.aspect == aspect)
            & (change > 0)
        )
        said = judged.verdict.isin(["improved", "declined"])
        kind = judged.family.str.replace(r"^page \d+ ", "", regex=True)
        for name in sorted(kind.unique()):
            mine = kind == name
            yield _told("wave_against_wave: " + name, change, judged[mine], said[mine], target[mine])


def _told(test: str, change: float, judged: pd.DataFrame, said: pd.Series, target: pd.Series) -> dict[str, object]:
    false = said & ~target
    counts = pd.DataFrame({"family": judged.family, "false": false, "said": said}).groupby("family").sum()
    return {
        "test": test,
        "change_in_se": change,
        "family_size": len(judged) // len(counts),
        "families": len(counts),
        "power": round(float((judged.verdict[target] == "improved").mean()), 4) if target.any() else None,
        "false_discovery_rate": round(float((counts["false"] / counts["said"].clip(lower=1)).mean()), 4),
        "false_verdicts": round(float(false[~target].mean()), 5),
    }


def trend_verdicts(families: int, seed: int = 20260101) -> Iterator[dict[str, object]]:
    """Yield the same for the trend family: 12 monthly series of 36 points, of which one rises by so many errors in all."""
    for change in (0.0, 1.0, 2.0, 3.0, 4.0):
        rng = np.random.default_rng([seed, int(10 * change)])
        rates, found, false = [], [], []
        for _ in range(families):
            judged = judge_trends(_series(rng, change), FALSE_DISCOVERY_RATE).sort_values("characteristic_key")
            said = judged.verdict.isin(["improved", "declined"]).to_numpy()
            wrong = said.copy()
            if change:
                wrong[0] = False
                found.append(judged.verdict.iloc[0] == "improved")
            rates.append(wrong.sum() / max(said.sum(), 1))
            false.append(wrong.mean())
        yield {
            "test": "trend",
            "change_in_se": change,
            "family_size": SERIES,
            "families": families,
            "power": round(float(np.mean(found)), 4) if found else None,
            "false_discovery_rate": round(float(np.mean(rates)), 4),
            "false_verdicts": round(float(np.mean(false)), 5),
        }


def _series(rng: np.random.Generator, change: float) -> pd.DataFrame:
    values = rng.standard_normal((SERIES, POINTS))
    values[0] += change * np.linspace(0, 1, POINTS)
    months = pd.date_range("2023-01-01", periods=POINTS, freq="MS")
    index = np.asarray(months.year * 12 + months.month - 1)
    frame = pd.DataFrame(
        {
            "characteristic_key": np.repeat([f"c{i:02d}" for i in range(SERIES)], POINTS),
            "period_start": np.tile(months, SERIES),
            "period_index": np.tile(index, SERIES),
            "estimate": 70 + values.ravel(),
        }
    )
    constants = {"measure": "M2_mean_score", "aspect": "perception", "cut": "overall", "cut_value": "all"}
    frame = frame.assign(**constants, period_type="month", n=300, se=1.0, n_breaks_before=0)
    return frame[[*SERIES_KEY, "period_type", "period_start", "period_index", "estimate", "se", "n", "n_breaks_before"]]
