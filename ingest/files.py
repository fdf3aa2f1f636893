"""Files: hash them, write them whole or not at all, and say plainly when the disk or a permission stands in the way."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.errors import IngestError

_ACTIONS = {
    errno.ENOSPC: "free some space and run again; what has landed before is untouched",
    errno.EDQUOT: "free some space and run again; what has landed before is untouched",
    errno.EACCES: "give yourself write permission there or choose another home with --home",
    errno.EPERM: "give yourself write permission there or choose another home with --home",
    errno.EROFS: "the file system is read-only; choose another home with --home",
}
# Longer ends of names, under the name of a link, could be more than a file system allows.
_LONGEST_SUFFIX = 16


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def plain_link(file: Path, folder: Path) -> Path:
    """Return a link to a file under a name without characters that a reader could take for a pattern."""
    plain = file.suffix[1:].isalnum() and file.suffix.isascii() and len(file.suffix) <= _LONGEST_SUFFIX
    suffix = file.suffix if plain else ""
    link = folder / f"delivery{suffix}"
    link.symlink_to(file.absolute())
    return link


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system or DuckDB reports while writing below ``folder`` into one sentence."""
    try:
        yield
    except OSError as error:
        action = _ACTIONS.get(error.errno or 0, "check the folder or choose another home with --home")
        raise IngestError(
            file=str(folder), rule=f"nothing can be written there ({error.strerror or error})", action=action
        ) from None
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        first = str(error).splitlines()[0]
        raise IngestError(
            file=str(folder),
            rule=f"writing failed ({first})",
            action="free disk space and run again; nothing was changed",
        ) from None


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a text file by way of a temporary one, so that no reader meets half of it; ``private``: for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def sync_tree(folder: Path) -> None:
    """Flush a folder's files to the disk, so that renaming it commits them."""
    for path in [*folder.iterdir(), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


__all__ = ["file_sha256", "plain_link", "sync_tree", "write_text", "writing"]
