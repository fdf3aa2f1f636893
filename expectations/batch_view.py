"""The checked batch: one table per contract that the rules, in SQL and in Great Expectations, look at.

It holds the contract's columns of the deliveries under judgement and helper columns that make every rule a plain
statement about one or two columns. Nothing is repaired here; which rules there are is said in ``expectations.rules``.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from expectations.deliveries import Delivery
from expectations.rules import WEIGHT_FACTOR, is_typed, readable_columns, required_columns
from ingest.contracts import CONTRACTS
from ingest.profiles.models import Profile, Source
from ingest.sql import identifier, literal

NOT_CONTENT = ("batch_id", "source_row", "record_version")
SAID = "coalesce(landed.value::varchar, landed.missing_code, landed.text_original, landed.unparsed)"
UNTIL_NEXT = "(.*?)(?:; [a-z][a-z0-9_]*=|$)"
ANSWER_NOTE = "('; ' || landed.question_key || '=')"
HAS_ANSWER_NOTE = f"contains('; ' || landed.unparsed, {ANSWER_NOTE})"


def build(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery], source: Source, profile: Profile
) -> list[str]:
    """Create ``landed_…``, ``repeated_…`` and ``checked_<contract>`` for all contracts of the deliveries.

    All deliveries are of ``source`` and have the same contracts.

    Returns:
        The contracts, in the order of the deliveries.
    """
    contracts = deliveries[0].contracts
    _create_arrivals(connection, deliveries)
    for contract in contracts:
        connection.execute(f"create or replace view landed_{contract} as {_landed(contract, deliveries)}")
        connection.execute(f"create or replace table repeated_{contract} as {_repeated(contract)}")
    _create_companions(connection, contracts)
    for contract in contracts:
        connection.execute(
            f"create or replace table checked_{contract} as {_checked(contract, contracts, source, profile)}"
        )
    return contracts


def helper_columns(contract: str, contracts: Sequence[str], source: Source, profile: Profile) -> dict[str, str]:
    """Return the helper columns of a contract's checked batch, by name, as SQL over the tables that ``build`` joins."""
    helpers = {
        "arrived_at": "arrival.arrived_at",
        "unread_row": _unread_row(contract),
        **{f"unread_{name}": _unread(contract, name) for name in readable_columns(contract)},
        **{f"given_{name}": _given(contract, name) for name in required_columns(contract, source)},
        "standing": "repeated.standing",
        "conflicting_line": "case when repeated.standing = 'conflict' then 'line ' || repeated.other_line end",
    }
    if "segments" in CONTRACTS[contract].columns():
        helpers |= _segment_helpers(profile)
    if contract == "survey_response":
        helpers["weight_limit"] = "weights.weight_limit"
        helpers["has_answer"] = _belongs("answered") if "survey_answer" in contracts else "null::boolean"
    return helpers | CONTRACT_HELPERS.get(contract, {}) | _interview_helper(contract, contracts)


