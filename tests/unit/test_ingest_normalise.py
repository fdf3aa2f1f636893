"""Redaction and normalisation in three languages, and pseudonyms against another implementation of HMAC."""

from __future__ import annotations

import hmac
from pathlib import Path

import duckdb
import pytest

from ingest.errors import IngestError
from ingest.normalise import ascii_digits, normalised, redacted
from ingest.pseudonyms import install_key, load_key, pseudonym

REDACTED = [
    # English
    ("Mail me: ana.b+sfo@mail.example.co.uk, thanks", "Mail me: [email], thanks"),
    ("Call (415) 555-0132 today", "Call [phone] today"),
    ("Call +1 415.555.0132!", "Call [phone]!"),
    ("Card 4111 1111 1111 1111 was charged", "Card [card] was charged"),
    ("IBAN GB82 WEST 1234 5698 7654 32 please", "IBAN [iban] please"),
    ("see https://x.org/reset?token=abc123 now", "see [url] now"),
    ("see https://x.org/help and www.x.org", "see https://x.org/help and www.x.org"),
    ("Gate 42, flight UA 1175, 3 hours, 250000 people", "Gate 42, flight UA 1175, 3 hours, 250000 people"),
    ("On 2024-05-17 2024-05-18 at 10:30 it rained", "On 2024-05-17 2024-05-18 at 10:30 it rained"),
    ("Call 98-1234-56-78-90", "Call [phone]"),
    # Catalan
    ("Truqueu-me al 93 123 45 67, si us plau", "Truqueu-me al [phone], si us plau"),
    ("El meu correu és núria.pujol@exemple.cat", "El meu correu és [email]"),
    ("Compte ES91 2100 0418 4502 0005 1332, gràcies", "Compte [iban], gràcies"),
    ("Excel·lent, col·laboració del 2023 al 2024", "Excel·lent, col·laboració del 2023 al 2024"),
    # Persian
    ("با ۰۹۱۲ ۳۴۵ ۶۷۸۹ تماس بگیرید", "با [phone] تماس بگیرید"),
    ("شماره ٠٢١٨٨٧٧٦٦٥٥ است", "شماره [phone] است"),
    ("شبا IR۰۶ ۰۱۲۰ ۰۰۰۰ ۰۰۰۰ ۳۲۱۰ ۲۶ من", "شبا [iban] من"),
    ("کارت ۶۰۳۷-۹۹۷۱-۱۲۳۴-۵۶۷۸ مسدود شد", "کارت [card] مسدود شد"),
    ("ایمیل من ali@example.ir است", "ایمیل من [email] است"),
    ("ساعت ۸ تا ۱۳، گیت ۲۴، روز ۱۴۰۳-۰۲-۳۱", "ساعت ۸ تا ۱۳، گیت ۲۴، روز ۱۴۰۳-۰۲-۳۱"),
]


def evaluate(sql: str, text: str | None) -> object:
    return duckdb.execute(f"SELECT {sql} FROM (SELECT $text::VARCHAR AS given)", {"text": text}).fetchone()[0]


@pytest.mark.parametrize(("given", "expected"), REDACTED)
def test_redaction(given: str, expected: str) -> None:
    assert evaluate(redacted("given"), given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("كتاب علي", "کتاب علی"),
        ("۱۲۳ ٤٥٦", "123 456"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("excel·lent", "excel·lent"),
        ("cafe\u0301", "café"),
        (None, None),
    ],
    ids=["Arabic letters", "digits", "zero-width non-joiner kept", "middle dot kept", "composed", "nothing"],
)
def test_normalisation(given: str | None, expected: str | None) -> None:
    assert evaluate(normalised("given"), given) == expected


def test_digits_become_ascii() -> None:
    assert evaluate(ascii_digits("given"), "٣٫۵/۰۱") == "3٫5/01"


@pytest.mark.parametrize("key", [b"\x0b" * 20, b"k" * 64, b"long key " * 20], ids=["RFC 4231", "one block", "hashed"])
@pytest.mark.parametrize("text", ["Hi There", "سلام@example.ir", "Núria", "x" * 500])
def test_pseudonyms_are_hmac_sha256(key: bytes, text: str) -> None:
    with duckdb.connect() as connection:
        install_key(connection, key)
        sql = f"SELECT {pseudonym('given')} FROM (SELECT $text::VARCHAR AS given)"
        found = connection.execute(sql, {"text": f"  {text} "}).fetchone()
    assert found == (hmac.new(key, text.encode(), "sha256").hexdigest(),)


def test_the_first_vector_of_rfc_4231() -> None:
    with duckdb.connect() as connection:
        install_key(connection, b"\x0b" * 20)
        found = connection.execute("SELECT " + pseudonym("'Hi There'")).fetchone()
    assert found == ("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",)


def test_no_identifier_has_no_pseudonym() -> None:
    with duckdb.connect() as connection:
        install_key(connection, b"k" * 32)
        assert connection.execute(
            f"SELECT {pseudonym('NULL::VARCHAR')}, {pseudonym('repeat(chr(32), 3)')}"
        ).fetchone() == (
            None,
            None,
        )


def test_the_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SATISFACTION_PSEUDONYM_KEY", raising=False)
    key = load_key(tmp_path)
    path = tmp_path / "pseudonym.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(tmp_path) == key
    path.chmod(0o640)
    with pytest.raises(IngestError, match=r"mode 0640: others than its owner may read .*; run 'chmod 600"):
        load_key(tmp_path)


def test_the_key_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATISFACTION_PSEUDONYM_KEY", "from the environment")
    assert load_key(tmp_path) == b"from the environment"
    assert not (tmp_path / "pseudonym.key").exists()
    monkeypatch.setenv("SATISFACTION_PSEUDONYM_KEY", "short")
    with pytest.raises(IngestError, match="needs at least 16"):
        load_key(tmp_path)
