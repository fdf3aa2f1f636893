"""Text normalisation and redaction, as builders of DuckDB SQL expressions.

Each function takes a SQL expression that yields text and returns one that yields text; nothing here runs a query or
touches rows in Python. Which column is treated in which way belongs in ``ingest.mapping``; the list of names in
``ingest.personal.names``.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pseudonyms import pseudonym
from ingest.sql import literal

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = "0123456789"
ARABIC_LETTERS = "يك"
PERSIAN_LETTERS = "یک"
# What stands in a record id or reference instead of an identifier: this and a keyed hash.
PERSON = "person:"

# Dates would look like telephone numbers; this private-use character stands in for their hyphens meanwhile.
_DATE_MARK = "\ue000"
_DIGIT = r"\p{Nd}"
_ZERO = "[0۰٠]"
_ISO_DATE = rf"(^|[^{_DIGIT}\-])([12۱۲١٢]{_DIGIT}{{3}})-([01۰۱٠١]{_DIGIT})-([0-3۰-۳٠-٣]{_DIGIT})($|[^{_DIGIT}\-])"
_MARKED_DATE = rf"\1\2{_DATE_MARK}\3{_DATE_MARK}\4\5"

_URL = r"(?i)(?:https?://|www\.)\S*(?:[?#=@&]|[a-z0-9_\-]{20,})\S*"
_EMAIL = r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.\p{L}{2,}"
_IP = (
    r"\b(?:\p{Nd}{1,3}\.){3}\p{Nd}{1,3}\b"
    r"|(?i:\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b|\b(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:?){0,6})"
)

# Order matters: the longer and the more specific pattern first.
_REDACTIONS: tuple[tuple[str, str], ...] = (
    (_URL, "[url]"),
    (_EMAIL, "[email]"),
    (_IP, "[ip]"),
    (rf"\b(?i:[a-z]{{2}}){_DIGIT}{{2}}(?:[ \-]?[A-Za-z{_DIGIT}]{{4}}){{2,7}}(?:[ \-]?{_DIGIT}{{1,3}})?", "[iban]"),
    (rf"(?i)\b(?:[xyz][ \-]?{_DIGIT}{{7}}|{_DIGIT}{{8}})[ \-]?[a-z]\b", "[id]"),
    (rf"\+[ ]?{_DIGIT}(?:[\s().\-]{{0,2}}{_DIGIT}){{6,14}}", "[phone]"),
    (rf"{_ZERO}{{2}}[ ]?[1-9۱-۹١-٩](?:[\s().\-]{{0,2}}{_DIGIT}){{10,12}}\b", "[phone]"),
    (rf"{_DIGIT}(?:[ \-]?{_DIGIT}){{12,18}}", "[card]"),
    (rf"\(?{_DIGIT}(?:[\s().\-]{{0,2}}{_DIGIT}){{6,11}}", "[phone]"),
)

# Whatever none of this matches holds no identifier of the kinds above: one cheap look at every value that is no short code.
# Few states and no bounded gaps, so that RE2 decides in one pass over the bytes.
_SHORTEST = 6
_SUSPICIOUS = (
    rf"(?s)@|://|(?i:www)\.|(?:{_DIGIT}.*){{9}}|{_DIGIT}{{8}}[ \-]?[A-Za-z]|[XYZxyz][ \-]?{_DIGIT}{{7}}"
    rf"|:[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f]{{0,4}}:|::|(?:{_DIGIT}+\.){{3}}|(?:{_DIGIT}.*){{7}}\s|\s.*(?:{_DIGIT}.*){{7}}"
)
_SENTENCE = r"\S\s+\S+\s+\S+\s+\S"

# What is an identifier even in a column of codes, where a number of eight digits is most likely a code. Digits are ASCII by now.
_IBAN_COUNTRIES = (
    "AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|BY|CH|CR|CY|CZ|DE|DK|DO|EE|EG|ES|FI|FO|FR|GB|GE|GI|GL|GR|GT|HR|HU|IE|IL|IQ|IR|IS|IT|"
    "JO|KW|KZ|LB|LC|LI|LT|LU|LV|LY|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL|PS|PT|QA|RO|RS|SA|SC|SE|SI|SK|SM|ST|SV|TL|TN|TR|UA|VA|VG|XK"
)
# Plain ASCII boundaries and classes keep RE2 in its fast automaton.
_ALONE, _END, _GAP = r"\b", r"\b", r"[ .\-]"
_CERTAIN = "|".join(
    (
        r"(?i:(?:https?://|www\.)\S*(?:[?#=@&]|[a-z0-9_\-]{20}))",
        r"@[^\s@]+\.[^\s@.]{2}",
        rf"{_ALONE}(?i:{_IBAN_COUNTRIES})[0-9]{{2}}(?:[ \-]?[A-Za-z0-9]){{11,30}}{_END}",
        r"\+[ ]?[0-9](?:[\s().\-]{0,2}[0-9]){6}",
        rf"{_ALONE}00[1-9][0-9]{{8,12}}{_END}",
        # Mobile numbers of Iran and Spain, and the usual groups of telephone and card numbers.
        rf"{_ALONE}(?:0?9[0-9]{{9}}|[67][0-9]{{8}}){_END}",
        rf"{_ALONE}0[0-9]{{2,3}}[ \-](?:[0-9]{{7,8}}|[0-9]{{3,4}}[ \-][0-9]{{4}}){_END}",
        rf"{_ALONE}[0-9]{{3}}\)?{_GAP}{{1,2}}[0-9]{{3}}{_GAP}[0-9]{{3,4}}{_END}",
        rf"{_ALONE}(?:[0-9]{{2}}{_GAP}[0-9]{{3}}|[0-9]{{3}}{_GAP}[0-9]{{2}}){_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_END}",
        rf"{_ALONE}(?:[0-9]{{4}}[ \-]){{3}}[0-9]{{2,4}}{_END}",
        rf"{_ALONE}(?:[0-9]{{2,3}}\.){{3}}[0-9]{{1,3}}{_END}|{_ALONE}[0-9]{{1,3}}\.[0-9]{{2,3}}\.[0-9]{{1,3}}\.[0-9]{{2,3}}{_END}",
        rf"{_ALONE}(?i:(?:[0-9a-f]{{1,4}}:){{4,7}}[0-9a-f]{{1,4}}|(?:[0-9a-f]{{1,4}}:)+:(?:[0-9a-f]{{1,4}}:?)+){_END}",
    )
)
_CERTAIN_NUMBER = "00[1-9][0-9]{8,12}|0?9[0-9]{9}|[67][0-9]{8}"
_CARD = rf"{_ALONE}([3-6][0-9]{{14,15}}){_END}"
_SPANISH_ID = rf"{_ALONE}([XYZxyz]?)[ \-]?([0-9]{{7,8}})[ \-]?([A-Za-z]){_END}"
_IRANIAN_ID = rf"{_ALONE}([0-9]{{10}}){_END}"
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


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


def redacted(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL for free text without e-mail and IP addresses, telephone, card, account and identity numbers, URLs with a token.

    Digits of every script count. A number of seven digits or more is taken for a telephone number: to hide a booking
    number costs little, to publish a telephone number costs much. ISO dates are kept.

    Args:
        text: SQL that yields text.
        names: patterns of listed names, as ``ingest.personal.names.name_patterns`` makes them.
    """
    hidden = text
    for _ in range(2):  # twice, because neighbouring dates share the character between them
        hidden = f"regexp_replace({hidden}, {literal(_ISO_DATE)}, {literal(_MARKED_DATE)}, 'g')"
    for pattern, label in _REDACTIONS:
        hidden = f"regexp_replace({hidden}, {literal(pattern)}, {literal(label)}, 'g')"
    for pattern in names:
        for _ in range(2):
            hidden = f"regexp_replace({hidden}, {literal(pattern)}, '\\1[name]\\2', 'g')"
    return f"replace({hidden}, {literal(_DATE_MARK)}, '-')"


