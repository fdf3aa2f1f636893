"""The records of a JSON document or of JSON Lines, cut out of the bytes without parsing them.

Each record comes as its own text with its position (line, or place in the array), so that one broken record breaks no
other and numbers keep all their digits. It works on arrays of bytes, chunk by chunk. What the records say belongs in
``ingest.readers.json``.
"""

from __future__ import annotations

import codecs
import json
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.errors import RefusedFileError
from ingest.readers.base import Job

CHUNK_BYTES = 4 << 20
MAX_RECORD_BYTES = 8_000_000
MAX_DEPTH = 64
_SHOWN_KEYS = 10

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]

_QUOTE, _BACKSLASH, _NEWLINE, _COMMA, _COLON = b'"\\\n,:'
_OPEN, _CLOSE = tuple(b"[{"), tuple(b"]}")


def _table(characters: bytes) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(characters)] = True
    return table


_LINE_MARKS, _DOCUMENT_MARKS = _table(b'"[]{}\n'), _table(b'"[]{},:')


@dataclass(frozen=True)
class Records:
    """Some records: ``rows`` says where each is, ``texts`` what it is, ``deep`` whether it is nested too deeply."""

    rows: Positions
    texts: pa.Array
    deep: npt.NDArray[np.bool_]


def _unescaped(bytes_: Bytes, quotes: Positions) -> npt.NDArray[np.bool_]:
    """Tell which quotation marks are not escaped: those after an even number of backslashes."""
    plain = np.ones(len(quotes), dtype=np.bool_)
    after = np.flatnonzero((quotes > 0) & (bytes_[quotes - 1] == _BACKSLASH))
    if len(after):
        others = np.flatnonzero(bytes_ != _BACKSLASH)
        before = np.searchsorted(others, quotes[after]) - 1
        last = np.where(before >= 0, others[np.maximum(before, 0)], -1)
        plain[after] = (quotes[after] - 1 - last) % 2 == 0
    return plain


def _check_text(job: Job, chunk: bytes, offset: int, line: int | None = None) -> None:
    """Refuse bytes that are no UTF-8, and NUL bytes."""
    try:
        chunk.decode("utf-8")
        at, rule = chunk.find(b"\x00"), "the file holds a NUL byte, which text never does"
    except UnicodeDecodeError as error:
        at, rule = error.start, f"the byte 0x{chunk[error.start]:02x} is not valid UTF-8"
    if at >= 0:
        before = chunk[:at].count(_NEWLINE)
        place = f"byte {offset + at}" if line is None else f"line {line + before}, byte {offset + at}"
        action = "export the file as UTF-8 or declare its encoding under 'reader.encoding' in the profile"
        raise job.refused(rule, action, place)


def _too_long(job: Job, place: str) -> RefusedFileError:
    return job.refused(
        f"a record is longer than {MAX_RECORD_BYTES:,} bytes", "check that the file holds many records, not one", place
    )


# ── JSON Lines ──


def lines(job: Job, file: Path) -> Iterator[Records]:
    """Yield the lines of a UTF-8 file that are not blank, chunk by chunk, with their numbers from 1."""
    number, offset = 1, 0
    with file.open("rb") as handle:
        chunk = handle.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8)
        while chunk:
            if not chunk.endswith(b"\n"):
                chunk += handle.readline(MAX_RECORD_BYTES + 1)
            _check_text(job, chunk, offset, number)
            found = _lines_of(job, chunk, number)
            yield found
            number, offset = number + len(found.rows), offset + len(chunk)
            chunk = handle.read(CHUNK_BYTES)


def _lines_of(job: Job, chunk: bytes, number: int) -> Records:
    if not chunk.endswith(b"\n"):
        chunk += b"\n"
    bytes_ = np.frombuffer(chunk, dtype=np.uint8)
    ends = np.flatnonzero(bytes_ == _NEWLINE)
    starts = np.concatenate([[0], ends[:-1] + 1])
    longest = int((ends - starts).argmax())
    if ends[longest] - starts[longest] > MAX_RECORD_BYTES:
        raise _too_long(job, f"line {number + longest}")
    texts = _texts(chunk, starts, ends)
    return Records(np.arange(number, number + len(ends)), texts, _deep_lines(bytes_, len(ends)))


