"""Editions: what changed since the last one, numbering, sealing."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.editions import batch_changes
from orchestration.inputs import code_hash, next_edition


def batch(source: str, scope: str | None, sequence: int, accepted: int = 10, **changed: str) -> dict:
    return {
        "mode": "snapshot",
        "status": "passed",
        "contract": "survey_response",
        "source_id": source,
        "batch_id": f"{source}-{sequence}",
        "sequence": sequence,
        "scope": scope,
        "accepted": accepted,
    } | changed


def test_a_second_file_of_a_wave_is_a_correction_and_says_what_it_replaces() -> None:
    before = [batch("survey", "2015", 1), batch("survey", "2016", 2)]
    changes = batch_changes(before, [*before, batch("survey", "2015", 3, accepted=9)])
    assert [(c["kind"], c["scope"], c["replaces"], c["accepted"]) for c in changes] == [
        ("corrected", "2015", "survey-1", 9)
    ]


def test_a_held_correction_replaces_nothing_and_is_no_change() -> None:
    before = [batch("survey", "2015", 1)]
    assert batch_changes(before, [*before, batch("survey", "2015", 2, status="held")]) == []


def test_a_snapshot_without_a_scope_replaces_the_one_before() -> None:
    before = [batch("traffic", None, 1)]
    [change] = batch_changes(before, [*before, batch("traffic", None, 2)])
    assert (change["kind"], change["replaces"]) == ("corrected", "traffic-1")


def test_a_first_file_of_a_wave_is_new_data_and_other_sources_do_not_matter() -> None:
    before = [batch("survey", "2015", 1)]
    changes = batch_changes(before, [*before, batch("other", "2015", 1), batch("survey", None, 2, mode="incremental")])
    assert [(c["kind"], c["source_id"], c["replaces"]) for c in changes] == [
        ("new", "other", None),
        ("new", "survey", None),
    ]


def test_the_first_edition_has_no_changes() -> None:
    assert batch_changes([], [batch("survey", "2015", 1)]) == []


def test_editions_of_one_cut_off_are_numbered_from_one(tmp_path: Path) -> None:
    assert next_edition(tmp_path, "2026-09-30") == "2026-09-30-001"
    for name in ("2026-09-30-001", "2026-09-30-002", "2026-10-31-007", ".work-2026-09-30-003"):
        (tmp_path / "editions" / name).mkdir(parents=True)
    assert next_edition(tmp_path, "2026-09-30") == "2026-09-30-003"


@pytest.mark.parametrize(
    ("changed", "differs"), [("model.sql", True), ("target/compiled.sql", False), ("notes.txt", False)]
)
def test_the_code_hash_covers_sources_and_not_what_builds_write(tmp_path: Path, changed: str, differs: bool) -> None:
    for name in ("model.sql", "target/compiled.sql", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    before = code_hash([tmp_path])
    (tmp_path / changed).write_text("two")
    assert (code_hash([tmp_path]) != before) is differs
