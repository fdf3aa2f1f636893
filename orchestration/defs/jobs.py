"""The jobs and when they run: a schedule per source cadence, the weekly edition in local time, and the inbox sensor."""

from dagster import (
    AssetKey,
    AssetSelection,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    JobDefinition,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    define_asset_job,
    schedule,
    sensor,
)

from orchestration.defs.warehouse import months, partition_range
from orchestration.inbox import SENSOR_SETTLE_SECONDS, SETTLE_TAG, changes, settle_seconds
from orchestration.settings import Settings

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"
FULL_JOB = "satisfaction"
CRON_BY_CADENCE = {
    "event": "15 * * * *",
    "daily": "0 5 * * *",
    "weekly": "0 5 * * 1",
    "monthly": "0 5 2 * *",
    "quarterly": "0 5 5 1,4,7,10 *",
    "half_yearly": "0 5 5 1,7 *",
    "yearly": "0 5 * * 1",
    "once": "0 5 * * 1",
}
WEEKLY_EDITION_CRON = "0 6 * * 1"

_settings = Settings.from_environment()
_profile = _settings.profile()

full_job = define_asset_job(
    FULL_JOB, selection=AssetSelection.all(), partitions_def=months, description="Everything, from files to an edition."
)


def range_tags(settings: Settings) -> dict[str, str]:
    """Return the run tags that let a full run cover every monitored month."""
    first, last = partition_range(settings)
    return {RANGE_START: first, RANGE_END: last}


@schedule(
    job=full_job,
    cron_schedule=WEEKLY_EDITION_CRON,
    execution_timezone=_profile.organisation.timezone,
    default_status=DefaultScheduleStatus.STOPPED,
)
def weekly_edition(context: ScheduleEvaluationContext) -> RunRequest:
    """Land what is new and publish an edition if anything changed."""
    return RunRequest(run_key=f"weekly-{context.scheduled_execution_time:%Y-%m-%d}", tags=range_tags(_settings))


@sensor(job=full_job, minimum_interval_seconds=60, default_status=DefaultSensorStatus.STOPPED)
def inbox_sensor(context: SensorEvaluationContext) -> SensorResult | SkipReason:
    """Run everything when files in the inbox are new or changed, once they have settled."""
    settle = settle_seconds(None, SENSOR_SETTLE_SECONDS)
    found = changes(_settings, _profile, context.cursor, settle)
    if not found.files:
        return SkipReason("Nothing new in the inbox." if not found.waiting else "Files are still being written.")
    tags = {**range_tags(_settings), SETTLE_TAG: f"{settle:g}"}
    return SensorResult(run_requests=[RunRequest(run_key=found.run_key, tags=tags)], cursor=found.cursor)


def cadence_schedule(cadence: str) -> ScheduleDefinition:
    """Return the schedule that lands all sources of one cadence."""
    keys = [AssetKey(["landing", source.id]) for source in _profile.sources if source.cadence == cadence]
    job = define_asset_job(
        f"land_{cadence}", selection=AssetSelection.keys(*keys), description=f"Lands {cadence} sources."
    )
    return ScheduleDefinition(
        name=f"land_{cadence}_sources",
        job=job,
        cron_schedule=CRON_BY_CADENCE[cadence],
        execution_timezone=_profile.organisation.timezone,
    )


cadence_schedules = [cadence_schedule(cadence) for cadence in sorted({source.cadence for source in _profile.sources})]


def resolved_full_job() -> JobDefinition:
    """Return the full job with its assets, for a run started outside Dagster's own processes."""
    from orchestration.definitions import defs

    return defs().resolve_job_def(FULL_JOB)
