"""What the figures cannot say, and why: missing sources, hidden cells, bases too small, series broken.

What they do say is in ``findings``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dbt_project.wording.figures import Figures, segment_label
from dbt_project.wording.values import Day, Label, Literal, Names, Number, Period, Phrase, Sentence, Since, Value

SMALL_SEGMENTS_NAMED = 3
RIVAL_CAVEATS = {
    "count_without_exposure": "limit.rival_counts",
    "other_respondents": "limit.rival_potential",
    "rival_without_margin": "limit.rival_margin",
}


def limits(figures: Figures) -> list[Sentence]:
    """Return what cannot be said; ``sentence_id`` is the kind, positions count through all kinds."""
    found = [
        *(("missing_source", phrase) for phrase in _missing_sources(figures)),
        *(("not_comparable", phrase) for phrase in _not_comparable(figures)),
        *(("not_shown", phrase) for phrase in _not_shown(figures)),
        *(("no_margin", phrase) for phrase in _without_margin(figures)),
        *(("too_small", phrase) for phrase in _too_small(figures)),
        *(("provisional", phrase) for phrase in _provisional(figures)),
        ("no_cause_proven", Phrase("limit.no_cause")),
    ]
    return [Sentence(kind, position, phrase) for position, (kind, phrase) in enumerate(found, start=1)]


def _missing_sources(figures: Figures) -> list[Phrase]:
    refused = figures.tables["refusal"].sort_values(["source_id", "file"])
    phrases = [
        Phrase("limit.refused", {"source": _source(row), "file": Literal(str(row["file"]))})
        for _, row in refused.iterrows()
    ]
    health = figures.tables["source_health"].sort_values("source_id")
    for _, row in health[health["status"].isin(["held", "missing", "late"])].iterrows():
        values: dict[str, Value] = {"source": _source(row)}
        if row["status"] == "late":
            values["day"] = Day(pd.Timestamp(row["last_event_date"]).date())
        phrases.append(Phrase(f"limit.{row['status']}", values))
    return phrases


def _source(row: pd.Series) -> Label:
    return Label(f"source.{row['source_id']}")


def _not_comparable(figures: Figures) -> list[Phrase]:
    tests = figures.rows("wave_test", verdict="not_comparable", cut="overall", measure="M2_mean_score")
    phrases = [
        _question_changed(figures, row) for _, row in tests.sort_values(["characteristic_key", "comparison"]).iterrows()
    ]
    caveats = set(figures.tables["competitor"]["caveat"].dropna())
    return phrases + [Phrase(template) for caveat, template in RIVAL_CAVEATS.items() if caveat in caveats]


def _question_changed(figures: Figures, row: pd.Series) -> Phrase:
    earlier = figures.period(row["period_type"], row["previous_period_start"])
    characteristic = Label(f"characteristic.{row['characteristic_key']}")
    return Phrase("limit.question_changed", {"characteristic": characteristic, "since": Since(earlier)})


def _not_shown(figures: Figures) -> list[Phrase]:
    n_hidden = int(figures.edition["n_hidden_figures"])
    if n_hidden == 0:
        return []
    return [
        Phrase("limit.not_shown", {"n": Number(n_hidden, 0), "minimum": Number(int(figures.edition["minimum_n"]), 0)})
    ]


def _without_margin(figures: Figures) -> list[Phrase]:
    health = figures.tables["source_health"].sort_values("source_id")
    chosen = health[health["sampling_kind"].isin(["quota", "self_selected"]) & (health["accepted"] > 0)]
    sources = Names(tuple(_source(row) for _, row in chosen.iterrows()))
    return [Phrase("limit.not_random", {"sources": sources})] if len(chosen) else []


def _too_small(figures: Figures) -> list[Phrase]:
    key: dict[str, Any] = {**figures.headline(), "comparison": "previous", "verdict": "too_small"}
    tests = figures.rows(
        "wave_test", **{name: value for name, value in key.items() if name not in ("cut", "cut_value")}
    )
    tests = tests[tests["smallest_detectable_difference"].notna()].sort_values(
        "smallest_detectable_difference", ascending=False
    )
    return [
        Phrase(
            "limit.too_small",
            {
                "segment": Label(segment_label(row)),
                "n": Number(row["n"], 0),
                "size": Number(row["smallest_detectable_difference"]),
            },
        )
        for _, row in tests.head(SMALL_SEGMENTS_NAMED).iterrows()
    ]


def _provisional(figures: Figures) -> list[Phrase]:
    periods = figures.rows("period", period_type=figures.edition["headline_period"], has_survey=True)
    return [
        Phrase("limit.provisional", {"period": _named(row)})
        for _, row in periods[~periods["is_complete"].astype(bool)].iterrows()
    ]


def _named(row: pd.Series) -> Period:
    wave = None if pd.isna(row["wave"]) else str(row["wave"])
    return Period(
        row["period_type"], pd.Timestamp(row["period_start"]).date(), pd.Timestamp(row["period_end"]).date(), wave
    )
