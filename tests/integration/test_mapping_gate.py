"""What the mapping quarantines stays out: its notes are reasons for the gate, and every line is accounted for."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations import gate
from ingest.profiles import load_profile
from tests.unit.test_mapping_language import AT, HEAD, answers, complaint, interviews, land


def reasons(folder: Path) -> dict[int, str]:
    """Judge what landed; return the reasons of the lines that were quarantined."""
    profile = load_profile(folder / "profile")
    results = gate.validate_pending(folder / "home", profile)
    assert results
    files = sorted(str(path) for path in (folder / "home/quarantine/survey").glob("*/rows.parquet"))
    found = duckdb.sql(f"SELECT source_row, reasons FROM read_parquet({files}) WHERE status = 'quarantined'").fetchall()
    return dict(found)


def test_codes_and_lookups_that_are_to_be_quarantined(tmp_path: Path) -> None:
    record = complaint(cause_key={"columns": ["c"], "recode": {"L": "late"}, "else": "quarantine"})
    record["segments"] = {"region": {"columns": ["s"], "lookup": "sites", "column": "region"}}
    lines = f"{HEAD}c,s\n1,{AT},L,S1\n2,{AT},X,S1\n3,{AT},L,S9\n4,{AT},,\n"
    land(tmp_path, lines, [record], {"sites.csv": "site,region\nS1,north\n"}, max_quarantined_share=1)
    assert set(reasons(tmp_path)) == {3, 4}


def test_long_answers_count_with_their_interview(tmp_path: Path) -> None:
    long = {"question": "item", "value": "v", "recode": {"Q1": "whole", "Q2": "staff"}}
    lines = f"{HEAD}item,v\n7,{AT},Q1,5\n7,{AT},Q2,4\n8,{AT},Q1,3\n8,{AT},Q9,1\n8,{AT},Q2,7\n"
    records = [interviews(first_per_key=True), answers(answers_long=long)]
    land(tmp_path, lines, records, max_quarantined_share=1)
    assert set(reasons(tmp_path)) == {5, 6}  # an unknown question, and an answer that is not on its scale


def test_picks_pairs_and_repeated_groups_pass(tmp_path: Path) -> None:
    repeat = {"items": ["1", "2"], "when_filled": ["p_{item}"]}
    told = answers(
        repeat=repeat,
        pairs=[{"columns": ["p_{item}"], "questions": ["staff_wanted", "staff"]}],
        picks=[{"columns": ["t_{item}"], "questions": {"A": "pick_staff", "C": "pick_price"}}],
    )
    lines = f"{HEAD}p_1,t_1,p_2,t_2\n1,{AT},4/5,A;C,3/3,\n2,{AT},4/5,A,,\n3,{AT},4,A,2/2,\n4,{AT},4/5,Z,,\n"
    land(tmp_path, lines, [interviews(repeat=repeat), told], max_quarantined_share=1)
    assert set(reasons(tmp_path)) == {4, 5}
