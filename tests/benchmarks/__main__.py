"""``make bench``: measures the product against hand-written floors and writes ``results.json`` beside this file.

Every result is a ratio within one run on one machine, so that it can be compared between machines. Nothing here passes or
fails: speed is measured, not asserted.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from expectations import gate
from ingest import demo
from ingest.landing import land_all, land_source
from ingest.profiles import load_profile
from tests.conftest import remove, run_organisation

RESULTS = Path(__file__).with_name("results.json")
INTERVIEWS = 60_000
REPEATS = 3
NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
SOURCE = "survey_web"


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(make_work: Callable[[int], Callable[[], object]]) -> float:
    """Return the median time of freshly prepared work."""
    return statistics.median(seconds(make_work(turn)) for turn in range(REPEATS))


def floor_copy(files: list[Path], target: Path) -> None:
    """The floor of landing: the same files, all columns as text, into one Parquet file by one DuckDB COPY."""
    names = [str(path) for path in files]
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(
            f"copy (select * from read_csv({names!r}, all_varchar = true, union_by_name = true)) to '{target}' (format parquet)"
        )


def bench_landing(folder: Path, data: Path) -> dict[str, float]:
    """Landing of one survey (mapping, long form, pseudonyms, redaction) against the floor."""
    profile = load_profile("demo")
    files = sorted((data / "survey_web").glob("*.csv"))
    floor = median(lambda turn: lambda: floor_copy(files, folder / f"floor{turn}.parquet"))
    landing = median(lambda turn: lambda: land_source(profile, SOURCE, data, folder / f"home{turn}", NOW))
    return {"floor_seconds": floor, "product_seconds": landing, "ratio": landing / floor}


def floor_checks(home: Path) -> None:
    """The floor of the row rules: twelve checks on the landed interviews and answers in two hand-written queries."""
    responses = str(home / "landing" / "survey_response" / SOURCE / "*" / "*.parquet")
    answers = str(home / "landing" / "survey_answer" / SOURCE / "*" / "*.parquet")
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            select count_if(source_record_id is null), count_if(event_at is null), count_if(base_weight is null),
                count_if(base_weight <= 0), count_if(mode not in ('web', 'telephone', 'face_to_face')),
                count_if(stratum is null), count_if(is_internal), count_if(unparsed is not null),
                count_if(ended_at < started_at), count(*) - count(distinct source_record_id)
            from read_parquet('{responses}')
            """
        ).fetchall()
        connection.execute(
            f"""
            select count_if(value < scale_min or value > scale_max), count_if(question_key is null),
                count(*) - count(distinct (source_record_id, question_key))
            from read_parquet('{answers}')
            """
        ).fetchall()


def bench_gate(folder: Path) -> dict[str, float]:
    """The gate (all rules, quarantine files, Great Expectations) against the floor, on what ``bench_landing`` landed."""
    profile = load_profile("demo")
    floor = median(lambda turn: lambda: floor_checks(folder / f"home{turn}"))
    judged = median(lambda turn: lambda: gate.validate_pending(folder / f"home{turn}", profile))
    return {"floor_seconds": floor, "product_seconds": judged, "ratio": judged / floor}


def bench_run(folder: Path) -> dict[str, float]:
    """The whole run of the shipped demo: first, and again with nothing new."""
    home = folder / "run"
    first = seconds(lambda: run_organisation("demo", home))
    again = seconds(lambda: run_organisation("demo", home))
    return {"first_seconds": first, "nothing_new_seconds": again, "ratio": again / first}


def main() -> int:
    """Measure, print and write the results."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        data = folder / "data"
        demo.generate(data, interviews=INTERVIEWS)
        land_all(load_profile("demo"), folder / "nothing", folder / "warm", NOW)
        results: dict[str, object] = {
            "command": "make bench",
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
            "cores": os.cpu_count(),
            "interviews": INTERVIEWS,
            "landing": bench_landing(folder, data),
            "gate": bench_gate(folder),
            "run": bench_run(folder),
        }
    finally:
        remove(folder)
        shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(results, indent=1, default=lambda value: round(value, 3))
    RESULTS.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
