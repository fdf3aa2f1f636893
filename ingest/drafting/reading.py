"""How to read an unknown file: its format, encoding, delimiter, header rows and the tool it comes from.

The file is then read by ``ingest.readers`` with exactly these settings, so that a draft never shows what landing would not see.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.errors import RefusedFileError
from ingest.profiles.presets import PRESETS

_SAMPLE_BYTES = 4 * 1024 * 1024
_SAMPLE_LINES = 300
_DELIMITERS = (",", ";", "\t", "|")
# The first of equals wins: what is read here most often comes first.
_EXPECTED = {
    "cp1252": r"[àáâäãåæçèéêëìíîïñòóôöõøùúûüýßœÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜ·’‘“”–—…«»ºª°¿¡€]",
    "cp1256": r"[\u0600-\u06ff\u200c\u200d‘’“”–—…«»،؛؟]",
    "cp1250": r"[ąćęłńóśźżčďěňřšťůžáéíýúäöüôßĄĆĘŁŃÓŚŹŻČŘŠŽ’“”„–—…]",
    "cp1251": r"[\u0400-\u04ff’“”„–—…«»]",
}
_DEFAULTS: dict[str, object] = {"delimiter": ",", "encoding": "utf-8"}
_OTHER_SCRIPTS = ("cp1256", "cp1251")
_LAST_ASCII = 127
_MOST_LETTERS, _DETECTED_BYTES = 0.9, 200_000
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SUFFIXES = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".sav": "sav", ".zsav": "sav", ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv",
}  # fmt: skip
# Columns by which the exports of common tools are known; every one of a group must be there.
TELL_TALES: dict[str, tuple[frozenset[str], ...]] = {
    "qualtrics": (frozenset({"responseid", "recordeddate"}), frozenset({"response id", "recorded date"})),
    "limesurvey": (
        frozenset({"submitdate", "lastpage"}),
        frozenset({"date submitted", "last page"}),
        frozenset({"data de la tramesa", "última pàgina"}),
        frozenset({"submitdate", "startlanguage"}),
    ),
    "kobotoolbox": (frozenset({"_uuid", "_submission_time"}), frozenset({"_uuid", "_id"})),
    "zendesk": (
        frozenset({"requester_id", "created_at", "subject"}),
        frozenset({"requester_id", "created_at", "status"}),
        frozenset({"ticket id", "requester"}),
    ),
    "google_reviews": (frozenset({"starrating", "createtime"}), frozenset({"reviewid", "starrating"})),
}
_FORMS_FIRST = ("Timestamp", "Marca de temps", "Marca temporal", "Horodateur", "Zeitstempel", "مهر زمان", "تمبر زمان")


@dataclass(frozen=True)
class Reading:
    """How a file is read.

    Attributes:
        format: a key of the readers.
        options: reader settings that differ from the defaults, by name.
        notes: what was seen, one clause each, for comments.
    """

    format: str
    options: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def reading_of(file: Path) -> Reading:
    """Find out how a file is to be read, from its name and its first bytes.

    Raises:
        RefusedFileError: the file cannot be opened, or is of no kind that a reader knows.
    """
    try:
        with file.open("rb") as handle:
            start = handle.read(_SAMPLE_BYTES)
    except OSError as error:
        raise RefusedFileError(
            file=file.name,
            rule=f"the file cannot be read ({error.strerror})",
            action="check that it exists and that you may read it",
        ) from None
    kind = _SUFFIXES.get(file.suffix.lower(), "csv")
    if kind == "json":
        return Reading(kind, _records_path(start))
    if kind != "csv":
        return Reading(kind)
    return _delimited(start, complete=len(start) < _SAMPLE_BYTES)


def _records_path(start: bytes) -> dict[str, object]:
    """Return where a JSON object keeps its records: under the first key that holds an array of objects."""
    text = start.decode("utf-8-sig", "ignore").lstrip()
    found = re.search(r'"([^"\\]+)"\s*:\s*\[\s*\{', text) if text.startswith("{") else None
    return {"records_path": found.group(1)} if found else {}


def with_preset_options(reading: Reading, preset: str | None) -> Reading:
    """Return how a file of a known product is read; unchanged if the product is unknown or exports no such format."""
    if preset is None or reading.format not in PRESETS[preset]:
        return reading
    told = PRESETS[preset][reading.format]
    # What the product usually writes gives way to what this file shows, the defaults included.
    seen = {name: value for name, value in _DEFAULTS.items() if name in told} | reading.options
    options = {name: value for name, value in seen.items() if told.get(name) != value}
    return Reading(reading.format, {"preset": preset, **options}, reading.notes)


def preset_of(headers: tuple[str, ...]) -> str | None:
    """Return the tool whose export has these columns, else None."""
    names = {header.strip().casefold() for header in headers}
    for preset, groups in TELL_TALES.items():
        if any(group <= names for group in groups):
            return preset
    if headers and headers[0].strip().replace("\u064f", "") in _FORMS_FIRST and len(headers) > 1:
        return "google_forms"
    return None


def _delimited(start: bytes, *, complete: bool) -> Reading:
    encoding, note = _encoding(start, complete)
    options: dict[str, object] = {} if encoding in ("utf-8", "utf-8-sig") else {"encoding": encoding}
    text = codecs.decode(start, encoding, "ignore")
    delimiter, above = _layout(text)
    if delimiter != ",":
        options["delimiter"] = delimiter
    if above:
        options["skip_rows"] = above
    return Reading("csv", options, [note])


def _encoding(start: bytes, complete: bool) -> tuple[str, str]:
    for mark, name in _BOMS.items():
        if start.startswith(mark):
            return name, f"the file says that it is {name}"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(start, complete)
    except UnicodeDecodeError:
        name = _eight_bit(start)
        return name, f"not UTF-8; {name} fits best: look at the accents and Persian letters in the names above"
    return "utf-8", "every byte is valid UTF-8"


def _eight_bit(start: bytes) -> str:
    """Return the eight-bit encoding in which most of what is not ASCII becomes letters of its languages."""
    high = bytes(byte for byte in start if byte > _LAST_ASCII)
    # Accented letters stand alone among plain ones; of Persian and Cyrillic words every letter is beyond ASCII.
    in_words = sum(len(run) for run in re.findall(rb"[\x80-\xff]{3,}", start))
    named = _OTHER_SCRIPTS if in_words > len(high) / 2 else tuple(_EXPECTED)
    shares = {name: _letters(high.decode(name, "replace"), _EXPECTED[name]) for name in named}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _MOST_LETTERS:
        return best
    found = from_bytes(start[:_DETECTED_BYTES]).best()
    return codecs.lookup(found.encoding).name if found else best


def _letters(text: str, pattern: str) -> float:
    return len(re.findall(pattern, text)) / max(len(text), 1)


def _layout(text: str) -> tuple[str, int]:
    """Return the delimiter by which most lines have as many cells, and how many lines stand above the first of them."""
    lines = "".join(text.splitlines(keepends=True)[:_SAMPLE_LINES])
    best, above, score = ",", 0, 0.0
    for mark in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(lines, newline=""), delimiter=mark)]
        except csv.Error:
            continue
        wide = Counter(width for width in widths if width > 1)
        if wide:
            width, number = max(wide.items(), key=lambda item: (item[1], item[0]))
            fit = number / sum(width > 0 for width in widths) + min(width, 50) / 1000
            if fit > score:
                best, above, score = mark, widths.index(width), fit
    return best, above


__all__ = ["TELL_TALES", "Reading", "preset_of", "reading_of", "with_preset_options"]
