"""Small homes for tests: landing, gate ledger and reference tables written in the layout that dbt reads.

Stands in for ``ingest`` and ``expectations`` so that a model can be tested on rows that fit on a page. How real files
become landing rows, and what the gate decides, is tested with the real code and not here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from expectations import ledger
from ingest import reference
from ingest.contracts import CONTRACTS

Rows = pd.DataFrame | Iterable[Mapping[str, Any]]

_KINDS = {"text": "VARCHAR", "whole": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "day": "DATE"}
REFERENCE: dict[str, dict[str, str]] = {
    table: {name: _KINDS[kind] for name, kind in columns.items()} for table, columns in reference.TABLES.items()
}
LEDGER: dict[str, dict[str, str]] = {
    table: {
        field.name: {"int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN"}.get(str(field.type), "VARCHAR")
        for field in schema
    }
    for table, schema in ledger.TABLES.items()
}

SETTINGS: dict[str, str] = {
    "minimum_n": "10",
    "flag_n": "30",
    "verbatim_minimum_n": "15",
    "publish_quotes": "False",
    "quotes_per_theme": "3",
    "false_discovery_rate": "0.05",
    "headline_characteristic": "overall",
    "headline_aspect": "overall",
    "headline_period": "quarter",
    "trend_period": "month",
    "expectation_aspect": "expectation_desired",
    "as_of": "",
    "complaint_count_measure": "",
    "complaint_exposure_measure": "",
    "complaint_timezone": "",
    "complaint_follow_up_days": "30",
    "complaint_recurrence_days": "90",
    "complaint_outcome_days": "180",
    "text_minimum_kappa": "0.6",
    "text_minimum_human_codes": "200",
    "text_seed": "20260101",
}

DEFAULTS: dict[str, Any] = {
    "timezone": "UTC",
    "mode": "web",
    "base_weight": "1",
    "is_internal": False,
    "segments": {},
    "actor_role": None,
    "coder": "coder_a",
    "remark_id": "1",
    "cut": "overall",
    "cut_value": "all",
}

SOURCE_DEFAULTS: dict[str, Any] = {
    "method": "survey",
    "owner_role": "research",
    "cadence": "monthly",
    "sampling_kind": "probability",
    "is_stratified": False,
    "is_clustered": False,
    "lonely_psu": "adjust",
    "files_pattern": "*.csv",
    "max_quarantined_share": 0.05,
    "grace_days": 10,
}


def _frame(rows: Rows) -> pd.DataFrame:
    return rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame([dict(row) for row in rows])


def _arrow(frame: pd.DataFrame, column: str, sql_type: str, rows: int) -> pa.Array:
    values = frame[column].tolist() if column in frame else [DEFAULTS.get(column)] * rows
    if sql_type.startswith("MAP"):
        known = [
            None if value is None else list((value if isinstance(value, dict) else {}).items()) for value in values
        ]
        return pa.array(known, type=pa.map_(pa.string(), pa.string()))
    known = [None if value is None or value is pd.NaT or value != value else value for value in values]
    if sql_type.startswith(("DECIMAL", "VARCHAR")):
        known = [None if value is None else str(value) for value in known]
        return pa.array(known, type=pa.string())
    return pa.array(known) if known else pa.array([], type=pa.string())


def write_parquet(path: Path, rows: Rows, columns: Mapping[str, str]) -> int:
    """Write ``rows`` with exactly ``columns`` (name to DuckDB type); absent columns take the fixture's defaults."""
    frame = _frame(rows)
    unknown = set(frame.columns) - set(columns)
    if unknown:
        raise ValueError(f"{path.name}: no such column: {sorted(unknown)}")
    count = len(frame)
    table = pa.table({name: _arrow(frame, name, kind, count) for name, kind in columns.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    casts = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in columns.items())
    with duckdb.connect() as connection:
        connection.register("fixture", table)
        connection.execute(f"copy (select {casts} from fixture) to '{path}' (format parquet)")
    return count


def contract_types(contract: str) -> dict[str, str]:
    """Return the contract's landing columns and their DuckDB types."""
    return {name: column.sql_type for name, column in CONTRACTS[contract].columns().items()}


@dataclass
class LandingHome:
    """A home folder built batch by batch; call :meth:`write` last.

    ``rejected`` of :meth:`batch` maps a source row to its status and reasons: ``{7: ("quarantined", "bad_date")}``.
    """

    path: Path
    references: dict[str, pd.DataFrame] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    ledger: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in LEDGER})
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reference(self, table: str, rows: Rows) -> LandingHome:
        """Give the rows of one reference table."""
        self.references[table] = _frame(rows)
        return self

    def source(self, source_id: str, **columns: Any) -> LandingHome:
        """Declare a source; what is not given takes ``SOURCE_DEFAULTS``."""
        self.sources[source_id] = {"source_id": source_id, **SOURCE_DEFAULTS, **columns}
        return self

    def batch(
        self,
        source_id: str,
        contracts: Mapping[str, Rows],
        *,
        scope: str | None = None,
        mode: str = "incremental",
        status: str = "passed",
        rejected: Mapping[int, tuple[str, str]] | None = None,
    ) -> str:
        """Land one delivery of all its contracts and return its batch id."""
        if source_id not in self.sources:
            self.source(source_id)
        sequence = 1 + len({row["batch_id"] for row in self.ledger["batch"] if row["source_id"] == source_id})
        batch_id = hashlib.sha256(f"{source_id}|{sequence}".encode()).hexdigest()[:16]
        rejected = rejected or {}
        for contract, rows in contracts.items():
            frame = self._land(source_id, batch_id, contract, _frame(rows))
            self._count(source_id, batch_id, contract, frame, rejected, sequence, scope, mode, status)
        self.ledger["rows"] += [
            {"source_id": source_id, "batch_id": batch_id, "source_row": row, "status": state, "reasons": reasons}
            for row, (state, reasons) in rejected.items()
        ]
        return batch_id

    def _land(self, source_id: str, batch_id: str, contract: str, frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.assign(source_id=source_id, batch_id=batch_id).reset_index(drop=True)
        if "source_row" not in frame:
            frame["source_row"] = range(2, len(frame) + 2)
        months = pd.to_datetime(frame["event_at"]).dt.strftime("%Y-%m") if len(frame) else pd.Series(dtype=str)
        folder = self.path / "landing" / contract / source_id / batch_id
        for month, part in frame.groupby(months):
            write_parquet(folder / f"{month}.parquet", part, contract_types(contract))
        return frame

    def _count(
        self,
        source_id: str,
        batch_id: str,
        contract: str,
        frame: pd.DataFrame,
        rejected: Mapping[int, tuple[str, str]],
        sequence: int,
        scope: str | None,
        mode: str,
        status: str,
    ) -> None:
        states = frame["source_row"].map(lambda row: rejected.get(int(row), ("accepted", ""))[0]).value_counts()
        self.ledger["batch"].append(
            {
                "contract": contract,
                "source_id": source_id,
                "batch_id": batch_id,
                "sequence": sequence,
                "scope": scope,
                "mode": mode,
                "file": f"{source_id}_{sequence}.csv",
                "file_sha256": hashlib.sha256(batch_id.encode()).hexdigest(),
                "landed_at": f"2026-01-01T00:00:{sequence % 60:02d}Z",
                "status": status,
                "message": "",
                "landed": len(frame),
                "accepted": int(states.get("accepted", 0)),
                "quarantined": int(states.get("quarantined", 0)),
                "duplicate": int(states.get("duplicate", 0)),
            }
        )

    def write(self) -> Path:
        """Write schemas, reference tables and the gate's ledger; return the home folder."""
        for contract in CONTRACTS:
            write_parquet(self.path / "landing" / "_schema" / f"{contract}.parquet", [], contract_types(contract))
        tables = {
            "organisation": [
                {"organisation_id": "fixture", "kind": "private", "is_synthetic": True, "timezone": "UTC"}
            ],
            "language": [{"language": "en", "is_default": True, "position": 1}],
            "segment": [],
            **self.references,
            "source": list(self.sources.values()),
            "setting": [{"setting": name, "value": value} for name, value in self.settings.items()],
        }
        segments = _frame(tables["segment"])
        overall = pd.DataFrame([{"cut": "overall", "cut_value": "all", "position": 0}])
        tables["segment"] = pd.concat([overall, segments], ignore_index=True)
        for name, columns in REFERENCE.items():
            write_parquet(self.path / "landing" / "_reference" / f"{name}.parquet", tables.get(name, []), columns)
        for name, columns in LEDGER.items():
            write_parquet(self.path / "quarantine" / "_ledger" / f"{name}.parquet", self.ledger[name], columns)
        (self.path / "warehouse").mkdir(parents=True, exist_ok=True)
        return self.path


def question(
    key: str, characteristic: str, aspect: str, scale: tuple[float, float], direction: str = "up"
) -> dict[str, Any]:
    """Return one row of the question reference; ``scale`` is its lowest and highest label."""
    return {
        "question_key": key,
        "characteristic_key": characteristic,
        "aspect": aspect,
        "scale_key": f"scale_{scale[0]:g}_{scale[1]:g}_{direction}",
        "scale_min": scale[0],
        "scale_max": scale[1],
        "scale_direction": direction,
        "is_comparable": True,
    }


def survey(
    interviews: pd.DataFrame, questions: Iterable[Mapping[str, Any]], cuts: Iterable[str] = ()
) -> dict[str, pd.DataFrame]:
    """Turn a wide frame into ``survey_response`` and ``survey_answer`` rows.

    ``interviews`` has ``source_record_id``, ``event_at``, contract columns (``stratum``, ``psu``, ``base_weight``,
    ``wave``), the columns named in ``cuts``, and one column per question key: a number, or a missing code as text (None
    is ``blank``).
    """
    questions, cuts = list(questions), list(cuts)
    asked = [item["question_key"] for item in questions]
    frame = interviews.reset_index(drop=True)
    frame["source_row"] = frame.get("source_row", pd.Series(range(2, len(frame) + 2)))
    frame["event_at"] = pd.to_datetime(frame["event_at"])
    responses = frame.drop(columns=asked + cuts)
    segments = frame[cuts].astype(object).to_dict("records") if cuts else [{}] * len(frame)
    responses["segments"] = [{k: str(v) for k, v in row.items() if v is not None and v == v} for row in segments]
    parts = [_answers(frame, item) for item in questions]
    return {"survey_response": responses, "survey_answer": pd.concat(parts, ignore_index=True)}


def _answers(frame: pd.DataFrame, item: Mapping[str, Any]) -> pd.DataFrame:
    given = frame[item["question_key"]].astype(object)
    numbers = pd.to_numeric(given, errors="coerce")
    missing = [
        None if number == number else (code if isinstance(code, str) else "blank")
        for number, code in zip(numbers, given, strict=True)
    ]
    answers = frame[["source_record_id", "source_row", "event_at"]].copy()
    for name in ("question_key", "characteristic_key", "aspect", "scale_min", "scale_max", "scale_direction"):
        answers[name] = item[name]
    answers["raw_value"] = given
    answers["value"] = numbers
    answers["missing_code"] = missing
    return answers


__all__ = ["LEDGER", "REFERENCE", "SETTINGS", "LandingHome", "contract_types", "question", "survey", "write_parquet"]
