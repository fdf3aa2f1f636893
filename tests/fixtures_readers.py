"""Small files of every format that the readers know, and what can happen to such a file on its way.

The rows are the same in all formats: ten customers of an invented shop. Workbooks are written part by part here, so that
their bytes are always the same and single parts can be damaged behind an intact checksum; files of real office programs'
libraries are used in ``tests/integration/test_readers_formats.py``.
"""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from ingest.profiles.models import Reader
from ingest.readers import READERS, Job, RawTable

HEADERS = ("id", "day", "q_whole", "q_staff", "why", "weight")
REMARKS = ("Fine", "صف طولانی بود", "l·l, però bé", 'He said "no"', "two\nlines", "=1+1", "", "ñ€", "5", "x" * 200)
ROWS = tuple(
    (str(number), f"2024-05-{number:02d}", str(1 + number % 5), str(5 - number % 5), REMARKS[number - 1], "1.5")
    for number in range(1, 11)
)


# ── Reading in tests ──


def read(
    connection: duckdb.DuckDBPyConnection, folder: Path, content: bytes, **options: Any
) -> tuple[RawTable, list[tuple]]:
    """Read bytes as a file; return the table and its rows (``source_row``, ``row_problem``, cells), in file order."""
    # A folder of its own, as in landing: within a connection DuckDB keeps parts of files by their names.
    with tempfile.TemporaryDirectory(dir=folder) as work:
        file = Path(work) / "delivered"
        file.write_bytes(content)
        reader = Reader.model_validate(options)
        table = READERS[reader.format](connection, Job(file, "delivered", reader, Path(work)))
        return table, connection.execute(f"SELECT * FROM read_parquet('{table.path}')").fetchall()


# ── The same ten rows in every format ──


def csv_bytes(delimiter: str = ",", encoding: str = "utf-8", newline: str = "\n") -> bytes:
    lines = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in (HEADERS, *ROWS)]
    return (newline.join(lines) + newline).encode(encoding)


def records() -> list[dict[str, Any]]:
    return [dict(zip(HEADERS, row, strict=True)) | {"via": {"channel": "web"}, "tags": ["a", 1]} for row in ROWS]


def json_bytes() -> bytes:
    return json.dumps({"next": None, "items": records()}, ensure_ascii=False, indent=1).encode()


def jsonl_bytes() -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records()).encode()


def parquet_bytes(compression: str = "snappy") -> bytes:
    columns = [pa.array(column) for column in zip(*ROWS, strict=True)]
    columns[2] = columns[2].cast(pa.int64())
    out = io.BytesIO()
    pq.write_table(pa.table(columns, names=list(HEADERS)), out, compression=compression, row_group_size=4)
    return out.getvalue()


