"""Do intervals and verdicts mean what they say? Simulated waves with a known truth, through the warehouse's own models.

``make bench ONLY=calibration`` writes its tables beside the other seeds, because the methods page shows them:
``seed_calibration.csv`` (coverage by design and measure) and ``seed_calibration_verdict.csv`` (false verdicts and power).
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tests.benchmarks.calibration.coverage import coverage, covered
from tests.benchmarks.calibration.events import event_figures, false_alarms
from tests.benchmarks.calibration.population import population, truths
from tests.benchmarks.calibration.verdicts import FALSE_DISCOVERY_RATE, trend_verdicts, wave_verdicts
from tests.benchmarks.calibration.waves import figures

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
WAVES, TREND_FAMILIES = 3_000, 1_000
WANTED = (0.94, 0.96)


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Simulate, judge, write the tables and return what they come to. ``rows`` plays no part."""
    del rows
    people, started = population(), time.perf_counter()
    found = figures(folder, people, WAVES)
    events = [covered(design, measure, "", truth, drawn) for design, measure, truth, drawn in event_figures(WAVES)]
    table = pd.concat([coverage(found, truths(people)), pd.DataFrame(events)], ignore_index=True)
    verdicts = pd.DataFrame([*wave_verdicts(found), *trend_verdicts(TREND_FAMILIES), *false_alarms()])
    _write(table, SEEDS / "seed_calibration.csv")
    _write(verdicts, SEEDS / "seed_calibration_verdict.csv")
    inside = table.coverage.between(*WANTED)
    return {
        "subject": "coverage of 95 % intervals, false verdicts and power on simulated truth",
        "aim": "coverage 0.94 to 0.96 for every measure and design; false verdicts within the declared rate",
        "waves_per_design": WAVES,
        "seconds": round(time.perf_counter() - started),
        "cells": len(table),
        "cells_inside": int(inside.sum()),
        "outside": table[~inside][["design", "measure", "aspect", "coverage"]].to_numpy().tolist(),
        "declared_false_discovery_rate": FALSE_DISCOVERY_RATE,
        "largest_false_discovery_rate": float(verdicts.false_discovery_rate.max()),
    }


def _write(table: pd.DataFrame, path: Path) -> None:
    rows: Sequence[Sequence[Any]] = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([list(table.columns), *rows])
