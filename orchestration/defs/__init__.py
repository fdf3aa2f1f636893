"""Dagster assets, checks, jobs and schedules, by stage; loaded by ``orchestration.definitions``."""
