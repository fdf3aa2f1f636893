"""The dbt project as Dagster sees it: where its manifest lies, how its models become assets, with which variables it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import AssetKey
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration.errors import RunError
from orchestration.inputs import Plan, made_by
from orchestration.settings import DBT_PROJECT_DIR

LEDGER_KEY = AssetKey(["quality", "ledger"])
WRITER_POOL = "duckdb_writer"
PARSE_TIMEOUT_SECONDS = 300


def dbt_project() -> DbtProject:
    """Return the dbt project of this checkout; its manifest is made by ``make`` or by the first run."""
    _put_interpreter_on_path()
    return DbtProject(DBT_PROJECT_DIR, target_path="target", profiles_dir=DBT_PROJECT_DIR)


def _put_interpreter_on_path() -> None:
    """Let dbt be found by name in the environment that runs us, whether or not that environment was activated."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")


def prepare_manifest() -> None:
    """Parse the dbt project if a file of it is newer than the manifest.

    Raises:
        RunError: dbt could not read its project; names the log.
    """
    manifest = dbt_project().manifest_path
    if manifest.exists() and manifest.stat().st_mtime > _newest_source():
        return
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", "parse", "--project-dir", str(DBT_PROJECT_DIR)]
    command += ["--profiles-dir", str(DBT_PROJECT_DIR)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=PARSE_TIMEOUT_SECONDS, check=False)
    if finished.returncode:
        reason = (finished.stdout + finished.stderr).strip().splitlines()
        raise RunError(f"dbt cannot read dbt_project ({' '.join(reason)[-400:]}); run 'make lint' to see the place.")


def _newest_source() -> float:
    suffixes = {".sql", ".yml", ".py", ".csv", ".md"}
    return max(
        path.stat().st_mtime
        for path in DBT_PROJECT_DIR.rglob("*")
        if path.suffix in suffixes and "target" not in path.relative_to(DBT_PROJECT_DIR).parts
    )


class WarehouseTranslator(DagsterDbtTranslator):
    """Names dbt's models as assets: grouped by layer, with all landing sources behind the ledger."""

    def __init__(self) -> None:
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Return ``<layer>/<model>``; every dbt source is what the ledger admits."""
        if dbt_resource_props["resource_type"] == "source":
            return LEDGER_KEY
        return AssetKey([dbt_resource_props["schema"] or "dbt", dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer's folder, so that the graph reads from left to right."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return str(dbt_resource_props["fqn"][1]) if len(dbt_resource_props["fqn"]) > 2 else None


def dbt_variables(plan: Plan, months: list[str] | str) -> str:
    """Return dbt's ``--vars`` argument.

    Args:
        plan: what the ledger decided.
        months: months to recompute, as ``YYYY-MM`` strings, or ``all``.
    """
    said = {"as_of": plan.as_of, "edition": plan.edition, "input_hash": plan.input_hash, "made_by": made_by(plan)}
    return json.dumps(said | {"months": months})
