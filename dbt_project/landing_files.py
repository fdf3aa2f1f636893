"""Tell DuckDB, when a connection opens, where the home folder is and which files each contract has landed.

The models' sources name these variables, so that the parsed project holds no path and one manifest serves every home.
What is in the files, and which of their rows count, belongs in the staging models.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from ingest.contracts import CONTRACTS


def landed_files(home: Path, contract: str) -> list[str]:
    """Return the contract's zero-row schema file followed by its landed Parquet files, sorted."""
    landed = sorted(str(path) for path in (home / "landing" / contract).glob("[!.]*/[!.]*/*.parquet"))
    return [str(home / "landing" / "_schema" / f"{contract}.parquet"), *landed]


def published_disclosure(home: Path) -> list[str]:
    """Return the files in which the editions published so far say what they showed and hid, in order of their names."""
    return sorted(str(path) for path in (home / "editions").glob("[0-9]*/parquet/marts/mart_disclosure.parquet"))


def sealed_editions(home: Path) -> list[str]:
    """Return the folders of the editions published so far, in order of their names."""
    return sorted(str(path.parent) for path in (home / "editions").glob("[0-9]*/manifest.json"))


def latest_edition(home: Path) -> str:
    """Return the folder of the edition that is the latest while this connection is open, empty before the first."""
    latest = home / "editions" / "latest"
    return str(latest.resolve()) if (latest / "manifest.json").exists() else ""


class Plugin(BasePlugin):  # type: ignore[misc]
    """dbt-duckdb's hook: set ``satisfaction_home``, ``landing_<contract>``, and what earlier editions said, on every cursor."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Keep the home folder that the dbt profile names."""
        self.home = Path(plugin_config["home"]).absolute()

    def configure_cursor(self, cursor: Any) -> None:
        """Set the variables; they do not survive from one cursor to the next."""
        cursor.execute("set variable satisfaction_home = ?", [str(self.home)])
        for contract in CONTRACTS:
            cursor.execute(f"set variable landing_{contract} = ?", [landed_files(self.home, contract)])
        cursor.execute("set variable published_disclosure = ?", [published_disclosure(self.home)])
        cursor.execute("set variable sealed_editions = ?", [sealed_editions(self.home)])
        cursor.execute("set variable latest_edition = ?", [latest_edition(self.home)])
