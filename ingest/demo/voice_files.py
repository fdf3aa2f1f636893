"""Suggestion cards, thank-you letters and public reviews as their keepers export them, bad and repeated rows among them.

What the texts say is drawn in ``voices``. Every bad row breaks one rule and is counted, so that what the gate finds can
be compared line by line.
"""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ingest.demo.complaints import CUSTOMERS
from ingest.demo.files import write_json, write_json_lines, write_xlsx
from ingest.demo.organisation import CUSTOMER_TYPE, REGION
from ingest.demo.planted import CANARY_EMAIL, CANARY_PHONE, HOSTILE, LONG_TEXT, Counted, Register, counted
from ingest.demo.sample import generator
from ingest.demo.survey_files import PERSIAN_DIGITS
from ingest.demo.voices import draw_voices, special_voices, true_themes

SUGGESTIONS_PLACE, LETTERS_PLACE, REVIEWS_PLACE = 21, 22, 23

SUGGESTIONS: Final = 480
BOXES: Final = ("capital-03", "coast-05", "north-02", "south-04", "islands-01", "islands-07")
# The keeper of this box dates in the Jalali calendar; the others type dates that Excel turns into day numbers.
PERSIAN_BOX: Final = "south-04"
LETTERS: Final = 150
TWICE_PRAISED_SHARE: Final = 0.3
TEAMS: Final = ("drivers_north", "drivers_islands", "call_centre", "counter_capital", "returns_desk")
REVIEWS: Final = 420
WITHOUT_TEXT_SHARE: Final = 0.25
REPLY_SHARE: Final = 0.6
PULLS: Final = ("2024-03-31", "2024-09-30", "2025-03-31", "2025-09-30", "2026-03-31", "2026-09-30")
STARS: Final = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
# Chances of one to five stars, by sentiment.
STAR_CHANCES: Final = {
    "positive": (0.0, 0.0, 0.05, 0.25, 0.70),
    "neutral": (0.05, 0.10, 0.45, 0.30, 0.10),
    "mixed": (0.05, 0.30, 0.40, 0.20, 0.05),
    "negative": (0.60, 0.30, 0.10, 0.0, 0.0),
    "": (0.0, 0.0, 0.0, 0.5, 0.5),
}

EXCEL_DAY_NONE: Final = dt.date(1899, 12, 30)
JALALI_NEW_YEARS: Final = {
    1402: dt.date(2023, 3, 21),
    1403: dt.date(2024, 3, 20),
    1404: dt.date(2025, 3, 21),
    1405: dt.date(2026, 3, 21),
}
LONG_JALALI_MONTHS: Final = 6

Row = dict[Any, Any]


def excel_day(day: dt.date) -> int:
    """Return the number by which Excel knows a day."""
    return (day - EXCEL_DAY_NONE).days


def jalali(day: dt.date) -> str:
    """Return a day of the demo's years in the Jalali calendar, in Persian digits, for example ``۱۴۰۲/۰۷/۰۹``.

    Raises:
        ValueError: the day is outside the years 1402 to 1405.
    """
    begun = [(year, start) for year, start in JALALI_NEW_YEARS.items() if start <= day]
    if not begun or day >= JALALI_NEW_YEARS[max(JALALI_NEW_YEARS)] + dt.timedelta(days=365):
        raise ValueError(f"{day} is outside the Jalali years of the demo")
    year, start = begun[-1]
    passed = (day - start).days
    if passed < 31 * LONG_JALALI_MONTHS:
        month, rest = divmod(passed, 31)
    else:
        month, rest = divmod(passed - 31 * LONG_JALALI_MONTHS, 30)
        month += LONG_JALALI_MONTHS
    return f"{year}/{month + 1:02d}/{rest + 1:02d}".translate(PERSIAN_DIGITS)


