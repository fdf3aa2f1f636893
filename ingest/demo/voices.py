"""Texts that customers write unasked, each with the theme, characteristic and sentiment that it truly has.

How a department writes them down, and which of them a person has coded, is in ``voice_files``; the sentences are in
``phrases``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.demo.organisation import LANGUAGE_SHARES, LANGUAGES, MONTHS
from ingest.demo.phrases import CLOSINGS, OPENINGS, PECULIAR, VOICES
from ingest.demo.planted import HOSTILE, PERSONAL
from ingest.demo.sample import moments

MIXED_SHARE: Final = 0.2
CODED_SHARE: Final = 0.75
CODERS: Final = ("coder_3", "coder_4")
ALL_SENTIMENTS: Final = ("positive", "negative", "neutral")


def draw_voices(
    number: int,
    rng: np.random.Generator,
    sentiments: tuple[str, ...] = ALL_SENTIMENTS,
    coded_share: float = CODED_SHARE,
) -> pd.DataFrame:
    """Draw texts of the demo's months, in order of time.

    Args:
        number: of texts.
        rng: random numbers of this source.
        sentiments: of the cores to choose from; with ``negative``, some texts end kindly and so are mixed.
        coded_share: share of the texts that a person has coded.

    Returns:
        Columns ``moment``, ``language``, ``theme``, ``characteristic``, ``sentiment``, ``text``, ``coder`` (empty where
        nobody has coded it).
    """
    cores = [
        (theme, characteristic, sentiment, sentences)
        for theme, (characteristic, some) in VOICES.items()
        for sentiment, sentences in some
        if sentiment in sentiments
    ]
    rows = []
    for language in rng.choice(len(LANGUAGES), size=number, p=LANGUAGE_SHARES):
        theme, characteristic, sentiment, core = cores[rng.integers(len(cores))]
        if sentiment == "negative" and rng.random() < MIXED_SHARE:
            sentiment = "mixed"
        opening = OPENINGS[rng.integers(len(OPENINGS))]
        closing = CLOSINGS[sentiment][rng.integers(len(CLOSINGS[sentiment]))]
        text = " ".join(part for part in (opening[language], core[language], closing[language]) if part)
        rows.append((LANGUAGES[language], theme, characteristic, sentiment, text))
    found = pd.DataFrame(rows, columns=["language", "theme", "characteristic", "sentiment", "text"])
    coder = np.array(CODERS, dtype=object)[rng.integers(0, len(CODERS), number)]
    found["coder"] = np.where(rng.random(number) < coded_share, coder, "")
    return _in_time(found, rng)


def special_voices(rng: np.random.Generator) -> pd.DataFrame:
    """Return the texts that try the warehouse: personal data, hostile text and peculiar writing; nobody has coded them.

    The column ``nature`` says which it is; the others are those of ``draw_voices``.
    """
    texts = [("personal", language, text) for language, text in PERSONAL]
    texts += [("hostile", "en", text) for text in HOSTILE]
    texts += [("peculiar", language, text) for language, text in PECULIAR]
    found = pd.DataFrame(texts, columns=["nature", "language", "text"])
    for name in ("theme", "characteristic", "sentiment", "coder"):
        found[name] = ""
    return _in_time(found, rng)


def _in_time(found: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    month: NDArray[np.int64] = np.sort(rng.integers(0, MONTHS, len(found)))
    found["moment"] = np.sort(moments(month, 9, 20, rng))
    return found


def true_themes(voices: pd.DataFrame) -> dict[str, int]:
    """Return how many texts truly have each theme, coded or not."""
    counts = voices.loc[voices["theme"] != "", "theme"].value_counts()
    return {theme: int(counts.get(theme, 0)) for theme in VOICES}


__all__ = ["draw_voices", "special_voices", "true_themes"]
