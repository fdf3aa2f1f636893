"""Runs one piece of work in a process of its own, and tells how long it took and how much memory it had at most.

What is measured belongs in the modules of the subjects. Nothing here passes or fails: speed is measured, not asserted.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

_KIB_PER_GB = 1_000_000


@dataclass(frozen=True)
class Measured:
    """What one piece of work took. ``told`` is what it returned."""

    seconds: float
    processor_seconds: float
    peak_gigabytes: float
    told: Any

    def as_result(self) -> dict[str, float]:
        """Return the figures for ``results.json``."""
        return {
            "seconds": round(self.seconds, 2),
            "processor_seconds": round(self.processor_seconds, 2),
            "peak_gigabytes": round(self.peak_gigabytes, 2),
        }


def measure(work: Callable[..., Any], *arguments: Any) -> Measured:
    """Run a function of a module in a fresh process. Its imports are not counted: the module is imported before.

    Raises:
        RuntimeError: the process ended without a result.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        measured = ours.recv()
    except EOFError:
        raise RuntimeError(f"{work.__name__} ended without a result") from None
    finally:
        process.join()
    assert isinstance(measured, Measured)
    return measured


def _run(connection: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    started, processor = time.perf_counter(), time.process_time()
    told = work(*arguments)
    measured = (time.perf_counter() - started, time.process_time() - processor, _peak_gigabytes())
    connection.send(Measured(*measured, told))
    connection.close()


def _peak_gigabytes() -> float:
    """The most memory that this process has had. The kernel's own figure leaves out what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(next(lines).split()[1]) / _KIB_PER_GB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_PER_GB


def ratio(product: Measured, floor: Measured) -> float:
    """Return how many times as long as the floor the product took."""
    return round(product.seconds / floor.seconds, 2)


def machine() -> dict[str, Any]:
    """Return what one must know of the machine to compare results."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gigabytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load_before": load if load is None else round(load, 2),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }


__all__ = ["Measured", "machine", "measure", "ratio"]