def write_voices(data_dir: Path, seed: int) -> dict[str, Register]:
    """Write suggestion cards, letters and reviews below ``data_dir``; returns what is true of each source."""
    return {
        "suggestions": _write_suggestions(data_dir, generator(seed, SUGGESTIONS_PLACE)),
        "letters": _write_letters(data_dir, generator(seed, LETTERS_PLACE)),
        "reviews": _write_reviews(data_dir, generator(seed, REVIEWS_PLACE)),
    }


def _voices(number: int, rng: np.random.Generator, **choice: Any) -> pd.DataFrame:
    """Return ordinary and special texts together, in order of time; the special ones have a ``nature``."""
    parts = [draw_voices(number, rng, **choice).assign(nature=""), special_voices(rng)]
    return pd.concat(parts, ignore_index=True).sort_values("moment", kind="stable", ignore_index=True)


def _facts(voices: pd.DataFrame) -> dict[str, Any]:
    special = voices["nature"].value_counts()
    return {
        "texts": len(voices),
        "coded": int((voices["coder"] != "").sum()),
        "true_themes": true_themes(voices),
        **{f"{nature}_texts": int(special[nature]) for nature in ("personal", "hostile", "peculiar")},
    }


def _customer(rng: np.random.Generator) -> str:
    return f"K-{100_000 + int(rng.integers(0, CUSTOMERS))}"


# --- Suggestion cards --------------------------------------------------------------------------------------------

CARD_TITLE: Final = ("Bústia de suggeriments: transcripció de les targetes",)
CARD_HEADER: Final = (
    "Núm. targeta",
    "Bústia",
    "Data",
    "Recollida",
    "Idioma",
    "Tipus",
    "Text",
    "Característica",
    "Tema",
    "Sentiment",
    "Codificat per",
    "Transcrit per",
    "Client",
    "Personal",
    "Regió",
    "Tipus de client",
)
CARD_LANGUAGES: Final = {"en": "anglès", "ca": "català", "fa": "persa"}
CARD_SENTIMENTS: Final = {
    "positive": "positiu",
    "negative": "negatiu",
    "neutral": "neutre",
    "mixed": "barrejat",
    "": "",
}
CARD_KINDS: Final = {"positive": "E", "negative": "Q", "neutral": "S", "mixed": "C", "": "C"}
CARD_TYPES: Final = ("particular", "empresa", "administració")
BAD_CARDS: Final[tuple[tuple[str, Row], ...]] = (
    ("unreadable.event_at", {"Data": f"pregunteu a {CANARY_EMAIL}"}),
    ("unreadable.event_at", {"Data": "۱۴۰۴/۱۳/۴۵"}),
    ("missing.event_at", {"Data": ""}),
    ("in_the_future", {"Data": 51_000, "Recollida": ""}),
    ("unknown_value.characteristic_key", {"Característica": "aparcament"}),
    ("unknown_value.characteristic_key", {"Característica": "wifi"}),
    ("unknown_value.theme", {"Tema": f"truqueu al {CANARY_PHONE}"}),
    ("unknown_value.kind", {"Tipus": "Z"}),
    ("unknown_segment.region", {"Regió": "continent"}),
    ("staff", {"Personal": "sí"}),
    ("staff", {"Personal": "sí"}),
    ("staff", {"Personal": "sí"}),
)
BAD_CARDS_YEAR: Final = 2025
REPEATED_CARDS: Final = 2
CORRECTED_THEME: Final = "late_again"


