"""The demo's methods and registers beside the surveys: the gate counts what was planted, and nothing personal gets through."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations.gate import GateResult, validate_pending
from ingest.demo import Truth
from ingest.demo.phrases import PECULIAR
from ingest.demo.planted import CANARIES, HOSTILE, LONG_TEXT
from ingest.landing import land_source
from ingest.profiles.loader import load_profile
from tests.conftest import Organisation
from tests.fixtures_demo import shipped

PROFILE = load_profile("demo")
SURVEYS = ("survey_web", "survey_phone", "survey_sites")
FOUND = ("landed", "accepted", "quarantined", "duplicate")
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@dataclass(frozen=True)
class Judged:
    """Every source of the truth but the surveys, landed and judged."""

    home: Path
    truth: Truth
    results: list[GateResult]

    def rows(self, contract: str) -> str:
        return f"read_parquet('{self.home}/landing/{contract}/*/*/*.parquet')"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    data, truth = shipped()
    home = tmp_path_factory.mktemp("methods")
    for source in truth.counts.keys() - set(SURVEYS):
        report = land_source(PROFILE, source, data, home, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
        assert (report.refused, report.missing_sources) == ([], [])
    return Judged(home, truth, validate_pending(home, PROFILE))


def test_no_delivery_is_held(judged: Judged) -> None:
    assert [result.message for result in judged.results if result.status != "passed"] == []


def test_the_gate_finds_every_planted_row_and_no_other(judged: Judged) -> None:
    counts: dict[str, dict[str, Counter[str]]] = {}
    rules: dict[str, Counter[str]] = {}
    for result in judged.results:
        rules.setdefault(result.source_id, Counter()).update(result.rules)
        for contract, found in result.counts.items():
            counts.setdefault(result.source_id, {}).setdefault(contract, Counter()).update(found)
    for source in judged.truth.counts.keys() - set(SURVEYS):
        for contract, told in judged.truth.counts[source].items():
            assert {name: counts[source][contract][name] for name in FOUND} == {name: told[name] for name in FOUND}, (
                source
            )
            assert dict(rules[source]) == told["rules"], source


def test_hostile_and_peculiar_text_comes_out_as_it_went_in(judged: Judged) -> None:
    kept = set(HOSTILE) | {text for _, text in PECULIAR}
    for contract in ("suggestion", "letter", "review"):
        found = duckdb.sql(f"select verbatim_original from {judged.rows(contract)}").fetchall()
        assert kept <= {text for (text,) in found}, contract
    long = f"select count(*) from {judged.rows('review')} where verbatim_original = '{LONG_TEXT}'"
    assert duckdb.sql(long).fetchone() == (1,)


def test_dates_of_three_calendars_fall_on_their_days(judged: Judged) -> None:
    months = duckdb.sql(
        f"select site = 'south-04', count(distinct strftime(event_at, '%Y-%m')), min(event_at), max(event_at) "
        f"from {judged.rows('suggestion')} where event_at < '2030-01-01' group by 1 order by 1"
    ).fetchall()
    assert [(row[1] > 20, str(row[2]) >= "2023-10-01", str(row[3]) < "2026-10-01") for row in months] == [
        (True,) * 3
    ] * 2
    emptied = (
        f"select distinct dayname(box_emptied_at) from {judged.rows('suggestion')} where box_emptied_at is not null"
    )
    assert duckdb.sql(emptied).fetchall() == [("Friday",)]


def spellings(canary: str) -> set[str]:
    """The canary as it was written, with digits of another script, and without blanks."""
    return {canary, canary.translate(DIGITS), canary.replace(" ", ""), canary.translate(DIGITS).replace(" ", "")}


def leaks(folder: Path, skipped: tuple[Path, ...] = ()) -> Iterator[tuple[Path, str]]:
    """Yield every file that a run wrote and that holds a canary in plain bytes, in Parquet or in a DuckDB database."""
    wanted = sorted({spelling for canary in CANARIES for spelling in spellings(canary)})
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or any(skip in path.parents for skip in skipped):
            continue
        content = path.read_bytes()
        texts = [content.decode("utf-8", errors="ignore")]
        if path.suffix == ".parquet":
            texts += tables_of(f"read_parquet('{path}')")
        elif content[8:12] == b"DUCK":
            texts += database(path)
        for spelling in wanted:
            if any(spelling in text for text in texts):
                yield path.relative_to(folder), spelling


def tables_of(relation: str, connection: duckdb.DuckDBPyConnection | None = None) -> list[str]:
    rows = (connection or duckdb).execute(f"select cast(told as varchar) from {relation} as told").fetchall()
    return ["\n".join(text for (text,) in rows if text)]


def database(path: Path) -> list[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
        ).fetchall()
        return [text for schema, name in names for text in tables_of(f'"{schema}"."{name}"', connection)]


def test_the_search_for_canaries_finds_one(tmp_path: Path) -> None:
    duckdb.sql(f"copy (select '{CANARIES[1]}' as a from range(500)) to '{tmp_path / 'a.parquet'}' (compression zstd)")
    with duckdb.connect(str(tmp_path / "b.duckdb")) as connection:
        connection.execute(f"create table t as select '{CANARIES[2].translate(DIGITS)}' as a from range(500)")
    (tmp_path / "c.html").write_text(f"<p>{CANARIES[0]}</p>", encoding="utf-8")
    assert {path.name for path, _ in leaks(tmp_path)} == {"a.parquet", "b.duckdb", "c.html"}


def test_no_canary_lands_or_is_shown_in_the_quarantine(judged: Judged) -> None:
    assert list(leaks(judged.home)) == []


@pytest.mark.slow
def test_no_canary_is_in_any_file_of_the_run(demo: Organisation) -> None:
    assert list(leaks(demo.home, (demo.home / "inbox",))) == []


@pytest.mark.slow
def test_the_warehouse_counts_every_source_as_the_truth_does(demo: Organisation) -> None:
    truth = json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))
    found = demo.query(
        "select source_id, contract, sum(landed), sum(accepted), sum(quarantined), sum(duplicate) from core.fct_batch "
        "where status = 'passed' group by all"
    )
    counted = {(source, contract): tuple(map(int, sums)) for source, contract, *sums in found}
    for source, contracts in truth["counts"].items():
        for contract, told in contracts.items():
            kept, repeated = told["accepted"] - told["superseded"], told["duplicate"] + told["superseded"]
            expected = (told["landed"], kept, told["quarantined"], repeated)
            assert counted[source, contract] == expected, (source, contract)


@pytest.mark.slow
def test_a_suggestion_that_complains_is_no_complaint(demo: Organisation) -> None:
    truth = json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))
    assert demo.query("select count(*) from core.fct_suggestion where kind = 'complaint'")[0][0] > 100
    assert demo.query("select count(*) from core.fct_complaint") == [(truth["registers"]["complaints"]["n_received"],)]


@pytest.mark.slow
def test_all_nine_methods_are_in_the_feedback(demo: Organisation) -> None:
    methods = {method for (method,) in demo.query("select distinct method from core.fct_feedback")}
    assert methods == {source.method for source in PROFILE.sources} - {"register"}