def _deep_lines(bytes_: Bytes, count: int) -> npt.NDArray[np.bool_]:
    """Tell which lines nest deeper than ``MAX_DEPTH``; quotation marks count within their line only."""
    at = np.flatnonzero(_LINE_MARKS[bytes_])
    marks = bytes_[at]
    is_line = marks == _NEWLINE
    line = np.cumsum(is_line) - is_line
    quoted = marks == _QUOTE
    quoted[quoted] = _unescaped(bytes_, at[quoted])
    inside = _since_line(np.cumsum(quoted), is_line, line) % 2 == 1
    step = (np.isin(marks, _OPEN).astype(np.int64) - np.isin(marks, _CLOSE)) * ~inside
    depth = _since_line(np.cumsum(step), is_line, line)
    deep = np.zeros(count, dtype=np.bool_)
    deep[line[depth > MAX_DEPTH]] = True
    return deep


def _since_line(sums: Positions, is_line: npt.NDArray[np.bool_], line: Positions) -> Positions:
    """Running sums that start again with each line."""
    before: Positions = np.concatenate([[0], sums[is_line]])[line]
    return sums - before


def _texts(chunk: bytes, starts: Positions, ends: Positions) -> pa.Array:
    """The pieces of a chunk as an Arrow array, without one Python object per piece."""
    offsets = np.stack([starts, ends], axis=1).ravel().astype(np.int32)
    both = pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(chunk))
    return both.take(pa.array(np.arange(0, len(offsets) - 1, 2)))


# ── One JSON document ──


@dataclass(frozen=True)
class _Tokens:
    """Brackets, commas and colons of the outer levels: position, character, and depth of what they belong to."""

    at: Positions
    marks: Bytes
    depth: Positions
    deep: Positions

    def between(self, start: int, end: int, depth: int, characters: bytes) -> Positions:
        first, last = np.searchsorted(self.at, [start, end])
        part = slice(int(first), int(last))
        chosen = (self.depth[part] == depth) & np.isin(self.marks[part], list(characters))
        found: Positions = self.at[part][chosen]
        return found

    def closing(self, opening: int, depth: int) -> int:
        return int(self.between(opening + 1, int(self.at[-1]) + 1, depth, b"]}")[0])


def elements(job: Job, file: Path, path: list[str]) -> Iterator[Records]:
    """Yield the elements of the array at ``path`` of a UTF-8 JSON document, with their positions from 1."""
    with file.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        begin = len(codecs.BOM_UTF8) if data[:3] == codecs.BOM_UTF8 else 0
        tokens = _tokens(job, data, begin, max(len(path), 1))
        opening = _array_at(job, data, tokens, begin, path)
        closing = tokens.closing(opening, len(path))
        commas = tokens.between(opening + 1, closing, len(path) + 1, b",")
        starts, ends = np.concatenate([[opening], commas]) + 1, np.concatenate([commas, [closing]])
        if len(commas) == 0 and not data[opening + 1 : closing].strip():
            return
        yield from _element_batches(job, data, starts, ends, tokens.deep)


def _element_batches(
    job: Job, data: mmap.mmap, starts: Positions, ends: Positions, deep_at: Positions
) -> Iterator[Records]:
    longest = int((ends - starts).argmax())
    if ends[longest] - starts[longest] > MAX_RECORD_BYTES:
        raise _too_long(job, f"record {longest + 1}")
    deep = np.zeros(len(starts), dtype=np.bool_)
    deep[np.clip(np.searchsorted(starts, deep_at, side="right") - 1, 0, None)] = True
    first = 0
    while first < len(starts):
        base = int(starts[first])
        last = max(int(np.searchsorted(ends, base + CHUNK_BYTES)), first + 1)
        chunk = data[base : int(ends[last - 1])]
        _check_text(job, chunk, base)
        texts = _texts(chunk, starts[first:last] - base, ends[first:last] - base)
        yield Records(np.arange(first + 1, last + 1), texts, deep[first:last])
        first = last


