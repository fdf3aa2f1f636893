"""``make bench``: measures the product against hand-written floors and writes ``results.json`` beside this file.

``make bench ROWS=1000000`` lands a smaller file, ``make bench ONLY=landing_wide,validation`` measures some subjects and keeps
the results of the others. Every result is a ratio within one run on one machine, so that machines can be compared.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import calibration, demo_run, landing_wide, report_site, small_landing, validation
from tests.benchmarks.runner import machine
from tests.conftest import remove

RESULTS = Path(__file__).with_name("results.json")
ROWS = 10_000_000
# Validation goes on with the home that landing_wide leaves.
SUBJECTS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "landing_wide": landing_wide.result,
    "validation": validation.result,
    "small_landing": small_landing.result,
    "demo_run": demo_run.result,
    "report_site": report_site.result,
    "calibration": calibration.result,
}
SHARED = ("landing_wide", "validation")


def main() -> int:
    """Measure, print and write the results."""
    rows = int(os.environ.get("ROWS") or ROWS)
    chosen = [name for name in (os.environ.get("ONLY") or ",".join(SUBJECTS)).split(",") if name]
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    results = {name: known[name] for name in SUBJECTS if name in known}
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        for name in chosen:
            place = folder / ("wide" if name in SHARED else name)
            place.mkdir(exist_ok=True)
            about = {"measured_on": dt.datetime.now(dt.UTC).date().isoformat(), "command": _command(name, rows)}
            results[name] = about | {"machine": machine()} | SUBJECTS[name](place, rows)
            sys.stdout.write(json.dumps({name: results[name]}, indent=1) + "\n")
            sys.stdout.flush()
            ordered = {subject: results[subject] for subject in SUBJECTS if subject in results}
            RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    finally:
        remove(folder)
    return 0


def _command(name: str, rows: int) -> str:
    return f"make bench ONLY={name}" + (f" ROWS={rows}" if name in SHARED else "")


if __name__ == "__main__":
    sys.exit(main())
