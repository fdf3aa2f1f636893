"""Resources that assets share."""

from dagster import Definitions, in_process_executor
from dagster_dbt import DbtCliResource

from orchestration.defs.workspace import Workspace
from orchestration.warehouse import dbt_project

defs = Definitions(
    resources={"workspace": Workspace(), "dbt": DbtCliResource(project_dir=dbt_project())},
    # Steps are short and share one database file: one process is about twice as fast as several.
    executor=in_process_executor,
)
