"""One pass over the bytes of a delimited file before it is parsed.

It finds what a tolerant parser would lose without a word: bytes that are no text, quotation marks that never close,
and where lines begin. It works on arrays of bytes, chunk by chunk, so that memory stays bounded. Parsing belongs in
``ingest.readers.csv``.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.errors import RefusedFileError

CHUNK_BYTES = 8 * 1024 * 1024
MAX_RECORD_BYTES = 2_000_000
_QUOTE, _NEWLINE, _RETURN, _SPACE, _TAB = 34, 10, 13, 32, 9
_BOM = codecs.BOM_UTF8

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FileShape:
    """What the pass found out.

    Attributes:
        records: rows including header rows, without blank lines.
        blank_lines: numbers of the empty lines that lie between records, ascending.
        embedded_newlines: line ends inside quoted cells.
        newline: the byte that ends lines.
    """

    records: int
    blank_lines: tuple[int, ...]
    embedded_newlines: int
    newline: int


@dataclass
class _Scanner:
    """State carried from chunk to chunk; positions are absolute byte offsets."""

    shown: str
    delimiter: int
    newline: int
    offset: int = 0
    lines: int = 0
    records: int = 0
    embedded: int = 0
    inside: bool = False
    opened_line: int = 0
    last_newline: int = -1
    last_newline_outside: bool = True
    record_start: int = 0
    before: bytes = b"\n"
    blanks: list[int] = field(default_factory=list)
    decoder: codecs.IncrementalDecoder = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("strict"))

    def feed(self, chunk: bytes) -> None:
        """Take in one chunk, which ends with a line or with the file."""
        bytes_ = np.frombuffer(chunk, dtype=np.uint8)
        newlines = np.flatnonzero(bytes_ == self.newline)
        self._check_text(chunk, bytes_, newlines)
        toggles, inside_after = self._quotes(bytes_, newlines)
        self._count(bytes_, newlines, toggles)
        if inside_after and len(toggles):
            self.opened_line = self.lines + int(np.searchsorted(newlines, toggles[-1])) + 1
        self.inside = inside_after
        self.lines += len(newlines)
        self.offset += len(chunk)
        self.before = chunk[-1:]

    def _check_text(self, chunk: bytes, bytes_: npt.NDArray[np.uint8], newlines: Positions) -> None:
        pending = len(self.decoder.getstate()[0])
        try:
            self.decoder.decode(chunk)
        except UnicodeDecodeError as error:
            at = max(error.start - pending, 0)
            line = self.lines + int(np.searchsorted(newlines, at)) + 1
            raise RefusedFileError(
                file=self.shown,
                place=f"line {line}, byte {self.offset + error.start - pending}",
                rule=f"the byte 0x{error.object[error.start]:02x} is not valid UTF-8",
                action="export the file as UTF-8 or declare its encoding under 'reader.encoding' in the profile",
            ) from None
        if 0 in chunk:
            at = int(np.flatnonzero(bytes_ == 0)[0])
            line = self.lines + int(np.searchsorted(newlines, at)) + 1
            raise RefusedFileError(
                file=self.shown,
                place=f"line {line}, byte {self.offset + at}",
                rule="the file holds a NUL byte, which text never does",
                action="export it again; it may be damaged or not a text file",
            )

    def _quotes(self, bytes_: npt.NDArray[np.uint8], newlines: Positions) -> tuple[Positions, bool]:
        """Return the positions where quoting starts or ends, and whether the chunk ends inside quotes."""
        quotes = np.flatnonzero(bytes_ == _QUOTE)
        if not len(quotes):
            return quotes, self.inside
        edges = np.frombuffer(self.before + b"\n", np.uint8)
        padded = np.concatenate([edges[:1], bytes_, edges[1:]])
        opening, closing = (quotes[1::2], quotes[::2]) if self.inside else (quotes[::2], quotes[1::2])
        ends = [self.delimiter, _NEWLINE, _RETURN, _QUOTE]
        if np.isin(padded[opening], ends).all() and np.isin(padded[closing + 2], ends).all():
            return quotes, self.inside ^ bool(len(quotes) % 2)
        return self._quotes_one_by_one(quotes, padded, newlines)

    def _quotes_one_by_one(
        self, quotes: Positions, padded: npt.NDArray[np.uint8], newlines: Positions
    ) -> tuple[Positions, bool]:
        """As ``_quotes``, for text with quotation marks inside unquoted cells or blanks around quoted ones."""
        inside, toggles, closed_at = self.inside, [], -2
        for position in quotes.tolist():
            if not inside:
                if closed_at == position - 1 or self._starts_cell(padded, position):
                    inside = True
                    toggles.append(position)
                continue
            if not self._ends_cell(padded, position + 2):
                self._refuse_quote(self.lines + int(np.searchsorted(newlines, position)) + 1)
            inside, closed_at = False, position
            toggles.append(position)
        return np.array(toggles, dtype=np.int64), inside

    def _starts_cell(self, padded: npt.NDArray[np.uint8], before: int) -> bool:
        while before > 0 and padded[before] in (_SPACE, _TAB):
            before -= 1
        return int(padded[before]) in (self.delimiter, _NEWLINE, _RETURN)

    def _ends_cell(self, padded: npt.NDArray[np.uint8], after: int) -> bool:
        while after < len(padded) - 1 and padded[after] == _SPACE:
            after += 1
        return int(padded[after]) in (self.delimiter, _NEWLINE, _RETURN, _QUOTE)

    def _refuse_quote(self, line: int) -> None:
        raise RefusedFileError(
            file=self.shown,
            place=f"line {line}",
            rule="text follows a closing quotation mark, so the cells of this line and those after it are uncertain",
            action='write quotation marks inside a cell twice ("") or close the cell that was left open',
        )

    def _count(self, bytes_: npt.NDArray[np.uint8], newlines: Positions, toggles: Positions) -> None:
        if not len(newlines):
            self._check_length(self.offset + len(bytes_), self.lines + 1)
            return
        outside = (np.searchsorted(toggles, newlines) + int(self.inside)) % 2 == 0
        at = newlines + self.offset
        previous = np.concatenate([[self.last_newline], at[:-1]])
        previous_outside = np.concatenate([[self.last_newline_outside], outside[:-1]])
        returned = np.where(newlines > 0, bytes_[newlines - 1] == _RETURN, self.before == b"\r")
        gap = at - previous - 1
        blank = outside & previous_outside & ((gap == 0) | ((gap == 1) & returned))
        self.blanks.extend((self.lines + 1 + np.flatnonzero(blank)).tolist())
        self.records += int(outside.sum() - blank.sum())
        self.embedded += int((~outside).sum())
        self._check_longest(at[outside], len(bytes_))
        self.last_newline, self.last_newline_outside = int(at[-1]), bool(outside[-1])

    def _check_longest(self, ends: Positions, size: int) -> None:
        starts = np.concatenate([[self.record_start], ends + 1])
        lengths = np.concatenate([ends, [self.offset + size]]) - starts
        if lengths.max() > MAX_RECORD_BYTES:
            self._refuse_length(self.lines + 1 + int(lengths.argmax()))
        if len(ends):
            self.record_start = int(ends[-1]) + 1

    def _check_length(self, end: int, line: int) -> None:
        if end - self.record_start > MAX_RECORD_BYTES:
            self._refuse_length(line)

    def _refuse_length(self, line: int) -> None:
        raise RefusedFileError(
            file=self.shown,
            place=f"about line {self.opened_line if self.inside else line}",
            rule=f"a row is longer than {MAX_RECORD_BYTES:,} bytes",
            action="look for a quotation mark that is never closed, or for a file that is not the table it should be",
        )

    def finish(self) -> FileShape:
        """Close the last line and return the result."""
        self._check_end()
        if self.offset > self.last_newline + 1:
            self.records += 1
            self.lines += 1
        # Blank lines at the end of a file are no news: they move no row.
        while self.blanks and self.blanks[-1] == self.lines:
            self.blanks.pop()
            self.lines -= 1
        return FileShape(self.records, tuple(self.blanks), self.embedded, self.newline)

    def _check_end(self) -> None:
        if self.inside:
            raise RefusedFileError(
                file=self.shown,
                place=f"line {self.opened_line}",
                rule="a quotation mark opens a cell that is never closed, so the file seems cut off",
                action="export or download the file again",
            )
        if self.decoder.getstate()[0]:
            raise RefusedFileError(
                file=self.shown,
                place=f"byte {self.offset - 1}",
                rule="the file ends in the middle of a UTF-8 character, so it seems cut off",
                action="export or download the file again",
            )


def scan(file: Path, shown: str, delimiter: str) -> FileShape:
    """Read a UTF-8 file once and return its shape.

    Raises:
        RefusedFileError: invalid UTF-8, a NUL byte, an unclosed quotation mark, text behind a closed one, a row beyond
            ``MAX_RECORD_BYTES``; the message gives line and byte.
    """
    with file.open("rb") as handle:
        chunk = handle.read(CHUNK_BYTES)
        newline = _RETURN if b"\n" not in chunk and b"\r" in chunk else _NEWLINE
        scanner = _Scanner(shown, ord(delimiter), newline)
        if chunk.startswith(_BOM):
            scanner.offset, scanner.last_newline, scanner.record_start = len(_BOM), len(_BOM) - 1, len(_BOM)
            chunk = chunk[len(_BOM) :]
        while chunk:
            # To a line's end, so that no quotation mark is parted from the bytes that tell its meaning.
            scanner.feed(chunk + handle.readline(MAX_RECORD_BYTES))
            chunk = handle.read(CHUNK_BYTES)
    return scanner.finish()


__all__ = ["MAX_RECORD_BYTES", "FileShape", "scan"]
