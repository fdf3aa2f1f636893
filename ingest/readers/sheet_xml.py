"""What the cell reader cannot tell and would lose without a word, taken from the sheets' XML in one bounded pass.

How far the cells of a sheet reach (a cell far out would make the reader reserve memory for everything before it), which
cells are merged, and which formulas were never computed. The cells themselves belong in ``ingest.readers.sheets``.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from ingest.readers.archives import encrypted, pieces
from ingest.readers.base import Job

# Rows times columns that a sheet may span: the reader keeps all of them in memory.
MAX_CELLS = 30_000_000
MAX_NOTED = 10_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)")
_CELL_COLUMN = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]{1,3})\d")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_CELL_ROW = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"'][A-Za-z]{1,3}(\d{5,})")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Za-z]{1,3}\d+):([A-Za-z]{1,3}\d+)")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]{1,3}\d+)[^>]*>"
    rb"<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OVERLAP = 70_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetFacts:
    """What one sheet's XML says. Cells are (row, column), from 0."""

    merges: list[Merge] = field(default_factory=list)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)


def column_number(letters: str) -> int:
    """Return a column's number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return a cell's name as a person reads it, from its position from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _position(name: bytes) -> tuple[int, int]:
    letters, digits = re.match(r"([A-Za-z]+)(\d+)", name.decode()).groups()  # type: ignore[union-attr]
    return int(digits[:8]) - 1, column_number(letters)


def refuse_wide(job: Job, sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose cells reach too far, if they do.

    Raises:
        RefusedFileError: it spans more than ``MAX_CELLS``.
    """
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise job.refused(
            f"its cells span {rows:,} rows and {columns:,} columns, more than is read",
            "delete stray cells far from the table, or export the table as CSV",
            f"sheet '{sheet[:60]}'",
        )


# ── Excel ──


def xlsx_parts(archive: zipfile.ZipFile, job: Job) -> tuple[dict[str, str], list[str]]:
    """Return the part of each sheet, by the sheet's name, and the names of the sheets that are not hidden."""
    book = _tree(archive, "xl/workbook.xml", job)
    try:
        relations = _tree(archive, "xl/_rels/workbook.xml.rels", job)
    except KeyError:
        raise job.refused(
            "the workbook does not say where its sheets are", "export or download the file again"
        ) from None
    targets = {one.get("Id"): one.get("Target", "") for one in relations.iter() if one.get("Id")}
    parts, visible = {}, []
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") or sheet.tag == "sheet":
            target = targets.get(_relation_id(sheet)) or ""
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts[sheet.get("name", "")] = part
            if sheet.get("state", "visible") == "visible":
                visible.append(sheet.get("name", ""))
    return parts, visible


def _relation_id(sheet: ElementTree.Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key == _RELATION or key.endswith("}id")), None)


def _tree(archive: zipfile.ZipFile, name: str, job: Job) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(b"".join(pieces(archive, name, job)))  # noqa: S314 - declarations are refused before
    except ElementTree.ParseError:
        raise job.refused("its XML is damaged", "export or download the file again", f"part {name}") from None


def xlsx_facts(archive: zipfile.ZipFile, part: str, sheet: str, job: Job) -> SheetFacts:
    """Scan one sheet of an Excel workbook."""
    facts, extent = SheetFacts(), _Extent()
    if part not in archive.namelist():
        raise job.refused("the workbook names a sheet that is not in it", "export or download the file again")
    tail = b""
    for piece in pieces(archive, part, job):
        text = tail + piece
        extent.feed(text)
        for first, last in _MERGE.findall(text):
            facts.merges.append(Merge(*_position(first), *_position(last)))
        facts.uncomputed.update(_position(name) for name in _UNCOMPUTED.findall(text))
        _bounded(facts)
        # What a pattern may need of the next piece; seeing a thing twice changes nothing but the count of cells.
        tail = text[max(text.rfind(b"<row"), len(text) - _OVERLAP, 0) :]
    facts.merges = list(dict.fromkeys(facts.merges))
    refuse_wide(job, sheet, extent.rows, extent.columns)
    return facts


