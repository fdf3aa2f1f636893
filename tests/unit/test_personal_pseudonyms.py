"""One person, one key: what an identifier's spelling may differ in without being another person, and what it may not."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.personal.erasure import keys_of
from ingest.pseudonyms import install_key, pseudonym

KEY = b"k" * 32
SCRIPTS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
LETTERS = "abcdefghijklmnopqrstuvwxyzàçéíïòúüñαβγдёжیک"
DIGITS = st.text("0123456789", min_size=9, max_size=14)
NAMES = st.text(LETTERS, min_size=1, max_size=12)
AROUND = st.text(" \t\n\u00a0\u2003\u200e\ufeff", max_size=3)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        install_key(opened, KEY)
        yield opened


def landed(connection: duckdb.DuckDBPyConnection, *texts: str) -> list[str | None]:
    """The keys that landing gives to a column of identifiers."""
    listed = "SELECT unnest($texts::VARCHAR[]) AS g, generate_subscripts($texts::VARCHAR[], 1) AS i"
    query = f"SELECT {pseudonym('g')} FROM ({listed}) ORDER BY i"
    return [row[0] for row in connection.execute(query, {"texts": list(texts)}).fetchall()]


def expected(folded: str) -> str:
    return hmac.new(KEY, folded.encode(), "sha256").hexdigest()


def styled(digits: str, data: st.DataObject) -> str:
    """The same digits in another script, grouped as telephone numbers are."""
    script = data.draw(st.sampled_from(SCRIPTS))
    groups, rest = [], digits
    while rest:
        size = len(rest) if len(rest) <= 4 else data.draw(st.integers(2, min(4, len(rest) - 2)))
        groups.append(rest[:size])
        rest = rest[size:]
    joined = data.draw(st.sampled_from(" -\u00a0\u2011")).join(groups)
    return joined.translate({ord(digit): script[int(digit)] for digit in "0123456789"})


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES, AROUND, AROUND, st.booleans(), st.booleans())
def test_letter_case_and_composition_of_an_address_tell_nobody_apart(
    connection: duckdb.DuckDBPyConnection, name: str, host: str, before: str, after: str, upper: bool, apart: bool
) -> None:
    plain = f"{name}@{host}.org"
    other = before + (plain.upper() if upper else plain.title()) + after
    if apart:
        other = unicodedata.normalize("NFD", other)
    folded = unicodedata.normalize("NFC", plain.casefold())
    assert landed(connection, plain, other) == [expected(folded)] * 2
    assert expected(folded) in keys_of(connection, other)


@settings(max_examples=150, deadline=None)
@given(DIGITS, st.sampled_from(["", "+"]), st.data())
def test_script_and_grouping_of_a_telephone_number_tell_nobody_apart(
    connection: duckdb.DuckDBPyConnection, digits: str, plus: str, data: st.DataObject
) -> None:
    other = plus + styled(digits, data)
    assert landed(connection, plus + digits, other) == [expected(plus + digits)] * 2
    assert expected(plus + digits) in keys_of(connection, other)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_erasing_finds_whatever_landing_made(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assume("\x00" not in text)
    [key] = landed(connection, text)
    assert key is None or key in keys_of(connection, text)
    # Folding once is enough: the searched form has the key of the form it came from.
    [(folded,)] = connection.execute("SELECT person_folded($text::VARCHAR)", {"text": text}).fetchall()
    assert landed(connection, folded) == [key]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (" Person@Example.ORG\t", "person@example.org"),
        ("\u200e(+34) 600-000-000", "+34600000000"),
        ("(415) 555-0132", "4155550132"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "09123456789"),
        ("علي كريم", "علی کریم"),
        ("６００ ０００ ０００", "600000000"),
        ("ΑΝΑΣ@example.org", "ανασ@example.org"),
        ("ανας@example.org", "ανασ@example.org"),
        ("Núria", "Núria"),
        # Customers' numbers: a hyphen or the case may be all that tells two of them apart.
        ("12-345678", "12-345678"),
        ("2024-05-17", "2024-05-17"),
        ("1-23", "1-23"),
        ("AbC-1", "AbC-1"),
        ("()", "()"),
    ],
)
def test_keys_by_hand(connection: duckdb.DuckDBPyConnection, text: str, folded: str) -> None:
    assert landed(connection, text) == [expected(folded)]


def test_nothing_but_blanks_is_nobody(connection: duckdb.DuckDBPyConnection) -> None:
    assert landed(connection, "", " \t", "\u00a0\u200e") == [None, None, None]
