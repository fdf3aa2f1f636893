"""Landing a delivery of ten lines for two contracts: what a delivery costs however small it is."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import wide
from tests.benchmarks.runner import measure

AIM = "well below 0.3 seconds"
REPEATS = 5


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Measure landing of ten lines, in a home that has landed something before; ``rows`` plays no part."""
    del rows
    for turn in range(REPEATS + 1):
        (folder / f"data{turn}").mkdir()
        wide.generate(folder / f"data{turn}" / "wide.csv", 10 + turn)
    first, *later = measure(land_several, folder).told
    return {
        "subject": "landing a delivery of ten lines for two contracts",
        "aim": AIM,
        "seconds": round(statistics.median(took for took, _ in later), 3),
        "processor_seconds": round(statistics.median(used for _, used in later), 3),
        "seconds_of_the_first_in_a_home": round(first[0], 3),
    }


def land_several(folder: Path) -> list[tuple[float, float]]:
    """Land one delivery after the other into one home; return seconds and processor seconds of each."""
    told = []
    for turn in range(REPEATS + 1):
        started, used = time.perf_counter(), time.process_time()
        wide.land(folder / f"data{turn}", folder / "home")
        told.append((time.perf_counter() - started, time.process_time() - used))
    return told


__all__ = ["AIM", "land_several", "result"]
