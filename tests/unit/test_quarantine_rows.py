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
