"""The truth that the demo's files are samples of: exact population values, and what was planted on purpose.

Nothing here is estimated. Means follow from the category probabilities of every segment and the segments' shares;
the report is judged against them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ingest.demo.answers import probabilities
from ingest.demo.organisation import (
    AS_OF,
    CUTS,
    DECLINE_CHARACTERISTIC,
    DECLINE_MONTH,
    DECLINE_REGION,
    DECLINE_SHIFT,
    FIRST_MONTH,
    GAP_CHARACTERISTIC,
    ITEMS,
    OVERALL,
    OVERALL_MEAN,
    RATING,
    RECOMMEND,
    RECOMMEND_MEAN,
    REGION,
    AnswerScale,
    Floats,
)

EXPECTATION = "expectation_desired"


@dataclass(frozen=True)
class Cell:
    """One segment's truth about one question, valid for months from ``first_month`` to ``last_month``.

    Attributes:
        shares: of the answers, from the lowest code to the highest.
        mean_score_0_100: their mean on the common scale.
    """

    characteristic: str
    aspect: str
    cut: str
    cut_value: str
    first_month: str
    last_month: str
    mean_score_0_100: float
    shares: list[float]


@dataclass(frozen=True)
class Gap:
    """One segment's true perceived minus expected level, in points of the common scale."""

    characteristic: str
    cut: str
    cut_value: str
    points: float


@dataclass(frozen=True)
class PlantedRow:
    """One line that must not reach the figures: ``line`` counts the header as line 1."""

    source: str
    file: str
    line: int
    record: str


@dataclass(frozen=True)
class Truth:
    """Everything that is true of the generated organisation.

    Attributes:
        registers: what is true of each source besides the surveys.
        counts: rows that the gate must find, by source and contract (``planted.Counted``).
        planted: personal data and hostile text that the files hold.
    """

    seed: int
    interviews: int
    interviews_by_source: dict[str, int]
    cells: list[Cell]
    gaps: list[Gap]
    net_promoter_score: dict[str, dict[str, float]]
    planted_decline: dict[str, Any]
    internal_rows: list[PlantedRow]
    duplicate_rows: list[PlantedRow]
    registers: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    planted: dict[str, Any] = field(default_factory=dict)

    def mean(self, characteristic: str, aspect: str, cut: str, cut_value: str, month: dt.date) -> float:
        """Return a segment's true mean on the 0-100 scale in one month.

        Raises:
            KeyError: when nothing of that name is asked.
        """
        key = (characteristic, aspect, cut, cut_value)
        for cell in self.cells:
            known = (cell.characteristic, cell.aspect, cell.cut, cell.cut_value)
            if known == key and cell.first_month <= month.isoformat()[:7] <= cell.last_month:
                return cell.mean_score_0_100
        raise KeyError(f"{key} in {month:%Y-%m}")

    def write(self, path: Path) -> None:
        """Write the truth as JSON."""
        told = {
            "is_synthetic": True,
            "first_month": FIRST_MONTH.isoformat()[:7],
            "as_of": AS_OF.isoformat(),
            "population_shares": {cut.key: dict(zip(cut.values, cut.share.tolist(), strict=True)) for cut in CUTS},
            "planted_gap": self.planted_gap(),
            **asdict(self),
        }
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")

    def planted_gap(self) -> dict[str, Any]:
        """Return the one characteristic with a gap, and its size among all customers."""
        points = [g.points for g in self.gaps if g.characteristic == GAP_CHARACTERISTIC and g.cut == "overall"]
        return {"characteristic": GAP_CHARACTERISTIC, "points": points[0]}


def segments() -> Iterator[tuple[str, str, Floats, Floats]]:
    """Yield each cut value, ``overall`` first: cut, value, shares and shifts of the kinds of customers in it."""
    kinds = list(itertools.product(*(range(len(cut.values)) for cut in CUTS)))
    share = np.array([np.prod([cut.share[i] for cut, i in zip(CUTS, kind, strict=True)]) for kind in kinds])
    shift = np.array([sum(cut.shift[i] for cut, i in zip(CUTS, kind, strict=True)) for kind in kinds])
    yield "overall", "all", share, shift
    for position, cut in enumerate(CUTS):
        for index, value in enumerate(cut.values):
            member = np.array([kind[position] == index for kind in kinds])
            yield cut.key, value, share[member] / share[member].sum(), shift[member]


def score(scale: AnswerScale, shares: Floats) -> float:
    """Return the mean on the 0-100 scale of answers with these shares."""
    codes = np.arange(scale.lowest, scale.highest + 1)
    return float(100 * np.sum(shares * (codes - scale.lowest)) / (scale.highest - scale.lowest))


