"""What is worth noting about a delivery without keeping any line out: flags on interviews, and figures of its columns.

Flags (too fast, all answers alike, broken off) go to the models, which may set flagged interviews aside and say so; no
line is removed for one. The figures of columns are what ``expectations.drift`` compares from delivery to delivery.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from expectations import predicates
from expectations.deliveries import Delivery
from expectations.files import parquet_bytes, write_if_changed
from expectations.rules import BOOKKEEPING, Rule
from ingest.contracts import CONTRACTS
from ingest.sql import identifier, literal

SPEEDER_SHARE = 3
MINIMUM_DURATIONS = 30
STRAIGHT_LINE_ANSWERS = 8
DELIVERIES_LOOKED_BACK = 12
UNOBSERVED = (*BOOKKEEPING, "source_record_id", "event_at", "timezone", "record_version")

FLAGS = pa.schema(
    [
        ("source_id", pa.string()),
        ("batch_id", pa.string()),
        ("source_row", pa.int64()),
        ("flag", pa.string()),
        ("value", pa.float64()),
    ]
)
COLUMNS = pa.schema(
    [
        ("source_id", pa.string()),
        ("batch_id", pa.string()),
        ("contract", pa.string()),
        ("column_name", pa.string()),
        ("item", pa.string()),
        ("n", pa.int64()),
        ("n_missing", pa.int64()),
        ("n_unknown", pa.int64()),
        ("n_number", pa.int64()),
        ("mean", pa.float64()),
        ("variance", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Observations:
    """Flags on the lines of one delivery, and the figures of its columns."""

    flags: pa.Table
    columns: pa.Table


def nothing() -> Observations:
    """Return the observations of a delivery whose lines could not be judged."""
    return Observations(FLAGS.empty_table(), COLUMNS.empty_table())


def observe(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    others: Sequence[Delivery],
    rules: Mapping[str, Sequence[Rule]],
) -> Observations:
    """Look at one delivery of the checked batches. Figures are rounded: the order of a sum must not show.

    Args:
        connection: holds the checked batches.
        delivery: the delivery.
        others: all deliveries of its source; the latest up to this one say how long an interview usually takes.
        rules: its row rules, by contract.
    """
    queries = _flag_queries(delivery, others)
    found = [connection.execute(query, [delivery.batch_id]).fetch_arrow_table() for query in queries]
    flags = pa.concat_tables([FLAGS.empty_table(), *(_with_source(delivery, table) for table in found)])
    rows = [
        row
        for contract in delivery.contracts
        for row in _column_figures(connection, delivery, contract, rules[contract])
    ]
    ordered = flags.sort_by([("source_row", "ascending"), ("flag", "ascending")])
    return Observations(ordered, pa.Table.from_pylist(rows, COLUMNS))


def write(home: Path, delivery: Delivery, observations: Observations) -> None:
    """Write ``flags.parquet`` and ``columns.parquet`` beside the delivery's verdict."""
    folder = delivery.verdict_folder(home)
    write_if_changed(folder / "flags.parquet", parquet_bytes(observations.flags))
    write_if_changed(folder / "columns.parquet", parquet_bytes(observations.columns))


def _with_source(delivery: Delivery, found: pa.Table) -> pa.Table:
    names = {"source_id": delivery.source_id, "batch_id": delivery.batch_id}
    columns = [pa.array([name] * found.num_rows, pa.string()) for name in names.values()]
    cast = [found[name].cast(FLAGS.field(name).type) for name in ("source_row", "flag", "value")]
    return pa.table([*columns, *cast], schema=FLAGS)


def _flag_queries(delivery: Delivery, others: Sequence[Delivery]) -> list[str]:
    if "survey_response" not in delivery.contracts or delivery.is_empty("survey_response"):
        return []
    queries = [_speeders(delivery, others)]
    if "survey_answer" in delivery.contracts:
        return [*queries, _straight_lines(), _partials(_BLANK_SHARES)]
    return [*queries, _partials("select null::varchar as source_record_id, null::double as share")]


def _speeders(delivery: Delivery, others: Sequence[Delivery]) -> str:
    """Interviews in less than a third of the usual time: the median of the source's deliveries up to this one."""
    until = [each for each in others if each.sequence <= delivery.sequence and "survey_response" in each.contracts]
    files = [literal(file) for each in until[-DELIVERIES_LOOKED_BACK:] for file in each.files("survey_response")]
    seconds = "epoch(ended_at) - epoch(started_at)"
    return f"""
        with usual as (
            select median({seconds}) as seconds
            from read_parquet([{", ".join(files)}], union_by_name = true)
            where ended_at > started_at having count(*) >= {MINIMUM_DURATIONS}
        )
        select distinct source_row, 'speeder' as flag, {seconds} as value
        from landed_survey_response, usual
        where batch_id = ? and ended_at >= started_at and {seconds} < usual.seconds / {SPEEDER_SHARE}
    """


