"""What each column of an unknown file most likely is: an identifier of a person, a date, a question, a text, a segment.

A role rests on the words of the header and on what was counted; which contract field a column fills is decided in
``ingest.drafting.contracts``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from ingest.drafting import words
from ingest.drafting.facts import TOP_VALUES, Facts
from ingest.drafting.scales import ScaleGuess, scale_of

Role = Literal[
    "empty", "constant", "personal", "customer", "record_id", "date", "language", "weight", "question", "text", "segment",
    "category", "number",
]  # fmt: skip
MOST_SEGMENT_VALUES = 20
_BATTERY = 3
_QUESTION_CODE = re.compile(r"^[qpf]\d+", re.IGNORECASE)
_LONGEST_NAME_HEADER = 5
_LEAST_HIGH = 4
_NEARLY_ALL = 0.8
_LONGEST_CODE = 60
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Guess:
    """One column with its role.

    Attributes:
        facts: what was counted. role: what the column most likely is. why: what says so, for a comment.
        scale: the answer scale of a question.
    """

    facts: Facts
    role: Role
    why: str = ""
    scale: ScaleGuess | None = None

    @property
    def header(self) -> str:
        """The column's name in the file."""
        return self.facts.header


def guesses(columns: list[Facts]) -> list[Guess]:
    """Return the role of every column, in file order."""
    batteries = _batteries(columns)
    found = []
    for facts in columns:
        ends = batteries.get(_stem(facts.header))
        scale = _scale(facts, ends) or _scale(facts)
        in_battery = scale is not None and (scale.low, scale.high) == ends and scale.high - scale.low >= _BATTERY
        found.append(_guess(facts, scale, in_battery))
    return found


def _batteries(columns: list[Facts]) -> dict[str, tuple[int, int]]:
    """Return by the beginning of their names the scale that several neighbouring questions share."""
    counts: dict[str, Counter[tuple[int, int]]] = {}
    for facts in columns:
        scale = _scale(facts)
        if scale is not None and not scale.recode:
            counts.setdefault(_stem(facts.header), Counter())[scale.low, scale.high] += 1
    common = {stem: count.most_common(1)[0] for stem, count in counts.items()}
    return {stem: ends for stem, (ends, number) in common.items() if number >= _BATTERY}


def _scale(facts: Facts, ends: tuple[int, int] | None = None) -> ScaleGuess | None:
    return scale_of(facts.top, len(facts.top) <= TOP_VALUES, ends)


def _stem(header: str) -> str:
    """Return the part of a name that the columns of one battery share: 'q7' of 'Q7A_ART', 'staff' of 'staff[1]'."""
    coded = re.match(r"[a-z]{1,2}\d+", header.casefold())
    return coded.group() if coded else re.split(r"[\d\[(/:.]", header.casefold(), maxsplit=1)[0]


def _guess(facts: Facts, scale: ScaleGuess | None, in_battery: bool) -> Guess:
    if facts.filled == 0:
        return Guess(facts, "empty", "every cell is blank")
    personal = _personal(facts)
    if personal:
        return Guess(facts, "personal", personal)
    technical = _technical(facts)
    if technical:
        return technical
    if scale is not None and _is_question(facts, scale, in_battery):
        return Guess(facts, "question", scale.seen, scale)
    return _other(facts)


def _personal(facts: Facts) -> str | None:
    """Return what kind of personal data a column holds, by its cells or by the words of a short header."""
    for kind, least, said in (
        ("email", 0.2, "e-mail address"),
        ("ip", 0.5, "internet address"),
        ("phone", 0.6, "telephone number"),
    ):
        if facts.patterns[kind] >= least and facts.words < 4:
            return f"{said}, by its cells"
    if len(words.plain(facts.header).split()) > _LONGEST_NAME_HEADER or "?" in facts.header:
        return None
    kind_of = words.first_meaning(facts.header, words.PERSONAL)
    harmless = words.says(facts.header, words.NO_PERSON) or _ends_in_id(facts)
    if kind_of is None or (kind_of == "name" and harmless):
        return None
    answered = facts.distinct <= 3 or words.says(facts.header, words.QUESTION)
    return None if answered else f"{kind_of}, by its header"


