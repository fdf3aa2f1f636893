"""The lines in quarantine as a person reads and corrects them: what they broke, and what landed of them.

Identifiers stay hidden, and no cell of an exported file can become a formula. Deciding belongs in
``expectations.release``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.decisions import read_decisions, stance
from expectations.deliveries import Delivery
from expectations.quarantine import HIDDEN, LOOKS_PERSONAL
from ingest.contracts import CONTRACTS
from ingest.errors import IngestError
from ingest.files import writing
from ingest.sql import identifier, literal

ABOUT = ("source_id", "batch_id", "file", "line", "status", "rules", "what_is_wrong")
NOT_SHOWN = ("source_id", "batch_id", "source_row", "timezone", "record_version")
DATE = r"^\d{4}-\d{2}-\d{2}( |$)"
# No spreadsheet shows them, some refuse a file with them, and one before a formula would hide it from the test below.
CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{FFFE}\x{FFFF}]"
# What a spreadsheet may take for a formula, also in full width; blanks and invisible characters before it do not help.
FORMULA = r"^(?:[\t\r\n]|[\s\p{Z}\p{Cf}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
SHEET_ROWS = 1_048_576


def lines_of(home: Path, delivery: Delivery) -> pa.Table:
    """Return the quarantined lines of one delivery, one row each, all columns text but the line's number.

    Columns: source, batch, file, line, status (``quarantined`` or ``rejected``), rules, what is wrong, the landed columns
    of the record that the line stands for, and its other records in one column per contract.
    """
    rejected = stance(read_decisions(home), delivery.batch_id).rejected
    with duckdb.connect() as connection:
        connection.execute("create table rejected (line bigint)")
        if rejected:
            connection.executemany("insert into rejected values (?)", [(row,) for row in sorted(rejected)])
        return connection.execute(_query(home, delivery)).to_arrow_table()


def export(home: Path, deliveries: Sequence[Delivery], target: Path) -> int:
    """Write the quarantined lines of deliveries of one source to a CSV or XLSX file and return how many there are.

    Where there are none, no file is written.

    Raises:
        IngestError: the name ends otherwise, the file exists, its folder does not, it cannot be written, or a sheet cannot
            hold the lines.
    """
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise IngestError(
            file=str(target), rule="only .csv and .xlsx are written", action="give the file one of these endings"
        )
    if target.exists():
        raise IngestError(file=str(target), rule="it exists already", action="give another name with --to")
    if not target.absolute().parent.is_dir():
        raise IngestError(
            file=str(target.absolute().parent),
            rule="there is no such folder",
            action="make it, or give another with --to",
        )
    tables = [lines for each in deliveries if (lines := lines_of(home, each)).num_rows]
    if not tables:
        return 0
    lines = pa.concat_tables(tables, promote_options="default")
    with writing(target.parent):
        _write_csv(lines, target) if target.suffix.lower() == ".csv" else _write_sheet(lines, target)
    return int(lines.num_rows)


def _query(home: Path, delivery: Delivery) -> str:
    folder = delivery.verdict_folder(home)
    first, *others = delivery.contracts
    shown = [name for name in CONTRACTS[first].columns() if name not in NOT_SHOWN]
    landed = "".join(f", {_cell(first, name)} as {identifier(name)}" for name in shown)
    landed += "".join(f", {contract}.records as {identifier(contract)}" for contract in others)
    joins = "".join(
        f"left join ({_records(contract, delivery)}) as {contract} on lines.source_row = {contract}.source_row "
        for contract in others
    )
    return f"""
        with messages as (
            select source_row, string_agg(message, ' ' order by rule_id, message) as told
            from (select distinct source_row, rule_id, message from read_parquet({literal(str(folder / "broken_rules.parquet"))}))
            group by all
        )
        select {literal(delivery.source_id)} as source_id, {literal(delivery.batch_id)} as batch_id,
            {literal(delivery.file)} as file, lines.source_row as line,
            if(lines.source_row in (select line from rejected), 'rejected', 'quarantined') as status,
            lines.reasons as rules, messages.told as what_is_wrong{landed}
        from read_parquet({literal(str(folder / "rows.parquet"))}) as lines
        left join messages on lines.source_row = messages.source_row
        left join ({_once(first, delivery)}) as landed on lines.source_row = landed.source_row
        {joins}
        where lines.status = 'quarantined'
        order by line
    """


def _read(contract: str, delivery: Delivery) -> str:
    files = delivery.files(contract)
    if not files:
        empty = ", ".join(
            f"null::{column.sql_type} as {identifier(name)}" for name, column in CONTRACTS[contract].columns().items()
        )
        return f"(select {empty} where false)"
    return f"read_parquet([{', '.join(literal(file) for file in files)}], union_by_name = true)"


def _once(contract: str, delivery: Delivery) -> str:
    """The first record of each line; a line of a long file may make several of one contract."""
    return (
        f"select * from {_read(contract, delivery)} "
        "qualify row_number() over (partition by source_row order by source_record_id) = 1"
    )


def _records(contract: str, delivery: Delivery) -> str:
    """All records that a line made of another contract, as ``question=answer`` or ``column=value`` pairs."""
    if contract == "survey_answer":
        pair = f"question_key || '=' || coalesce({_cell(contract, 'raw_value')}, {_cell(contract, 'missing_code')}, '')"
        order = "question_key"
    else:
        shown = [name for name in CONTRACTS[contract].columns() if name not in (*NOT_SHOWN, "segments")]
        pair = (
            "concat_ws(', ', " + ", ".join(f"{literal(name + '=')} || {_cell(contract, name)}" for name in shown) + ")"
        )
        order = "source_record_id"
    return (
        f"select source_row, string_agg({pair}, '; ' order by {order}) as records "
        f"from {_read(contract, delivery)} as landed group by all"
    )


def _cell(contract: str, name: str) -> str:
    """A landed value as text; identifiers and whatever looks like one are hidden, the record's own name is not."""
    text = f"landed.{identifier(name)}::varchar"
    if name.endswith("_key") and CONTRACTS[contract].columns()[name].personal:
        return f"if({text} is null, null, {literal(HIDDEN)})"
    is_typed = CONTRACTS[contract].columns()[name].sql_type not in ("VARCHAR", "MAP(VARCHAR, VARCHAR)")
    if is_typed or name == "source_record_id":
        return text
    looks = f"regexp_matches({text}, {literal(LOOKS_PERSONAL)}) and not regexp_matches({text}, {literal(DATE)})"
    return f"case when {looks} then {literal(HIDDEN)} else {text} end"


