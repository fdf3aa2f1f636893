"""The whole run of the demo organisation, from its files to an edition: first, with one more delivery, with nothing new."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from ingest import demo
from tests.conftest import remove, run_organisation

AIM = "a day's delivery costs what it touches, nothing new costs next to nothing"
LATEST = "survey_web"


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Measure three runs; the second brings the latest file of one source. ``rows`` plays no part."""
    del rows
    data, home = folder / "demo", folder / "run"
    demo.generate(data)
    latest = max((data / LATEST).glob("*.csv"))
    kept = latest.rename(folder / latest.name)
    try:
        first = _seconds(home, data)
        kept.rename(latest)
        one_more = _seconds(home, data)
        nothing_new = _seconds(home, data)
    finally:
        remove(home)
    return {
        "subject": "the whole run of the demo organisation",
        "aim": AIM,
        "first_seconds": round(first, 1),
        "one_more_delivery_seconds": round(one_more, 1),
        "nothing_new_seconds": round(nothing_new, 1),
        "ratio_one_more_delivery": round(one_more / first, 2),
        "ratio_nothing_new": round(nothing_new / first, 2),
    }


def _seconds(home: Path, data: Path) -> float:
    started = time.perf_counter()
    done = run_organisation("demo", home, data)
    if done.exit_code:
        raise RuntimeError(done.output)
    return time.perf_counter() - started


__all__ = ["AIM", "result"]
