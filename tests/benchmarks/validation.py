"""The gate on a landed wide survey, against one hand-written DuckDB query that makes the same checks of its rows.

The query reads the landed files, asks of every row what the rules ask, looks for records that come twice and for interviews
without answers, and writes the lines that fail with their reasons. Great Expectations' own pass and the observations that
drift and flags need are measured apart: nobody would write them by hand.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import duckdb

from expectations import batch_view, gate, ge_engine, quarantine
from expectations.deliveries import landed
from expectations.rules import rules_of
from tests.benchmarks import wide
from tests.benchmarks.runner import measure, ratio

AIM = "ratio at most 1.5 for the row rules"


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Measure the gate on a home where a file with so many lines has landed."""
    home = folder / "home"
    if not home.exists():
        (folder / "data").mkdir()
        wide.generate(folder / "data" / "wide.csv", rows)
        wide.land(folder / "data", home)
    floor = measure(floor_query, home, folder / "floor.parquet")
    row_rules = measure(row_rules_of, home)
    expectations = measure(great_expectations, home)
    whole = measure(whole_gate, home)
    if floor.told != row_rules.told:
        raise RuntimeError(f"the floor found {floor.told} lines and the rules {row_rules.told}")
    return {
        "subject": "judging a landed wide survey line by line",
        "aim": AIM,
        "rows": rows,
        "lines_not_accepted": row_rules.told,
        "ratio": ratio(row_rules, floor),
        "ratio_of_the_whole_gate": ratio(whole, floor),
        "row_rules": row_rules.as_result(),
        "floor": floor.as_result(),
        "great_expectations_seconds": round(expectations.told, 2),
        "whole_gate": whole.as_result(),
    }


def row_rules_of(home: Path) -> int:
    """The product's row rules: the checked batch, every broken rule, the decision on every line."""
    profile = wide.profile()
    with ge_engine.working_connection(home / "spill") as connection:
        source = profile.sources[0]
        rules = rules_of(batch_view.build(connection, landed(home), source, profile), source, profile)
        quarantine.judge(connection, rules)
        quarantine.decide(connection, rules)
        return _count(connection, "SELECT count(*) FROM line_status")


def great_expectations(home: Path) -> float:
    """Great Expectations' own pass over the same checked batch; returns its seconds, its import not counted."""
    profile = wide.profile()
    with ge_engine.working_connection(home / "spill") as connection:
        source = profile.sources[0]
        rules = rules_of(batch_view.build(connection, landed(home), source, profile), source, profile)
        ge_engine.import_great_expectations()
        started = time.perf_counter()
        engine = ge_engine.Engine(connection)
        for contract, some in rules.items():
            engine.validate(contract, source.id, some)
        return time.perf_counter() - started


def whole_gate(home: Path) -> str:
    """All that the gate does, from the landed files to the files that the warehouse reads."""
    shutil.rmtree(home / "quarantine", ignore_errors=True)
    (judged,) = gate.validate_pending(home, wide.profile())
    if not judged.agrees:
        raise RuntimeError(judged.message)
    return judged.status