def sav_bytes(folder: Path, compress: bool = False) -> bytes:
    frame = pd.DataFrame(list(ROWS), columns=list(HEADERS))
    frame["q_whole"] = frame["q_whole"].astype(float)
    path = folder / "written.sav"
    pyreadstat.write_sav(frame, str(path), compress=compress, missing_ranges={"q_whole": [5]})
    return path.read_bytes()


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive whose bytes depend on nothing but its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = compression
            archive.writestr(info, content)
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx_parts(rows: list[str]) -> dict[str, str | bytes]:
    """Return the parts of a workbook whose only sheet has these rows, each as XML."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Answers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
    }


def xlsx_row(number: int, cells: tuple[str, ...]) -> str:
    written = []
    for column, cell in zip("ABCDEFGH", cells, strict=False):
        name = f"{column}{number}"
        if cell.isdigit():
            written.append(f'<c r="{name}"><v>{cell}</v></c>')
        elif cell:
            written.append(f'<c r="{name}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
    return f'<row r="{number}">{"".join(written)}</row>'


def xlsx_bytes() -> bytes:
    return zipped(xlsx_parts([xlsx_row(number, row) for number, row in enumerate((HEADERS, *ROWS), start=1)]))


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods_parts(rows: str) -> dict[str, str | bytes]:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        "content.xml": f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Answers">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>",
    }


def ods_row(cells: tuple[str, ...]) -> str:
    written = [
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if cell.isdigit()
        else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    ]
    return f"<table:table-row>{''.join(written)}</table:table-row>"


def ods_bytes() -> bytes:
    return zipped(ods_parts("".join(ods_row(row) for row in (HEADERS, *ROWS))))


@dataclass(frozen=True)
class Specimen:
    """A good file: its name, its bytes, how it is to be read."""

    name: str
    content: bytes
    options: dict[str, Any]


def specimens(folder: Path) -> list[Specimen]:
    """Return one good file of every format, and of the main variants of text."""
    return [
        Specimen("csv", csv_bytes(), {}),
        Specimen("semicolons", csv_bytes(";", newline="\r\n"), {"delimiter": ";"}),
        Specimen("utf-16", csv_bytes("\t", "utf-16"), {"format": "tsv", "encoding": "utf-16"}),
        Specimen("detect", csv_bytes(",", "utf-8-sig"), {"encoding": "detect"}),
        Specimen("xlsx", xlsx_bytes(), {"format": "xlsx"}),
        Specimen("ods", ods_bytes(), {"format": "ods"}),
        Specimen("json", json_bytes(), {"format": "json", "records_path": "items"}),
        Specimen("jsonl", jsonl_bytes(), {"format": "jsonl"}),
        Specimen("parquet", parquet_bytes(), {"format": "parquet"}),
        Specimen("parquet zstd", parquet_bytes("zstd"), {"format": "parquet"}),
        Specimen("sav", sav_bytes(folder), {"format": "sav"}),
        Specimen("zsav", sav_bytes(folder, compress=True), {"format": "sav"}),
    ]


# ── What happens to files ──

Damage = Callable[[random.Random, bytes], bytes]


def _spot(chance: random.Random, content: bytes, longest: int = 400) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randint(1, longest))


def truncated(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def bits_flipped(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 8, 40))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def head_damaged(chance: random.Random, content: bytes) -> bytes:
    size = min(len(content), 120)
    return bits_flipped(chance, content[:size]) + content[size:]


def tail_damaged(chance: random.Random, content: bytes) -> bytes:
    size = max(0, len(content) - 200)
    return content[:size] + bits_flipped(chance, content[size:])


def chunk_removed(chance: random.Random, content: bytes) -> bytes:
    start, end = _spot(chance, content)
    return content[:start] + content[end:]


def chunk_doubled(chance: random.Random, content: bytes) -> bytes:
    start, end = _spot(chance, content)
    return content[:end] + content[start:end] * chance.choice((1, 2, 30)) + content[end:]


def chunks_swapped(chance: random.Random, content: bytes) -> bytes:
    first, second = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
    return content[second:] + content[first:second] + content[:first]


def zeros_written(chance: random.Random, content: bytes) -> bytes:
    start, end = _spot(chance, content, 60)
    return content[:start] + b"\x00" * (end - start) + content[end:]


_INSERTS = (
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\", b"\\u0000", b"'",
    b"=cmd|' /C calc'!A0", b"{", b"}", b"[", b"]", b":", b"NaN", b"1e999", b"-", b"\xd8\x00", b"<", b"&", b"</row>",
    b'<c r="XFD1048576"><v>1</v></c>', b"%s", b"\x1f\x1e\x1f", b"x" * 300_000, b'"' + b"y" * 300_000, b"[" * 3_000,
    b'{"a":' * 500, "\u202e\u0000\ufeff".encode(), "é".encode("latin-1"), "سلام".encode("cp1256"),
)  # fmt: skip


def something_inserted(chance: random.Random, content: bytes) -> bytes:
    changed = content
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(len(changed) + 1)
        changed = changed[:at] + chance.choice(_INSERTS) + changed[at:]
    return changed


def lines_shuffled(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def encoded_otherwise(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "cp1256", "utf-7", "utf-8-sig")), "replace"
    )


def marks_replaced(chance: random.Random, content: bytes) -> bytes:
    old, new = chance.sample((b",", b";", b"\t", b'"', b"\n", b":", b"<", b"1", b"e"), 2)
    return content.replace(old, new, chance.choice((1, 3, -1)))


def wrapped(chance: random.Random, content: bytes) -> bytes:
    before = (
        b"",
        b"\n\n",
        b"<!DOCTYPE html><html>",
        b"sep=;\n",
        b"Report\n\n",
        b"\xef\xbb\xbf",
        b"PK\x03\x04",
        b"[",
        b"#",
    )
    after = (b"", b"\n\n\n", b"Total,55\n", b"</html>", b"]", b"\x1a", b"\x00" * 40, b"trailing", content[:200])
    return chance.choice(before) + content + chance.choice(after)


def part_damaged(chance: random.Random, content: bytes) -> bytes:
    """Damage one part of an archive and close it again properly, so that the parser behind the checksum meets it."""
    try:
        parts = unzipped(content)
    except Exception:  # whatever an archive that was damaged before brings up
        return bits_flipped(chance, content)
    name = chance.choice(sorted(parts))
    if chance.random() < 0.6:
        name = max(parts, key=lambda each: len(parts[each]))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = chance.choice(_SIMPLE)(chance, parts[name] or b" ")
    return zipped(parts)


_SIMPLE: tuple[Damage, ...] = (
    truncated, bits_flipped, chunk_removed, chunk_doubled, zeros_written, something_inserted, marks_replaced, chunks_swapped,
)  # fmt: skip
DAMAGES: tuple[Damage, ...] = (
    *_SIMPLE, head_damaged, tail_damaged, lines_shuffled, encoded_otherwise, wrapped, part_damaged, part_damaged,
)  # fmt: skip


def _is_archive(specimen: Specimen) -> bool:
    return specimen.options.get("format") in ("xlsx", "ods")


def damaged_files(good: list[Specimen], count: int, seed: int) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield ``count`` damaged files: what was done, the bytes, and how they are to be read. The same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    for number in range(count):
        specimen = good[number % len(good)]
        content, done = specimen.content, []
        for _ in range(chance.choice((1, 1, 1, 2))):
            damage = part_damaged if _is_archive(specimen) and chance.random() < 0.7 else chance.choice(DAMAGES)
            content = damage(chance, content or b" ")
            done.append(damage.__name__)
        options = specimen.options
        if chance.random() < 0.06:
            options = chance.choice(good).options
            done.append("read as another format")
        yield f"{number} {specimen.name}: {', '.join(done)}", content, options
