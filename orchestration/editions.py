"""Editions: written in a folder of work, sealed, and made the latest by one rename. Nothing published is ever overwritten."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import secrets
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from dbt_project.handbook.documentation import write_documentation
from dbt_project.handbook.schema import write_help
from expectations.batch_changes import batch_changes
from expectations.cut_off import ledger_content
from ingest.contracts import CONTRACTS
from ingest.normalise import PERSON
from ingest.profiles.models import Profile
from orchestration.inputs import PACKAGES, Plan, made_by, read_json, write_json

STORAGE_VERSION = "v1.4.0"  # what Evidence's DuckDB driver reads
PRINTED = "printed.json"  # what came of printing the report
SCHEMAS = ("core", "aggregates", "marts", "published")
UNSTABLE_COLUMNS = {"landed_at", "edition"}
# They tell how this edition differs from earlier ones: the same input after another edition is the same edition.
HISTORY_TABLES = ("pub_edition_", "pub_definition_change")
# Customers' own words, the keys of persons and cells that could not be read stay in the warehouse: an edition's files may be
# copied to anybody.
PERSONAL_COLUMNS = {name for model in CONTRACTS.values() for name, column in model.columns().items() if column.personal}
PERSONAL_COLUMNS |= {"customer_key", "respondent_key", "unparsed"}
# Without their keys these say nothing.
PERSONAL_TABLES = {"dim_customer", "dim_customer__attribute"}
# Kept nowhere: nobody can make the same record names again, or find out whom one stands for.
_SALT = secrets.token_hex(32)
Table = dict[str, Any]


def work_folder(home: Path, plan: Plan) -> Path:
    """Return the folder in which an edition is put together; the same disk as the editions, so that a rename suffices."""
    return home / "editions" / f".work-{plan.edition}"


def write_mart(home: Path, plan: Plan) -> dict[str, Table]:
    """Copy the warehouse's public schemas into the edition's own file, and its tables into Parquet.

    Returns:
        For each table ``schema.name``: its row count, and for published tables the hash of its sorted rows.
    """
    work = work_folder(home, plan)
    shutil.rmtree(work, ignore_errors=True)
    (work / "parquet").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'warehouse' / 'warehouse.duckdb'}' as warehouse (read_only)")
        tables = _copy_tables(connection, work / "mart.duckdb", SCHEMAS)
        _copy_tables(connection, work / "published.duckdb", ("published",))
        for name in tables:
            schema, table = name.split(".")
            target = work / "parquet" / schema
            target.mkdir(exist_ok=True)
            columns = ", ".join(_shown_columns(connection, name))
            connection.execute(
                f"copy (select {columns} from warehouse.{name}) to '{target / table}.parquet' (format parquet)"
            )
            if schema == "published" and not table.startswith(HISTORY_TABLES):
                tables[name]["content_hash"] = _content_hash(connection, name)
        tables |= _write_handbook(connection, home, work)
    write_json(work / "tables.json", tables)
    return tables


def _copy_tables(connection: duckdb.DuckDBPyConnection, target: Path, schemas: tuple[str, ...]) -> dict[str, Table]:
    connection.execute(f"attach '{target}' as edition (storage_version '{STORAGE_VERSION}')")
    listing = (
        "select table_schema, table_name from information_schema.tables where table_catalog = 'warehouse' order by all"
    )
    tables: dict[str, Table] = {}
    for schema, name in connection.execute(listing).fetchall():
        if schema not in schemas or is_intermediate(name) or name in PERSONAL_TABLES:
            continue
        connection.execute(f"create schema if not exists edition.{schema}")
        columns = ", ".join(_shown_columns(connection, f"{schema}.{name}"))
        connection.execute(f"create table edition.{schema}.{name} as select {columns} from warehouse.{schema}.{name}")
        counted = connection.execute(f"select count(*) from edition.{schema}.{name}").fetchone()
        tables[f"{schema}.{name}"] = {"rows": counted[0] if counted else 0}
    connection.execute("detach edition")
    return tables


def _write_handbook(connection: duckdb.DuckDBPyConnection, home: Path, work: Path) -> dict[str, Table]:
    """Write the schema ``help`` and the models' documentation, from the manifest of the dbt run that built the tables."""
    manifest = read_json(home / "warehouse" / "dbt_target" / "manifest.json")
    connection.execute(f"attach '{work / 'mart.duckdb'}' as edition")
    rows = write_help(connection, "edition", manifest)
    (work / "parquet" / "help").mkdir()
    for name in rows:
        target = work / "parquet" / f"{name.replace('.', '/')}.parquet"
        connection.execute(f"copy edition.{name} to '{target}' (format parquet)")
    write_documentation(connection, "edition", manifest, work / "docs")
    connection.execute("detach edition")
    return {name: {"rows": count} for name, count in rows.items()}


