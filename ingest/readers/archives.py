"""The ZIP container of a workbook, looked at before anything opens it.

Bombs, encrypted, damaged and disguised archives are refused by what the archive says and by what its parts really
hold. What the cells hold belongs in ``ingest.readers.sheets``.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.errors import RefusedFileError
from ingest.readers.base import Job

MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 2 << 30
# Cell XML packs 10 to 30 times; a megabyte that unpacks to hundreds is no table.
MAX_RATIO = 300
SMALL_BYTES = 32 << 20
_ENCRYPTED_FLAG = 0x1
_PIECE = 1 << 20
# The part that each kind of workbook must have.
_MAIN_PART = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    struct.error,
)


@contextmanager
def opened(job: Job) -> Iterator[zipfile.ZipFile]:
    """Open a workbook's archive, checked to be what it claims and of bearable size.

    Raises:
        RefusedFileError: also for damage that is met while reading its parts.
    """
    try:
        with zipfile.ZipFile(job.file) as archive:
            _check(archive, job)
            yield archive
    except _DAMAGE as error:
        raise job.refused(
            f"the file is damaged or cut off ({_said(error)})", "export or download the file again"
        ) from None


def _said(error: Exception) -> str:
    """The library's reason, without what it quotes from the file."""
    return str(error).split("'")[0].split('"')[0].strip(" :.,")[:80] or "no reason given"


def _check(archive: zipfile.ZipFile, job: Job) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _bomb(job, f"it holds {len(entries):,} parts")
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _bomb(job, f"it unpacks to {unpacked:,} bytes")
    if unpacked > SMALL_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise _bomb(job, f"it unpacks to {unpacked // max(packed, 1):,} times its size")
    if len({entry.filename for entry in entries}) < len(entries):
        raise job.refused("the archive holds two parts of the same name", "export the file again")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise encrypted(job)
    main = _MAIN_PART[job.options.format]
    if main not in {entry.filename for entry in entries}:
        raise job.refused(
            f"the archive has no {main}, so it is no {job.options.format} workbook",
            "unpack it and deliver what is inside, or correct 'reader.format' in the profile",
        )


def encrypted(job: Job) -> RefusedFileError:
    """Return the error that refuses a workbook with a password."""
    return job.refused("the workbook is encrypted", "save it without a password")


def _bomb(job: Job, why: str) -> RefusedFileError:
    return job.refused(f"this archive looks like a zip bomb: {why}", "check where the file comes from; do not open it")


def pieces(archive: zipfile.ZipFile, name: str, job: Job) -> Iterator[bytes]:
    """Yield a part's bytes; what it really unpacks to is counted, whatever the archive claims.

    The archive's checksum is verified on the way.
    """
    declared, found = archive.getinfo(name).file_size, 0
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            found += len(piece)
            if found > declared:
                raise _bomb(job, f"{name} is larger than it claims")
            yield piece


def check_xml(archive: zipfile.ZipFile, job: Job) -> None:
    """Read every XML part once: refuse damage, document type declarations and entities, which no export needs."""
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        tail = b""
        for piece in pieces(archive, entry.filename, job):
            text = tail + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text:
                raise job.refused(
                    "its XML declares a document type or entities, or is no plain UTF-8, which a workbook never needs",
                    "check where the file comes from; do not open it",
                    f"part {entry.filename}",
                )
            tail = text[-16:]


__all__ = ["check_xml", "encrypted", "opened", "pieces"]
