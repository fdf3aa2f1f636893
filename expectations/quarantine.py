"""Who is in, who is out and why: the decision on every source row, and the files that record it.

The unit is the source row (the line of the file): if any record made from it breaks a row rule, the whole line is
quarantined with every rule it broke. Whether the delivery as a whole may pass belongs in ``expectations.gate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from expectations import predicates
from expectations.rules import ALWAYS, UNREADABLE_ROW, Rule
from ingest.contracts import CONTRACTS
from ingest.sql import identifier, literal

HIDDEN = "(hidden)"
SHOWN_CHARACTERS = 60
LOOKS_PERSONAL = r"@|\d{7,}|(\d[ .()-]?){9,}"
DATE = r"^\d{4}-\d{2}-\d{2}"
BROKEN_TABLE = """
    create or replace table broken (
        batch_id varchar, source_row bigint, contract varchar, position integer,
        rule_id varchar, column_name varchar, found varchar, message varchar
    )
"""
ROWS_QUERY = """
    select ?::varchar as source_id, batch_id, source_row, status, reasons
    from line_status where batch_id = ? order by source_row
"""
BROKEN_QUERY = """
    with first_contract as (
        select * from broken qualify position = min(position) over (partition by batch_id, source_row, rule_id)
    )
    select distinct ?::varchar as source_id, batch_id, source_row, contract, rule_id, column_name, found, message
    from first_contract where batch_id = ?
    order by source_row, contract, rule_id, column_name, found nulls first, message
"""
Rules = Mapping[str, Sequence[Rule]]
Waived = tuple[str, int, str]


def judge(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    """Find every broken rule in the checked batches: creates ``broken``, one row per record, rule and contract."""
    connection.execute(BROKEN_TABLE)
    for position, (contract, every) in enumerate(rules.items()):
        some = _broken_rules(connection, contract, every)
        if not some:
            continue
        anything = " or ".join(predicates.broken(rule) for rule in some)
        columns = ", ".join(identifier(name) for name in _looked_at(contract, some))
        connection.execute(
            f"create or replace temp table bad as select {columns} from checked_{contract} where {anything}"
        )
        for rule in some:
            connection.execute(f"insert into broken {_broken_records(rule, position)}")


def _broken_rules(connection: duckdb.DuckDBPyConnection, contract: str, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that some record breaks: to ask all of them at once is one pass of plain sums over the batch."""
    if not rules:
        return []
    counts = ", ".join(f"bool_or({predicates.broken(rule)})" for rule in rules)
    told = connection.execute(f"select {counts} from checked_{contract}").fetchone() or ()
    return [rule for rule, is_broken in zip(rules, told, strict=True) if is_broken]


def _looked_at(contract: str, rules: Sequence[Rule]) -> list[str]:
    """The columns that the rules name, so that the one pass over all rows reads no other."""
    named = ["batch_id", "source_row", *(["question_key"] if contract == "survey_answer" else [])]
    for rule in rules:
        named += [rule.kwargs[argument] for argument in ("column", "column_A", "column_B") if argument in rule.kwargs]
        named += rule.shown
    return list(dict.fromkeys(named))


def decide(connection: duckdb.DuckDBPyConnection, rules: Rules, waived: Iterable[Waived] = ()) -> None:
    """Decide on every line from the rules that it broke.

    Where the cells of a line cannot be told apart, what they seem to say is no reason: only that is kept. A rule that a
    person waived for a line is no reason either, as long as the rule lets itself be waived there. Creates
    ``line_status``: one row per line that is not accepted.
    """
    _waive(connection, rules, waived)
    connection.execute(
        f"delete from broken where rule_id <> {literal(UNREADABLE_ROW)} and (batch_id, source_row) in "
        f"(select (batch_id, source_row) from broken where rule_id = {literal(UNREADABLE_ROW)})"
    )
    connection.execute(f"create or replace table line_status as {_line_status(list(rules))}")


