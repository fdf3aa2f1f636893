"""Run the real dbt project against a home folder, as the pipeline does, and look at the warehouse it makes."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
DBT = Path(sys.executable).parent / "dbt"
TIMEOUT_SECONDS = 300
# The same in every run, because dbt parses the whole project anew when they change. A first build takes all months whatever
# they say; a later one rebuilds these.
VARIABLES = {"months": ["2026-01", "2026-02"], "input_hash": "test"}


@cache
def workspace() -> Path:
    """Return the folder of this test run in which dbt keeps what it parsed.

    Homes are reached through a link of one name in it, because dbt parses the whole project anew whenever the home's
    path changes.
    """
    folder = Path(tempfile.mkdtemp(prefix="satisfaction-dbt-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run_dbt(
    home: Path,
    command: str,
    *select: str,
    full_refresh: bool = False,
    months: list[str] | None = None,
    timeout: int = TIMEOUT_SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Run ``dbt <command> --select <select>`` on a home with the variables ``VARIABLES``, or with other touched months."""
    link = workspace() / "home"
    link.unlink(missing_ok=True)
    link.symlink_to(home)
    environment = os.environ | {
        "SATISFACTION_HOME": str(link),
        "DBT_TARGET_PATH": str(workspace() / "target"),
        "DBT_LOG_PATH": str(workspace() / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    arguments = [str(DBT), "--no-use-colors", command, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    arguments += ["--vars", json.dumps(VARIABLES | ({"months": months} if months else {}))]
    arguments += ["--select", *select] if select else []
    arguments += ["--full-refresh"] if full_refresh else []
    # Tests that also look at models outside the selection would fail on tables that are not there.
    arguments += ["--indirect-selection", "buildable"] if command == "build" else []
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


def build(home: Path, *select: str, command: str = "run", **options: Any) -> Path:
    """Run dbt and fail with its output if it fails; return the home."""
    done = run_dbt(home, command, *select, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def query(home: Path, sql: str) -> pd.DataFrame:
    """Return the rows of a query on the home's warehouse."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).df()


def figure(home: Path, table: str, **key: str) -> pd.Series:
    """Return the one row of ``table`` whose columns equal ``key``."""
    condition = " and ".join(f"{column} = '{value}'" for column, value in key.items())
    found = query(home, f"select * from marts.{table} where {condition}")
    assert len(found) == 1, f"{len(found)} rows of {table} where {condition}"
    return found.iloc[0]


__all__ = ["build", "figure", "query", "run_dbt", "workspace"]
