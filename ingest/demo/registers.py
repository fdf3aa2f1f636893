"""What the demo organisation keeps besides surveys and complaints: activity, quality levels, rivals, focus groups.

Surveys are in ``survey_files``, the complaints desk's log is in ``complaints``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.demo.organisation import AS_OF, LANGUAGES, MONTHS, month_starts
from ingest.demo.sample import generator
from ingest.demo.survey_files import write_csv
from ingest.demo.texts import GUIDE_TOPICS, REMARKS
from ingest.demo.truth import EXPECTATION, Truth

ACTIVITY_PLACE, LEVELS_PLACE, RIVALS_PLACE, GROUPS_PLACE = 12, 13, 14, 15

CUSTOMERS_SERVED: Final = 15_400
CALLS: Final = 5_200

# Planned minus expected, and delivered minus planned, in points. Where a characteristic has no gap, the two and the
# customers' view add up to nothing; problem resolution is planned a little low, and the organisation believes that it
# delivers far more than customers see.
PLAN: Final = {
    "overall": (0.0, 0.0),
    "on_time": (1.0, -1.0),
    "delay_news": (-2.0, 1.0),
    "parcel_condition": (0.0, 0.0),
    "value_for_money": (0.0, 2.0),
    "booking": (1.0, 0.0),
    "staff": (-1.0, 2.0),
    "resolution": (-2.0, -2.0),
}
WITHOUT_PLAN: Final = "invoices"
WITHOUT_PLAN_DELIVERED: Final = 1.0
CHECK_SE: Final = 1.6
CHECKS: Final = 120

RIVALS: Final = ("rival_a", "rival_b")
STUDY_YEARS: Final = (2024, 2025, 2026)
RIVAL_CHARACTERISTICS: Final = ("overall", "on_time", "value_for_money", "booking", "staff", "resolution")
# Rival minus own, in points; everything not listed is equal.
RIVAL_LEADS: Final = {("rival_a", "on_time"): 9.0, ("rival_b", "staff"): -10.0}
STUDY_BASES: Final = {"current": 600, "potential": 400}

SESSIONS: Final = (
    ("2024-03-13", "en"),
    ("2024-10-09", "ca"),
    ("2025-03-19", "fa"),
    ("2025-10-15", "en"),
    ("2026-03-11", "ca"),
    ("2026-06-17", "fa"),
)
REMARKS_PER_SESSION: Final = 24
THEME_WEIGHTS: Final = np.array([7, 5, 4, 3, 3, 2, 2])
SENTIMENT_SIGNS: Final = {"positive": "+", "negative": "-", "neutral": "0", "mixed": "±"}
CODER_AGREEMENT: Final = 0.93


def customers_served(seed: int) -> NDArray[np.int64]:
    """Return the number of customers served in each month: around a constant level, without trend or season."""
    return _level(seed, 0, CUSTOMERS_SERVED)


def _level(seed: int, stream: int, level: int) -> NDArray[np.int64]:
    rng = generator(seed, ACTIVITY_PLACE, stream)
    return np.asarray(np.round(level * (1 + 0.02 * rng.standard_normal(MONTHS))).astype(np.int64))


def write_activity(data_dir: Path, seed: int) -> dict[str, Any]:
    """Write the monthly activity figures, one file per calendar year; returns their true levels."""
    starts = month_starts()
    table = pd.DataFrame(
        {
            "indicator": np.repeat(["customers_served", "calls"], MONTHS),
            "month_start": [day.isoformat() for day in starts] * 2,
            "month_end": [last_day(day, 1).isoformat() for day in starts] * 2,
            "count": np.concatenate([customers_served(seed), _level(seed, 1, CALLS)]),
        }
    ).sort_values(["month_start", "indicator"], kind="stable", ascending=[True, False])
    for year, part in table.groupby(table["month_start"].str[:4], sort=True):
        write_csv(part, data_dir / "activity" / f"activity_{year}.csv", "\t")
    return {"customers_served": CUSTOMERS_SERVED, "calls": CALLS}


def last_day(start: dt.date, months: int) -> dt.date:
    """Return the last day of a period that begins on the first of a month and lasts some months."""
    number = start.year * 12 + start.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def true_levels(truth: Truth) -> dict[str, dict[str, float | None]]:
    """Return planned and delivered levels of each characteristic with an expectation; None where nothing is planned."""
    expected = {key: truth.mean(key, EXPECTATION, "overall", "all", AS_OF) for key in [*PLAN, WITHOUT_PLAN]}
    levels: dict[str, dict[str, float | None]] = {}
    for key, (planned, delivered) in PLAN.items():
        plan = round(expected[key] + planned, 1)
        levels[key] = {"planned": plan, "delivered": plan + delivered}
    levels[WITHOUT_PLAN] = {"planned": None, "delivered": round(expected[WITHOUT_PLAN] + WITHOUT_PLAN_DELIVERED, 1)}
    return levels


def write_levels(data_dir: Path, seed: int, truth: Truth) -> dict[str, Any]:
    """Write the register of quality levels, one file per calendar year; returns the true levels."""
    rng = generator(seed, LEVELS_PLACE)
    levels = true_levels(truth)
    rows = [
        row
        for start in month_starts()[::3]
        for key, level in levels.items()
        for row in _level_rows(start, key, level, rng)
    ]
    table = pd.DataFrame(rows)
    for year, part in table.groupby(table["from"].str[6:], sort=True):
        write_csv(part, data_dir / "quality_levels" / f"levels_{year}.csv", ";")
    return levels


def _level_rows(
    start: dt.date, key: str, level: dict[str, float | None], rng: np.random.Generator
) -> list[dict[str, str]]:
    common = {"characteristic": key, "from": f"{start:%d-%m-%Y}", "to": f"{last_day(start, 3):%d-%m-%Y}"}
    rows = []
    if level["planned"] is not None:
        plan = {"level": "PLAN", "points": f"{level['planned']:.1f}", "se": "", "checks": ""}
        rows.append(common | plan | {"evidence": "service specification"})
    found = f"{(level['delivered'] or 0.0) + CHECK_SE * rng.standard_normal():.2f}"
    done = {"level": "DONE", "points": found, "se": f"{CHECK_SE:.2f}", "checks": str(CHECKS)}
    return [*rows, common | done | {"evidence": "internal checks"}]


def write_rivals(data_dir: Path, seed: int, truth: Truth) -> dict[str, Any]:
    """Write the yearly competitor study; returns the true leads."""
    rng = generator(seed, RIVALS_PLACE)
    for year in STUDY_YEARS:
        rows = [
            _rival_row(year, rival, key, status, truth, rng)
            for rival in RIVALS
            for key in RIVAL_CHARACTERISTICS
            for status in STUDY_BASES
        ]
        write_csv(pd.DataFrame(rows), data_dir / "competitors" / f"study_{year}.csv")
    leads = [
        {"competitor": rival, "characteristic": key, "rival_minus_own": points}
        for (rival, key), points in RIVAL_LEADS.items()
    ]
    return {"leads": leads, "characteristics": list(RIVAL_CHARACTERISTICS), "years": list(STUDY_YEARS)}


def _rival_row(
    year: int, rival: str, key: str, status: str, truth: Truth, rng: np.random.Generator
) -> dict[str, str | int]:
    aspect = "overall" if key == "overall" else "perception"
    own = truth.mean(key, aspect, "overall", "all", dt.date(year, 4, 1))
    base = STUDY_BASES[status]
    se = 23.0 / np.sqrt(base)
    estimate = own + RIVAL_LEADS.get((rival, key), 0.0) + se * rng.standard_normal()
    return {
        "study": f"market-study-{year}",
        "company": {"rival_a": "A", "rival_b": "B"}[rival],
        "aspect": key,
        "asked": {"current": "customers", "potential": "non-customers"}[status],
        "score": f"{estimate:.2f}",
        "standard_error": f"{se:.3f}",
        "base": base,
        "field_start": f"{year}-04-01",
        "field_end": f"{year}-06-30",
    }


def write_focus_groups(data_dir: Path, seed: int) -> dict[str, Any]:
    """Write the coded remarks of all focus groups, one file per session; returns how often the coders should agree."""
    rng = generator(seed, GROUPS_PLACE)
    for number, (day, language) in enumerate(SESSIONS, start=1):
        write_csv(_session(number, day, language, rng), data_dir / "focus_groups" / f"session_{number:02d}.csv", "\t")
    return {
        "sessions": len(SESSIONS),
        "coders": 2,
        "remarks": REMARKS_PER_SESSION * len(SESSIONS),
        "agreement": CODER_AGREEMENT,
    }


def _session(number: int, day: str, language: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return the remarks of one session, each coded by both coders, who differ now and then."""
    n, themes = REMARKS_PER_SESSION, len(REMARKS)
    said = rng.choice(themes, size=n, p=THEME_WEIGHTS / THEME_WEIGHTS.sum())
    other = (said + rng.integers(1, themes, n)) % themes
    second = np.where(rng.random(n) < CODER_AGREEMENT, said, other)
    position = LANGUAGES.index(language)
    remarks = pd.DataFrame(
        {
            "session": f"FG{number:02d}",
            "date": day,
            "language": language,
            "remark": pd.Series(np.arange(1, n + 1)).astype(str).str.zfill(3),
            "moderator": f"M{(number - 1) % 2 + 1}",
            "topic": np.array(GUIDE_TOPICS)[np.arange(n) * len(GUIDE_TOPICS) // n],
            "participant": np.array(["user", "buyer"])[rng.integers(0, 2, n)],
            "text": np.array([sentences[position] for _, _, sentences in REMARKS.values()], dtype=object)[said],
        }
    )
    coded = [remarks.assign(coder=coder, **_codes(codes)) for coder, codes in (("coder_1", said), ("coder_2", second))]
    return pd.concat(coded, ignore_index=True).sort_values(["remark", "coder"], kind="stable")


def _codes(theme: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    characteristic = np.array([key for key, _, _ in REMARKS.values()])
    sentiment = np.array([SENTIMENT_SIGNS[name] for _, name, _ in REMARKS.values()])
    return {
        "theme": np.array(list(REMARKS))[theme],
        "characteristic": characteristic[theme],
        "sentiment": sentiment[theme],
    }
