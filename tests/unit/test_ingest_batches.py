"""Long files are written in parts: the same rows land, and neither memory nor the machine's cores show in the bytes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.cut_off import touched_months
from ingest import batches
from tests.fixtures_profile import PROFILE, ROWS, land, write_survey

WITHOUT_KEYS = PROFILE.replace("respondent_key: {columns: [mail], optional: true, pseudonymise: true}", "")
# A record id that is certain to be a person's: an Iranian mobile number.
A_PERSON = "09123456789,03/05/2024,,1,no,1,en,5,4,x\n"


def landed(folder: Path, contract: str, home: str) -> dict[str, bytes]:
    found = sorted((folder / home / "landing" / contract).rglob("*.parquet"))
    return {path.name: path.read_bytes() for path in found}


def count(folder: Path, contract: str, home: str) -> list[tuple]:
    files = [str(path) for path in (folder / home / "landing" / contract).rglob("*.parquet")]
    return sorted(duckdb.sql(f"SELECT DISTINCT *, count(*) OVER () FROM read_parquet({files})").fetchall(), key=str)


@pytest.mark.parametrize("contract", ["survey_response", "survey_answer"])
def test_a_file_in_parts_lands_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contract: str) -> None:
    write_survey(tmp_path / "data", ROWS * 40)
    whole = land(tmp_path, home="whole", text=WITHOUT_KEYS).new
    monkeypatch.setattr(batches, "LINES_AT_ONCE", 50)
    parted = land(tmp_path, home="parted", text=WITHOUT_KEYS).new
    assert count(tmp_path, contract, "parted") == count(tmp_path, contract, "whole")
    assert [(m.rows, m.rounded, m.out_of_scope_rows) for m in parted] == [
        (m.rows, m.rounded, m.out_of_scope_rows) for m in whole
    ]
    assert "2024-05.001.parquet" in landed(tmp_path, contract, "parted")


def test_the_number_of_cores_does_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_survey(tmp_path / "data", ROWS * 40)
    monkeypatch.setattr(batches, "LINES_AT_ONCE", 50)
    for home, cores in (("one", 1), ("four", 4)):
        monkeypatch.setattr(batches, "cores", lambda cores=cores: cores)
        land(tmp_path, home=home, text=WITHOUT_KEYS)
    for contract in ("survey_response", "survey_answer"):
        assert landed(tmp_path, contract, "one") == landed(tmp_path, contract, "four")


def test_a_month_in_parts_is_one_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_survey(tmp_path / "data", ROWS * 40)
    monkeypatch.setattr(batches, "LINES_AT_ONCE", 50)
    (manifest,) = (m for m in land(tmp_path).new if m.contract == "survey_response")
    batch = manifest.model_dump(include={"contract", "source_id", "batch_id", "file_sha256", "scope", "mode"})
    assert touched_months(tmp_path / "home", [batch], []) == ["2024-04", "2024-05"]
    assert len(manifest.months) > len({month.month for month in manifest.months})


def test_one_line_that_names_a_person_is_protected_in_every_contract(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", [*ROWS * 40, A_PERSON])
    land(tmp_path)
    for contract in ("survey_response", "survey_answer"):
        files = [str(path) for path in (tmp_path / "home/landing" / contract).rglob("*.parquet")]
        ids = {row[0] for row in duckdb.sql(f"SELECT DISTINCT source_record_id FROM read_parquet({files})").fetchall()}
        assert len([one for one in ids if one.startswith("person:")]) == 1
        assert len(ids) == 6
        assert not any("9123456789" in one for one in ids)
