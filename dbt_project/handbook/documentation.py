"""dbt's documentation as one page that needs no server and no network: models, columns, tests and lineage of an edition.

It is what ``dbt docs generate --static`` would write, made from the manifest that the run has anyway and a catalog read from
the edition's own file, so that it costs no second dbt run and names no path of the machine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
from dbt.task.docs import DOCS_INDEX_FILE_PATH

from dbt_project.handbook.dictionary import Manifest

KEPT = {
    "metadata", "nodes", "sources", "macros", "docs", "exposures", "metrics", "groups", "selectors", "disabled", "parent_map",
    "child_map", "semantic_models", "unit_tests", "saved_queries",
}  # fmt: skip
OWN = "satisfaction"
# What the page shows needs none of these, and some name folders of the machine.
DROPPED = {"root_path", "build_path", "compiled_path", "deferred", "created_at", "checksum", "patch_path", "extra_ctes"}
FROM_ELSEWHERE = re.compile(r"https?://[^\s\"'<>)]*(?:fonts|fuzzed|snowplow)[^\s\"'<>)]*")
# dbt's own page names an icon by a template that nobody fills in.
BROKEN_ICON = re.compile(r"<link[^>]*favicon[^>]*>")


def write_documentation(connection: duckdb.DuckDBPyConnection, database: str, manifest: Manifest, target: Path) -> int:
    """Write ``index.html`` into a folder that is made, and return its size in bytes.

    Args:
        connection: on which the edition's file is attached.
        database: under which name.
        manifest: dbt's.
        target: the folder.
    """
    target.mkdir(parents=True, exist_ok=True)
    page = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    told = {"MANIFEST.JSON": trimmed(manifest), "CATALOG.JSON": catalog(connection, database, manifest)}
    for name, content in told.items():
        page = page.replace(f'"{name} INLINE DATA"', _script(content))
    page = BROKEN_ICON.sub("", FROM_ELSEWHERE.sub("", page))
    (target / "index.html").write_text(page, encoding="utf-8")
    return len(page.encode())


def _script(content: dict[str, Any]) -> str:
    """Return JSON that cannot end the script that it stands in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def trimmed(manifest: Manifest) -> Manifest:
    """Return a manifest without folders of the machine and without the macros of dbt itself."""
    kept = {name: content for name, content in manifest.items() if name in KEPT}
    kept["metadata"] = {
        name: value
        for name, value in manifest.get("metadata", {}).items()
        if name in ("dbt_schema_version", "dbt_version", "project_name", "adapter_type", "generated_at")
    }
    kept["macros"] = {key: macro for key, macro in manifest.get("macros", {}).items() if macro["package_name"] == OWN}
    for group in ("nodes", "sources", "macros", "docs", "metrics", "semantic_models"):
        kept[group] = {key: _without(node) for key, node in kept.get(group, {}).items()}
    return kept


def _without(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in DROPPED}


def catalog(connection: duckdb.DuckDBPyConnection, database: str, manifest: Manifest) -> dict[str, Any]:
    """Return dbt's catalog of the tables that an edition holds, with their sizes in rows."""
    ids = {(node["schema"], node["name"]): key for key, node in manifest.get("nodes", {}).items() if "schema" in node}
    nodes: dict[str, Any] = {}
    query = (
        "select schema_name, table_name, column_index, column_name, data_type from duckdb_columns() "
        "where database_name = ? order by all"
    )
    for schema, table, position, name, sql_type in connection.execute(query, [database]).fetchall():
        key = ids.get((schema, table))
        if key is None:
            continue
        about = {
            "type": "BASE TABLE",
            "schema": schema,
            "name": table,
            "database": "mart",
            "comment": None,
            "owner": None,
        }
        node = nodes.setdefault(key, {"metadata": about, "columns": {}, "stats": {}, "unique_id": key})
        node["columns"][name] = {"type": sql_type, "index": position, "name": name, "comment": None}
    sizes = "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = ?"
    for schema, table, rows in connection.execute(sizes, [database]).fetchall():
        if (key := ids.get((schema, table))) in nodes:
            nodes[key]["stats"] = {
                "rows": {"id": "rows", "label": "Rows", "value": rows, "include": True, "description": ""}
            }
    return {"metadata": {}, "nodes": nodes, "sources": {}, "errors": None}