def _harmless(name: str) -> str:
    if name == "line":
        return identifier(name)
    text = f"regexp_replace({identifier(name)}, {literal(CONTROLS)}, '', 'g')"
    return f"if(regexp_matches({text}, {literal(FORMULA)}), '''' || {text}, {text})"


def _safe(lines: pa.Table) -> str:
    return ", ".join(f"{_harmless(name)} as {identifier(name)}" for name in lines.column_names)


def guarded(table: pa.Table) -> pa.Table:
    """Return a table in which no cell of text can become a formula; columns of other types stay as they are."""
    texts = {
        field.name for field in table.schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    }
    cells = [
        f"{_harmless(name) if name in texts else identifier(name)} as {identifier(name)}" for name in table.column_names
    ]
    with duckdb.connect() as connection:
        connection.register("lines", table)
        return connection.execute(f"select {', '.join(cells)} from lines").to_arrow_table()


def _write_csv(lines: pa.Table, target: Path) -> None:
    with duckdb.connect() as connection:
        connection.register("lines", lines)
        query = f"select {_safe(lines)} from lines"
        connection.execute(f"copy ({query}) to {literal(str(target))} (format csv, header true)")


def _write_sheet(lines: pa.Table, target: Path) -> None:
    if lines.num_rows >= SHEET_ROWS:
        raise IngestError(
            file=str(target),
            rule=f"a sheet holds {SHEET_ROWS - 1:,} lines, these are {lines.num_rows:,}",
            action="export to .csv",
        )
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet("quarantine")
    sheet.append(lines.column_names)

    def told(value: object) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"  # Said, because openpyxl guesses formulas and errors from the text.
        return cell

    with duckdb.connect() as connection:
        connection.register("lines", lines)
        found = connection.execute(f"select {_safe(lines)} from lines")
        while row := found.fetchone():
            sheet.append([told(value) for value in row])
    book.save(target)


__all__ = ["ABOUT", "export", "guarded", "lines_of"]
