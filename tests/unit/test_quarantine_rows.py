"""Lines as a person names them on the command line."""

from __future__ import annotations

import pytest

from ingest.errors import IngestError
from orchestration.commands.quarantine import parse_rows


@pytest.mark.parametrize(
    ("text", "expected"), [("12,15", [12, 15]), ("15, 12,12", [12, 15]), ("20-22,5", [5, 20, 21, 22]), ("", [])]
)
def test_lines_are_listed_or_spanned(text: str, expected: list[int]) -> None:
    assert parse_rows(text) == expected


@pytest.mark.parametrize("text", ["twelve", "12-", "-3", "9-7", "1.5", "12;13"])
def test_what_names_no_line_is_refused(text: str) -> None:
    with pytest.raises(IngestError, match="names no line; write them like 12,15 or 20-24"):
        parse_rows(text)


@pytest.mark.parametrize("many", ["2-999999999", "1-1000000,2000000", "1-600000,700000-1200000"])
def test_more_lines_than_a_person_decides_about_are_refused_at_once(many: str) -> None:
    assert len(parse_rows("1-1000000")) == 1_000_000
    with pytest.raises(IngestError, match="--rows: it names more than 1,000,000 lines"):
        parse_rows(many)


def test_a_number_that_is_too_long_to_read_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(IngestError, match=r"9{30}…' names no line") as told:
        parse_rows("9" * 5000)
    assert len(str(told.value)) < 200
