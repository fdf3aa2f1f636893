"""What a file is by its first bytes, before any parser sees it.

A file that is empty, too large or something else than its profile says is refused here, with the likely reason.
"""

from __future__ import annotations

import codecs

from ingest.errors import RefusedFileError
from ingest.readers.base import Job

_START_BYTES = 4096
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAGIC = {
    _ZIP: "a ZIP or Excel file",
    b"PK\x05\x06": "an empty ZIP file",
    _OLD_OFFICE: "an old Excel file",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"$FL2": "an SPSS file",
    b"$FL3": "a compressed SPSS file",
    b"\x89PNG": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
# By format: the bytes its files begin with (none: text), and what a message calls it.
_EXPECTED: dict[str, tuple[tuple[bytes, ...], str]] = {
    "csv": ((), "delimited text"),
    "tsv": ((), "delimited text"),
    "json": ((), "JSON"),
    "jsonl": ((), "JSON Lines"),
    "xlsx": ((_ZIP,), "an Excel workbook (.xlsx)"),
    "ods": ((_ZIP,), "an OpenDocument spreadsheet (.ods)"),
    "parquet": ((b"PAR1",), "a Parquet file"),
    "sav": ((b"$FL2", b"$FL3"), "an SPSS file (.sav, .zsav)"),
}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<table", b"<body")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

GIB = 1 << 30
# Larger deliveries are to be split; a spreadsheet of this size is never written by a person's program.
MAX_FILE_BYTES = {
    "csv": 64 * GIB,
    "tsv": 64 * GIB,
    "jsonl": 32 * GIB,
    "json": 8 * GIB,
    "parquet": 64 * GIB,
    "sav": 8 * GIB,
    "xlsx": GIB // 2,
    "ods": GIB // 2,
}


def check_kind(job: Job) -> bytes:
    """Return the first bytes of a file that looks like its format.

    Raises:
        RefusedFileError: it is missing, empty, too large, or plainly something else.
    """
    start = _start(job)
    magics, name = _EXPECTED[job.options.format]
    if not start.strip():
        raise job.refused("the file is empty", "export it again")
    _check_size(job)
    if _is_markup(start):
        raise job.refused(
            f"this is a web page or XML, not {name}: the download probably failed",
            "open it in a browser to see the server's message and download it again",
            "line 1",
        )
    if magics and start.startswith(magics):
        return start
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            raise _foreign(job, magic, kind, name)
    if magics:
        raise job.refused(
            f"this is not {name}", "correct 'reader.format' in the profile or export the file again", "byte 0"
        )
    return start


def _foreign(job: Job, magic: bytes, kind: str, name: str) -> RefusedFileError:
    action = "correct 'reader.format' in the profile or export it in the declared format"
    if magic == _OLD_OFFICE and job.options.format in ("xlsx", "ods"):
        kind = "an encrypted workbook or an old Excel file (.xls)"
        action = "save it without a password as .xlsx"
    return job.refused(f"this is {kind}, not {name}", action, "byte 0")


def _start(job: Job) -> bytes:
    try:
        with job.file.open("rb") as handle:
            return handle.read(_START_BYTES)
    except OSError as error:
        raise job.refused(
            f"the file cannot be read ({error.strerror})", "check that it exists and that you may read it"
        ) from None


def _check_size(job: Job) -> None:
    limit, size = MAX_FILE_BYTES[job.options.format], job.file.stat().st_size
    if size > limit:
        raise job.refused(
            f"the file has {size:,} bytes, more than the {limit:,} of its format", "deliver it in several files"
        )


def _is_markup(start: bytes) -> bool:
    for mark in _BOMS:
        if start.startswith(mark):
            start = start.removeprefix(mark).replace(b"\x00", b"")
    return start.lstrip().lower().startswith(_MARKUP)


__all__ = ["MAX_FILE_BYTES", "check_kind"]
