"""The checked batch: one view per contract that the rules, in SQL and in Great Expectations, look at.

It shows the contract's columns of the deliveries under judgement and helper columns that make every rule a plain
statement about one or two columns. What takes more than one row to know (repeats, companions, sums) is found once and
kept in small tables; everything else is computed when it is asked for, so that a column that no rule names costs
nothing. Nothing is repaired here; which rules there are is said in ``expectations.rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from expectations.deliveries import Delivery
from expectations.rules import (
    CODES,
    ONCE,
    WEIGHT_FACTOR,
    is_typed,
    readable_columns,
    required_columns,
)
from ingest.contracts import CONTRACTS
from ingest.profiles.models import Profile, Source
from ingest.sql import identifier, literal

NOT_CONTENT = ("batch_id", "source_row", "record_version")
SAYS = (
    "(landed.value is not null or landed.missing_code is not null or landed.text_original is not null "
    "or landed.unparsed is not null)"
)
UNTIL_NEXT = "(.*?)(?:; [a-z][a-z0-9_]*=|$)"
ANSWER_NOTE = "('; ' || landed.question_key || '=')"
HAS_ANSWER_NOTE = f"contains('; ' || landed.unparsed, {ANSWER_NOTE})"
SETTLED = "coalesce(repeated.standing, '') not in ('older', 'repeat')"
# Contracts whose rows need a row of the other in the same delivery, and which of the other's rows count.
COMPANIONS = {
    "survey_response": ("survey_answer", SAYS),
    "survey_answer": ("survey_response", "true"),
}


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
        connection.execute(f"create or replace table repeated_{contract} as {_repeated(contract, len(deliveries) > 1)}")
    for contract in contracts:
        for name, query in _side_tables(contract, contracts, len(deliveries) > 1).items():
            connection.execute(f"create or replace table {name} as {query}")
        helpers = helper_columns(contract, contracts, source, profile)
        filled = [each for each in _joins(contract, contracts) if _has_rows(connection, each)]
        connection.execute(f"create or replace view checked_{contract} as {_checked(contract, helpers, filled)}")
    return contracts


def helper_columns(contract: str, contracts: Sequence[str], source: Source, profile: Profile) -> dict[str, str]:
    """Return the helper columns of a contract's checked batch, by name, as SQL over the tables that ``build`` joins."""
    columns = CONTRACTS[contract].columns()
    helpers = {
        "arrived_at": "arrival.arrived_at",
        "unread_row": _unread_row(contract),
        **{f"unread_{name}": _unread(contract, name) for name in readable_columns(contract)},
        **{f"given_{name}": _given(contract, name) for name in required_columns(contract, source)},
        **{f"is_code_{name}": _is_code(name) for name in CODES if name in columns},
        "standing": "repeated.standing",
        "conflicting_line": "case when repeated.standing = 'conflict' then 'line ' || repeated.other_line end",
    }
    if "segments" in columns:
        helpers |= _segment_helpers(profile)
    if "cut_value" in columns:
        helpers["cut_and_value"] = "landed.cut || '=' || landed.cut_value"
    if contract in ONCE:
        helpers["stated_in"] = "'line ' || twice.other_line"
    if contract == "survey_response":
        helpers["weight_limit"] = "weights.weight_limit"
    if contract == "programme":
        helpers["undeclared_sources"] = _undeclared_sources(profile)
    return helpers | CONTRACT_HELPERS.get(contract, {}) | _companion_helper(contract, contracts)


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


