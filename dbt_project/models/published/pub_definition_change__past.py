"""One row per declaration that figures rested on in the last edition.

The reading is ``dbt_project.editions``.
"""

from dbt_project.editions.past import previous_edition, published_file


def model(dbt, session):
    """Read the settings that the last edition published."""
    dbt.config(materialized="table")
    file = published_file(previous_edition(session), "pub_definition_setting")
    now = dbt.ref("pub_definition_setting")
    return session.read_parquet(str(file)) if file else now.filter("false")
