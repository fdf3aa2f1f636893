"""From published tables to written tables: what the dbt Python models call.

Which sentences there are is decided in ``findings`` and ``limits``; this only reads, writes in every language, and
lays out rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from dbt_project.wording.figures import Figures
from dbt_project.wording.findings import findings
from dbt_project.wording.formats import LANGUAGES
from dbt_project.wording.limits import limits
from dbt_project.wording.values import Labels, Sentence, Writer

# Table names without their prefix; `refusal` is the gate's.
PUBLISHED = (
    "metric",
    "wave_test",
    "trend",
    "gap",
    "gap_chain",
    "complaint_rate",
    "complaint_cause",
    "competitor",
    "promise",
    "target",
    "period",
    "source_health",
)
COLUMNS = ["sentence_id", "position", "language", "text", "figure_ids"]


def read_figures(load: Callable[[str], pd.DataFrame]) -> Figures:
    """Return the published figures; ``load`` returns the frame of a model by its full name."""
    tables = {name: load(f"pub_{name}") for name in PUBLISHED} | {"refusal": load("stg_refusal")}
    edition = load("pub_edition").iloc[0]
    return Figures(tables, {str(name): value for name, value in edition.items()})


def read_labels(label: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the texts of ``pub_label`` by (key, language)."""
    return dict(zip(zip(label["label_key"], label["language"], strict=True), label["text"], strict=True))


def write(sentences: Iterable[Sentence], labels: Labels) -> pd.DataFrame:
    """Return one row per sentence and language."""
    rows: list[dict[str, Any]] = [
        {
            "sentence_id": sentence.sentence_id,
            "position": sentence.position,
            "language": language,
            "text": sentence.phrase.text(Writer(language, labels)),
            "figure_ids": ",".join(sentence.figure_ids),
        }
        for sentence in sentences
        for language in LANGUAGES
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def written_rows(load: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return the findings and what cannot be said, written; ``part`` tells which a row is: finding, limit."""
    figures, labels = read_figures(load), read_labels(load("pub_label"))
    parts = {"finding": findings(figures), "limit": limits(figures)}
    return pd.concat([write(sentences, labels).assign(part=part) for part, sentences in parts.items()])
