"""The demo's profile understands every column and every code that the demo's departments write."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import get_args

import duckdb
import pandas as pd
import pytest

from ingest.columns import unmapped
from ingest.contracts import CONTRACTS
from ingest.demo.books import PROGRAMMES
from ingest.demo.organisation import CUTS, ITEM_KEYS
from ingest.demo.phrases import VOICES
from ingest.demo.texts import COMPLAINTS, REMARKS
from ingest.landing import land_source
from ingest.profiles.loader import load_profile
from ingest.profiles.models import FieldMapping, Method, Profile, Source
from ingest.readers import READERS, Job
from tests.fixtures_demo import shipped

PROFILE = load_profile("demo")
SOURCES = {source.id: source for source in PROFILE.sources}
# Public reviews come with more than the warehouse asks for.
LEFT_OVER = {"reviews": ["reviewer.isAnonymous", "reviewReply.comment"]}
FA_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture(scope="module")
def data() -> Path:
    return shipped()[0]


def rows(data: Path, source: Source) -> pd.DataFrame:
    files = sorted(data.glob(source.files))
    assert files, source.files
    options = {"sep": source.reader.delimiter, "encoding": source.reader.encoding}
    return pd.concat([pd.read_csv(f, dtype=str, keep_default_na=False, **options) for f in files], ignore_index=True)


@pytest.mark.parametrize("source", PROFILE.sources, ids=lambda source: source.id)
def test_no_column_is_left_over(data: Path, tmp_path: Path, source: Source) -> None:
    file = sorted(data.glob(source.files))[0]
    with duckdb.connect() as connection:
        raw = READERS[source.reader.format](connection, Job(file, file.name, source.reader, tmp_path))
    assert unmapped(source, None, raw.headers) == LEFT_OVER.get(source.id, [])


@pytest.mark.parametrize("source_id", ["survey_web", "survey_phone", "survey_sites"])
def test_every_answer_is_on_its_scale_or_a_declared_reason(data: Path, source_id: str) -> None:
    table = rows(data, SOURCES[source_id])
    questions = {question.key: question for question in PROFILE.questions}
    answers = next(record.answers for record in SOURCES[source_id].records if record.answers)
    for answer in answers:
        scale_key = questions[answer.question].scale
        if scale_key is None:
            continue
        scale = PROFILE.scales[scale_key]
        codes = {code.translate(FA_DIGITS) for code in table[answer.columns[0]].unique()} - set(scale.missing)
        assert codes == {str(n) for n in range(int(scale.min), int(scale.max) + 1)}, answer.question


def read_by(mapping: FieldMapping, table: pd.DataFrame) -> set[str | None]:
    codes = set(table[mapping.columns[0]].unique())
    return {mapping.recode.get(code, code) for code in codes}


@pytest.mark.parametrize("source_id", ["survey_web", "survey_phone", "survey_sites", "complaints"])
def test_every_segment_code_is_a_declared_value(data: Path, source_id: str) -> None:
    table = rows(data, SOURCES[source_id])
    record = next(record for record in SOURCES[source_id].records if record.segments)
    for condition in record.where:
        table = table[table[condition.columns[0]].isin(condition.any_of)]
    declared = {cut.key: {value.key for value in cut.values} for cut in PROFILE.segmentations}
    assert set(record.segments) == set(declared)
    for cut, mapping in record.segments.items():
        assert read_by(mapping, table) == declared[cut]


def test_profile_and_generator_speak_of_the_same_things() -> None:
    assert {c.key for c in PROFILE.characteristics} == {*ITEM_KEYS, "overall"}
    assert {c.key: tuple(v.key for v in c.values) for c in PROFILE.segmentations} == {c.key: c.values for c in CUTS}
    assert {cause.key for cause in PROFILE.causes} == set(COMPLAINTS)
    assert {theme.key for theme in PROFILE.themes} == set(REMARKS) | set(VOICES)
    assert PROFILE.organisation.is_synthetic
    assert {source.method for source in PROFILE.sources} == set(get_args(Method))
    assert contracts(PROFILE) == set(CONTRACTS)


def test_the_current_programmes_name_every_source() -> None:
    named = [source for *_, sources, _, _, _, (_, end) in PROGRAMMES if not end for source in sources]
    assert sorted(named) == sorted(source.id for source in PROFILE.sources)


def labels(part: object) -> list[dict[str, str]]:
    if isinstance(part, dict):
        found = [part] if part and set(part) <= {"en", "ca", "fa"} else []
        return found + [label for value in part.values() for label in labels(value)]
    return [label for value in part for label in labels(value)] if isinstance(part, list) else []


def test_every_label_stands_in_three_languages() -> None:
    found = labels(PROFILE.model_dump(mode="json"))
    assert len(found) > 90
    for label in found:
        assert set(label) == {"en", "ca", "fa"}
        assert all(text.strip() for text in label.values())
        assert any("\u0600" <= letter <= "\u06ff" for letter in label["fa"])
        assert not any(letter in label["fa"] for letter in "يك")


def test_one_file_of_each_source_lands_with_nothing_unread(data: Path, tmp_path: Path) -> None:
    landed = {}
    for source in PROFILE.sources:
        file = sorted(data.glob(source.files))[7 if source.id == "survey_web" else 0]
        target = tmp_path / "data" / file.relative_to(data)
        target.parent.mkdir(parents=True)
        shutil.copy(file, target)
        report = land_source(
            PROFILE, source.id, tmp_path / "data", tmp_path / "home", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        )
        assert report.refused == []
        landed |= {manifest.contract: manifest.rows for manifest in report.new}
        assert all(manifest.new_columns == [] and manifest.rounded == {} for manifest in report.new)
    assert set(landed) == contracts(PROFILE)
    for contract in landed:
        files = f"{tmp_path}/home/landing/{contract}/*/*/*.parquet"
        query = "select count(*), count(unparsed), count(event_at), count(distinct source_id) from read_parquet(?)"
        n, unread, dated, _ = duckdb.execute(query, [files]).fetchall()[0]
        assert (n > 0, unread, dated) == (True, 0, n), contract


def contracts(profile: Profile) -> set[str]:
    return {record.contract for source in profile.sources for record in source.records}


def test_identifiers_do_not_land(data: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "survey_web").mkdir(parents=True)
    file = sorted(data.glob("survey_web/*.csv"))[0]
    shutil.copy(file, tmp_path / "data" / "survey_web")
    land_source(PROFILE, "survey_web", tmp_path / "data", tmp_path / "home", dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    for contract in ("survey_response", "survey_answer"):
        files = f"{tmp_path}/home/landing/{contract}/*/*/*.parquet"
        frame = duckdb.execute("select * from read_parquet(?)", [files]).df()
        assert (
            not frame.astype(str).apply(lambda column: column.str.contains("example.org", regex=False)).any(axis=None)
        )