def _technical(facts: Facts) -> Guess | None:
    header = facts.header
    if words.says(header, words.LANGUAGE) and facts.distinct <= MOST_SEGMENT_VALUES and facts.longest <= 30:
        return Guess(facts, "language", "language of the interview or text, by its header")
    if words.says(header, words.WEIGHT) and facts.is_numeric and facts.low >= 0:
        return Guess(facts, "weight", f"from {facts.low:g} to {facts.high:g}")
    if facts.dates.is_date and (not facts.is_whole or words.says(header, words.DATE)):
        return Guess(facts, "date", _dates_said(facts))
    if facts.is_unique and _names_record(facts):
        return Guess(facts, "record_id", "every row has its own")
    if words.says(header, words.CUSTOMER) and (facts.distinct > MOST_SEGMENT_VALUES or _ends_in_id(facts)):
        return Guess(facts, "customer", "a number or name of a customer, by its header")
    if facts.filled == facts.rows and facts.distinct >= _NEARLY_ALL * facts.rows and _ends_in_id(facts):
        return Guess(facts, "record_id", f"{facts.distinct:,} of {facts.rows:,} rows have their own")
    return None


def _ends_in_id(facts: Facts) -> bool:
    return re.search(r"\b(id|uuid|key|number)$", words.plain(facts.header)) is not None


def _names_record(facts: Facts) -> bool:
    ends = re.search(r"(id|uuid|key|num|nr)$", words.plain(facts.header)) is not None
    named = ends or words.says(facts.header, words.RECORD_ID) or "#" in facts.header
    return named and facts.words < 2 and facts.longest <= 80


def _dates_said(facts: Facts) -> str:
    dates = facts.dates
    if dates.calendar:
        return "dates of the Solar Hijri calendar"
    if dates.serial:
        return f"numbers that count as {dates.serial}"
    if dates.is_certain:
        return f"dates from {dates.choices[0].first} to {dates.choices[0].last}"
    return f"dates that {len(dates.choices)} formats fit"


def _is_question(facts: Facts, scale: ScaleGuess, in_battery: bool) -> bool:
    asks = words.says(facts.name, words.QUESTION)
    named = re.sub(r"\d+", " ", facts.header)
    if asks or scale.recode:
        return True
    if words.says(named, words.NO_QUESTION):
        return False
    long_text = "?" in facts.name or len(facts.name.split()) >= _LONGEST_NAME_HEADER
    coded = _QUESTION_CODE.match(facts.header) and scale.high >= _LEAST_HIGH and not scale.doubts
    return in_battery or (scale.high >= _LEAST_HIGH and long_text) or bool(coded)


def _other(facts: Facts) -> Guess:
    if facts.distinct == 1 and facts.top:
        return Guess(facts, "constant", "the same in every row")
    if not facts.is_numeric and _is_text(facts):
        return Guess(facts, "text", f"texts of {facts.words:.0f} words on average")
    if _is_segment(facts):
        return Guess(facts, "segment", f"{facts.distinct} different values")
    if facts.is_numeric:
        return Guess(facts, "number", f"numbers from {facts.low:g} to {facts.high:g}")
    return Guess(facts, "category", f"{facts.distinct} different values")


def _is_text(facts: Facts) -> bool:
    differs = facts.distinct > MOST_SEGMENT_VALUES or facts.distinct > facts.filled / 2
    asked = words.says(facts.header, words.OPEN_TEXT) and facts.longest > _LONGEST_CODE / 2
    return (facts.words >= _LEAST_WORDS and differs) or asked or facts.longest > 2 * _LONGEST_CODE


def _is_segment(facts: Facts) -> bool:
    """Few values, each several times: what nearly every row has for itself may speak of a person and is never quoted."""
    timely = words.says(facts.header, words.DATE) and facts.distinct > _BATTERY
    repeated = facts.distinct <= min(MOST_SEGMENT_VALUES, facts.filled / 2)
    return bool(facts.top) and repeated and facts.longest <= _LONGEST_CODE and not timely


__all__ = ["MOST_SEGMENT_VALUES", "Guess", "Role", "guesses"]
