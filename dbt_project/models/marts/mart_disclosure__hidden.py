"""One row per cell that is hidden, in the series where something is: small cells and what would give them away.

The search is ``dbt_project.statistics.disclosure``; what adds up to what is decided in ``mart_disclosure__atom`` and
``mart_disclosure__slot``.
"""

from dbt_project.statistics.disclosure_history import at_risk, earlier_editions
from dbt_project.statistics.disclosure_tables import choose_hidden


def model(dbt, session):
    """Protect the series at risk, given all that earlier editions have shown."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    reporting = dbt.ref("dim_reporting_setting").df()
    cells = dbt.ref("mart_disclosure__cell")
    slots = dbt.ref("mart_disclosure__slot")
    atoms = dbt.ref("mart_disclosure__atom")
    is_on = str(settings.get("complementary", "True")) == "True"
    parts = at_risk(cells, earlier_editions(session)) if is_on else at_risk(cells.filter("false"), None)
    minimum_n = int(reporting["minimum_n"].iloc[0])
    return choose_hidden(parts.cells, parts.of(slots), parts.of(atoms), parts.history, parts.ceilings, minimum_n)