def _repeated(contract: str, are_many: bool) -> str:
    """Return SQL for the records whose key comes more than once in a delivery, with what each of them is.

    ``standing``: ``older`` (a later version of the record is there), ``conflict`` (same key, other content, or twice in
    one line), ``repeat`` (the same again), ``first`` (the one that stays).
    """
    key = ["batch_id", *CONTRACTS[contract].key]
    keys = ", ".join(key)
    known = " and ".join(f"{name} is not null" for name in key)
    compared = [name for name in CONTRACTS[contract].columns() if name not in NOT_CONTENT]
    content = ", ".join(f"{identifier(name)} := {identifier(name)}" for name in compared)
    # Hashes are small to group by; the few keys that share one are then compared in full. What all rows share is left out.
    hashed = ", ".join(name for name in key if name != "source_id" and (are_many or name != "batch_id"))
    return f"""
        with alike as (
            select hash({hashed}) as key_hash from landed_{contract} group by all having count(*) > 1
        ),
        twice as (
            select {keys} from landed_{contract}
            where {known} and hash({hashed}) in (select key_hash from alike) group by all having count(*) > 1
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


def _side_tables(contract: str, contracts: Sequence[str], are_many: bool) -> dict[str, str]:
    """Return the queries of the small tables that a contract's checked batch is joined with, by table."""
    tables = {}
    if contract in COMPANIONS and COMPANIONS[contract][0] in contracts:
        tables[f"lonely_{contract}"] = _lonely(contract, *COMPANIONS[contract], are_many)
    if contract == "survey_response":
        tables["weights"] = f"""
            select batch_id, {WEIGHT_FACTOR} * quantile_disc(base_weight, 0.5) as weight_limit
            from landed_survey_response where base_weight > 0 group by all
        """
    if contract in ONCE:
        tables[f"twice_{contract}"] = _twice(contract)
    if contract == "population_margin":
        tables["share_sums"] = f"""
            select landed.batch_id, landed.cut, landed.as_of, sum(landed.population_share)::double as share_sum
            from landed_population_margin as landed left join repeated_population_margin as repeated
                on {_same_record(contract, "repeated")}
            where {SETTLED} and landed.population_share is not null
            group by all
        """
    return tables


def _lonely(contract: str, other: str, counted: str, are_many: bool) -> str:
    """Rows without a companion: from the same line, or of the same record where each has lines of its own."""
    # One delivery needs no comparison of its name on every row.
    same_delivery = "there.batch_id = {} and" if are_many else ""
    companion = (
        f"select 1 from landed_{other} as there where ({counted.replace('landed.', 'there.')}) and {same_delivery}"
    )
    return f"""
        with alone as (
            select distinct landed.batch_id, landed.source_row, landed.source_record_id
            from landed_{contract} as landed
            where landed.unparsed is null
                and not exists ({companion.format("landed.batch_id")} there.source_row = landed.source_row)
        )
        select batch_id, source_row, source_record_id, true as is_lonely
        from alone
        where not exists ({companion.format("alone.batch_id")} there.source_record_id = alone.source_record_id)
    """


def _twice(contract: str) -> str:
    """Lines that state what a register may hold once only, with another line that does."""
    said = [f"landed.{name}" for name in ONCE[contract]]
    known = " and ".join(f"{name} is not null" for name in said)
    return f"""
        with stated as (
            select landed.batch_id, landed.source_row, landed.source_record_id,
                min(landed.source_row) over same_thing as first_line, max(landed.source_row) over same_thing as last_line
            from landed_{contract} as landed left join repeated_{contract} as repeated
                on {_same_record(contract, "repeated")}
            where {SETTLED} and {known}
            window same_thing as (partition by landed.batch_id, {", ".join(said)})
        )
        select distinct batch_id, source_row, source_record_id,
            if(source_row = first_line, last_line, first_line) as other_line
        from stated where first_line < last_line
    """


def _same_record(contract: str, other: str) -> str:
    return " and ".join(
        f"landed.{name} = {other}.{name}" for name in ("batch_id", "source_row", *CONTRACTS[contract].key)
    )


def _same_line(other: str) -> str:
    return f"""
        landed.batch_id = {other}.batch_id and landed.source_row = {other}.source_row
            and coalesce(landed.source_record_id, '') = coalesce({other}.source_record_id, '')
    """


