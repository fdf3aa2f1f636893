"""The home folder: its layout, and one run at a time in it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.errors import RunError
from orchestration.settings import CHECKOUT

FOLDERS = ("landing", "quarantine", "warehouse", "editions", "dagster", "logs")
MINIMUM_FREE_BYTES = 500_000_000


def prepare_home(home: Path) -> None:
    """Create the home's folders and Dagster's instance settings, and check that a run can write there.

    Raises:
        RunError: the folder cannot be written or its disk is nearly full, with what to do.
    """
    try:
        for folder in FOLDERS:
            (home / folder).mkdir(parents=True, exist_ok=True)
        for folder in FOLDERS:
            probe = home / folder / ".write-probe"
            probe.write_bytes(b"\0")
            probe.unlink()
        _install_instance_settings(home / "dagster" / "dagster.yaml")
    except OSError as error:
        raise RunError(_sentence(home, error)) from error
    free = shutil.disk_usage(home).free
    if free < MINIMUM_FREE_BYTES:
        raise RunError(
            f"Only {free // 1_000_000} MB are free on the disk of {home}, a run needs {MINIMUM_FREE_BYTES // 1_000_000} MB; "
            "free some space or choose another folder with --home."
        )


def _install_instance_settings(target: Path) -> None:
    shipped = (CHECKOUT / "orchestration" / "dagster.yaml").read_bytes()
    if not target.exists():
        target.write_bytes(shipped)


def _sentence(home: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk of {home} is full; free some space or choose another folder with --home."
    reason = f"{error.strerror}: {error.filename}"
    return f"The home folder {home} cannot be written ({reason}); change its owner or give another --home."


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold the home for one run.

    Raises:
        RunError: another run holds it.
    """
    with (home / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise RunError(
                f"Another run (process {lock.read().strip() or 'unknown'}) is using {home}; wait until it has ended, or use "
                "another --home."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
