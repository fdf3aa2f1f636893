"""Which texts are taken for identifiers in columns of codes, and which stay; names from a list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from ingest.errors import ProfileError
from ingest.normalise import guarded, guarded_identifier, redacted
from ingest.personal.names import name_patterns, read_names
from ingest.personal.retention import first_kept_month
from ingest.pseudonyms import install_key

NAMES = name_patterns(("Núria Exemple", "علی‌رضا نمونه", "Ion"))
# Test numbers of ISO/IEC 7812, ISO 13616's examples, and identity numbers whose check digit was computed by hand.
CERTAIN = [
    "person@example.org",
    "+34 600 000 000",
    "600 000 000",
    "۰۹۱۲۳۴۵۶۷۸۹",
    "٠٩١٢ ٣٤٥ ٦٧٨٩",
    "(415) 555-0132",
    "4111111111111111",
    "ES91 2100 0418 4502 0005 1332",
    "GB82WEST12345698765432",
    "192.168.100.27",
    "12345678Z",
    "X1234567L",
    "1234567891",
    "NURIA  EXEMPLE",
    "علي‌رضا نمونه",
]
CODES = [
    "web",
    "20240517",
    "2024-05-17",
    "31.02.2025",
    "1234567890",
    "4006381333931",
    "4111111111111112",
    "12345678A",
    "1.2.3.4",
    "10:30:45",
    "Wave 2024 2025",
    "S-2024-0001-0042",
    "M2_mean_score",
    "2024-05-17 10:30:00",
    "Regional",
]


def evaluate(sql: str, text: str | None) -> str | None:
    with duckdb.connect() as connection:
        install_key(connection, b"k" * 32)
        row = connection.execute(f"SELECT {sql} FROM (SELECT $text::VARCHAR AS g)", {"text": text}).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("text", CERTAIN)
def test_identifiers_leave_codes_and_keys(text: str) -> None:
    assert (evaluate(guarded("g", NAMES), text) or "").startswith("[")
    keyed = evaluate(guarded_identifier("g", NAMES), text) or ""
    assert keyed.startswith("person:")
    assert len(keyed) == len("person:") + 64


@pytest.mark.parametrize("text", [*CODES, None, ""])
def test_codes_and_ordinary_numbers_stay(text: str | None) -> None:
    assert evaluate(guarded("g", NAMES), text) == text
    assert evaluate(guarded_identifier("g", NAMES), text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks to Nuria Exemple!", "Thanks to [name]!"),
        ("Gràcies, n\u00faria exemple i NÚRIA-EXEMPLE", "Gràcies, [name] i [name]"),
        ("از علیرضا نمونه ممنونم", "از [name] ممنونم"),
        ("ion ion region, l'Ion", "[name] [name] region, l'[name]"),
    ],
)
def test_listed_names_are_hidden_as_whole_words(text: str, expected: str) -> None:
    assert evaluate(redacted("g", NAMES), text) == expected


def test_a_list_of_names_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("# staff\nNúria Exemple\n\nx\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"names.csv, line 4: a name needs 2 to 100 letters"):
        read_names(tmp_path / "names.csv")
    (tmp_path / "names.csv").write_text("# staff\nNúria Exemple\n\nNúria Exemple\n", encoding="utf-8")
    assert read_names(tmp_path / "names.csv") == ("Núria Exemple",)


def test_more_names_than_one_pattern_holds_are_all_found() -> None:
    names = tuple(f"Testnom{number:04d}" for number in range(250))
    assert evaluate(redacted("g", name_patterns(names)), "Testnom0249 came") == "[name] came"


def test_a_month_is_kept_until_it_ended_so_many_months_ago() -> None:
    assert first_kept_month(dt.date(2026, 6, 1), 24) == "2024-06"
    assert first_kept_month(dt.date(2026, 5, 31), 24) == "2024-05"