def _create_arrivals(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> None:
    connection.execute("create or replace table arrivals (batch_id varchar, arrived_at timestamp)")
    connection.executemany(
        "insert into arrivals values (?, ?)", [(each.batch_id, each.arrived_at) for each in deliveries]
    )


def _landed(contract: str, deliveries: Sequence[Delivery]) -> str:
    columns = CONTRACTS[contract].columns()
    files = [literal(file) for delivery in deliveries for file in delivery.files(contract)]
    if not files:
        empty = ", ".join(f"null::{column.sql_type} as {identifier(name)}" for name, column in columns.items())
        return f"select {empty} where false"
    return f"select * from read_parquet([{', '.join(files)}], union_by_name = true)"


def _repeated(contract: str) -> str:
    """Return SQL for the records whose key comes more than once in a delivery, with what each of them is.

    ``standing``: ``older`` (a later version of the record is there), ``conflict`` (same key, other content, or twice in
    one line), ``repeat`` (the same again), ``first`` (the one that stays).
    """
    key = ["batch_id", *CONTRACTS[contract].key]
    keys = ", ".join(key)
    known = " and ".join(f"{name} is not null" for name in key)
    compared = [name for name in CONTRACTS[contract].columns() if name not in NOT_CONTENT]
    content = ", ".join(f"{identifier(name)} := {identifier(name)}" for name in compared)
    return f"""
        with twice as (
            select {keys} from landed_{contract} where {known} group by all having count(*) > 1
        ),
        versions as (
            select {keys}, source_row, to_json(struct_pack({content}))::varchar as content,
                coalesce(record_version, '') as version,
                max(coalesce(record_version, '')) over (partition by {keys}) as latest
            from landed_{contract} semi join twice using ({keys})
        ),
        latest as (
            select {keys}, count(distinct content) as contents, count(*) > count(distinct source_row) as twice_in_line,
                list_sort(list(distinct source_row)) as lines
            from versions where version = latest group by all
        )
        select {keys}, source_row, max(case
                when version < versions.latest then 'older'
                when contents > 1 or twice_in_line then 'conflict'
                when source_row > lines[1] then 'repeat'
                else 'first'
            end) as standing,
            max(case when source_row > lines[1] or len(lines) = 1 then lines[1] else lines[2] end) as other_line
        from versions join latest using ({keys})
        group by all
    """


def _create_companions(connection: duckdb.DuckDBPyConnection, contracts: Sequence[str]) -> None:
    if "survey_answer" in contracts:
        connection.execute(
            "create or replace table answered as select distinct batch_id, source_row, source_record_id "
            f"from landed_survey_answer as landed where {SAID} is not null"
        )
    if "survey_response" in contracts:
        connection.execute(
            "create or replace table interviewed as select distinct batch_id, source_row, source_record_id "
            "from landed_survey_response"
        )
        connection.execute(
            "create or replace table weights as select batch_id, "
            f"{WEIGHT_FACTOR} * quantile_disc(base_weight, 0.5) as weight_limit "
            "from landed_survey_response where base_weight > 0 group by all"
        )


def _checked(contract: str, contracts: Sequence[str], source: Source, profile: Profile) -> str:
    columns = ", ".join(f"landed.{identifier(name)}" for name in CONTRACTS[contract].columns())
    helpers = helper_columns(contract, contracts, source, profile)
    derived = ", ".join(f"{sql} as {identifier(name)}" for name, sql in helpers.items())
    same_record = " and ".join(
        f"landed.{name} = repeated.{name}" for name in ("batch_id", "source_row", *CONTRACTS[contract].key)
    )
    weights = "left join weights on landed.batch_id = weights.batch_id" if contract == "survey_response" else ""
    return f"""
        select {columns}, {derived}
        from landed_{contract} as landed
        left join arrivals as arrival on landed.batch_id = arrival.batch_id
        left join repeated_{contract} as repeated on {same_record}
        {weights}
    """


def _unread(contract: str, name: str) -> str:
    """The text of ``name=text`` among the pairs that ingest noted; an answer's text stands under its question's key."""
    start = f"(?:^|; ){name}="
    text = f"regexp_extract(landed.unparsed, {literal(start + UNTIL_NEXT)}, 1, 's')"
    noted = f"when regexp_matches(landed.unparsed, {literal(start)}) then {text}"
    if contract == "survey_answer" and name == "value":
        after = f"split_part('; ' || landed.unparsed, {ANSWER_NOTE}, 2)"
        noted += f" when {HAS_ANSWER_NOTE} then regexp_extract({after}, {literal('^' + UNTIL_NEXT)}, 1, 's')"
    return f"case {noted} end"


def _unread_row(contract: str) -> str:
    """What is wrong with the line as a whole; a note that belongs to no known column must not pass unnoticed either."""
    some = "|".join(readable_columns(contract))
    known = f"regexp_matches(landed.unparsed, {literal(f'(?:^|; )(?:{some})=')})"
    if contract == "survey_answer":
        known = f"({known} or coalesce({HAS_ANSWER_NOTE}, false))"
    row = _unread(contract, "row")
    return f"case when {row} is not null then {row} when not {known} then 'a text that belongs to no column' end"


def _given(contract: str, name: str) -> str:
    """Some text where the value was given, even if it could not be read: that has a rule of its own."""
    column = CONTRACTS[contract].columns()[name]
    if column.sql_type == "VARCHAR":
        return f"coalesce(nullif(trim(landed.{identifier(name)}), ''), {_unread_row(contract)})"
    noted = f"coalesce({_unread(contract, name) if is_typed(column) else 'null'}, {_unread_row(contract)})"
    return f"case when landed.{identifier(name)} is not null then 'given' else {noted} end"


def _segment_helpers(profile: Profile) -> dict[str, str]:
    cuts = [cut.key for cut in profile.segmentations]
    helpers = {f"segment_{cut}": f"landed.segments[{literal(cut)}]" for cut in cuts}
    declared = ", ".join(literal(cut) for cut in cuts) or "''"
    undeclared = f"list_filter(map_keys(landed.segments), lambda cut: cut not in ({declared}))"
    helpers["undeclared_segmentation"] = f"nullif(array_to_string({undeclared}, ', '), '')"
    return helpers


def _belongs(companions: str) -> str:
    """Whether the row has a companion: from the same line, or of the same record where each has lines of its own."""
    return f"""(
        coalesce((landed.batch_id, landed.source_row) in (select (batch_id, source_row) from {companions}), false)
        or coalesce((landed.batch_id, landed.source_record_id) in (
            select (batch_id, source_record_id) from {companions} where source_record_id is not null), false)
        or landed.unparsed is not null
    )"""


def _interview_helper(contract: str, contracts: Sequence[str]) -> dict[str, str]:
    if contract != "survey_answer":
        return {}
    return {"has_interview": _belongs("interviewed") if "survey_response" in contracts else "null::boolean"}


CONTRACT_HELPERS: dict[str, dict[str, str]] = {
    "survey_answer": {
        "has_scale": "landed.value is null or (landed.scale_min is not null and landed.scale_max is not null)",
        "is_answered": f"{SAID} is not null",
        "is_contradiction": "landed.value is not null and landed.missing_code is not null",
    },
    "competitor_score": {"estimate_limit": "case landed.unit when 'score_0_100' then 100 when 'share' then 1 end"},
    "quality_level": {"cut_and_value": "landed.cut || '=' || landed.cut_value"},
}

__all__ = ["build", "helper_columns"]