@dataclass(frozen=True)
class _Join:
    """A small table beside the checked batch: its alias, the columns that helpers take from it, and on what it joins."""

    table: str
    alias: str
    columns: tuple[str, ...]
    condition: str


def _joins(contract: str, contracts: Sequence[str]) -> list[_Join]:
    same_batch = "landed.batch_id = {}.batch_id".format
    found = [
        _Join("arrivals", "arrival", ("arrived_at",), same_batch("arrival")),
        _Join(f"repeated_{contract}", "repeated", ("standing", "other_line"), _same_record(contract, "repeated")),
    ]
    if contract in COMPANIONS and COMPANIONS[contract][0] in contracts:
        found.append(_Join(f"lonely_{contract}", "lonely", ("is_lonely",), _same_line("lonely")))
    if contract == "survey_response":
        found.append(_Join("weights", "weights", ("weight_limit",), same_batch("weights")))
    if contract in ONCE:
        found.append(_Join(f"twice_{contract}", "twice", ("other_line",), _same_line("twice")))
    if contract == "population_margin":
        same_cut = (
            f"{same_batch('share_sums')} and landed.cut = share_sums.cut and landed.as_of = share_sums.as_of "
            "and landed.population_share is not null"
        )
        found.append(_Join("share_sums", "share_sums", ("share_sum",), same_cut))
    return found


def _has_rows(connection: duckdb.DuckDBPyConnection, join: _Join) -> bool:
    return connection.execute(f"select 1 from {join.table} limit 1").fetchone() is not None


def _checked(contract: str, helpers: dict[str, str], filled: Sequence[_Join]) -> str:
    columns = ", ".join(f"landed.{identifier(name)}" for name in CONTRACTS[contract].columns())
    derived = ", ".join(f"{sql} as {identifier(name)}" for name, sql in helpers.items())
    # A delivery without repeats is not compared with a table of none, row by row.
    absent = [each for each in _joins(contract, list(COMPANIONS)) if each not in filled]
    beside = [f"left join {each.table} as {each.alias} on {each.condition}" for each in filled]
    beside += [f"cross join (select {_nulls(each)}) as {each.alias}" for each in absent]
    return f"select {columns}, {derived} from landed_{contract} as landed {' '.join(beside)}"


def _nulls(join: _Join) -> str:
    types = {"arrived_at": "timestamp", "is_lonely": "boolean", "other_line": "bigint", "share_sum": "double"}
    types |= {"standing": "varchar", "weight_limit": "decimal(18, 6)"}
    return ", ".join(f"null::{types[name]} as {name}" for name in join.columns)


def _unread(contract: str, name: str) -> str:
    """The text of ``name=text`` among the pairs that ingest noted; an answer's text stands under its question's key."""
    start = f"(?:^|; ){name}="
    text = f"regexp_extract(landed.unparsed, {literal(start + UNTIL_NEXT)}, 1, 's')"
    noted = f"when regexp_matches(landed.unparsed, {literal(start)}) then {text}"
    if contract == "survey_answer" and name == "value":
        after = f"split_part('; ' || landed.unparsed, {ANSWER_NOTE}, 2)"
        noted += f" when {HAS_ANSWER_NOTE} then regexp_extract({after}, {literal('^' + UNTIL_NEXT)}, 1, 's')"
    # Nearly every line is read without a note: asked first, this spares them the expressions.
    return f"case when landed.unparsed is null then null {noted} end"


def _unread_row(contract: str) -> str:
    """What is wrong with the line as a whole; a note that belongs to no known column must not pass unnoticed either."""
    some = "|".join(readable_columns(contract))
    known = f"regexp_matches(landed.unparsed, {literal(f'(?:^|; )(?:{some})=')})"
    if contract == "survey_answer":
        known = f"({known} or coalesce({HAS_ANSWER_NOTE}, false))"
    row = _unread(contract, "row")
    return (
        f"case when landed.unparsed is null then null when {row} is not null then {row} "
        f"when not {known} then 'a text that belongs to no column' end"
    )


