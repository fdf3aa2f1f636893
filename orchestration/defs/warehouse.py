"""The dbt models as assets: facts, monthly aggregates, and what is estimated and published from them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from dagster import AssetExecutionContext, BackfillPolicy, MonthlyPartitionsDefinition, RetryPolicy
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.defs.workspace import Workspace
from orchestration.inputs import begin_build, building_path, read_plan, remember_applied
from orchestration.progress import months_note
from orchestration.settings import Settings
from orchestration.warehouse import WRITER_POOL, WarehouseTranslator, dbt_project, dbt_variables

# Aggregates that are small enough to be made whole each time belong to the facts' step, and so do those that weights are made of.
WEIGHTING = "agg_weighting_cell agg_weighting_unit"
FACTS = f"resource_type:seed path:models/staging path:models/core path:models/aggregates,config.materialized:table {WEIGHTING}"
AGGREGATES = "path:models/aggregates,config.materialized:incremental path:models/aggregates,config.materialized:view"
ESTIMATES = "path:models/marts path:models/published"
# It reads facts and aggregates. dbt would run it with the facts, too, as each half of the selection above leads to it.
HOLDS_EVERY_RECORD = "assert_aggregates_hold_every_record"

DBT_END_SECONDS = 60

project = dbt_project()
# A killed dbt child is not retried by itself.
retry = RetryPolicy(max_retries=1, delay=2)


def monthly_partitions(settings: Settings) -> MonthlyPartitionsDefinition:
    """Return the months that the organisation monitors: to its declared cut-off, or to the current month."""
    reporting = settings.profile().reporting
    first, last = f"{reporting.first_month:%Y-%m}", settings.as_of or reporting.as_of
    if not last:
        return MonthlyPartitionsDefinition(start_date=first, fmt="%Y-%m", end_offset=1)
    after = dt.date.fromisoformat(str(last)).replace(day=28) + dt.timedelta(days=4)
    return MonthlyPartitionsDefinition(start_date=first, end_date=f"{after:%Y-%m}", fmt="%Y-%m")


months = monthly_partitions(Settings.from_environment())


def build(context: AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace, chosen: Any) -> Iterator[Any]:
    """Run ``dbt build`` on the assets of this step, with the plan's cut-off and months."""
    settings = workspace.settings
    plan = read_plan(settings.home)
    variables = dbt_variables(plan, chosen)
    arguments = ["build", "--indirect-selection", "buildable", "--vars", variables]
    # Where everything is made anew, tables of an older version may have other columns.
    arguments += ["--full-refresh"] if chosen == "all" else []
    # One target folder for all steps of a home: with the same variables dbt then reads its project once, not three times.
    invocation = dbt.cli(arguments, context=context, target_path=settings.home / "warehouse" / "dbt_target")
    try:
        yield from invocation.stream()
    finally:
        # The child outlives a step that fails while it runs, and would keep the warehouse file locked.
        if invocation.process.poll() is None:
            invocation.process.terminate()
            invocation.process.wait(timeout=DBT_END_SECONDS)


def aggregate_months(context: AssetExecutionContext, workspace: Workspace) -> list[str] | str:
    """Return the months to recompute: all that a begun build plans, else the partitions that the run asks for."""
    home = workspace.settings.home
    return read_plan(home).months if building_path(home).exists() else list(context.partition_keys)


@dbt_assets(
    manifest=project.manifest_path,
    select=FACTS,
    exclude=HOLDS_EVERY_RECORD,
    project=project,
    dagster_dbt_translator=WarehouseTranslator(),
    pool=WRITER_POOL,
    retry_policy=retry,
)
def facts(context: AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace) -> Iterator[Any]:
    """Seeds, staging and core: one row per accepted record."""
    begin_build(workspace.settings.home)
    yield from build(context, dbt, workspace, read_plan(workspace.settings.home).months)


@dbt_assets(
    manifest=project.manifest_path,
    select=AGGREGATES,
    exclude=WEIGHTING,
    project=project,
    dagster_dbt_translator=WarehouseTranslator(),
    partitions_def=months,
    backfill_policy=BackfillPolicy.single_run(),
    pool=WRITER_POOL,
    retry_policy=retry,
)
def aggregates(context: AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace) -> Iterator[Any]:
    """Additive sufficient statistics, recomputed only for the months that changed."""
    chosen = aggregate_months(context, workspace)
    context.log.info(months_note(chosen))
    yield from build(context, dbt, workspace, chosen)


@dbt_assets(
    manifest=project.manifest_path,
    select=ESTIMATES,
    project=project,
    dagster_dbt_translator=WarehouseTranslator(),
    pool=WRITER_POOL,
    retry_policy=retry,
)
def estimates(context: AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace) -> Iterator[Any]:
    """Marts with intervals and verdicts, and what disclosure control lets through."""
    yield from build(context, dbt, workspace, read_plan(workspace.settings.home).months)
    remember_applied(workspace.settings.home)


def partition_range(settings: Settings) -> tuple[str, str]:
    """Return the first and the last month that a full run covers."""
    keys = monthly_partitions(settings).get_partition_keys(current_time=dt.datetime.now(dt.UTC))
    return keys[0], keys[-1]
