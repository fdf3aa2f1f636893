"""Carries out the full job in this process, the same job that Dagster's schedules run, recorded in the same instance."""

from __future__ import annotations

import contextlib
import logging
import uuid
import warnings
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from orchestration.editions import latest_manifest
from orchestration.errors import RunError
from orchestration.home import exclusive, prepare_home
from orchestration.settings import Settings
from orchestration.site import find_node

PUBLISHED, FAILED, PUBLISHED_WITH_GAPS = 0, 1, 3


@dataclass(frozen=True)
class RunResult:
    """How a run ended.

    Attributes:
        exit_code: 0 published or nothing changed, 1 failed, 3 published although a delivery was refused or held, or a target
            was not reached.
        manifest: of the latest edition. is_new: whether this run published it.
    """

    exit_code: int
    manifest: dict[str, Any]
    is_new: bool


def run(settings: Settings, console: Console, *, rebuild: bool = False) -> RunResult:
    """Run everything for the settings' profile.

    Args:
        settings: home, data and profile.
        console: where progress goes.
        rebuild: build the warehouse and publish even if nothing changed.

    Raises:
        RunError: the home or the data folder is unusable, or Node is missing.
        IngestError: the profile is wrong.
    """
    profile = settings.profile()
    reads_files = any(source.files for source in profile.sources)
    if reads_files and not settings.generates_demo and not settings.data.is_dir():
        raise RunError(
            f"The data folder {settings.data} does not exist; give the folder of your deliveries with --data."
        )
    prepare_home(settings.home)
    find_node()  # asked before the work, not after it
    settings.export()
    with exclusive(settings.home):
        if rebuild:
            forget_applied(settings)
        before = latest_manifest(settings.home).get("edition")
        name = profile.organisation.name[profile.organisation.default_language]
        console.print(f"[bold]{name}[/] · profile {settings.profile_name} · home {settings.home}", highlight=False)
        succeeded, sentences = _execute(settings, console)
    manifest = latest_manifest(settings.home)
    if not succeeded:
        return RunResult(FAILED, manifest, is_new=False)
    return RunResult(PUBLISHED_WITH_GAPS if sentences else PUBLISHED, manifest, manifest.get("edition") != before)


def forget_applied(settings: Settings) -> None:
    """Make the next run build the warehouse anew and publish."""
    for name in ("applied.json", "warehouse.duckdb"):
        (settings.home / "warehouse" / name).unlink(missing_ok=True)


def _execute(settings: Settings, console: Console) -> tuple[bool, list[str]]:
    with (settings.home / "logs" / "run.log").open("a", encoding="utf-8") as log, _quiet(log):
        # Imported here: Dagster and the dbt manifest take seconds, and a wrong profile should be told at once.
        from dagster import DagsterInstance

        from orchestration.progress import RunView
        from orchestration.warehouse import prepare_manifest

        prepare_manifest()
        from orchestration.defs.jobs import range_tags, resolved_full_job

        run_id = str(uuid.uuid4())
        with DagsterInstance.get() as instance, RunView(console, instance, run_id, settings.home) as view:
            result = resolved_full_job().execute_in_process(
                instance=instance,
                run_id=run_id,
                raise_on_error=False,
                tags=range_tags(settings),
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    for sentence in view.failures:
        console.print(f"[red]Failed:[/] {sentence}", highlight=False)
    if not result.success:
        console.print(
            f"The details are in {settings.home / 'logs' / 'run.log'}; the last good edition stays up.", highlight=False
        )
    return result.success, view.warnings


@contextlib.contextmanager
def _quiet(log: Any) -> Any:
    """Send what libraries print to the log file: the terminal is for the run's own view."""
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    with warnings.catch_warnings(), contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            root.removeHandler(handler)
