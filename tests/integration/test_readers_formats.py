"""Workbooks, Parquet and SPSS as programs write them, and the ways in which they can be broken or hostile."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ingest.errors import RefusedFileError
from ingest.readers import archives, sheet_xml
from ingest.sql import open_connection
from tests import fixtures_readers as fixtures
from tests.fixtures_readers import HEADERS, ROWS, xlsx_parts, zipped


def rows_of(folder: Path, content: bytes, **options: Any) -> list[tuple]:
    with open_connection(folder / "spill") as connection:
        return fixtures.read(connection, folder, content, **options)[1]


def message_of(folder: Path, content: bytes, **options: Any) -> str:
    with pytest.raises(RefusedFileError) as caught:
        rows_of(folder, content, **options)
    assert caught.value.action
    return caught.value.message


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_same_rows_come_out_of_every_format(tmp_path: Path) -> None:
    for specimen in fixtures.specimens(tmp_path):
        with open_connection(tmp_path / "spill") as connection:
            table, rows = fixtures.read(connection, tmp_path, specimen.content, **specimen.options)
        assert table.headers[: len(HEADERS)] == HEADERS, specimen.name
        assert [row[2 : 2 + len(HEADERS)] for row in rows] == list(ROWS), specimen.name
        assert [row[1] for row in rows] == [None] * len(ROWS), specimen.name


# ── Workbooks ──


def test_cells_of_a_workbook_are_the_text_a_person_reads(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["number", "text", "moment", "day", "yes", "error", "formula-like"])
    moment, day = dt.datetime(2026, 1, 5, 10, 30, 15), dt.date(2026, 1, 5)
    sheet.append([5.0, "007", moment, day, True, None, "'=1+1"])
    sheet.append([34600000000, " x ", dt.datetime(2026, 1, 6), day, False, None, "@x"])
    sheet.append([0.1 + 0.2, "l·l\nصف", moment, None, None, None, ""])
    sheet["F3"].value, sheet["F3"].data_type = "#N/A", "e"
    sheet.row_dimensions[3].hidden = True
    assert rows_of(tmp_path, saved(book), format="xlsx") == [
        (2, None, "5", "007", "2026-01-05 10:30:15", "2026-01-05", "true", "", "'=1+1"),
        (3, None, "34600000000", " x ", "2026-01-06 00:00:00", "2026-01-05", "false", "#N/A", "@x"),
        (4, None, "0.3", "l·l\nصف", "2026-01-05 10:30:15", "", "", "", ""),
    ]


def test_rows_keep_the_number_they_have_in_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cell, value in {"C2": "Report", "C5": "a", "D5": "b", "C6": 1, "D9": 2}.items():
        book.active[cell] = value
    rows = rows_of(tmp_path, saved(book), format="xlsx", skip_rows=4)
    assert rows == [(6, None, "1", ""), (9, None, "", "2")]


def test_sheets_are_chosen_by_name_or_position_and_hidden_ones_are_not_the_default(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "Notes", "hidden"
    book.active.append(["n"])
    book.active.append([1])
    for name in ("Answers", "More"):
        book.create_sheet(name).append(["a"])
        book[name].append([name])
    content = saved(book)
    assert rows_of(tmp_path, content, format="xlsx") == [(2, None, "Answers")]
    assert rows_of(tmp_path, content, format="xlsx", sheet="More") == [(2, None, "More")]
    assert rows_of(tmp_path, content, format="xlsx", sheet=1) == [(2, None, "1")]
    assert "its sheets are: 'Notes', 'Answers', 'More'" in message_of(tmp_path, content, format="xlsx", sheet="None")


def test_merged_header_cells_are_refused_where_columns_would_share_a_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "Staff", None], [None, "kind", "quick"], [1, 5, 4]):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("A1:A2")
    message = message_of(tmp_path, saved(book), format="xlsx")
    assert "row 1: the cells B1 to C1 are merged" in message
    with open_connection(tmp_path / "spill") as connection:
        table, rows = fixtures.read(connection, tmp_path, saved(book), format="xlsx", header_rows=2, header_row=2)
    assert (table.headers, rows) == (("id", "kind", "quick"), [(3, None, "1", "5", "4")])


def test_what_a_workbook_does_not_hold_is_a_problem_of_its_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["site", "n"], ["north", 1], [None, 2], ["south", "=1+1"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    assert rows_of(tmp_path, saved(book), format="xlsx") == [
        (2, None, "north", "1"),
        (3, "row=its cells are merged with A2", "", "2"),
        (4, "row=the formula in B4 was never computed", "south", ""),
    ]


def test_an_opendocument_sheet_keeps_repeats_times_and_errors(tmp_path: Path) -> None:
    document, table = OpenDocumentSpreadsheet(), Table(name="S")
    for cells in (
        [("string", "id"), ("string", "day"), ("string", "took")],
        [("float", "5.0"), ("date", "2026-01-05"), ("time", "PT03H04M05S")],
        [("string", "x"), ("date", "2026-01-06"), None],
    ):
        row = TableRow(numberrowsrepeated="2" if cells[-1] is None else "1")
        for cell in cells:
            row.addElement(_ods_cell(*cell) if cell else TableCell())
        table.addElement(row)
    table.addElement(TableRow(numberrowsrepeated="1048000"))
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    assert rows_of(tmp_path, out.getvalue(), format="ods") == [
        (2, None, "5", "2026-01-05", "03:04:05"),
        (3, None, "x", "2026-01-06", ""),
        (4, None, "x", "2026-01-06", ""),
    ]


def _ods_cell(kind: str, text: str) -> TableCell:
    names = {"float": "value", "date": "datevalue", "time": "timevalue"}
    cell = TableCell(valuetype=kind, **({names[kind]: text} if kind in names else {}))
    cell.addElement(P(text=text))
    return cell


def test_an_opendocument_error_cell_is_not_its_cached_zero(tmp_path: Path) -> None:
    error = (
        '<table:table-cell office:value-type="float" office:value="0" calcext:value-type="error"><text:p>#N/A</text:p>'
        "</table:table-cell>"
    )
    parts = fixtures.ods_parts(fixtures.ods_row(("a", "b")) + f"<table:table-row>{error}{error}</table:table-row>")
    space = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:text='
    parts["content.xml"] = str(parts["content.xml"]).replace("xmlns:text=", space)
    assert rows_of(tmp_path, zipped(parts), format="ods") == [(2, None, "#ERROR!", "#ERROR!")]


def _bomb(size: int) -> bytes:
    return zipped(xlsx_parts(["<row r='1'><c r='A1'><v>1</v></c></row>" + " " * size]))


def _far_cell() -> bytes:
    return zipped(
        xlsx_parts(['<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'])
    )


def _with_part(name: str, content: str | bytes) -> bytes:
    return zipped(xlsx_parts([fixtures.xlsx_row(1, ("a", "b")), fixtures.xlsx_row(2, ("1", "2"))]) | {name: content})


def _encrypted() -> bytes:
    content = bytearray(_with_part("docProps/app.xml", "<x/>"))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _overlong() -> bytes:
    """A part that unpacks to more than the archive's directory says."""
    content = bytearray(fixtures.xlsx_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


_ODS_BOMB = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" '
    'table:number-columns-repeated="16384"/></table:table-row>'
)
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (_bomb(60_000_000), "xlsx", "zip bomb"),
        (_far_cell(), "xlsx", "span 1,048,576 rows and 16,384 columns"),
        (zipped(fixtures.ods_parts(fixtures.ods_row(("a",)) + _ODS_BOMB)), "ods", "more than is read"),
        (zipped({f"{number}.xml": "" for number in range(archives.MAX_ENTRIES + 1)}), "xlsx", "zip bomb"),
        (_with_part("xl/sharedStrings.xml", _LAUGHS), "xlsx", "declares a document type"),
        (_with_part("docProps/core.xml", _OUTSIDE), "xlsx", "declares a document type"),
        (_encrypted(), "xlsx", "encrypted"),
        (_overlong(), "xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx", "encrypted workbook or an old Excel file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "xlsx", "a web page"),
        (b"id,q\n1,2\n", "xlsx", "not an Excel workbook"),
        (fixtures.xlsx_bytes()[:-100], "xlsx", "damaged or cut off"),
        (fixtures.xlsx_bytes(), "ods", "has no content.xml"),
        (zipped({"inner.xlsx": fixtures.xlsx_bytes()}), "xlsx", "unpack it"),
        (fixtures.xlsx_bytes(), "csv", "a ZIP or Excel file, not delimited text"),
        (fixtures.parquet_bytes(), "csv", "a Parquet file, not delimited text"),
        (zipped(xlsx_parts([fixtures.xlsx_row(1, ("a", "b"))])), "xlsx", "a header and no rows"),
        (zipped(xlsx_parts([])), "xlsx", "too few rows"),
        (b"", "xlsx", "the file is empty"),
    ],
)
def test_hostile_and_damaged_workbooks_are_refused(tmp_path: Path, content: bytes, kind: str, message: str) -> None:
    assert message in message_of(tmp_path, content, format=kind)