def guarded(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL for any other text column, in which codes stay as they are and identifiers are replaced by labels.

    A sentence is redacted as free text is. A shorter text is redacted only where it is certain to hold an identifier, so
    that a product number or a day written as 20240517 stays a code.
    """
    labelled = (
        f"CASE WHEN {_is_sentence(text)} OR {_is_certain(text, names)} THEN {redacted(text, names)} ELSE {text} END"
    )
    return _where_suspicious(text, names, labelled)


def guarded_identifier(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL for a record id, a reference or another key: an identifier becomes ``person:`` and a keyed pseudonym.

    Different keys stay different, and the same key is the same in every contract. Ordinary numbers stay.
    """
    hidden = (
        f"CASE WHEN {_is_sentence(text)} THEN {redacted(text, names)} <> {text} ELSE {_is_certain(text, names)} END"
    )
    keyed = f"CASE WHEN {hidden} THEN {literal(PERSON)} || {pseudonym(text)} ELSE {text} END"
    return _where_suspicious(text, names, keyed)


def guarded_name(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL for the name of a file or a column: labels where it is certain to hold an identifier."""
    return f"CASE WHEN {_is_certain(text, names)} THEN {redacted(text, names)} ELSE {text} END"


def _where_suspicious(text: str, names: Sequence[str], otherwise: str) -> str:
    """SQL that leaves a text alone as cheaply as possible; only a CASE keeps DuckDB from evaluating what is not needed."""
    return f"CASE WHEN {is_suspicious(text, names)} THEN {otherwise} ELSE {text} END"


def is_suspicious(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL that tells, in one look, whether a text may hold an identifier."""
    tests = [f"WHEN regexp_matches({text}, {literal(pattern)}) THEN true" for pattern in names]
    tests.append(f"WHEN strlen({text}) < {_SHORTEST} THEN false")
    return f"coalesce(CASE {' '.join(tests)} ELSE regexp_matches({text}, {literal(_SUSPICIOUS)}) END, false)"


def is_protected(text: str, names: Sequence[str] = ()) -> str:
    """Return SQL that tells of a suspicious text whether ``guarded`` or ``guarded_identifier`` may change it."""
    return f"({_is_sentence(text)} OR {_is_certain(text, names)})"


def _is_sentence(text: str) -> str:
    return f"regexp_matches({text}, {literal(_SENTENCE)})"


def _is_certain(text: str, names: Sequence[str]) -> str:
    # To rewrite every text costs more than all the patterns; nearly all are ASCII.
    plain = f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE {ascii_digits(text)} END"
    only_digits = f"regexp_full_match({plain}, '[0-9]+')"
    number = f"WHEN {only_digits} AND regexp_full_match({plain}, {literal(_CERTAIN_NUMBER)}) THEN true"
    tests = [number, f"WHEN NOT {only_digits} AND regexp_matches({plain}, {literal(_CERTAIN)}) THEN true"]
    tests += [f"WHEN regexp_matches({text}, {literal(pattern)}) THEN true" for pattern in names]
    tests += [
        f"WHEN regexp_matches({plain}, {literal(pattern)}) THEN {check(plain)}"
        for pattern, check in ((_CARD, _is_card), (_SPANISH_ID, _is_spanish_id), (_IRANIAN_ID, _is_iranian_id))
    ]
    return f"CASE {' '.join(tests)} ELSE false END"


def _is_card(text: str) -> str:
    """SQL: fifteen or sixteen digits that a card number may begin with, and whose last one checks (ISO/IEC 7812, Luhn)."""
    found = f"regexp_extract({text}, {literal(_CARD)}, 1)"
    doubled = "CASE WHEN (i % 2 = 0) THEN d * 2 - CASE WHEN d > 4 THEN 9 ELSE 0 END ELSE d END"
    digits = f"list_transform(string_split(reverse({found}), ''), lambda x: try_cast(x AS INTEGER))"
    total = f"list_sum(list_transform({digits}, lambda d, i: {doubled}))"
    return f"{total} % 10 = 0"


def _is_spanish_id(text: str) -> str:
    """SQL: a DNI or NIE whose letter checks."""
    part = [f"regexp_extract({text}, {literal(_SPANISH_ID)}, {group})" for group in (1, 2, 3)]
    number = f"try_cast(translate(upper({part[0]}), 'XYZ', '012') || {part[1]} AS BIGINT)"
    letter = f"substr({literal(_SPANISH_LETTERS)}, CAST({number} % 23 + 1 AS BIGINT), 1)"
    return f"coalesce(length({part[0]} || {part[1]}) = 8 AND {letter} = upper({part[2]}), false)"


def _is_iranian_id(text: str) -> str:
    """SQL: ten digits, not all the same, whose last one checks (weights 10 to 2, modulo 11)."""
    found = f"regexp_extract({text}, {literal(_IRANIAN_ID)}, 1)"
    digits = f"list_transform(string_split({found}, ''), lambda x: try_cast(x AS INTEGER))"
    rest = f"(list_sum(list_transform({digits}[1:9], lambda d, i: d * (11 - i))) % 11)"
    check = f"{digits}[10] = CASE WHEN {rest} < 2 THEN {rest} ELSE 11 - {rest} END"
    varied = f"{found} <> repeat(left({found}, 1), 10)"
    return f"({varied} AND {check})"


__all__ = [
    "PERSON",
    "ascii_digits",
    "guarded",
    "guarded_identifier",
    "guarded_name",
    "is_protected",
    "is_suspicious",
    "normalised",
    "redacted",
]
