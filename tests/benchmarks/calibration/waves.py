"""Simulated waves as landed rows, one month each, and the figures that the warehouse makes of them.

The rows enter at landing and the figures leave from ``mart_metric``; nothing in between is known here.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from tests.benchmarks.calibration.population import DESIGNS, QUESTIONS, SEED, Population
from tests.fixtures_dbt import build, query
from tests.fixtures_landing import LandingHome, contract_types, question

FIRST_MONTH = np.datetime64("1600-01")
CHUNK = 250
TIMEOUT_SECONDS = 3_600


def questions(design: str) -> list[dict[str, object]]:
    """Return the questions of a design's survey; each design asks about a characteristic of its own."""
    return [question(f"{design}_{aspect}", design, aspect, scale) for aspect, scale in QUESTIONS.items()]


def wave_rows(people: Population, design: str, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the interviews and the answers of one wave, drawn with a seed of its own."""
    rng = np.random.default_rng([SEED, list(DESIGNS).index(design), number])
    who, responses = DESIGNS[design](people, rng)
    responses = responses.assign(
        source_record_id=[f"{number}-{i}" for i in range(len(who))],
        source_row=number * 1_000 + np.arange(len(who)),
        event_at=pd.Timestamp((FIRST_MONTH + number).astype("datetime64[s]")),
    )
    parts = [
        responses[["source_record_id", "source_row", "event_at"]].assign(
            question_key=f"{design}_{aspect}", aspect=aspect, value=people.answers[aspect][who]
        )
        for aspect in QUESTIONS
    ]
    return responses, pd.concat(parts, ignore_index=True)


def _land(home: LandingHome, people: Population, design: str, numbers: range) -> None:
    drawn = [wave_rows(people, design, number) for number in numbers]
    responses = pd.concat([rows for rows, _ in drawn], ignore_index=True)
    answers = pd.concat([rows for _, rows in drawn], ignore_index=True)
    scales = {f"{design}_{aspect}": scale for aspect, scale in QUESTIONS.items()}
    answers["scale_min"] = answers.question_key.map({key: low for key, (low, _) in scales.items()})
    answers["scale_max"] = answers.question_key.map({key: high for key, (_, high) in scales.items()})
    answers = answers.assign(characteristic_key=design, scale_direction="up")
    responses = responses.assign(mode="web", is_internal=False)
    batch = f"{design}{numbers.start:08d}"[-16:].rjust(16, "0")
    for contract, rows in (("survey_response", responses), ("survey_answer", answers)):
        _write(home.path / "landing" / contract / design / batch / "waves.parquet", rows, contract, design, batch)
        home.ledger["batch"].append(
            {
                "contract": contract,
                "source_id": design,
                "batch_id": batch,
                "sequence": 1 + numbers.start // CHUNK,
                "scope": None,
                "mode": "incremental",
                "file": f"{batch}.csv",
                "file_sha256": batch,
                "landed_at": "2026-01-01T00:00:00Z",
                "status": "passed",
                "message": "",
                "landed": len(rows),
                "accepted": len(rows),
                "quarantined": 0,
                "duplicate": 0,
            }
        )


def _write(path: Path, rows: pd.DataFrame, contract: str, source: str, batch: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = rows.assign(source_id=source, batch_id=batch, timezone="UTC")
    given = set(rows.columns)
    empty = {"segments": "map([]::varchar[], []::varchar[])"}
    columns = ", ".join(
        f'cast({name if name in given else empty.get(name, "null")} as {kind}) as "{name}"'
        for name, kind in contract_types(contract).items()
    )
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        connection.execute(f"copy (select {columns} from rows) to '{path}' (format parquet)")


def figures(folder: Path, people: Population, waves: int) -> pd.DataFrame:
    """Land ``waves`` waves of every design, run the models and return the monthly figures of ``mart_metric``."""
    home = LandingHome(folder)
    for design in DESIGNS:
        home.source(design, is_stratified=design == "stratified", is_clustered=design == "clustered")
        for start in range(0, waves, CHUNK):
            _land(home, people, design, range(start, min(start + CHUNK, waves)))
    keys = [*DESIGNS, "overall"]
    home.reference(
        "characteristic",
        [{"characteristic_key": key, "is_overall": key == "overall", "position": i} for i, key in enumerate(keys)],
    )
    home.reference("question", [item for design in DESIGNS for item in questions(design)])
    build(home.write(), "+mart_metric", timeout=TIMEOUT_SECONDS)
    return query(
        folder,
        """
        select characteristic_key as design, measure, aspect, period_start, estimate, se, ci_low, ci_high, ci_method, n, n_eff, df
        from marts.mart_metric
        where period_type = 'month' and cut = 'overall' and measure <> 'M5_gap_weighted_total'
        order by all
        """,
    )
