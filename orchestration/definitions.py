"""The Dagster code location: assembles what ``orchestration/defs`` holds."""

from pathlib import Path

from dagster import Definitions, definitions, load_from_defs_folder


@definitions
def defs() -> Definitions:
    """Return all assets, checks, jobs, schedules and resources of the profile that the environment names."""
    return load_from_defs_folder(path_within_project=Path(__file__).parent)
