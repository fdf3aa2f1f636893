"""The shipped demo organisation, generated once for all tests that only read it."""

from __future__ import annotations

import atexit
import functools
import tempfile
from pathlib import Path

from ingest.demo import Truth, generate


@functools.cache
def shipped() -> tuple[Path, Truth]:
    """Return the folder of the demo's files at its shipped seed and size, and their truth."""
    folder = tempfile.TemporaryDirectory(prefix="demo-")
    atexit.register(folder.cleanup)
    return Path(folder.name), generate(Path(folder.name))
