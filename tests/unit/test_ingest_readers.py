"""Delimited files, good and broken: every row with its line, and one sentence for what cannot be read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.errors import RefusedFileError
from ingest.profiles.models import Reader
from ingest.readers import READERS, Job, scan
from ingest.sql import open_connection


def read(folder: Path, content: bytes, **options: object) -> list[tuple]:
    """Return ``(line, problem, cell, …)`` of every row."""
    file = folder / "file.csv"
    file.write_bytes(content)
    with open_connection(folder) as connection:
        table = READERS["csv"](connection, Job(file, "file.csv", Reader.model_validate(options), folder))
    return duckdb.sql(f"SELECT * FROM read_parquet('{table.path}')").fetchall()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n3,4", [(2, None, "1", "2"), (3, None, "3", "4")]),
        (b"\xef\xbb\xbf\"a\",\"b\"\r\n\"1\",\"2\"\r\n", [(2, None, "1", "2")]),
        (b"\n\na,b\n1,\n\n\n,4\n\n", [(4, None, "1", ""), (7, None, "", "4")]),
        (b'a,b\n1,"x\ny\n\nz"\n2,"say ""hi"""\n', [(2, None, "1", "x\ny\n\nz"), (6, None, "2", 'say "hi"')]),
        (b'a,b\n1,5" screen\n2,"3"\n', [(2, None, "1", '5" screen'), (3, None, "2", "3")]),
        (b"a,b\r1,2\r\r3,4\r", [(2, None, "1", "2"), (4, None, "3", "4")]),
    ],
    ids=["plain", "byte order mark", "blank lines", "newlines in cells", "stray quotation mark", "old Mac line ends"],
)  # fmt: skip
def test_rows_keep_their_line(tmp_path: Path, content: bytes, expected: list[tuple]) -> None:
    assert read(tmp_path, content) == expected


def test_rows_of_nothing_but_delimiters_are_left_out_and_counted(tmp_path: Path) -> None:
    content = b'a,b,c\n1,2,3\n,,\n , "",\t\n,0,\n,\n\n4,,\n,,\n'
    (tmp_path / "file.csv").write_bytes(content)
    with open_connection(tmp_path) as connection:
        table = READERS["csv"](connection, Job(tmp_path / "file.csv", "file.csv", Reader(), tmp_path))
        found = connection.sql(f"SELECT source_row, row_problem FROM read_parquet('{table.path}')").fetchall()
    assert found == [(2, None), (5, None), (6, "row=2 fields where 3 expected"), (8, None)]
    assert (table.rows, table.blank_rows) == (7, 3)
    with pytest.raises(RefusedFileError, match="a header and no rows"):
        read(tmp_path, b"a,b\n,\n , \n")


def test_ragged_rows_are_kept_and_marked(tmp_path: Path) -> None:
    found = read(tmp_path, b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n" + b"9" + b",9" * 80 + b"\n")
    assert found == [
        (2, "row=2 fields where 3 expected", "1", "2", None),
        (3, "row=4 fields where 3 expected", "1", "2", "3"),
        (4, None, "1", "2", "3"),
        (5, "row=53+ fields where 3 expected", "9", "9", "9"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"a,b\n", "a header and no rows"),
        (b"a,b\n1,caf\xe9\n", "line 2, byte 9: the byte 0xe9 is not valid UTF-8"),
        (b"a,b\n1,2\n3,\x00\n", "line 3, byte 10: the file holds a NUL byte"),
        (b"<!DOCTYPE html>\n<html>404</html>", "this is a web page"),
        (b"PK\x03\x04rest", "a ZIP or Excel file"),
        (b"a,b, a \n1,2,3\n", "line 1: the column name 'a' appears twice"),
        (b'a,b\n1,2\n3,"cut off\n4,5\n', "line 3: a quotation mark opens a cell that is never closed"),
        (b'a,b\n1,"x"y\n', "line 2: text follows a closing quotation mark"),
        (b"a,b\n1," + b"x" * 2_000_100 + b"\n2,3\n", "line 2: a row is longer than"),
        (b"a;b\n1;2\n", "';' would make 2"),
        (b"a,b\n1,caf\xc3", "byte 9: the file ends in the middle of a UTF-8 character"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(RefusedFileError) as caught:
        read(tmp_path, content)
    assert message in caught.value.message
    assert caught.value.message.startswith("file.csv")
    assert caught.value.action


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with open_connection(tmp_path) as connection, pytest.raises(RefusedFileError, match="cannot be read"):
        READERS["csv"](connection, Job(tmp_path / "none.csv", "none.csv", Reader(), tmp_path))


def test_declared_encodings_delimiters_and_header_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "a\tb\n1\tسلام\n".encode("utf-16"), encoding="utf-16", delimiter="\t") == [
        (2, None, "1", "سلام")
    ]
    assert read(tmp_path, "a,b\n1,l·l\n".encode("cp1252"), encoding="cp1252") == [(2, None, "1", "l·l")]
    assert read(tmp_path, b"a,b\nFirst,Second\n{x},{y}\n1,2\n", header_rows=3) == [(4, None, "1", "2")]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64])
def test_the_scan_does_not_depend_on_where_chunks_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    content = 'a,b\r\n\r\n1,"é\r\n""x"""\r\n2,5" wide\r\n\r\n3,"z" \r\n'.encode()
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    whole = scan.scan(file, "file.csv", ",")
    monkeypatch.setattr(scan, "CHUNK_BYTES", size)
    assert scan.scan(file, "file.csv", ",") == whole
    assert (whole.records, whole.blank_lines, whole.embedded_newlines) == (4, (2, 6), 1)