def _write_suggestions(data_dir: Path, rng: np.random.Generator) -> Register:
    voices = _voices(SUGGESTIONS, rng)
    cards = [_card(number, voice, rng) for number, voice in enumerate(voices.to_dict("records"), start=1)]
    years = voices["moment"].dt.year.tolist()
    files: dict[str, list[Row]] = {
        f"bustia_{year}.xlsx": [card for card, its in zip(cards, years, strict=True) if its == year]
        for year in sorted(set(years))
    }
    same_year = files[f"bustia_{BAD_CARDS_YEAR}.xlsx"]
    ordinary = [card for card in same_year if card["Codificat per"]]
    same_year += [
        ordinary[position] | {"Núm. targeta": f"B-9{position:03d}"} | changes
        for position, (_, changes) in enumerate(BAD_CARDS)
    ]
    files["bustia_2024.xlsx"] += files["bustia_2024.xlsx"][:REPEATED_CARDS]
    again = files["bustia_2026.xlsx"][:3]
    later = [*again[:2], again[2] | {"Tema": CORRECTED_THEME, "Codificat per": "coder_3"}]
    files["bustia_2026_correccions.xlsx"] = later
    for name, rows in files.items():
        table = [[row[column] for column in CARD_HEADER] for row in rows]
        write_xlsx(data_dir / "suggestions" / name, {"Targetes": [CARD_TITLE, (), CARD_HEADER, *table]})
    landed = sum(len(rows) for rows in files.values())
    counts = counted(landed, _by_rule([rule for rule, _ in BAD_CARDS]), REPEATED_CARDS, superseded=len(later))
    facts = _facts(voices) | {"boxes": list(BOXES), "corrected_card": later[2]["Núm. targeta"]}
    return Register({"suggestion": counts}, facts)


def _card(number: int, voice: Row, rng: np.random.Generator) -> Row:
    day = voice["moment"].date()
    box = PERSIAN_BOX if voice["language"] == "fa" and rng.random() < 0.6 else BOXES[rng.integers(len(BOXES))]
    emptied = day + dt.timedelta(days=int(4 - day.weekday()) % 7)
    dated = jalali if box == PERSIAN_BOX else excel_day
    kind = CUSTOMER_TYPE.values.index(rng.choice(CUSTOMER_TYPE.values, p=CUSTOMER_TYPE.share))
    is_coded = bool(voice["coder"])
    return {
        "Núm. targeta": f"B-{number:04d}",
        "Bústia": box,
        "Data": dated(day),
        "Recollida": dated(emptied),
        "Idioma": CARD_LANGUAGES[voice["language"]],
        "Tipus": CARD_KINDS[voice["sentiment"]],
        "Text": voice["text"],
        "Característica": voice["characteristic"] if is_coded else "",
        "Tema": voice["theme"] if is_coded else "",
        "Sentiment": CARD_SENTIMENTS[voice["sentiment"]] if is_coded else "",
        "Codificat per": voice["coder"],
        "Transcrit per": f"T-{rng.integers(1, 4)}",
        "Client": _customer(rng) if rng.random() < 0.3 else "",
        "Personal": "no",
        "Regió": box.partition("-")[0],
        "Tipus de client": CARD_TYPES[kind],
    }


def _by_rule(rules: list[str]) -> dict[str, int]:
    return {rule: rules.count(rule) for rule in dict.fromkeys(rules)}


# --- Letters -----------------------------------------------------------------------------------------------------

BAD_LETTERS: Final[tuple[tuple[str, Row], ...]] = (
    ("unknown_value.characteristic_key", {"praised": "velocity"}),
    ("unknown_value.characteristic_key", {"praised": "parking"}),
    ("staff", {"is_staff": True}),
    ("staff", {"is_staff": True}),
    ("unreadable.event_at", {"received_at": "2025-02-30T10:00:00Z"}),
    ("unknown_value.language", {"language": "xx"}),
)
# Where a name of a team or a number is expected, somebody has typed something else; the rows are good nevertheless.
ODD_LETTERS: Final[tuple[Row, ...]] = (
    {"letter_id": "L-9200", "team": f"drivers ({CANARY_PHONE})"},
    {"letter_id": "L-9201", "team": HOSTILE[0]},
    {"letter_id": CANARY_EMAIL},
)
REPEATED_LETTERS: Final = 2


