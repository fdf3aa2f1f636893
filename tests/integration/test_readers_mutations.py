"""Thousands of damaged files: each is read whole or refused with a reason, and no row is lost on the way to the gate.

The damage is drawn from a seed, so that a failure names a file that can be made again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path

import pytest

from expectations.gate import validate_pending
from ingest.errors import RefusedFileError
from ingest.landing import land_all
from ingest.ledger import read_ledger
from ingest.profiles import load_profile
from ingest.sql import open_connection
from tests.fixtures_profile import write_profile
from tests.fixtures_readers import Specimen, damaged_files, read, specimens

READ_FILES, LANDED_FILES = 5_400, 360
SLOWEST_SECONDS = 5.0
MOMENT = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)

PROFILE = """
profile_version: 1
organisation:
  id: shop
  name: {en: "Shop"}
  kind: private
  timezone: UTC
  languages: [en]
  default_language: en
characteristics:
  - {key: whole, name: {en: "Whole"}, group: organisation, is_overall: true}
  - {key: staff, name: {en: "Staff"}, group: delivery}
reporting: {headline_characteristic: whole}
sources:
"""
SOURCE = """
  - id: %(id)s
    name: {en: "%(id)s"}
    method: survey
    owner_role: Manager
    cadence: daily
    files: "%(id)s/*"
    reader: %(reader)s
    max_quarantined_share: 0.5
    records:
      - contract: survey_response
        key: [id]
        fields:
          event_at:
            columns: [day]
            dates: [{format: "%%Y-%%m-%%d"}]
          mode: {value: web}
          is_internal: {value: false}
          base_weight: {columns: [weight], optional: true}
"""


def test_every_damaged_file_is_read_whole_or_refused_with_a_reason(tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    with open_connection(tmp_path / "spill") as connection:
        for what, content, options in damaged_files(specimens(tmp_path), READ_FILES, seed=20261121):
            started = time.perf_counter()
            try:
                table, rows = read(connection, tmp_path, content, **options)
            except RefusedFileError as refused:
                outcomes["refused"] += 1
                if not _is_said_well(refused):
                    pytest.fail(f"{what}: {refused.message}")
            except Exception as error:
                pytest.fail(f"{what}: {type(error).__name__}: {error}")
            else:
                assert table.rows == len(rows) + table.blank_rows > 0, what
                assert {len(row) for row in rows} == {2 + len(table.headers)}, what
                numbers = [row[0] for row in rows]
                assert numbers == sorted(set(numbers)), what
                assert numbers[0] > 0, what
                outcomes["read, with problems in rows" if any(row[1] for row in rows) else "read"] += 1
            assert time.perf_counter() - started < SLOWEST_SECONDS, what
    print(dict(outcomes))
    # The damage must be neither too gentle nor too rough to say anything.
    assert sum(outcomes.values()) == READ_FILES
    assert min(outcomes["read"], outcomes["refused"]) > 300
    assert outcomes["read, with problems in rows"] > 100


def _is_said_well(refused: RefusedFileError) -> bool:
    return refused.file == "delivered" and bool(refused.rule and refused.action) and "\n" not in refused.message.strip()


def test_the_gate_accounts_for_every_row_of_damaged_files(tmp_path: Path) -> None:
    good = specimens(tmp_path)
    profile = load_profile(write_profile(tmp_path / "profile", _profile_text(good)))
    files = _deliver(tmp_path, good)
    report = land_all(profile, tmp_path / "data", tmp_path / "home", MOMENT)
    landed = {(manifest.source_id, manifest.file) for manifest in report.new}
    assert len(landed) + len(report.refused) + len(report.unchanged) == files
    assert len(landed) > 40
    assert len(report.refused) > 40

    results = validate_pending(tmp_path / "home", profile)
    assert len(results) == len({manifest.batch_id for manifest in report.new})
    rows = {(manifest.batch_id, manifest.contract): manifest.rows for manifest in read_ledger(tmp_path / "home")}
    for result in results:
        for contract, counts in result.counts.items():
            assert counts["landed"] == counts["accepted"] + counts["quarantined"] + counts["duplicate"], result.file
            assert counts["landed"] == rows[result.batch_id, contract], result.file
    sources = {manifest.batch_id: manifest for manifest in report.new if manifest.contract == "survey_response"}
    assert all(manifest.rows == manifest.source_rows for manifest in sources.values())
    print(len(landed), "landed,", len(report.refused), "refused,", Counter(result.status for result in results))


def _profile_text(good: list[Specimen]) -> str:
    sources = [{"id": _source_id(one), "reader": _yaml(one.options)} for one in good]
    return PROFILE + "".join(SOURCE % source for source in sources)


def _source_id(specimen: Specimen) -> str:
    return specimen.name.replace(" ", "_").replace("-", "_")


def _yaml(options: dict[str, str]) -> str:
    return "{" + ", ".join(f'{key}: "{value}"'.replace("\t", "\\t") for key, value in options.items()) + "}"


def _deliver(folder: Path, good: list[Specimen]) -> int:
    """Put the good files and the damaged ones into their sources' folders and return how many there are."""
    for specimen in good:
        (folder / "data" / _source_id(specimen)).mkdir(parents=True)
        (folder / "data" / _source_id(specimen) / "0000_good").write_bytes(specimen.content)
    damaged = damaged_files(good, LANDED_FILES, seed=10004)
    for number, (_, content, _) in enumerate(damaged):
        source = _source_id(good[number % len(good)])
        (folder / "data" / source / f"{number + 1:04d}").write_bytes(content)
    return len(good) + LANDED_FILES
