"""Writing so that a reader sees the old file or the new one, never half of one; equal content touches nothing."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def parquet_bytes(table: pa.Table) -> bytes:
    """Return ``table`` as a Parquet file; equal tables give equal bytes."""
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()


def json_bytes(document: Any) -> bytes:
    """Return ``document`` as readable JSON with sorted keys."""
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n").encode()


def write_if_changed(path: Path, content: bytes) -> bool:
    """Rename a complete file into place at ``path``; return whether its content differed from what was there."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    return True


def validations_folder(home: Path) -> Path:
    """Return where the latest Great Expectations result of each suite is kept for the Data Docs."""
    return home / "quarantine" / "_validations"


__all__ = ["json_bytes", "parquet_bytes", "validations_folder", "write_if_changed"]
