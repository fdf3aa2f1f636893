"""Text normalisation and redaction, as builders of DuckDB SQL expressions.

Each function takes a SQL expression that yields text and returns one that yields text; nothing here runs a query or
touches rows in Python. Which column is normalised belongs in ``ingest.mapping``.
"""

from __future__ import annotations

from ingest.sql import literal

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = "0123456789"
ARABIC_LETTERS = "يك"
PERSIAN_LETTERS = "یک"

# Dates would look like telephone numbers; this private-use character stands in for their hyphens meanwhile.
_DATE_MARK = "\ue000"
_DIGIT = r"\p{Nd}"
_ZERO = "[0۰٠]"
_ISO_DATE = rf"(^|[^{_DIGIT}\-])([12۱۲١٢]{_DIGIT}{{3}})-([01۰۱٠١]{_DIGIT})-([0-3۰-۳٠-٣]{_DIGIT})($|[^{_DIGIT}\-])"
_MARKED_DATE = rf"\1\2{_DATE_MARK}\3{_DATE_MARK}\4\5"

# Order matters: the longer and the more specific pattern first.
_REDACTIONS: tuple[tuple[str, str], ...] = (
    (r"(?i)(?:https?://|www\.)\S*(?:[?#=@&]|[a-z0-9_\-]{20,})\S*", "[url]"),
    (r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.\p{L}{2,}", "[email]"),
    (rf"\b(?i:[a-z]{{2}}){_DIGIT}{{2}}(?:[ \-]?[A-Z{_DIGIT}]{{4}}){{2,7}}(?:[ \-]?{_DIGIT}{{1,3}})?", "[iban]"),
    (rf"(?:\+|{_ZERO}{{2}})[ ]?{_DIGIT}(?:[\s().\-]{{0,2}}{_DIGIT}){{6,14}}", "[phone]"),
    (rf"{_DIGIT}(?:[ \-]?{_DIGIT}){{12,18}}", "[card]"),
    (rf"\(?{_DIGIT}(?:[\s().\-]{{0,2}}{_DIGIT}){{6,11}}", "[phone]"),
)


def ascii_digits(text: str) -> str:
    """Return SQL that writes Persian and Arabic digits as 0-9."""
    return f"translate({text}, {literal(PERSIAN_DIGITS + ARABIC_DIGITS)}, {literal(ASCII_DIGITS * 2)})"


def normalised(text: str) -> str:
    """Return SQL for the searchable form: NFC, Persian letters for Arabic ones, ASCII digits.

    The zero-width non-joiner and the Catalan middle dot carry meaning and are kept.
    """
    foreign = ARABIC_LETTERS + PERSIAN_DIGITS + ARABIC_DIGITS
    native = PERSIAN_LETTERS + ASCII_DIGITS * 2
    return f"translate(nfc_normalize({text}), {literal(foreign)}, {literal(native)})"


def redacted(text: str) -> str:
    """Return SQL that replaces e-mail addresses, telephone, card and account numbers and URLs that carry a token.

    Digits of every script count. A number of seven digits or more is taken for a telephone number: to hide a booking
    number costs little, to publish a telephone number costs much. ISO dates are kept.
    """
    hidden = text
    for _ in range(2):  # twice, because neighbouring dates share the character between them
        hidden = f"regexp_replace({hidden}, {literal(_ISO_DATE)}, {literal(_MARKED_DATE)}, 'g')"
    for pattern, label in _REDACTIONS:
        hidden = f"regexp_replace({hidden}, {literal(pattern)}, {literal(label)}, 'g')"
    return f"replace({hidden}, {literal(_DATE_MARK)}, '-')"


__all__ = ["ascii_digits", "normalised", "redacted"]