def _tokens(job: Job, data: mmap.mmap, begin: int, levels: int) -> _Tokens:
    found: list[tuple[Positions, Bytes, Positions]] = []
    deep: list[Positions] = []
    position, depth, inside = begin, 0, False
    while position < len(data):
        end = min(position + CHUNK_BYTES, len(data))
        while end < len(data) and data[end - 1] == _BACKSLASH:
            end += 1
        bytes_ = np.frombuffer(data[position:end], dtype=np.uint8)
        at = np.flatnonzero(_DOCUMENT_MARKS[bytes_])
        marks = bytes_[at]
        quoted = marks == _QUOTE
        quoted[quoted] = _unescaped(bytes_, at[quoted])
        in_text = (np.cumsum(quoted) + inside) % 2 == 1
        opens, closes = np.isin(marks, _OPEN) & ~in_text, np.isin(marks, _CLOSE) & ~in_text
        after = depth + np.cumsum(opens.astype(np.int64) - closes)
        if (after < 0).any():
            first = position + int(at[(after < 0).argmax()])
            raise job.refused(
                "a bracket closes that never opened", "export or download the file again", f"byte {first}"
            )
        own = after - opens
        wanted = ((opens | closes) & (own <= levels)) | (
            np.isin(marks, [_COMMA, _COLON]) & ~in_text & (after <= levels + 1)
        )
        found.append((at[wanted] + position, marks[wanted], own[wanted]))
        deep.append(at[after > MAX_DEPTH + levels] + position)
        if len(after):
            depth, inside = int(after[-1]), bool(in_text[-1])
        position = end
    if inside or depth:
        raise job.refused("the document does not end, so the file seems cut off", "export or download the file again")
    at, marks, own = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return _Tokens(at, marks, own, np.concatenate(deep))


def _array_at(job: Job, data: mmap.mmap, tokens: _Tokens, begin: int, path: list[str]) -> int:
    """Return where the array of records opens."""
    outer = tokens.between(begin, len(data), 0, b"[{]}")
    if not len(outer) or data[begin : int(outer[0])].strip():
        raise job.refused("this is no JSON array or object", "check the export", "line 1")
    opening, closing = int(outer[0]), int(outer[1])
    if data[closing + 1 : len(data)].strip():
        raise job.refused(
            "text follows the end of the document",
            "export it again, or set 'reader.format: jsonl' in the profile if every line is a record",
            f"byte {closing + 1}",
        )
    for depth, key in enumerate(path):
        opening = _value_of(job, data, tokens, opening, depth, key)
    if data[opening : opening + 1] != b"[":
        raise job.refused(
            f"there is no array of records {_where(path)}; {_keys_shown(data, tokens, opening, len(path))}",
            "set 'reader.records_path' in the profile to the array",
        )
    return opening


def _where(path: list[str]) -> str:
    return f"at '{'.'.join(path)}'" if path else "at the top of the document"


def _value_of(job: Job, data: mmap.mmap, tokens: _Tokens, opening: int, depth: int, key: str) -> int:
    """Return where the value of a key opens, which must be an array or an object."""
    if data[opening : opening + 1] != b"{":
        raise job.refused(
            f"there is no key '{key}', because its place holds an array", "correct 'reader.records_path' in the profile"
        )
    places = [colon for name, colon in _keys(data, tokens, opening, depth) if name == key]
    if len(places) != 1:
        found = "appears more than once" if places else "is not there"
        rule = f"the key '{key}' {found}; {_keys_shown(data, tokens, opening, depth)}"
        raise job.refused(rule, "correct 'reader.records_path' in the profile or export the file again")
    end = tokens.closing(opening, depth)
    opens = tokens.between(places[0], end, depth + 1, b"[{")
    if not len(opens) or data[places[0] + 1 : int(opens[0])].strip():
        raise job.refused(f"the key '{key}' holds no array of records", "correct 'reader.records_path' in the profile")
    return int(opens[0])


def _keys(data: mmap.mmap, tokens: _Tokens, opening: int, depth: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of an object and where their colons are."""
    end = tokens.closing(opening, depth)
    before = np.concatenate([[opening], tokens.between(opening + 1, end, depth + 1, b",")])
    for colon in tokens.between(opening + 1, end, depth + 1, b":").tolist():
        start = int(before[np.searchsorted(before, colon) - 1]) + 1
        try:
            name = json.loads(data[start:colon])
        except (ValueError, RecursionError):
            continue
        if isinstance(name, str):
            yield name, colon


def _keys_shown(data: mmap.mmap, tokens: _Tokens, opening: int, depth: int) -> str:
    names = (
        [name[:40] for name, _ in _keys(data, tokens, opening, depth)] if data[opening : opening + 1] == b"{" else []
    )
    listed = ", ".join(f"'{name}'" for name in names[:_SHOWN_KEYS]) or "none"
    return f"keys found: {listed}"


__all__ = ["MAX_DEPTH", "MAX_RECORD_BYTES", "Records", "elements", "lines"]
