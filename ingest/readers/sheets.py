"""Workbooks: the cells of one sheet as text, with the row a person sees.

Numbers come as the shortest text that means them, dates as ISO, formulas as the value that was last computed, error
cells as their code (``#N/A``). Hidden rows are rows. The archive is checked first (``archives``, ``sheet_xml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import duckdb
import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.readers import archives, sheet_xml
from ingest.readers.base import Job, RawTable, check_marker, checked_headers, without_rows
from ingest.readers.kinds import check_kind
from ingest.readers.sheet_xml import SheetFacts, cell_name

# What the library calls the errors, and what the sheet shows.
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_OTHER_ERROR = "#ERROR!"
_MOMENT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?$"
_MIDNIGHT = r"^\d{4}-\d\d-\d\d[T ]00:00:00(\.0+)?$"
# Day 0 of the sheet's calendar: a time of day without a date.
_TIME_ONLY = r"^1899-12-3[01][T ]"
# No sheet merges more cells than it has; what claims to is not followed to its end.
_MAX_MERGED_ROWS = 2_000_000
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.,]+)S)?")


@dataclass(frozen=True)
class _Grid:
    """The cells of a sheet: text columns, NULL where a cell is empty; row 0 is the sheet's first row.

    ``left`` is the sheet's column that the first of ``columns`` is, from 0.
    """

    name: str
    columns: list[pa.Array]
    left: int
    facts: SheetFacts

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def text(self, row: int, column: int) -> str:
        value = self.columns[column][row].as_py()
        return value or ""


def read_sheet(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:  # noqa: ARG001 - the readers' signature
    """Read one sheet of an .xlsx or .ods workbook into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: the file is damaged, encrypted, a bomb or no workbook, or has no such sheet or no rows.
    """
    check_kind(job)
    grid = _grid(job)
    options = job.options
    first = options.skip_rows + options.header_rows
    if grid.rows < first:
        raise job.refused("the header cannot be read (too few rows)", "export it again", _place(grid.name, grid.rows))
    headers = _headers(grid, job)
    kept = [number for number, name in enumerate(headers) if name or _has_text(grid.columns[number], first)]
    table = _table([grid.columns[number].slice(first) for number in kept], first, _problems(grid, kept, first))
    if not table.num_rows:
        raise without_rows(job)
    pq.write_table(table, job.staged, compression="snappy")
    return RawTable(job.staged, tuple(headers[number] for number in kept), table.num_rows, "utf-8")


def _place(sheet: str, row: int) -> str:
    return f"sheet '{sheet[:60]}', row {row}"


# ── From the file to a grid of text ──


def _grid(job: Job) -> _Grid:
    # Nothing is opened by the library before its XML has been found harmless: it reserves what a sheet claims to span.
    with archives.opened(job) as archive:
        archives.check_xml(archive, job)
        if job.options.format == "ods":
            sheet_xml.check_ods_manifest(archive, job)
            all_facts = sheet_xml.ods_facts(archive, job)
            name = _chosen(job, list(all_facts), list(all_facts))
            facts = all_facts[name]
        else:
            parts, visible = sheet_xml.xlsx_parts(archive, job)
            name = _chosen(job, list(parts), visible)
            facts = sheet_xml.xlsx_facts(archive, parts[name], name, job)
    sheet, errors = _calamine(job, lambda: _loaded(str(job.file), name))
    columns = [_readable(column) for column in _with_errors(sheet, errors, facts)]
    return _Grid(name, columns, sheet[1], facts)


def _chosen(job: Job, names: list[str], visible: list[str]) -> str:
    """Return the name of the sheet that the profile asks for, by default the first one that is not hidden."""
    wanted = job.options.sheet
    if isinstance(wanted, str) and wanted in names:
        return wanted
    if isinstance(wanted, int) and wanted <= len(names):
        return names[wanted - 1]
    if wanted is None and names:
        return (visible or names)[0]
    listed = ", ".join(f"'{name[:60]}'" for name in names[:10]) or "none"
    raise job.refused(
        f"the workbook has no sheet {wanted!r}; its sheets are: {listed}",
        "correct 'reader.sheet' in the profile or export the sheet again",
    )


def _calamine(job: Job, work: Any) -> Any:
    """Run a part of the library; whatever it reports about a damaged file becomes a refusal."""
    try:
        return work()
    except (fastexcel.FastExcelError, pa.ArrowInvalid, ValueError) as error:
        reason = str(error).split("\n")[0].split("'")[0].split('"')[0][:80].strip(" :.,")
    except BaseException as error:
        # The library is written in Rust; its panics do not derive from Exception.
        if type(error).__name__ != "PanicException":
            raise
        reason = "the spreadsheet library gave up on it"
    raise job.refused(f"the workbook cannot be read ({reason})", "open it, save it again as .xlsx and deliver it again")


def _loaded(file: str, name: str) -> tuple[tuple[pa.RecordBatch, int], Any]:
    sheet = fastexcel.read_excel(file).load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    available = sheet.available_columns()
    if not available:
        return (pa.RecordBatch.from_pydict({}), 0), None
    batch, errors = sheet.to_arrow_with_errors()
    return (batch, available[0].absolute_index), errors


def _with_errors(sheet: tuple[pa.RecordBatch, int], errors: Any, facts: SheetFacts) -> list[pa.Array]:
    """The text columns with error cells and durations written in, which the library leaves out of text."""
    batch, left = sheet
    columns = list(batch.columns)
    noted: dict[int, dict[int, str]] = {}
    for error in errors.errors if errors is not None else ():
        row, column = error.position
        noted.setdefault(column, {})[row] = _shown_error(error.detail)
    for row, column in facts.errors:
        if 0 <= column - left < len(columns) and row < len(columns[column - left]):
            noted.setdefault(column - left, {}).setdefault(row, "")
    for column, cells in noted.items():
        texts = columns[column].to_pylist()
        for row, text in cells.items():
            if row < len(texts):
                texts[row] = text or _ods_error(texts[row])
        columns[column] = pa.array(texts, pa.string())
    return columns


def _ods_error(text: str | None) -> str:
    return text if text and text.startswith(("#", "Err:")) else _OTHER_ERROR


def _shown_error(detail: str) -> str:
    """The error code that the sheet shows, or the time of day that a duration is."""
    found = _DURATION.search(detail)
    if found and found[0] != "PT":
        hours, minutes, seconds = (part or "0" for part in found.groups())
        whole = seconds.replace(",", ".").split(".")[0] or "0"
        return f"{int(hours):02d}:{int(minutes):02d}:{int(whole):02d}"
    named = re.search(r"Error\((\w+)\)", detail)
    return _ERRORS.get(named[1], _OTHER_ERROR) if named else _OTHER_ERROR


def _readable(column: pa.Array) -> pa.Array:
    """Dates as a person writes them: no midnight where the whole column has no times, no day where it has only times."""
    if not pa.types.is_string(column.type):
        column = pc.cast(column, pa.string())
    moments = pc.fill_null(pc.match_substring_regex(column, _MOMENT), False)
    if not pc.any(moments).as_py():
        return column
    midnights = pc.fill_null(pc.match_substring_regex(column, _MIDNIGHT), False)
    plain = pc.replace_substring_regex(column, r"^(\d{4}-\d\d-\d\d)T", r"\1 ")
    times = pc.fill_null(pc.match_substring_regex(plain, _TIME_ONLY), False)
    plain = pc.if_else(pc.and_(moments, times), pc.replace_substring_regex(plain, _TIME_ONLY, ""), plain)
    if pc.all(pc.equal(moments, midnights)).as_py():
        plain = pc.if_else(midnights, pc.utf8_slice_codeunits(plain, 0, 10), plain)
    return pc.if_else(moments, plain, column)


# ── Headers, rows and what is wrong with them ──


def _headers(grid: _Grid, job: Job) -> tuple[str, ...]:
    row = job.options.skip_rows + job.options.header_row - 1
    last = job.options.skip_rows + job.options.header_rows - 1
    names = [grid.text(row, column) for column in range(len(grid.columns))]
    for merge in grid.facts.merges:
        if merge.top <= row <= merge.bottom:
            _apply_merge(grid, job, merge, row, names)
    check_marker([grid.text(last, column) for column in range(len(grid.columns))], job, _place(grid.name, last + 1))
    headers = checked_headers(names, job, _place(grid.name, row + 1))
    if not any(headers):
        raise job.refused(
            "the row that should name the columns is empty",
            "set 'reader.skip_rows' and 'reader.header_row' in the profile to the row with the names",
            _place(grid.name, row + 1),
        )
    return headers


def _apply_merge(grid: _Grid, job: Job, merge: sheet_xml.Merge, row: int, names: list[str]) -> None:
    """Give a name that is merged downwards to its column; refuse one that stands above several columns."""
    left, right = merge.left - grid.left, merge.right - grid.left
    unnamed = [c for c in range(left + 1, right + 1) if 0 <= c < len(names) and _has_text(grid.columns[c], row + 1)]
    if unnamed:
        raise job.refused(
            f"the cells {cell_name(merge.top, merge.left)} to {cell_name(merge.bottom, merge.right)} are merged, so the "
            "columns under them share one name",
            "unmerge them and name every column, or set 'reader.header_rows' and 'reader.header_row' in the profile to "
            "the row that names each",
            _place(grid.name, row + 1),
        )
    if 0 <= left < len(names) and merge.top < row and not names[left]:
        names[left] = grid.text(merge.top, left)


def _has_text(column: pa.Array, first: int) -> bool:
    return bool(pc.any(pc.not_equal(pc.fill_null(column.slice(first), ""), "")).as_py())


def _problems(grid: _Grid, kept: list[int], first: int) -> dict[int, str]:
    """Return what is wrong with single rows, by row from 0, as far as columns that are kept."""
    columns, problems = {number + grid.left for number in kept}, {}
    for row, column in sorted(grid.facts.uncomputed, reverse=True):
        if column in columns and row >= first:
            problems[row] = f"row=the formula in {cell_name(row, column)} was never computed"
    noted = 0
    for merge in grid.facts.merges:
        if any(merge.left <= column <= merge.right for column in columns) and noted < _MAX_MERGED_ROWS:
            rows = range(max(merge.top + 1, first), min(merge.bottom + 1, grid.rows))
            problems |= dict.fromkeys(rows, f"row=its cells are merged with {cell_name(merge.top, merge.left)}")
            noted += len(rows)
    return problems


def _table(columns: list[pa.Array], first: int, problems: dict[int, str]) -> pa.Table:
    """The staged table: rows without any text are no rows."""
    if not columns:
        return pa.table({})
    rows = len(columns[0])
    cells = [pc.fill_null(column, "") for column in columns]
    filled = pa.array([False] * rows) if not cells else pc.not_equal(cells[0], "")
    for column in cells[1:]:
        filled = pc.or_(filled, pc.not_equal(column, ""))
    notes = pa.nulls(rows, pa.string())
    if problems:
        notes = pa.array([problems.get(row + first) for row in range(rows)], pa.string())
        filled = pc.or_(filled, pc.is_valid(notes))
    numbers = pa.array(range(first + 1, first + rows + 1), pa.int64())
    named = {"source_row": numbers, "row_problem": notes}
    named |= {f"c{position}": column for position, column in enumerate(cells)}
    return pa.table(named).filter(filled)


__all__ = ["read_sheet"]