def _bounded(facts: SheetFacts) -> None:
    del facts.merges[MAX_NOTED:]
    while len(facts.uncomputed) > MAX_NOTED:
        facts.uncomputed.pop()


@dataclass
class _Extent:
    """How far the cells reach, never less than what the reader will reserve."""

    rows: int = 0
    columns: int = 0
    unnumbered: int = 0

    def feed(self, text: bytes) -> None:
        numbers = {row[:9] for row in _ROW.findall(text)} | {row[:9] for row in _CELL_ROW.findall(text)}
        self.rows = max(self.rows, max(map(int, numbers), default=0))
        named = _CELL_COLUMN.findall(text)
        letters = {letters.decode() for letters in named}
        self.columns = max(self.columns, max((column_number(each) + 1 for each in letters), default=0))
        if len(_CELL.findall(text)) > len(named):
            self.columns = max(
                self.columns, max(len(_CELL.findall(row)) for row in re.split(rb"<(?:\w+:)?row\b", text))
            )
            self.unnumbered += text.count(b"</row") + text.count(b"</x:row")
            self.rows = max(self.rows, self.unnumbered)


# ── OpenDocument ──


def check_ods_manifest(archive: zipfile.ZipFile, job: Job) -> None:
    """Refuse an OpenDocument file that is encrypted."""
    if "META-INF/manifest.xml" in archive.namelist():
        text = b"".join(pieces(archive, "META-INF/manifest.xml", job))
        if b"encryption-data" in text:
            raise encrypted(job)


def ods_facts(archive: zipfile.ZipFile, job: Job) -> dict[str, SheetFacts]:
    """Scan all sheets of an OpenDocument spreadsheet, by name; repeated cells count as often as they repeat."""
    walker = _OdsWalker(job)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    try:
        for piece in pieces(archive, "content.xml", job):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise job.refused("its XML is damaged", "export or download the file again", "part content.xml") from None
    return walker.sheets


class _OdsWalker:
    """Follows rows and cells of content.xml."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.sheets: dict[str, SheetFacts] = {}
        self.name = ""
        self.row = self.column = self.width = 0
        self.row_repeat = self.cell_repeat = 1
        self.filled = self.row_filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rsplit(" ", 1)[-1]
        values = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        if kind == "table":
            self.name = values.get("name", "")
            self.sheets[self.name] = SheetFacts()
            self.row = self.width = 0
        elif kind == "table-row":
            self.row_repeat, self.column, self.row_filled = self._number(values, "number-rows-repeated"), 0, False
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell(attributes, values)
        elif kind == "p":
            self.filled = True

    def _cell(self, attributes: dict[str, str], values: dict[str, str]) -> None:
        self.cell_repeat = self._number(values, "number-columns-repeated")
        self.filled = "value-type" in values or "formula" in values
        facts = self.sheets.get(self.name) or SheetFacts()
        down, right = self._number(values, "number-rows-spanned"), self._number(values, "number-columns-spanned")
        if (down > 1 or right > 1) and len(facts.merges) < MAX_NOTED:
            facts.merges.append(Merge(self.row, self.column, self.row + down - 1, self.column + right - 1))
        is_error = any(key.endswith("value-type") and value == "error" for key, value in attributes.items())
        if is_error and len(facts.errors) < MAX_NOTED:
            facts.errors.add((self.row, self.column))

    def end(self, tag: str) -> None:
        kind = tag.rsplit(" ", 1)[-1]
        if kind in ("table-cell", "covered-table-cell"):
            self.column += self.cell_repeat
            if self.filled:
                self.row_filled = True
                self.width = max(self.width, self.column)
                refuse_wide(self.job, self.name, self.row + 1, self.width)
        elif kind == "table-row":
            self.row += self.row_repeat
            if self.row_filled:
                refuse_wide(self.job, self.name, self.row, self.width)

    def _number(self, values: dict[str, str], name: str) -> int:
        given = values.get(name, "1")
        return int(given[:9]) if given.isascii() and given.isdigit() else 1


__all__ = [
    "Merge",
    "SheetFacts",
    "cell_name",
    "check_ods_manifest",
    "ods_facts",
    "xlsx_facts",
    "xlsx_parts",
]
