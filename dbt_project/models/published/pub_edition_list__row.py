"""One row per edition: what the sealed ones say of themselves, and this one; each with its headline figure as it was then.

The reading is ``dbt_project.editions``.
"""

from dbt_project.editions.headlines import listed_editions
from dbt_project.editions.past import sealed_editions


def model(dbt, session):
    """Read all sealed editions, and put this one behind them."""
    dbt.config(materialized="table")
    now = {
        "edition": dbt.ref("pub_edition"),
        "metric": dbt.ref("pub_metric"),
        "wave_test": dbt.ref("pub_wave_test"),
        "batch": dbt.ref("pub_edition_batch"),
    }
    made_by = dbt.config.get("made_by")
    return listed_editions(session, sealed_editions(session), now, made_by)