def _waive(connection: duckdb.DuckDBPyConnection, rules: Rules, waived: Iterable[Waived]) -> None:
    connection.execute("create or replace temp table waived (batch_id varchar, source_row bigint, rule_id varchar)")
    if rows := list(waived):
        connection.executemany("insert into waived values (?, ?, ?)", rows)
        connection.execute(f"""
            delete from broken where (batch_id, source_row, rule_id) in (
                select (batch_id, source_row, rule_id) from waived
                except select (batch_id, source_row, rule_id) from ({_unwaivable(rules, "waived")})
            )
        """)


def unwaivable(connection: duckdb.DuckDBPyConnection, rules: Rules, batch_id: str, rule_id: str) -> set[int]:
    """Return the lines of one delivery that break a rule which a person may not waive there."""
    query = f"select source_row from ({_unwaivable(rules, 'broken')}) where batch_id = ? and rule_id = ?"
    return {row[0] for row in connection.execute(query, [batch_id, rule_id]).fetchall()}


def _unwaivable(rules: Rules, lines: str) -> str:
    """SQL for the lines of table ``lines`` with a record that breaks the named rule beyond what may be waived."""
    every = [(contract, rule) for contract, some in rules.items() for rule in some]
    never = ", ".join(sorted({literal(rule.rule_id) for _, rule in every if not rule.waivable})) or "''"
    parts = [f"select batch_id, source_row, rule_id from {lines} where rule_id in ({never})"]
    parts += [
        f"select batch_id, source_row, {literal(rule.rule_id)} from checked_{contract} where (batch_id, source_row) in "
        f"(select (batch_id, source_row) from {lines} where rule_id = {literal(rule.rule_id)}) "
        f"and {predicates.broken(rule)} and not coalesce({rule.waivable}, false)"
        for contract, rule in every
        if rule.waivable not in ("", ALWAYS)
    ]
    return " union ".join(parts)


def _broken_records(rule: Rule, position: int) -> str:
    found = _found(rule)
    message = literal(rule.message)
    return f"""
        select batch_id, source_row, {literal(rule.contract)}, {position}, {literal(rule.rule_id)},
        {literal(rule.column)},
            {found} as found, replace({message}, '{{found}}', coalesce({found}, 'nothing'))
        from bad where {predicates.broken(rule)}
    """


def _found(rule: Rule) -> str:
    """SQL for what a person is shown of the value; what may speak of a person is hidden."""
    if not rule.shown:
        return "null::varchar"
    if rule.hidden:
        return literal(HIDDEN)
    values = [f"coalesce({_as_text(name)}, 'nothing')" for name in rule.shown]
    shown = " || ' against ' || ".join(values)
    safe = f"case when {_looks_personal(rule.shown[0])} then {literal(HIDDEN)} else {shown} end"
    return f"(question_key || ': ' || {safe})" if rule.contract == "survey_answer" and rule.column == "value" else safe


def _as_text(name: str) -> str:
    text = f"left({identifier(name)}::varchar, {SHOWN_CHARACTERS})"
    return (
        f"case when regexp_full_match({text}, '-?[0-9]+[.][0-9]+') then rtrim(rtrim({text}, '0'), '.') else {text} end"
    )


def _looks_personal(name: str) -> str:
    # The zeros that a decimal column adds make no telephone number of 140.
    text = rf"regexp_replace(coalesce({identifier(name)}::varchar, ''), '^(-?\d+)\.0+$', '\1')"
    return f"(regexp_matches({text}, {literal(LOOKS_PERSONAL)}) and not regexp_matches({text}, {literal(DATE)}))"


def _line_status(contracts: Sequence[str]) -> str:
    records = " union all ".join(
        f"select batch_id, source_row, standing from checked_{contract}" for contract in contracts
    )
    # Only where a record comes again there is anything to find out about a line's standing.
    again = " union ".join(f"select batch_id, source_row from repeated_{contract}" for contract in contracts)
    return f"""
        with reasons as (
            select batch_id, source_row, string_agg(distinct rule_id, ',' order by rule_id) as reasons
            from broken group by all
        ),
        standings as (
            select batch_id, source_row, bool_or(coalesce(standing = 'older', false)) as is_older,
                bool_and(coalesce(standing in ('older', 'repeat'), false)) as is_repeat
            from ({records}) semi join ({again}) using (batch_id, source_row) group by all
        )
        select batch_id, source_row, if(reasons is null, 'duplicate', 'quarantined') as status,
            coalesce(reasons, '') as reasons
        from standings full join reasons using (batch_id, source_row)
        where reasons is not null or is_older or is_repeat
    """