def _given(contract: str, name: str) -> str:
    """Some text where the value was given, even if it could not be read: that has a rule of its own."""
    column = CONTRACTS[contract].columns()[name]
    value = f"landed.{identifier(name)}"
    if column.sql_type == "VARCHAR":
        return f"case when trim({value}) <> '' then 'given' else {_unread_row(contract)} end"
    noted = f"coalesce({_unread(contract, name) if is_typed(column) else 'null'}, {_unread_row(contract)})"
    return f"case when {value} is not null then 'given' else {noted} end"


def _is_code(name: str) -> str:
    return f"regexp_full_match(landed.{identifier(name)}, {literal(CODES[name][0])})"


def _segment_helpers(profile: Profile) -> dict[str, str]:
    cuts = [cut.key for cut in profile.segmentations]
    helpers = {f"segment_{cut}": f"landed.segments[{literal(cut)}]" for cut in cuts}
    declared = ", ".join(literal(cut) for cut in cuts) or "''"
    undeclared = f"list_filter(map_keys(landed.segments), lambda cut: cut not in ({declared}))"
    helpers["undeclared_segmentation"] = f"nullif(array_to_string({undeclared}, ', '), '')"
    return helpers


def _undeclared_sources(profile: Profile) -> str:
    declared = ", ".join(literal(source.id) for source in profile.sources)
    named = r"string_split_regex(trim(landed.source_ids), '\s+')"
    return f"nullif(array_to_string(list_filter({named}, lambda one: one not in ({declared}, '')), ', '), '')"


def _companion_helper(contract: str, contracts: Sequence[str]) -> dict[str, str]:
    name = {"survey_response": "has_answer", "survey_answer": "has_interview"}.get(contract)
    if name is None:
        return {}
    return {name: "lonely.is_lonely is null" if COMPANIONS[contract][0] in contracts else "null::boolean"}


_NOTED = "landed.unparsed is not null"
_DID_NOT_APPLY = "(coalesce(landed.is_not_applicable, false) or landed.applicable_points = 0)"
GIVEN_TEXT = "coalesce(nullif(trim(landed.verbatim_original), ''), nullif(trim(landed.verbatim_normalised), ''), landed.unparsed)"
CONTRACT_HELPERS: dict[str, dict[str, str]] = {
    "survey_answer": {
        # A pick counts one and has no scale.
        "has_scale": "landed.value is null or landed.aspect = 'priority_pick' "
        "or (landed.scale_min is not null and landed.scale_max is not null)",
        "is_answered": SAYS,
        "is_contradiction": "landed.value is not null and landed.missing_code is not null",
    },
    "competitor_score": {"estimate_limit": "case landed.unit when 'score_0_100' then 100 when 'share' then 1 end"},
    "suggestion": {"given_text": GIVEN_TEXT},
    "letter": {"given_text": GIVEN_TEXT},
    "review": {
        "has_scale": "landed.rating is null or (landed.rating_min is not null and landed.rating_max is not null)",
        "given_text": f"coalesce({GIVEN_TEXT}, landed.rating::varchar, nullif(trim(landed.title_original), ''), "
        "nullif(trim(landed.title_normalised), ''))",
    },
    "mystery_visit_item": {
        "is_scored_in_vain": f"{_DID_NOT_APPLY} and coalesce(landed.points, 0) > 0",
        "is_judged": f"landed.points is not null or {_DID_NOT_APPLY} or landed.applicable_points is null or {_NOTED}",
    },
    "dispute": {
        "is_closed_in_silence": "landed.closed_at is not null and landed.outcome is null",
        "is_decided_while_open": "landed.closed_at is null and landed.outcome is not null and landed.unparsed is null",
    },
    "population_margin": {
        "is_one_figure": "((landed.population_count is not null)::integer + (landed.population_share is not null)::integer "
        f"= 1) or {_NOTED}",
        "share_sum": "share_sums.share_sum",
    },
}

__all__ = ["build", "helper_columns"]
