"""Text in any encoding: which one a file is in, and the file as UTF-8 for the parsers.

A declared encoding is taken at its word and every byte is checked against it. ``detect`` decides from the bytes, says
what it decided (``RawTable.encoding``), and refuses rather than guesses where several readings are as good.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

from ingest.readers.base import Job

DETECT = "detect"
# Text that is not UTF-8 is judged by this much of it, taken from the lines that are not plain ASCII.
SAMPLE_BYTES = 64 * 1024
_CHUNK = 1 << 20
# Python calls these text encodings; no file is written in them.
_NO_ENCODINGS = {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
_UTF8 = ("utf-8", "ascii", "utf-8-sig")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings in which the products and offices that are read here write; rarer ones can still be declared.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_15", "iso8859_2", "mac_roman",
    "cp850", "koi8_r", "big5", "gb18030", "shift_jis", "euc_kr",
]  # fmt: skip
# A reading this much more orderly than the next one is not in doubt.
_CLEAR_MARGIN = 0.1
_CLEAR_COHERENCE = 0.05
_WORST_CHAOS = 0.2


def is_text_encoding(name: str) -> bool:
    """Tell whether a name is that of an encoding that files may be in; rot13 and base64 are codecs and no encodings."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return codec._is_text_encoding and codec.name.replace("-", "_") not in _NO_ENCODINGS


def as_utf8(job: Job) -> tuple[Path, str]:
    """Return a file with the same text in UTF-8, and the name of the encoding that the file is in.

    Raises:
        RefusedFileError: a byte is not valid in the encoding, or the encoding cannot be told.
    """
    asked = job.options.encoding
    encoding = _detected(job) if asked == DETECT else codecs.lookup(asked).name
    if encoding in _UTF8:
        _check_no_wide_bom(job)
        return job.file, encoding
    return _transcoded(job, encoding), encoding


def _check_no_wide_bom(job: Job) -> None:
    with job.file.open("rb") as handle:
        start = handle.read(4)
    for mark, name in _BOMS[1:]:
        if start.startswith(mark):
            raise job.refused(
                f"the file begins with the byte order mark of {name.upper()} and is declared as {job.options.encoding}",
                f"set 'reader.encoding: {name}' in the profile or export the file as UTF-8",
                "byte 0",
            )


def _transcoded(job: Job, encoding: str) -> Path:
    """Write a temporary UTF-8 file in pieces, refusing bytes that the encoding does not have."""
    target, read = job.work / "utf8.txt", 0
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with job.file.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        while True:
            chunk = source.read(_CHUNK)
            try:
                out.write(decoder.decode(chunk, not chunk))
            except UnicodeError as error:
                at = read + getattr(error, "start", 0)
                raise job.refused(
                    f"a byte is not valid in the {_how(job)} encoding {encoding}",
                    "correct 'reader.encoding' in the profile or export the file as UTF-8",
                    f"near byte {at}",
                ) from None
            if not chunk:
                return target
            read += len(chunk)


def _how(job: Job) -> str:
    return "detected" if job.options.encoding == DETECT else "declared"


def _detected(job: Job) -> str:
    with job.file.open("rb") as handle:
        start = handle.read(4096)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    wide = _wide(start)
    if wide:
        return wide
    sample = _sample(job.file)
    return "utf-8" if sample is None else _chosen(job, sample)


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of mostly Western text is zero."""
    pairs = len(start) // 2
    high, low = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if pairs and max(high, low) > 0.4 * pairs and min(high, low) < 0.05 * pairs:
        return "utf-16-be" if high > low else "utf-16-le"
    return None


def _sample(file: Path) -> bytes | None:
    """Return lines that are not plain ASCII; None where the whole file is valid UTF-8."""
    decoder, sample, valid = codecs.getincrementaldecoder("utf-8")("strict"), bytearray(), True
    with file.open("rb") as handle:
        while chunk := handle.read(_CHUNK) + handle.readline(_CHUNK):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            valid = valid and _decodes(decoder, chunk)
            if len(sample) < SAMPLE_BYTES:
                lines = b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
                sample += lines[: SAMPLE_BYTES - len(sample)] + b"\n"
            elif not valid:
                break
    return None if valid and not decoder.getstate()[0] else bytes(sample)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _chosen(job: Job, sample: bytes) -> str:
    matches = list(from_bytes(sample, cp_isolation=_CANDIDATES, preemptive_behaviour=False, enable_fallback=False))
    if not matches or matches[0].chaos > _WORST_CHAOS:
        raise job.refused(
            "the text is not UTF-8 and no known encoding makes orderly text of it",
            "declare 'reader.encoding' in the profile or export the file as UTF-8",
        )
    best = matches[0]
    rivals = [other for other in matches[1:] if _rivals(best, other)]
    if rivals:
        names = ", ".join(sorted({best.encoding, *(other.encoding for other in rivals)}))
        raise job.refused(
            f"the text is not UTF-8, and it reads as well in several encodings: {names}",
            "declare the right one as 'reader.encoding' in the profile or export the file as UTF-8",
        )
    return codecs.lookup(best.encoding).name


def _rivals(best: CharsetMatch, other: CharsetMatch) -> bool:
    """Whether another reading gives a different text that is about as orderly and as much like a language."""
    if str(other) == str(best) or other.chaos > best.chaos + _CLEAR_MARGIN:
        return False
    return other.coherence >= best.coherence - _CLEAR_COHERENCE


__all__ = ["DETECT", "as_utf8"]
