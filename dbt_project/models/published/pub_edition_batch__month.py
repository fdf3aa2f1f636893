"""One row per delivery that the last edition was not made from, month in which it says something new, and reason.

What a delivery touches is decided in ``expectations``, as for the run itself.
"""

from pathlib import Path

from dbt_project.editions.deliveries import COLUMNS, delivered
from dbt_project.editions.past import manifest_of, previous_edition


def model(dbt, session):
    """Hold the ledger against the batches of the last edition."""
    dbt.config(materialized="table")
    dbt.ref("fct_batch")  # no rows are read of it: the ledger's batches are facts before they are compared
    previous = manifest_of(previous_edition(session))
    [home] = session.execute("select getvariable('satisfaction_home')").fetchone()
    weighted = {row[0] for row in dbt.ref("stg_weighting").project("source_id").distinct().fetchall()}
    found = delivered(Path(home), previous.get("batches", []), previous.get("as_of", ""), weighted)
    typed = ", ".join(f"{name}::{kind} as {name}" for name, kind in COLUMNS.items())
    return session.from_df(found).project(typed)