def net_promoter_score(shares: Floats) -> float:
    """Return promoters (9 and 10) minus detractors (0 to 6), from -100 to 100."""
    return float(100 * (shares[9:].sum() - shares[:7].sum()))


def all_cells() -> list[Cell]:
    """Return the truth of every question in every segment; where it changes, one cell before and one after."""
    cells: list[Cell] = []
    for cut, value, share, shift in segments():
        for item in ITEMS:
            cells += _perceived(item.key, item.perceived, cut, value, share, shift)
            if item.expected is not None:
                mixed = _mixed(RATING, item.expected + shift, share)
                cells.append(_cell(RATING, item.key, EXPECTATION, cut, value, mixed))
            flat = probabilities(RATING, item.importance)
            cells.append(_cell(RATING, item.key, "importance", cut, value, flat))
        for scale, aspect, mean in (
            (OVERALL, "overall", OVERALL_MEAN),
            (OVERALL, EXPECTATION, OVERALL_MEAN),
            (RECOMMEND, "intention_to_recommend", RECOMMEND_MEAN),
        ):
            cells.append(_cell(scale, "overall", aspect, cut, value, _mixed(scale, mean + shift, share)))
    return cells


def _mixed(scale: AnswerScale, means: Floats, share: Floats) -> Floats:
    return np.asarray(sum(part * probabilities(scale, mean) for part, mean in zip(share, means, strict=True)))


def _perceived(key: str, mean: float, cut: str, value: str, share: Floats, shift: Floats) -> list[Cell]:
    before = _mixed(RATING, mean + shift, share)
    if key != DECLINE_CHARACTERISTIC:
        return [_cell(RATING, key, "perception", cut, value, before)]
    fallen = _mixed(RATING, mean + shift + DECLINE_SHIFT * _hit(cut, value, shift), share)
    last_before = (DECLINE_MONTH - dt.timedelta(days=1)).isoformat()[:7]
    return [
        _cell(RATING, key, "perception", cut, value, before, last_month=last_before),
        _cell(RATING, key, "perception", cut, value, fallen, first_month=DECLINE_MONTH.isoformat()[:7]),
    ]


def _hit(cut: str, value: str, shift: Floats) -> Floats:
    """Return which kinds of customers of a segment live in the region that declines."""
    if cut == REGION.key:
        return np.full(len(shift), float(value == DECLINE_REGION))
    per_region = len(shift) // len(REGION.values)
    return np.repeat([float(region == DECLINE_REGION) for region in REGION.values], per_region)


def _cell(
    scale: AnswerScale,
    characteristic: str,
    aspect: str,
    cut: str,
    value: str,
    shares: Floats,
    first_month: str = FIRST_MONTH.isoformat()[:7],
    last_month: str = AS_OF.isoformat()[:7],
) -> Cell:
    mean = score(scale, shares)
    return Cell(characteristic, aspect, cut, value, first_month, last_month, _exact(mean), [_exact(s) for s in shares])


def _exact(number: float) -> float:
    # Twelve decimals: beyond what matters, short of where libraries differ.
    return round(float(number), 12) + 0.0


def all_gaps(cells: list[Cell]) -> list[Gap]:
    """Return the true gap of every characteristic that has an expectation, in every segment."""
    expected = {(c.characteristic, c.cut, c.cut_value): c.mean_score_0_100 for c in cells if c.aspect == EXPECTATION}
    return [
        Gap(*key, points=_exact(cell.mean_score_0_100 - expected[key]))
        for cell in cells
        if cell.aspect in ("perception", "overall")
        and (key := (cell.characteristic, cell.cut, cell.cut_value)) in expected
    ]


def all_net_promoter_scores(cells: list[Cell]) -> dict[str, dict[str, float]]:
    """Return the true NPS of every segment, by cut and value."""
    found: dict[str, dict[str, float]] = {}
    for cell in cells:
        if cell.aspect == "intention_to_recommend":
            found.setdefault(cell.cut, {})[cell.cut_value] = _exact(net_promoter_score(np.array(cell.shares)))
    return found


def planted_decline(cells: list[Cell]) -> dict[str, Any]:
    """Return the one step in time: where, from which month, and from which true level to which."""
    before, after = (
        cell.mean_score_0_100
        for cell in cells
        if (cell.characteristic, cell.aspect) == (DECLINE_CHARACTERISTIC, "perception")
        and (cell.cut, cell.cut_value) == (REGION.key, DECLINE_REGION)
    )
    return {
        "characteristic": DECLINE_CHARACTERISTIC,
        "aspect": "perception",
        "cut": REGION.key,
        "cut_value": DECLINE_REGION,
        "first_month": DECLINE_MONTH.isoformat()[:7],
        "mean_before": before,
        "mean_after": after,
        "points": _exact(after - before),
    }