def _shown_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    described = connection.execute(f"describe warehouse.{table}").fetchall()
    return [_unlinked(*row[:2]) for row in described if row[0] not in PERSONAL_COLUMNS]


def _unlinked(column: str, sql_type: str) -> str:
    """SQL for a column in which a record id that stands for a person is told from others by this edition alone."""
    if sql_type != "VARCHAR":
        return f'"{column}"'
    anew = f"'record:' || left(sha256('{_SALT}' || \"{column}\"), 24)"
    return f"""case when contains("{column}", '{PERSON}') then {anew} else "{column}" end as "{column}\""""


def is_intermediate(table: str) -> bool:
    """Return whether a table is a step on the way to a fact, sum or mart (``mart_metric__stratum``), which no reader needs."""
    return table.startswith(("mart_", "fct_", "agg_", "pub_")) and "__" in table


def _content_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    described = connection.execute(f"describe warehouse.{table}").fetchall()
    columns = [row[0] for row in described if row[0] not in UNSTABLE_COLUMNS]
    total = hashlib.sha256(repr(columns).encode())
    cursor = connection.execute(f"select {', '.join(columns)} from warehouse.{table} order by all")
    while rows := cursor.fetchmany(10_000):
        total.update(repr(rows).encode())
    return total.hexdigest()


def publish(home: Path, plan: Plan, profile: Profile, profile_name: str) -> dict[str, Any]:
    """Seal the edition and make it the latest.

    Returns:
        The manifest that was written into the edition.
    """
    work = work_folder(home, plan)
    previous = latest_manifest(home)
    manifest = _manifest(home, plan, profile, profile_name, previous, read_json(work / "tables.json"))
    docs = home / "quarantine" / "_data_docs"
    if docs.exists():
        shutil.copytree(docs, work / "data_docs", dirs_exist_ok=True)
    for leftover in ("tables.json", "published.duckdb", PRINTED):
        (work / leftover).unlink(missing_ok=True)
    write_json(work / "manifest.json", manifest)
    final = home / "editions" / plan.edition
    for path in work.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    work.rename(final)
    final.chmod(0o555)
    _point_latest(home / "editions", plan.edition)
    return manifest


def _manifest(
    home: Path, plan: Plan, profile: Profile, profile_name: str, previous: dict[str, Any], tables: dict[str, Table]
) -> dict[str, Any]:
    hashes = {name: table["content_hash"] for name, table in sorted(tables.items()) if "content_hash" in table}
    batches = batch_list(home)
    return {
        "edition": plan.edition,
        "profile": profile_name if os.sep not in profile_name else Path(profile_name).name,
        "organisation": profile.organisation.id,
        "is_synthetic": profile.organisation.is_synthetic,
        "as_of": plan.as_of,
        "published_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "input_hash": plan.input_hash,
        "report_hash": plan.report_hash,
        "made_by": made_by(plan),
        "content_hash": hashlib.sha256(repr(hashes).encode()).hexdigest(),
        "tables": tables,
        "batches": batches,
        "changes": batch_changes(previous.get("batches", []), batches),
        "previous_edition": previous.get("edition"),
        "missing": refused_deliveries(home),
        "pdf": read_json(work_folder(home, plan) / PRINTED),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    }


def batch_list(home: Path) -> list[dict[str, Any]]:
    """Return the ledger's batches as the manifest lists them."""
    names = ("contract", "source_id", "batch_id", "sequence", "scope", "mode", "status", "message")
    counts = ("landed", "accepted", "quarantined", "duplicate", "replaces_earlier")
    width = len(names) + len(counts)
    rows = [row for row in ledger_content(home) if len(row) == width]
    return [dict(zip(names + counts, row, strict=True)) for row in rows]


def refused_deliveries(home: Path) -> list[dict[str, str]]:
    """Return the deliveries that could not be read, with the reason."""
    rows = [row for row in ledger_content(home) if len(row) == 4 and isinstance(row[3], str)]
    return [dict(zip(("source_id", "file", "rule", "message"), row, strict=True)) for row in rows]


def latest_manifest(home: Path) -> dict[str, Any]:
    """Return the latest edition's manifest, empty before the first."""
    return read_json(home / "editions" / "latest" / "manifest.json")


def _point_latest(editions: Path, edition: str) -> None:
    pointer = editions / ".latest-next"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(edition, target_is_directory=True)
    pointer.replace(editions / "latest")