def rule_counts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """Return how many records break each rule, by contract and rule id; rules that none breaks are absent."""
    counted = connection.execute("select contract, rule_id, count(*) from broken group by all").fetchall()
    return {(contract, rule_id): count for contract, rule_id, count in counted}


def record_counts(
    connection: duckdb.DuckDBPyConnection, batch_id: str, contracts: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return landed, accepted, quarantined and duplicate rows of one delivery, by contract.

    A record that an accepted line repeats from an earlier line of the delivery is a duplicate as well.
    """
    return {contract: _count_records(connection, batch_id, contract) for contract in contracts}


def _count_records(connection: duckdb.DuckDBPyConnection, batch_id: str, contract: str) -> dict[str, int]:
    query = f"""
        select count(*),
            count(*) filter (status is null and standing is distinct from 'repeat'),
            count(*) filter (status = 'quarantined'),
            count(*) filter (status = 'duplicate' or (status is null and standing = 'repeat'))
        from checked_{contract} left join line_status using (batch_id, source_row)
        where batch_id = ?
    """
    counted = connection.execute(query, [batch_id]).fetchone() or (0, 0, 0, 0)
    return dict(zip(("landed", "accepted", "quarantined", "duplicate"), counted, strict=True))


def line_counts(connection: duckdb.DuckDBPyConnection, batch_id: str, contracts: Sequence[str]) -> tuple[int, int]:
    """Return how many lines of the file are in the delivery, and how many of them are quarantined."""
    lines = " union ".join(f"select batch_id, source_row from checked_{contract}" for contract in contracts)
    query = f"""
        select count(*), count(*) filter (status = 'quarantined')
        from ({lines}) left join line_status using (batch_id, source_row) where batch_id = ?
    """
    total, quarantined = connection.execute(query, [batch_id]).fetchone() or (0, 0)
    return total, quarantined


def lines_by_rule(connection: duckdb.DuckDBPyConnection, batch_id: str) -> dict[str, int]:
    """Return how many lines of one delivery broke each rule, the most frequent first."""
    query = """
        select rule_id, count(distinct source_row) as lines from broken where batch_id = ?
        group by all order by lines desc, rule_id
    """
    return dict(connection.execute(query, [batch_id]).fetchall())


def broken_rules_of(connection: duckdb.DuckDBPyConnection, batch_id: str) -> dict[str, set[str]]:
    """Return the rules that one delivery broke, by contract."""
    found: dict[str, set[str]] = {contract: set() for contract in CONTRACTS}
    for contract, rule_id in connection.execute(
        "select distinct contract, rule_id from broken where batch_id = ?", [batch_id]
    ).fetchall():
        found[contract].add(rule_id)
    return found


def tables(connection: duckdb.DuckDBPyConnection, source_id: str, batch_id: str) -> tuple[pa.Table, pa.Table]:
    """Return the lines of one delivery that were not accepted, and every rule they broke with what was found.

    A line tells each rule once, at the first contract it concerns: a date that an interview and its forty answers share
    is one fault, not forty-one.
    """
    return _arrow(connection, ROWS_QUERY, source_id, batch_id), _arrow(connection, BROKEN_QUERY, source_id, batch_id)


def no_lines() -> tuple[pa.Table, pa.Table]:
    """Return the same two tables without a line, for a delivery whose lines could not be judged."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table line_status (batch_id varchar, source_row bigint, status varchar, reasons varchar)"
        )
        connection.execute(BROKEN_TABLE)
        return tables(connection, "", "")


def _arrow(connection: duckdb.DuckDBPyConnection, query: str, source_id: str, batch_id: str) -> pa.Table:
    return connection.execute(query, [source_id, batch_id]).to_arrow_table()


__all__ = [
    "broken_rules_of",
    "decide",
    "judge",
    "line_counts",
    "lines_by_rule",
    "no_lines",
    "record_counts",
    "rule_counts",
    "tables",
    "unwaivable",
]
