"""Which answer scale the values of a column lie on, and which of them are rather codes for no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.drafting.words import likert_points, meaning_of_missing

# Lowest and highest point with how common the scale is; in doubt the more common one wins and the comment asks.
_COMMON = {
    (1, 5): 0.5, (0, 10): 0.5, (1, 10): 0.4, (1, 7): 0.3, (1, 4): 0.1, (1, 3): 0.0, (0, 4): -0.2, (0, 5): -0.2, (1, 6): -0.5,
}  # fmt: skip
_CODES = {
    -99: "blank", -98: "dont_know", -97: "refused", -9: "blank", -8: "dont_know", -7: "refused", -2: "not_applicable",
    -1: "not_applicable", 0: "blank", 6: "not_applicable", 8: "dont_know", 9: "refused", 11: "blank", 77: "refused",
    88: "dont_know", 97: "not_applicable", 98: "dont_know", 99: "refused",
    997: "not_applicable", 998: "dont_know", 999: "refused",
}  # fmt: skip
_LEADING = re.compile(r"^(-?\d{1,3})\s*(?:[-–=:.)]\s*\S.*|\(.*\))$")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_MOST_POINTS = 30


@dataclass(frozen=True)
class ScaleGuess:
    """A scale that fits a column.

    Attributes:
        low, high: its ends.
        missing: codes and words on the column that are taken for no answer, with their meaning.
        recode: words of the answers with their point.
        unknown: how many answers are neither a point nor a known code.
        seen: what was seen, for a comment.
        doubts: what a person should look at.
    """

    low: int
    high: int
    missing: dict[str, str] = field(default_factory=dict)
    recode: dict[str, str] = field(default_factory=dict)
    unknown: int = 0
    seen: str = ""
    doubts: tuple[str, ...] = ()


def scale_of(
    top: tuple[tuple[str, int], ...], complete: bool, ends: tuple[int, int] | None = None
) -> ScaleGuess | None:
    """Return the scale that the values of a column lie on, None if they look like no scale.

    Args:
        top: the column's values with their counts.
        complete: whether ``top`` holds all of them.
        ends: the scale that the column's neighbours lie on, if only that one is asked for.
    """
    if not complete or len(top) < 2:
        return None
    words = likert_points(value for value, _ in top if _number(value) is None)
    if words and len(words) >= 2:
        return _worded(top, words)
    return _numbered(top, [ends] if ends else list(_COMMON))


def _number(value: str) -> int | None:
    text = value.translate(_DIGITS).strip()
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if abs(number) < 10_000 and number == int(number) else None


def _worded(top: tuple[tuple[str, int], ...], points: dict[str, int]) -> ScaleGuess:
    others = {value: count for value, count in top if value not in points}
    missing = {value: code for value in others if (code := meaning_of_missing(value))}
    unknown = sum(count for value, count in others.items() if value not in missing)
    seen = f"{len(points)} answer words of a scale of five"
    return ScaleGuess(1, 5, missing, {value: str(point) for value, point in points.items()}, unknown, seen)


def _numbered(top: tuple[tuple[str, int], ...], scales: list[tuple[int, int]]) -> ScaleGuess | None:
    points: dict[int, int] = {}
    recode: dict[str, str] = {}
    missing: dict[str, str] = {}
    unknown = 0
    for value, count in top:
        number, labelled = _number(value), _LEADING.match(value.translate(_DIGITS))
        if number is None and labelled:
            number = int(labelled.group(1))
            recode[value] = str(number)
        if number is not None:
            points[number] = points.get(number, 0) + count
        elif code := meaning_of_missing(value):
            missing[value] = code
        else:
            unknown += count
    if not points or unknown > 0.05 * sum(points.values()) or len(points) < 3 or len(points) > _MOST_POINTS:
        return None
    guess = _best(points, scales)
    return guess and replace(guess, missing={**guess.missing, **missing}, recode=recode, unknown=unknown)


def _best(points: dict[int, int], scales: list[tuple[int, int]]) -> ScaleGuess | None:
    scored = [(score, ends) for ends in scales if (score := _fit(points, ends)) is not None]
    if not scored:
        return None
    low, high = max(scored)[1]
    total = sum(points.values())
    outside = {point: count for point, count in sorted(points.items()) if not low <= point <= high}
    codes = {str(point): _CODES.get(point, "blank") for point in outside}
    shares = [f"{100 * count / total:.2g} % of {point} → {codes[str(point)]}?" for point, count in outside.items()]
    inside = [point for point in points if low <= point <= high]
    seen = ", ".join([f"{min(inside)}–{max(inside)}", *shares])
    doubts = [f"is {point} a point of the scale or '{codes[str(point)]}'?" for point in outside]
    if min(inside) > low or max(inside) < high:
        doubts.append(f"nobody chose {low if min(inside) > low else high}: is the scale {low} to {high}?")
    return ScaleGuess(low, high, codes, seen=seen, doubts=tuple(doubts))


def _fit(points: dict[int, int], ends: tuple[int, int]) -> float | None:
    """Score how well a scale explains the values: points inside, both ends chosen, few codes outside, few points unused."""
    low, high = ends
    inside = {point: count for point, count in points.items() if low <= point <= high}
    outside = [point for point in points if point not in inside]
    if len(inside) < 2 or any(point not in _CODES and point != high + 1 for point in outside):
        return None
    unused = min(high - low + 1 - len(inside), 8)
    both_ends = low in inside and high in inside
    share = sum(inside.values()) / sum(points.values())
    return 2 * share + 0.5 * both_ends - 0.05 * len(outside) - 0.15 * unused + _COMMON[ends]


__all__ = ["ScaleGuess", "scale_of"]