def _write_letters(data_dir: Path, rng: np.random.Generator) -> Register:
    voices = _voices(LETTERS, rng, sentiments=("positive",))
    by_year: dict[int, list[Row]] = {}
    for number, voice in enumerate(voices.to_dict("records"), start=1):
        by_year.setdefault(voice["moment"].year, []).extend(_letter(number, voice, rng))
    first, *others = ordinary = [row for row in by_year[2025] if row["coding"]]
    others = others[:2]
    by_year[2025].append(first | {"letter_id": "L-9100", "text": LONG_TEXT, "coding": None})
    by_year[2025] += [row | changes for row, changes in zip(ordinary, ODD_LETTERS, strict=False)]
    by_year[2025] += [
        ordinary[position + 3] | {"letter_id": f"L-9{position:03d}"} | changes
        for position, (_, changes) in enumerate(BAD_LETTERS)
    ]
    by_year[2024] += by_year[2024][:REPEATED_LETTERS]
    by_year[2026] += [others[0], others[1] | {"team": "drivers_coast"}]
    for year, rows in by_year.items():
        write_json_lines(data_dir / "letters" / f"letters_{year}.jsonl", rows)
    landed = sum(len(rows) for rows in by_year.values())
    counts = counted(landed, _by_rule([rule for rule, _ in BAD_LETTERS]), REPEATED_LETTERS, superseded=len(others))
    return Register({"letter": counts}, _facts(voices) | {"corrected_letter": others[1]["letter_id"]})


def _letter(number: int, voice: Row, rng: np.random.Generator) -> list[Row]:
    """Return one row for each characteristic that a letter praises."""
    praised = [voice["characteristic"] or "overall"]
    if rng.random() < TWICE_PRAISED_SHARE:
        praised.append("staff" if praised[0] != "staff" else "on_time")
    coding = {"theme": voice["theme"], "sentiment": voice["sentiment"], "coder": voice["coder"]}
    common = {
        "letter_id": f"L-{number:04d}",
        "received_at": f"{voice['moment']:%Y-%m-%dT%H:%M:%SZ}",
        "language": voice["language"],
        "medium": ("letter", "card", "email")[rng.integers(3)],
        "team": TEAMS[rng.integers(len(TEAMS))],
        "customer": _customer(rng),
        "region": str(rng.choice(REGION.values, p=REGION.share)),
        "customer_type": str(rng.choice(CUSTOMER_TYPE.values, p=CUSTOMER_TYPE.share)),
        "is_staff": False,
        "text": voice["text"],
        "coding": coding if voice["coder"] else None,
    }
    return [common | {"praised": characteristic} for characteristic in praised]


# --- Public reviews ----------------------------------------------------------------------------------------------

FUTURE: Final = "2039-01-01T10:00:00Z"
BAD_REVIEWS: Final[tuple[tuple[str, Row], ...]] = (
    ("unreadable.rating", {"starRating": "SIX"}),
    ("unreadable.rating", {"starRating": "TEN OUT OF TEN"}),
    ("above_scale.rating", {"starRating": "9"}),
    ("above_scale.rating", {"starRating": "7"}),
    ("below_scale.rating", {"starRating": "0"}),
    ("unreadable.event_at", {"createTime": "yesterday"}),
    ("in_the_future", {"createTime": FUTURE, "updateTime": FUTURE, "reviewReply": None}),
    ("missing.source_record_id", {"reviewId": None}),
)
BAD_REVIEWS_PULL: Final = "2025-09-30"
LONG_REVIEW_PULL: Final = "2025-03-31"
REPEATED_REVIEWS: Final = 2
KEPT_REVIEWS, EDITED_REVIEWS, DELETED_REVIEWS = 3, 2, 1


