"""What a profile may say about connections, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.connections.secrets import mask, parts_of_url
from ingest.connections.settings import RestConnection, question_sha256
from ingest.errors import ProfileError
from ingest.profiles import load_profile
from orchestration.gating import missing_sentence
from tests.fixtures_connections import profile_with
from tests.fixtures_profile import PROFILE, write_profile

SQL = {"kind": "sql", "url_env": "SHOP", "table": "review"}
REST = {"kind": "rest", "url": "https://api.example.org/reviews?page_size=9"}
S3 = {"kind": "s3", "bucket": "exports"}
GOOD = [
    SQL,
    {"kind": "sql", "url_env": "SHOP", "query": "with a as (select 1) select * from a;", "cursor": "n", "overlap": 5},
    REST,
    REST | {"url": "http://127.0.0.1:8000/"},
    REST | {"url": "http://localhost/"},
    REST | {"url": "http://intranet.example.org/", "allow_http": True},
    S3 | {"prefix": "a/", "pattern": "*.csv", "endpoint_env": "STORE"},
]
SINCE = {"since": {"parameter": "since", "field": "changed_at"}}
# Connection, other settings of the source, and the words of the sentence that must come out.
WRONG = [
    ({"kind": "ftp"}, {}, "kind"),
    (SQL | {"query": "select 1"}, {}, "give exactly one of query, table"),
    ({"kind": "sql", "url_env": "SHOP"}, {}, "give exactly one of query, table"),
    ({"kind": "sql", "url_env": "SHOP", "query": "drop table review"}, {}, "must be one SELECT statement"),
    ({"kind": "sql", "url_env": "SHOP", "query": "select 1; drop table review"}, {}, "without a semicolon inside"),
    (SQL | {"url_env": "postgresql://me:secret@host/db"}, {}, "url_env"),
    (SQL | {"overlap": -1}, {}, "overlap"),
    (SQL | {"passwort": "x"}, {}, "the key 'passwort' is not known here"),
    (SQL | {"cursor": "n"}, {"delivery": {"mode": "snapshot"}}, "would replace everything that came before"),
    (SQL, {"delivery": {"scope_pattern": "(?P<scope>x)"}}, "no file name that could tell its scope"),
    (SQL, {"files": "*.csv"}, "give exactly one of files, connection"),
    (REST | {"url_env": "ADDRESS"}, {}, "give exactly one of url, url_env"),
    (REST | {"url": "http://api.example.org/"}, {}, "the address is not encrypted"),
    (REST | {"url": "ftp://api.example.org/"}, {}, "this is no address of a web service"),
    (REST | {"url": "https://me:secret@api.example.org/"}, {}, "holds a user name or password"),
    (REST | {"paging": {"style": "next_link"}}, {}, "the paging style next_link needs 'path'"),
    (REST | {"paging": {"style": "cursor_token", "path": "a"}}, {}, "needs 'parameter'"),
    (REST | {"paging": {"style": "page", "parameter": "p", "size_parameter": "s"}}, {}, "'size_parameter' needs 'size'"),
    (REST | SINCE, {"delivery": {"mode": "snapshot"}}, "would replace everything that came before"),
    (REST | {"since": {"parameter": "q", "field": "t", "template": "x"}}, {}, "the template needs {value}"),
]  # fmt: skip


@pytest.mark.parametrize("connection", GOOD)
def test_a_connection_stands_in_a_profile(tmp_path: Path, connection: dict) -> None:
    (source,) = load_profile(write_profile(tmp_path, profile_with(connection))).sources
    assert source.connection is not None
    assert source.connection.kind == connection["kind"]


@pytest.mark.parametrize(("connection", "source", "sentence"), WRONG)
def test_a_mistake_is_one_sentence_and_shows_no_secret(
    tmp_path: Path, connection: dict, source: dict, sentence: str
) -> None:
    folder = write_profile(tmp_path, profile_with(connection, **source))
    with pytest.raises(ProfileError) as caught:
        load_profile(folder)
    assert sentence in caught.value.message
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message


def test_a_source_needs_a_way_in(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="give exactly one of files, connection"):
        load_profile(write_profile(tmp_path, PROFILE.replace("    files: survey/*.csv\n", "")))


def test_where_a_source_comes_from_is_told_without_its_query(tmp_path: Path) -> None:
    (source,) = load_profile(write_profile(tmp_path / "a", profile_with(REST))).sources
    assert source.origin == "https://api.example.org/reviews"
    survey = load_profile(write_profile(tmp_path / "b"))
    assert survey.sources[0].origin == "survey/*.csv"
    assert "no file matches 'survey/*.csv'" in missing_sentence(survey, "survey")


def test_patience_is_no_part_of_the_question() -> None:
    patient = RestConnection.model_validate(REST | {"retry": {"attempts": 9}, "timeout_seconds": 5, "max_pages": 7})
    assert question_sha256(patient) == question_sha256(RestConnection.model_validate(REST))
    other = RestConnection.model_validate(REST | {"parameters": {"a": "b"}})
    assert question_sha256(other) != question_sha256(RestConnection.model_validate(REST))


@pytest.mark.parametrize("form", ["p@ss/word", "p%40ss%2Fword", "p%40ss/word"])
def test_a_secret_is_masked_however_it_is_written(form: str) -> None:
    secrets = parts_of_url("https://me:p%40ss%2Fword@host/?token=abc") | {"p%40ss/word"}
    assert mask(f"asked with {form} and token=abc", secrets) == "asked with *** and ***"