def _straight_lines() -> str:
    """Interviews with many perceptions on a scale, and the same number for each of them."""
    # To count different questions is dear: only where all values are the same it is done.
    return f"""
        with perceived as not materialized (
            select batch_id, source_record_id, question_key, value
            from landed_survey_answer
            where batch_id = ? and aspect = 'perception' and value is not null and scale_min is not null
        ),
        same as (
            select batch_id, source_record_id from perceived
            group by all having count(*) >= {STRAIGHT_LINE_ANSWERS} and min(value) = max(value)
        ),
        alike as (
            select batch_id, source_record_id, count(distinct question_key) as answers
            from perceived semi join same using (batch_id, source_record_id)
            group by all having answers >= {STRAIGHT_LINE_ANSWERS}
        )
        select distinct source_row, 'straight_lining' as flag, answers as value
        from landed_survey_response join alike using (batch_id, source_record_id)
    """


_BLANK_SHARES = """
    select source_record_id, count(*) filter (missing_code = 'blank') / count(*) as share
    from landed_survey_answer
    where batch_id = (select batch_id from given)
        and coalesce(missing_code, '') not in ('not_asked', 'not_applicable')
    group by all
"""


def _partials(blank_shares: str) -> str:
    """Interviews that the source calls partial; where it says nothing, those with at least half of the questions blank."""
    return f"""
        with given as (select ?::varchar as batch_id),
        blank as ({blank_shares})
        select distinct source_row, 'partial' as flag, blank.share as value
        from landed_survey_response as response
        left join blank on response.source_record_id = blank.source_record_id
        where response.batch_id = (select batch_id from given)
            and (completion_status = 'partial' or (completion_status is null and blank.share >= 0.5))
    """


def _column_figures(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, contract: str, rules: Sequence[Rule]
) -> list[dict[str, Any]]:
    if contract == "survey_answer":
        return _answer_figures(connection, delivery)
    observed = _observed(contract, rules)
    measures = ", ".join(part for name, (sql, rule) in observed.items() for part in _figures(contract, name, sql, rule))
    query = f"select count(*), {measures} from checked_{contract} where batch_id = ?"
    total, *told = connection.execute(query, [delivery.batch_id]).fetchone() or (0,)
    rows = []
    for position, name in enumerate(observed):
        given, unknown, mean, variance = told[position * 4 : position * 4 + 4]
        number = given if mean is not None else 0
        rows.append(_row(delivery, contract, name, "", (total, total - given, unknown, number, mean, variance)))
    return rows


def _observed(contract: str, rules: Sequence[Rule]) -> dict[str, tuple[str, Rule | None]]:
    """The columns and cuts to look at: by name, their SQL and the rule about their vocabulary, if any."""
    vocabularies = {rule.rule_id: rule for rule in rules if rule.kind in ("unknown_value", "unknown_segment")}
    found: dict[str, tuple[str, Rule | None]] = {}
    for name, column in CONTRACTS[contract].columns().items():
        if name not in UNOBSERVED and not name.endswith("_normalised") and not column.sql_type.startswith("MAP"):
            found[name] = (identifier(name), vocabularies.get(f"unknown_value.{name}"))
    for rule_id, rule in vocabularies.items():
        if rule.kind == "unknown_segment":
            found[f"segments.{rule_id.split('.', 1)[1]}"] = (identifier(rule.kwargs["column"]), rule)
    return found


def _figures(contract: str, name: str, sql: str, rule: Rule | None) -> list[str]:
    column = CONTRACTS[contract].columns().get(name)
    is_number = column is not None and column.sql_type.startswith(("DECIMAL", "BIGINT"))
    unknown = f"count(*) filter ({predicates.broken(rule)})" if rule else "0"
    moments = [f"round(avg({sql}::double), 9)", f"round(var_samp({sql}::double), 9)"] if is_number else ["null", "null"]
    return [f"count({sql})", unknown, *moments]


def _answer_figures(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[dict[str, Any]]:
    query = """
        select question_key, count(*), count(*) filter (value is null and text_original is null and unparsed is null),
            count(*) filter (unparsed is not null), count(value), round(avg(value::double), 9), round(var_samp(value::double), 9)
        from landed_survey_answer
        where batch_id = ? and missing_code is distinct from 'not_asked'
        group by all order by all
    """
    told = connection.execute(query, [delivery.batch_id]).fetchall()
    return [_row(delivery, "survey_answer", "value", question or "", figures) for question, *figures in told]


def _row(delivery: Delivery, contract: str, column: str, item: str, figures: Sequence[Any]) -> dict[str, Any]:
    names = ("source_id", "batch_id", "contract", "column_name", "item", *COLUMNS.names[5:])
    values = (delivery.source_id, delivery.batch_id, contract, column, item, *figures)
    return dict(zip(names, values, strict=True))


__all__ = ["COLUMNS", "DELIVERIES_LOOKED_BACK", "FLAGS", "Observations", "nothing", "observe", "write"]