def _write_reviews(data_dir: Path, rng: np.random.Generator) -> Register:
    voices = _voices(REVIEWS, rng)
    reviews = [_review(number, voice, rng) for number, voice in enumerate(voices.to_dict("records"), start=1)]
    spoken = [each["comment"] is not None for each in reviews]
    pulls: dict[str, list[Row]] = {
        pull: [each for each in reviews if before < each["createTime"][:10] <= pull]
        for before, pull in zip(("", *PULLS[:-1]), PULLS, strict=True)
    }
    first = {pull: [each for each in some if each["coding"]] for pull, some in pulls.items()}
    superseded = sum(_told_again(first[before], pulls[pull], pull) for before, pull in itertools.pairwise(PULLS))
    pulls[LONG_REVIEW_PULL].append(first[LONG_REVIEW_PULL][0] | {"reviewId": "G-9100", "comment": LONG_TEXT})
    bad = [
        first[BAD_REVIEWS_PULL][position + 20] | {"reviewId": f"G-9{position:03d}"} | changes
        for position, (_, changes) in enumerate(BAD_REVIEWS)
    ]
    pulls[BAD_REVIEWS_PULL] += bad
    pulls["2024-03-31"] += first["2024-03-31"][:REPEATED_REVIEWS]
    for pull, some in pulls.items():
        document = {"reviews": some, "totalReviewCount": len(some)}
        write_json(data_dir / "reviews" / f"reviews_{pull}.json", document)
    landed = sum(len(some) for some in pulls.values())
    rules = _by_rule([rule for rule, _ in BAD_REVIEWS]) | {"in_the_future.edited_at": 1}
    counts = Counted(landed, len(BAD_REVIEWS), REPEATED_REVIEWS, superseded, rules)
    return Register({"review": counts}, _facts(voices[spoken]) | _shown(pulls, bad))


def _told_again(earlier: list[Row], pull: list[Row], day: str) -> int:
    """Add reviews of the pull before to the next one: unchanged, edited or deleted; returns how many."""
    chosen = earlier[5 : 5 + KEPT_REVIEWS + EDITED_REVIEWS + DELETED_REVIEWS]
    changed_at = f"{day}T07:00:00Z"
    for position, review in enumerate(chosen):
        if position < KEPT_REVIEWS:
            pull.append(review)
        elif position < KEPT_REVIEWS + EDITED_REVIEWS:
            pull.append(review | {"starRating": "FIVE", "updateTime": changed_at})
        else:
            pull.append(review | {"isDeleted": True, "updateTime": changed_at})
    return len(chosen)


def _shown(pulls: dict[str, list[Row]], bad: list[Row]) -> dict[str, Any]:
    """Return what is true of the reviews as they stand after the last pull, bad ones left out."""
    good = [review for some in pulls.values() for review in some if review not in bad]
    last = {review["reviewId"]: review for review in good}
    stars = [STARS.index(review["starRating"]) + 1 for review in last.values() if not review["isDeleted"]]
    return {
        "reviews": len(last),
        "deleted": sum(review["isDeleted"] for review in last.values()),
        "mean_rating_shown": round(sum(stars) / len(stars), 12),
        "replied": sum(review["reviewReply"] is not None for review in last.values()),
    }


def _review(number: int, voice: Row, rng: np.random.Generator) -> Row:
    created = voice["moment"]
    star = STARS[rng.choice(len(STARS), p=STAR_CHANCES[voice["sentiment"]])]
    site = f"{rng.choice(REGION.values, p=REGION.share)}-{rng.integers(1, 13):02d}"
    silent = not voice["nature"] and rng.random() < WITHOUT_TEXT_SHARE
    replied = created + dt.timedelta(hours=float(rng.exponential(40.0)) + 1)
    reply = {"comment": "Thank you for your words.", "updateTime": f"{replied:%Y-%m-%dT%H:%M:%SZ}"}
    coding = {"theme": voice["theme"], "characteristic": voice["characteristic"], "sentiment": voice["sentiment"]}
    return {
        "reviewId": f"G-{number:04d}",
        "location": site,
        "reviewer": {"displayName": f"Persona {rng.integers(1000, 10_000)}", "isAnonymous": False},
        "starRating": star,
        "comment": None if silent else voice["text"],
        "createTime": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        "updateTime": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        "reviewReply": reply if rng.random() < REPLY_SHARE else None,
        "isDeleted": False,
        "coding": coding | {"coder": voice["coder"]} if voice["coder"] and not silent else None,
    }


__all__ = ["excel_day", "jalali", "write_voices"]