def test_a_cell_reference_that_spans_pieces_is_still_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_PIECE", 37)
    assert "span" in message_of(tmp_path, _far_cell(), format="xlsx")
    assert sheet_xml.cell_name(0, 0) == "A1"
    assert sheet_xml.cell_name(9, 27) == "AB10"
    assert sheet_xml.column_number("XFD") == 16_383


def test_an_encrypted_opendocument_file_is_refused(tmp_path: Path) -> None:
    parts = fixtures.ods_parts(fixtures.ods_row(("a", "b")))
    parts["META-INF/manifest.xml"] = "<m><encryption-data/></m>"
    assert "encrypted" in message_of(tmp_path, zipped(parts), format="ods")


# ── Parquet ──


def test_parquet_values_read_back_exactly(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 1, 5, 10, 0, 0, 500000)
    zoned = dt.datetime(2026, 1, 5, 10, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    values = {
        "whole": (pa.array([5.0]), "5"),
        "large": (pa.array([34600000000.0]), "34600000000"),
        "huge": (pa.array([1e23]), "100000000000000000000000"),
        "small": (pa.array([1e-7]), "0.0000001"),
        "half": (pa.array([7.25], pa.float32()), "7.25"),
        "nan": (pa.array([float("nan")]), "NaN"),
        "id": (pa.array([2**63 + 1], pa.uint64()), "9223372036854775809"),
        "price": (pa.array([Decimal("1.50")]), "1.50"),
        "day": (pa.array([dt.date(2026, 1, 5)]), "2026-01-05"),
        "local": (pa.array([moment], pa.timestamp("us")), "2026-01-05 10:00:00.5"),
        "utc": (pa.array([zoned], pa.timestamp("us", "Europe/Madrid")), "2026-01-05T08:00:00Z"),
        "yes": (pa.array([True]), "true"),
        "list": (pa.array([["a", None]]), '["a",null]'),
        "struct": (pa.array([{"a": 1}]), '{"a":1}'),
        "bytes": (pa.array([b"caf\xc3\xa9"]), "café"),
        "raw": (pa.array([b"\xff\xfe"]), "fffe"),
        "none": (pa.array([None], pa.string()), ""),
    }
    out = io.BytesIO()
    pq.write_table(pa.table({name: array for name, (array, _) in values.items()}), out)
    assert rows_of(tmp_path, out.getvalue(), format="parquet") == [(1, None, *(text for _, text in values.values()))]


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    content = fixtures.parquet_bytes()
    assert "footer is damaged" in message_of(tmp_path, content[:-30], format="parquet")
    assert "not a Parquet file" in message_of(tmp_path, b"id,q\n1,2\n", format="parquet")
    out = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), out)
    assert "no rows" in message_of(tmp_path, out.getvalue(), format="parquet")


