"""Three invented organisations (``tests/organisations``), each landed and judged once: what the rows of their files became."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.gate import GateResult, validate_pending
from ingest.landing import LandingReport, land_all
from ingest.profiles import Profile, load_profile

ORGANISATIONS = Path(__file__).parent / "organisations"
NAMES = ("manufacturer", "library", "charity")
LANDED_AT = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Judged:
    """An organisation whose files went through landing and gate."""

    profile: Profile
    home: Path
    report: LandingReport
    results: dict[str, GateResult]

    def counts(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Return accepted, quarantined and duplicate records by source and contract."""
        return {
            (source, contract): (count["accepted"], count["quarantined"], count["duplicate"])
            for source, result in self.results.items()
            for contract, count in result.counts.items()
        }

    def rows(self, contract: str, columns: str, where: str = "true") -> list[tuple]:
        """Query what landed of one contract, in file order."""
        files = f"{self.home}/landing/{contract}/*/*/*.parquet"
        sql = f"SELECT {columns} FROM read_parquet('{files}') WHERE {where} ORDER BY source_row"
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()


def judge(name: str, folder: Path) -> Judged:
    """Write an organisation's files into a folder, land them and judge them."""
    data = folder / "data"
    data.mkdir(parents=True)
    importlib.import_module(f"tests.organisations.{name}.files").write(data)
    profile = load_profile(ORGANISATIONS / name)
    report = land_all(profile, data, folder / "home", LANDED_AT)
    results = {result.source_id: result for result in validate_pending(folder / "home", profile)}
    return Judged(profile, folder / "home", report, results)


__all__ = ["LANDED_AT", "NAMES", "ORGANISATIONS", "Judged", "judge"]