RESPONSE_CHECKS = {
    "missing": "source_record_id IS NULL OR trim(source_record_id) = '' OR event_at IS NULL OR mode IS NULL OR timezone IS NULL "
    "OR base_weight IS NULL OR is_internal IS NULL OR segments IS NULL",
    "unread": "unparsed IS NOT NULL",
    "range": "base_weight <= 0 OR base_weight > weight_limit OR stratum_population < 1 OR event_at < TIMESTAMP '1990-01-01' "
    "OR event_at > TIMESTAMP '2026-10-03' OR started_at > TIMESTAMP '2026-10-03' OR ended_at > TIMESTAMP '2026-10-03' "
    "OR started_at < TIMESTAMP '1990-01-01' OR ended_at < TIMESTAMP '1990-01-01' OR ended_at < started_at",
    "vocabulary": "mode NOT IN ('web', 'telephone', 'face_to_face', 'paper', 'kiosk', 'sms', 'email', 'app', 'chat', 'social') "
    "OR completion_status NOT IN ('complete', 'partial', 'break_off', 'screened_out') "
    "OR respondent_role NOT IN ('user', 'buyer', 'decision_maker', 'intermediary') "
    "OR respondent_status NOT IN ('current', 'lapsed', 'potential') OR strlen(language) NOT BETWEEN 2 AND 3 "
    "OR NOT regexp_full_match(disposition, '[1-4](\\.[0-9]{1,4}|[0-9]{2,4})') "
    "OR segments['region'] NOT IN ('north', 'south', 'east', 'west') OR len(map_keys(segments)) > 1",
}
ANSWER_CHECKS = {
    "missing": "source_record_id IS NULL OR trim(source_record_id) = '' OR event_at IS NULL OR timezone IS NULL OR "
    "question_key IS NULL OR characteristic_key IS NULL OR aspect IS NULL",
    "unread": "unparsed IS NOT NULL",
    "range": "value < scale_min OR value > scale_max OR scale_max < scale_min OR (value IS NOT NULL AND scale_min IS NULL) "
    "OR event_at < TIMESTAMP '1990-01-01' OR event_at > TIMESTAMP '2026-10-03' "
    "OR (value IS NOT NULL AND missing_code IS NOT NULL) "
    "OR (value IS NULL AND missing_code IS NULL AND text_original IS NULL AND unparsed IS NULL)",
    "vocabulary": "missing_code NOT IN ('not_applicable', 'dont_know', 'refused', 'not_asked', 'blank') "
    f"OR scale_direction NOT IN ('up', 'down') OR question_key NOT IN ({', '.join(map(repr, wide.QUESTIONS))}) "
    "OR aspect NOT IN ('perception', 'expectation_minimum', 'expectation_desired', 'importance', 'overall', 'priority_pick') "
    "OR left(characteristic_key, 1) <> 'c' OR strlen(language) NOT BETWEEN 2 AND 3",
}


def floor_query(home: Path, target: Path) -> int:
    """The floor: one query from the landed files to the lines that fail, with their reasons."""
    responses, answers = (
        f"read_parquet('{home}/landing/{contract}/wide/*/*.parquet')"
        for contract in ("survey_response", "survey_answer")
    )
    with duckdb.connect() as connection:
        connection.execute(f"""
            COPY (
                WITH limits AS (
                    SELECT 1000 * quantile_disc(base_weight, 0.5) AS weight_limit FROM {responses} WHERE base_weight > 0
                ),
                broken AS (
                    SELECT source_row, {_reasons(RESPONSE_CHECKS)} AS reasons
                    FROM {responses}, limits WHERE {_any(RESPONSE_CHECKS)}
                    UNION ALL
                    SELECT source_row, {_reasons(ANSWER_CHECKS)} FROM {answers} WHERE {_any(ANSWER_CHECKS)}
                    UNION ALL
                    SELECT unnest(lines), ['repeated'] FROM (
                        SELECT list(source_row) AS lines FROM {responses} GROUP BY source_record_id HAVING count(*) > 1
                    )
                    UNION ALL
                    SELECT unnest(lines), ['repeated'] FROM (
                        SELECT list(source_row) AS lines FROM (
                            SELECT source_row, source_record_id, question_key FROM {answers}
                            WHERE hash(source_record_id, question_key) IN (
                                SELECT hash(source_record_id, question_key) FROM {answers} GROUP BY 1 HAVING count(*) > 1
                            )
                        ) GROUP BY source_record_id, question_key HAVING count(*) > 1
                    )
                    UNION ALL
                    SELECT r.source_row, ['lonely'] FROM {responses} AS r WHERE NOT EXISTS (
                        SELECT 1 FROM {answers} AS a WHERE a.source_row = r.source_row
                            AND (a.value IS NOT NULL OR a.missing_code IS NOT NULL OR a.unparsed IS NOT NULL)
                    )
                    UNION ALL
                    SELECT a.source_row, ['lonely'] FROM {answers} AS a
                    WHERE NOT EXISTS (SELECT 1 FROM {responses} AS r WHERE a.source_row = r.source_row)
                )
                SELECT source_row, array_to_string(list_sort(list_distinct(flatten(list(reasons)))), ',') AS reasons
                FROM broken GROUP BY source_row ORDER BY source_row
            ) TO '{target}' (FORMAT parquet)
        """)
        return _count(connection, f"SELECT count(*) FROM read_parquet('{target}')")


def _reasons(checks: dict[str, str]) -> str:
    return "[" + ", ".join(f"CASE WHEN {sql} THEN '{name}' END" for name, sql in checks.items()) + "]"


def _any(checks: dict[str, str]) -> str:
    return " OR ".join(f"({sql})" for sql in checks.values())


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


__all__ = ["AIM", "floor_query", "great_expectations", "result", "row_rules_of", "whole_gate"]