def test_a_parquet_file_that_claims_billions_of_repeats_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000_000, pa.int32()), pa.array(["x"]))
    pq.write_table(pa.table({f"c{number}": column for number in range(20)}), out, compression="zstd")
    assert len(out.getvalue()) < 400_000
    assert "it claims 4,000,000 rows" in message_of(tmp_path, out.getvalue(), format="parquet")


# ── SPSS ──


def written(folder: Path, compress: bool = False) -> bytes:
    frame = pd.DataFrame(
        {
            "id": [1.0, 2, 3],
            "q": [1.0, 99, float("nan")],
            "day": [dt.date(2026, 1, 5), dt.date(1999, 12, 31), None],
            "at": [dt.datetime(2026, 1, 5, 10, 30), None, None],
            "code": ["A", "صف", ""],
        }
    )
    path = folder / "survey.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        compress=compress,
        column_labels={"q": "Overall satisfaction"},
        variable_value_labels={"q": {1: "Good", 99: "Refused"}},
        missing_ranges={"q": [99]},
    )
    return path.read_bytes()


def test_spss_gives_codes_and_keeps_user_missing_values_apart(tmp_path: Path) -> None:
    with open_connection(tmp_path / "spill") as connection:
        table, rows = fixtures.read(connection, tmp_path, written(tmp_path), format="sav")
    assert rows == [
        (1, None, "1", "1", "2026-01-05", "2026-01-05 10:30:00", "A"),
        (2, None, "2", "99", "1999-12-31", "", "صف"),
        (3, None, "3", "", "", "", ""),
    ]
    assert table.labels == {"q": "Overall satisfaction"}
    assert table.value_labels == {"q": {"1": "Good", "99": "Refused"}}


@pytest.mark.parametrize("compress", [False, True])
def test_spss_labels_are_given_where_they_are_asked_for(tmp_path: Path, compress: bool) -> None:
    rows = rows_of(tmp_path, written(tmp_path, compress), format="sav", value_labels="codes" if compress else "labels")
    assert [row[3] for row in rows] == (["1", "99", ""] if compress else ["Good", "Refused", ""])


def test_spss_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_of(tmp_path, written(tmp_path), format="sav")
    monkeypatch.setattr("ingest.readers.spss.CELLS_AT_ONCE", 5)
    assert rows_of(tmp_path, written(tmp_path), format="sav") == whole


def test_damaged_spss_is_refused(tmp_path: Path) -> None:
    content = written(tmp_path)
    assert "SPSS file" in message_of(tmp_path, content[:200], format="sav")
    assert "not an SPSS file" in message_of(tmp_path, b"id,q\n1,2\n", format="sav")
    assert zipfile.is_zipfile(io.BytesIO(content)) is False
