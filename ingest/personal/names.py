"""Names from a list that the organisation keeps: read, and compiled to patterns for redaction.

Finding names that are not listed is not attempted: it would hide words and miss people. Replacing them in text belongs in
``ingest.normalise``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ingest.errors import ProfileError

LETTERS_AT_ONCE = 300
MOST_NAMES = 1_000
SHORTEST, LONGEST = 2, 100
_LETTER_VARIANTS = {"ی": "یيىئ", "ک": "کكڪ", "ه": "هةۀہ", "ا": "اأإآٱ", "و": "وؤ"}
_PERSIAN = {variant: letter for letter, variants in _LETTER_VARIANTS.items() for variant in variants}
_IGNORED = "\u0640\u200c\u200d\u200e\u200f"  # tatweel and marks that no reader sees
_MARKS = r"[\x{0300}-\x{036f}\x{0640}\x{064b}-\x{065f}\x{0670}]*"
_BETWEEN = r"[\s\x{200c}\x{00a0}_.\-]*"
# Letters that Unicode does not take apart into a base letter and an accent.
_WITHOUT_ACCENT = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ħ": "h"}


def read_names(path: Path) -> tuple[str, ...]:
    """Return the names of a list: one per line, in any script; empty lines, and lines that begin with #, do not count.

    Raises:
        ProfileError: the list cannot be read, a name is too short or too long, or there are too many.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = "not valid UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise ProfileError(
            file=str(path), rule=f"the list of names cannot be read ({reason})", action="put it beside the profile"
        ) from None
    names: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        name = line.strip().strip('"').strip()
        if not name or name.startswith("#"):
            continue
        if not SHORTEST <= len(folded(name)) <= LONGEST:
            raise ProfileError(
                file=str(path),
                place=f"line {number}",
                rule=f"a name needs {SHORTEST} to {LONGEST} letters",
                action="correct or remove that line",
            )
        names[name] = None
    if len(names) > MOST_NAMES:
        raise ProfileError(
            file=str(path),
            rule=f"{len(names)} names are more than {MOST_NAMES}",
            action="keep those of staff and regulars",
        )
    return tuple(names)


def folded(name: str) -> str:
    """Return a name as it is compared: no case, no accents, one letter for the Arabic and Persian forms of it, blanks single."""
    plain = "".join(_folded_letter(letter) for letter in unicodedata.normalize("NFC", name).casefold())
    return re.sub(r"[\s\u00a0_.\-]+", " ", plain).strip()


def _folded_letter(letter: str) -> str:
    if letter in _IGNORED:
        return " " if letter == "\u200c" else ""
    letter = _PERSIAN.get(letter, _WITHOUT_ACCENT.get(letter, letter))
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


@cache
def name_patterns(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return RE2 patterns that find the listed names as whole words.

    Groups 1 and 2 are what stands before and behind the name. Each pattern holds at most ``LETTERS_AT_ONCE`` letters, so
    that RE2 compiles it within its memory.
    """
    forms = sorted({folded(name) for name in names}, key=lambda form: (-len(form), form))
    some: list[list[str]] = []
    room = 0
    for form in forms:
        if len(form) > room:
            some.append([])
            room = LETTERS_AT_ONCE
        some[-1].append(form)
        room -= len(form)
    return tuple(rf"(?i)(^|[^\p{{L}}\p{{N}}])(?:{_alternatives(part)})($|[^\p{{L}}\p{{N}}])" for part in some)


def _alternatives(forms: Iterable[str]) -> str:
    return "|".join(_BETWEEN.join(_word(word) for word in form.split(" ")) for form in forms)


def _word(word: str) -> str:
    return "".join(_spellings(letter) + _MARKS for letter in word)


@cache
def _spellings(letter: str) -> str:
    """A class of all letters that are the same when folded."""
    same = _LETTER_VARIANTS.get(letter, "")
    if letter.isascii() and letter.isalpha():
        same = "".join(_accented().get(letter, ()))
    return f"[{letter}{same}]" if same else re.escape(letter)


@cache
def _accented() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in range(0xC0, 0x250):
        letter = chr(code)
        base = _folded_letter(letter.casefold()) if letter.isalpha() else ""
        if len(base) == 1 and base.isascii():
            found.setdefault(base, []).append(letter)
    return found


__all__ = ["folded", "name_patterns", "read_names"]
