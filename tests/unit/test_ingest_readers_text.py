"""Encodings, header rows and JSON: what stands in the file comes out, and what cannot be told is refused."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import RefusedFileError
from ingest.readers import json_parts
from ingest.sql import open_connection
from tests.fixtures_readers import read

CATALAN = "id,why\n1,La cua era massa llarga però el personal va ser amable\n"
RUSSIAN = "id,why\n1,Очередь была слишком длинной\n2,Персонал очень вежливый и помогал нам\n"


def rows_of(folder: Path, content: bytes, **options: Any) -> list[tuple]:
    with open_connection(folder / "spill") as connection:
        return read(connection, folder, content, **options)[1]


def message_of(folder: Path, content: bytes, **options: Any) -> str:
    with pytest.raises(RefusedFileError) as caught:
        rows_of(folder, content, **options)
    return caught.value.message


# ── Encodings ──


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CATALAN.encode(), "utf-8"),
        (codecs.BOM_UTF8 + CATALAN.encode(), "utf-8-sig"),
        (CATALAN.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + CATALAN.encode("utf-16-be"), "utf-16"),
        (CATALAN.encode("utf-16-le"), "utf-16-le"),
        (CATALAN.encode("utf-16-be"), "utf-16-be"),
        (RUSSIAN.encode("cp1251"), "cp1251"),
        (b"id,why\n" + b"7,plain\n" * 200_000 + RUSSIAN.partition("\n")[2].encode("cp1251"), "cp1251"),
    ],
    ids=["utf-8", "mark", "utf-16", "big endian", "little without mark", "big without mark", "cp1251", "far down"],
)
def test_a_detected_encoding_is_reported(tmp_path: Path, content: bytes, encoding: str) -> None:
    with open_connection(tmp_path / "spill") as connection:
        table, rows = read(connection, tmp_path, content, encoding="detect")
    assert table.encoding == encoding
    assert table.headers == ("id", "why")
    expected = RUSSIAN if "1251" in encoding else CATALAN
    assert rows[-1][3] in {line.partition(",")[2] for line in expected.splitlines()}


def test_text_that_reads_as_well_in_several_encodings_is_refused_with_their_names(tmp_path: Path) -> None:
    content = "id,why\n1,La espera fue demasiado larga, señor\n2,Atención rápida\n".encode("latin-1")
    message = message_of(tmp_path, content, encoding="detect")
    assert "cp1250, cp1252" in message
    assert "reader.encoding" in message


def test_utf_16_that_is_declared_as_utf_8_is_named(tmp_path: Path) -> None:
    assert "byte order mark of UTF-16" in message_of(tmp_path, CATALAN.encode("utf-16"))


def test_bytes_that_a_declared_encoding_does_not_have_are_refused(tmp_path: Path) -> None:
    assert "near byte" in message_of(tmp_path, b"a,b\n1,\x81\n", encoding="cp1252")
    assert "near byte" in message_of(tmp_path, CATALAN.encode("utf-16")[:-1], encoding="utf-16")


# ── Header rows ──


def test_title_lines_are_skipped_as_a_person_counts_them(tmp_path: Path) -> None:
    content = b'Report of May\n\n"of the",shop\na,b\n1,2\n\n3,4\n'
    assert rows_of(tmp_path, content, skip_rows=3) == [(5, None, "1", "2"), (7, None, "3", "4")]


def test_any_header_row_may_name_the_columns(tmp_path: Path) -> None:
    content = b"Question 1,Question 2\nq1,q2\n1,2\n"
    with open_connection(tmp_path / "spill") as connection:
        table, rows = read(connection, tmp_path, content, header_rows=2, header_row=2)
    assert (table.headers, rows) == (("q1", "q2"), [(3, None, "1", "2")])


def test_tabs_need_no_delimiter(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"a\tb\n1\t2\n", format="tsv") == [(2, None, "1", "2")]


# ── JSON ──


def test_json_numbers_keep_all_their_digits(tmp_path: Path) -> None:
    numbers = [
        "9007199254740993",
        "12345678901234567890123",
        "0.1",
        "12345678901234567.89",
        "1e400",
        "-0.30000000000000004",
    ]
    numbers += ["3.141592653589793238462643", "5.0", "1.10", "1.1", "-12.500", "-0", "0", "100", "1.10e1", "0.0"]
    content = "".join(f'{{"n": {number}, "s": "x: {number}, y"}}\n' for number in numbers).encode()
    rows = rows_of(tmp_path, content, format="jsonl")
    assert [row[2] for row in rows] == numbers
    assert [row[3] for row in rows] == [f"x: {number}, y" for number in numbers]


def test_texts_that_look_like_numbers_stay_as_they_are(tmp_path: Path) -> None:
    records = [
        b'{"n":[1.10,2.5],"s":"\\"a\\": 1.10, [2.50]","t":1.10}',
        b'{"n":1.20,"s":"a\x01: 1.10,","t":1.10}',
        b'{"n":0.10 ,"s":"","t":1}',
    ]
    content = b"\n".join(records)
    rows = rows_of(tmp_path, content, format="jsonl")
    assert rows[0][2:] == ('["1.10",2.5]', '"a": 1.10, [2.50]', "1.10")
    assert rows[1][1] == "row=this is no valid JSON"
    assert rows[2][2:] == ("0.10", "", "1")


def test_nested_objects_become_dotted_columns_and_lists_stay_json(tmp_path: Path) -> None:
    content = b'{"user": {"name": "x", "a/b": {"c~d": 1}}, "tags": ["a", {"k": 2}], "none": null, "yes": true}\n'
    with open_connection(tmp_path / "spill") as connection:
        table, rows = read(connection, tmp_path, content, format="jsonl")
    assert table.headers == ("user.name", "user.a/b.c~d", "tags", "none", "yes")
    assert rows == [(1, None, "x", "1", '["a",{"k":2}]', "", "true")]


def test_a_value_that_is_sometimes_an_object_loses_neither(tmp_path: Path) -> None:
    with open_connection(tmp_path / "spill") as connection:
        table, rows = read(connection, tmp_path, b'{"u": {"n": "x"}}\n{"u": "gone"}\n', format="jsonl")
    assert (table.headers, [row[2:] for row in rows]) == (("u", "u.n"), [("", "x"), ("gone", "")])


def test_broken_lines_are_rows_with_a_problem(tmp_path: Path) -> None:
    lines = [
        b'{"a": 1}',
        b'{"a": 2',
        b"",
        b"[3]",
        b'{"a": 4, "a": 5}',
        b'{"a": "\\u0000"}',
        b'{"a": ' + b"[" * 65 + b"]" * 65 + b"}",
    ]
    lines += [b'{"a": "\\"]]}}"}', b'{"a": NaN}', b'{"a": 10}', b'{"a": 11}']
    rows = rows_of(tmp_path, b"\n".join(lines), format="jsonl")
    assert [(row[0], row[1]) for row in rows] == [
        (1, None),
        (2, "row=this is no valid JSON"),
        (4, "row=the record is no object"),
        (5, "row=the key a appears twice"),
        (6, "row=a text in the record holds a NUL character"),
        (7, "row=the record is nested deeper than 64 levels"),
        (8, None),
        (9, None),
        (10, None),
        (11, None),
    ]
    assert [row[2] for row in rows] == ["1", None, None, "4", None, None, '"]]}}', "NaN", "10", "11"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b'{"a": 1}\n{"a"\n{"b"\n', {"format": "jsonl"}, "line 2: 2 of 3 records"),
        (b'[{"a": 1}, {"a": 2}', {}, "the document does not end"),
        (b'[{"a": 1}]]', {}, "a bracket closes that never opened"),
        (b'[{"a": 1}] trailing', {}, "text follows the end"),
        (b'{"a": 1}\n{"a": 2}\n', {}, "reader.format: jsonl"),
        (b'{"items": [{"a": 1}]}', {}, "keys found: 'items'"),
        (b'{"items": [{"a": 1}]}', {"records_path": "rows"}, "the key 'rows' is not there"),
        (b'{"items": 1}', {"records_path": "items"}, "holds no array"),
        (b'{"items": [1], "items": [2]}', {"records_path": "items"}, "appears more than once"),
        (b"[]", {}, "a header and no rows"),
        (b"12", {}, "no JSON array or object"),
        (b'[{"a": "\xff"}]', {}, "not valid UTF-8"),
        (b'[{"a": 1}, {"a": "' + b"x" * 8_000_001 + b'"}]', {}, "record 2: a record is longer"),
        (b"[" + b"[" * 100_000 + b"]" * 100_000 + b"]", {}, "1 of 1 records"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(
    tmp_path: Path, content: bytes, options: dict[str, str], message: str
) -> None:
    assert message in message_of(tmp_path, content, **({"format": "json"} | options))


@pytest.mark.parametrize("size", [7, 16, 33, 64, 1000])
def test_cutting_does_not_depend_on_where_chunks_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    content = '{"x": {"no": [1]}, "it": {"ems": [{"a": "\\\\"}, {"a": "[\\"{, é"} ,\n {"a": [1, 2]}]}}'.encode()
    monkeypatch.setattr(json_parts, "CHUNK_BYTES", size)
    rows = rows_of(tmp_path, content, format="json", records_path="it.ems")
    assert rows == [(1, None, "\\"), (2, None, '["{, é'), (3, None, "[1,2]")]


def test_depth_counts_brackets_outside_of_texts_only() -> None:
    lines = b'{"a": "[[[["}\n[[[[1]]]]\n"\\"[[[["\n'
    assert json_parts._deep_lines(np.frombuffer(lines, np.uint8), 3).tolist() == [False, False, False]
    deep = b"[" * 65 + b"\n" + b'"' + b"[" * 65 + b'"\n'
    assert json_parts._deep_lines(np.frombuffer(deep, np.uint8), 2).tolist() == [True, False]
