"""Agreement between coders of the same texts: Cohen's kappa of two, Krippendorff's alpha of any number.

Codes are nominal. Which texts are compared belongs in the models that call these functions.
"""

from __future__ import annotations

import warnings
import zlib
from typing import NamedTuple

import krippendorff
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

EVERYTHING = "all"
LEVEL = 0.95
RESAMPLES = 1000
# Krippendorff (2004), and measure M22: from which alpha codes may be published, and from which tentatively.
PUBLISH, TENTATIVE = 0.80, 0.667

_AGREEMENT = pa.schema(
    [
        *((name, pa.string()) for name in ("source_id", "language", "kind", "coder_kind")),
        ("n", pa.int64()),
        *((name, pa.float64()) for name in ("kappa", "se", "ci_low", "ci_high")),
        ("status", pa.string()),
        ("is_used", pa.bool_()),
    ]
)
_CODERS = pa.schema(
    [
        *((name, pa.string()) for name in ("source_id", "session", "kind")),
        *((name, pa.int64()) for name in ("n_remarks", "n_coders", "n_codes")),
        *((name, pa.float64()) for name in ("alpha", "ci_low", "ci_high")),
        ("verdict", pa.string()),
    ]
)


class Estimate(NamedTuple):
    """An agreement with its standard error (none where it is bootstrapped) and 95 % interval; None where undefined."""

    value: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None


UNDEFINED = Estimate(None, None, None, None)


def cohen_kappa(table: NDArray[np.int64]) -> Estimate:
    """Return Cohen's kappa of a square table (rows: one coder, columns: the other) with its large-sample interval.

    The standard error is that of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327. Undefined where both
    coders gave one and the same code to every text: nothing could have disagreed.
    """
    n = int(table.sum())
    if n == 0:
        return UNDEFINED
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float(np.trace(shares)), float(rows @ columns)
    if np.isclose(expected, 1.0):
        return UNDEFINED
    kappa = (observed - expected) / (1 - expected)
    both = columns[:, None] + rows[None, :]  # column total of the row's code plus row total of the column's code
    off_diagonal = (shares * both**2).sum() - np.trace(shares * both**2)
    diagonal = (np.diag(shares) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum()
    variance = diagonal + (1 - kappa) ** 2 * off_diagonal - (kappa - expected * (1 - kappa)) ** 2
    se = float(np.sqrt(max(variance, 0.0) / n)) / (1 - expected)
    margin = float(special.ndtri(0.5 + LEVEL / 2)) * se
    return Estimate(kappa, se, max(kappa - margin, -1.0), min(kappa + margin, 1.0))


def agreement_with_people(counts: pd.DataFrame, minimum_kappa: float, minimum_human_codes: int) -> pa.Table:
    """Estimate how well each coder agrees with people, and decide whether it may be used.

    A model must have shown its agreement on enough texts. The code book is refused only where enough texts show that it fails:
    without evidence it is used, and its status says that nothing is known.

    Args:
        counts: one row per source_id, language, kind, coder_kind, human_code and other_code with the number of texts ``n``.
        minimum_kappa: smallest kappa with which a coder is used.
        minimum_human_codes: smallest number of texts that is evidence.
    """
    rows = []
    for key, part in counts.groupby(["source_id", "language", "kind", "coder_kind"], sort=True):
        codes = sorted({*part["human_code"], *part["other_code"]})
        table = part.pivot_table(index="human_code", columns="other_code", values="n", aggfunc="sum", fill_value=0)
        square = table.reindex(index=codes, columns=codes, fill_value=0).to_numpy(dtype=np.int64)
        kappa, n = cohen_kappa(square), int(square.sum())
        status = _status(kappa.value, n, minimum_kappa, minimum_human_codes)
        is_used = status == "accepted" or (key[3] == "code_book" and status != "below_minimum")
        rows.append((*key, n, *kappa, status, is_used))
    return _table(_AGREEMENT, rows)


def _status(kappa: float | None, n: int, minimum_kappa: float, minimum_human_codes: int) -> str:
    if n < minimum_human_codes:
        return "too_few_human_codes"
    if kappa is None:
        return "no_variation"
    return "accepted" if kappa >= minimum_kappa else "below_minimum"


def nominal_alpha(value_counts: NDArray[np.int64], seed: int) -> Estimate:
    """Return Krippendorff's alpha for nominal codes, with a percentile interval from resampled remarks.

    Args:
        value_counts: remarks by codes, how many coders gave the code; remarks with fewer than two codes are ignored.
        seed: of the resampling.
    """
    paired = value_counts[value_counts.sum(axis=1) >= 2]
    alpha = _alpha(paired)
    if np.isnan(alpha):
        return UNDEFINED
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(paired), size=(RESAMPLES, len(paired)))
    resampled = np.array([_alpha(paired[draw]) for draw in draws])
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(resampled, [tail, 1 - tail])
    return Estimate(alpha, None, float(low), float(high))


def _alpha(value_counts: NDArray[np.int64]) -> float:
    if (value_counts.sum(axis=0) > 0).sum() < 2:  # one code only: no disagreement was possible
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(krippendorff.alpha(value_counts=value_counts, level_of_measurement="nominal"))


def coder_agreement(notes: pd.DataFrame, seed: int) -> pa.Table:
    """Estimate the agreement of focus-group coders, per session and over all sessions, on theme and on sentiment.

    Args:
        notes: one row per remark and coder: source_id, session, remark_id, coder, theme, sentiment (null: not coded).
        seed: of the resampling; each estimate draws from its own stream.
    """
    rows = []
    for kind in ("theme", "sentiment"):
        coded = notes.loc[notes[kind].notna(), ["source_id", "session", "remark_id", "coder", kind]]
        if coded.empty:
            continue
        rows.append((EVERYTHING, EVERYTHING, kind, *_coders(coded, kind, seed)))
        for (source_id, session), part in coded.groupby(["source_id", "session"], sort=True):
            own_seed = zlib.crc32(f"{seed}|{source_id}|{session}|{kind}".encode())
            rows.append((source_id, session, kind, *_coders(part, kind, own_seed)))
    return _table(_CODERS, rows)


def _coders(coded: pd.DataFrame, kind: str, seed: int) -> tuple[object, ...]:
    counts = coded.groupby(["source_id", "session", "remark_id", kind], sort=True).size().unstack(fill_value=0)
    paired = counts[counts.sum(axis=1) >= 2]
    alpha = nominal_alpha(paired.to_numpy(dtype=np.int64), seed)
    sizes = (len(paired), coded["coder"].nunique(), int(paired.to_numpy().sum()))
    return (*sizes, alpha.value, alpha.ci_low, alpha.ci_high, _verdict(alpha.value, len(paired)))


def _verdict(alpha: float | None, n_remarks: int) -> str:
    if n_remarks == 0:
        return "not_coded_twice"
    if alpha is None:
        return "no_variation"
    if alpha >= PUBLISH:
        return "publish"
    return "tentative" if alpha >= TENTATIVE else "not_published"


def _table(schema: pa.Schema, rows: list[tuple[object, ...]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


__all__ = ["Estimate", "agreement_with_people", "coder_agreement", "cohen_kappa", "nominal_alpha"]
