"""The wide survey that several benchmarks use: a CSV file with twelve questions, one line per interview.

One answer in fifty is blank, one in a hundred means "don't know", one in ten thousand cannot be read.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from ingest.landing import land_source
from ingest.profiles import load_profile
from ingest.profiles.models import Profile

PROFILE = Path(__file__).with_name("wide_profile.yml")
SOURCE = "wide"
QUESTIONS = [f"q{number:02d}" for number in range(1, 13)]
NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def profile() -> Profile:
    """Return the profile of the wide survey."""
    return load_profile(str(PROFILE))


def generate(file: Path, rows: int) -> None:
    """Write the CSV file; the same rows each time."""
    draw = "hash(i * 31 + {number}) % 10000"
    answer = "CASE WHEN d = 0 THEN 'x' WHEN d < 200 THEN '' WHEN d < 300 THEN '9' ELSE (1 + d % 5)::VARCHAR END"
    answers = ", ".join(
        answer.replace("d ", f"{draw.format(number=number)} ") + f" AS {name}" for number, name in enumerate(QUESTIONS)
    )
    with duckdb.connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT 'R' || lpad(i::VARCHAR, 9, '0') AS id,
                    strftime(TIMESTAMP '2024-01-01' + to_minutes((i % 1500000)::INTEGER), '%Y-%m-%d %H:%M:%S') AS "at",
                    ['web', 'paper', 'phone'][1 + i % 3] AS mode,
                    ['north', 'south', 'east', 'west'][(1 + hash(i) % 4)::INTEGER] AS region,
                    (0.5 + (hash(i + 7) % 1000) / 1000.0)::DECIMAL(9, 3) AS weight,
                    {answers}
                FROM range({rows}) AS t(i)
            ) TO '{file}' (HEADER)
        """)


def land(data: Path, home: Path) -> list[int]:
    """Land the file as the product does; return the landed rows of each contract."""
    report = land_source(profile(), SOURCE, data, home, NOW)
    if report.refused or not report.new:
        raise RuntimeError(f"nothing landed: {report}")
    return [manifest.rows for manifest in report.new]


__all__ = ["NOW", "PROFILE", "QUESTIONS", "SOURCE", "generate", "land", "profile"]
