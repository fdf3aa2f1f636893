"""Mystery shopping: monthly visits to sites, each a checklist whose true scores are known.

The workbooks are typed by the agency that sends the evaluators: one row per item, dates as Excel's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ingest.demo.files import write_xlsx
from ingest.demo.organisation import REGION, SITES_PER_REGION, month_starts
from ingest.demo.planted import CANARY_EMAIL, CANARY_PHONE, Register, counted
from ingest.demo.sample import generator

PLACE: Final = 24
VISITS_A_MONTH: Final = 6
EVALUATORS: Final = ("E-01", "E-02", "E-03", "E-04")
# One evaluator gives fewer points than the others for the same service.
STRICT_EVALUATOR: Final = "E-04"
STRICT_SHIFT: Final = -0.12
SCENARIOS: Final = ("send_parcel", "collect_parcel", "complain_at_counter")


@dataclass(frozen=True)
class ChecklistItem:
    """One item: its points, and the chance of earning each of them.

    Attributes:
        not_applicable: share of visits at which it cannot be judged.
    """

    key: str
    characteristic: str
    points: int
    chance: float
    is_critical: bool = False
    not_applicable: float = 0.0


CHECKLIST: Final = (
    ChecklistItem("greeting", "staff", 2, 0.86),
    ChecklistItem("eye_contact", "staff", 1, 0.82),
    ChecklistItem("waiting_under_5_minutes", "on_time", 3, 0.78),
    ChecklistItem("collection_on_time", "on_time", 5, 0.80, not_applicable=0.10),
    ChecklistItem("delay_explained", "delay_news", 4, 0.66, not_applicable=0.30),
    ChecklistItem("parcel_undamaged", "parcel_condition", 5, 0.93, is_critical=True),
    ChecklistItem("price_list_visible", "value_for_money", 2, 0.75),
    ChecklistItem("receipt_correct", "invoices", 3, 0.95, is_critical=True),
    ChecklistItem("complaint_taken", "resolution", 5, 0.70, is_critical=True, not_applicable=0.25),
    ChecklistItem("return_form_offered", "returns", 2, 0.72, not_applicable=0.35),
)
HEADER: Final = (
    "Visit",
    "Date",
    "Site",
    "Region",
    "Evaluator",
    "Scenario",
    "Item",
    "Aspect",
    "Points",
    "Max",
    "Critical",
    "N/A",
    "Note",
)
NOTES: Final = (
    "",
    "",
    "",
    "",
    "The counter was clean.",
    "Two people were waiting.",
    "The clock on the wall was wrong.",
)

Row = dict[str, Any]
BAD_ITEMS: Final[tuple[tuple[str, Row], ...]] = (
    ("above_applicable_points", {"Points": 9}),
    ("above_applicable_points", {"Points": 12}),
    ("below_minimum.points", {"Points": -1}),
    ("unreadable.points", {"Points": "two"}),
    ("unknown_value.characteristic_key", {"Aspect": "parking"}),
    ("unknown_value.characteristic_key", {"Aspect": "smell"}),
    ("unreadable.event_at", {"Date": "mid March"}),
    ("missing.item", {"Item": ""}),
)
BAD_YEAR: Final = 2025
REPEATED_ITEMS: Final = 3


def write_visits(data_dir: Path, seed: int) -> Register:
    """Write the checklists, one workbook per year and one correction; returns what is true of them."""
    rng = generator(seed, PLACE)
    years: dict[int, list[Row]] = {}
    number = 0
    for month in month_starts():
        for _ in range(VISITS_A_MONTH):
            number += 1
            years.setdefault(month.year, []).extend(_visit(f"MV-{number:04d}", month, rng))
    good = [row for rows in years.values() for row in rows]
    corrected = [row for row in years[2026] if row["Visit"] == years[2026][0]["Visit"]]
    correction = [row | {"Points": row["Max"]} if row["Item"] == "price_list_visible" else row for row in corrected]
    years[BAD_YEAR] += [
        years[BAD_YEAR][10 * position + 5] | {"Visit": f"MV-9{position:03d}"} | changes
        for position, (_, changes) in enumerate(BAD_ITEMS)
    ]
    years[2024][3] |= {"Note": f"The manager asked me to write to {CANARY_EMAIL}."}
    years[2024][13] |= {"Note": f"The sign says: call {CANARY_PHONE} after six."}
    years[2024] += years[2024][:REPEATED_ITEMS]
    for year, rows in years.items():
        _write(data_dir / "mystery" / f"visits_{year}.xlsx", rows)
    _write(data_dir / "mystery" / "visits_2026_correction.xlsx", correction)
    landed = sum(len(rows) for rows in years.values()) + len(correction)
    rules = [rule for rule, _ in BAD_ITEMS]
    counts = counted(landed, {rule: rules.count(rule) for rule in rules}, REPEATED_ITEMS, len(correction))
    return Register({"mystery_visit_item": counts}, _facts(good, number, corrected[0]["Visit"]))


def _visit(number: str, month: dt.date, rng: np.random.Generator) -> list[Row]:
    region = REGION.values[rng.integers(len(REGION.values))]
    evaluator = EVALUATORS[rng.integers(len(EVALUATORS))]
    shift = STRICT_SHIFT if evaluator == STRICT_EVALUATOR else 0.0
    moment = dt.datetime(month.year, month.month, int(rng.integers(1, 28)), int(rng.integers(9, 19)), 30)
    common = {
        "Visit": number,
        "Date": moment,
        "Site": f"{region}-{rng.integers(1, SITES_PER_REGION + 1):02d}",
        "Region": region.capitalize(),
        "Evaluator": evaluator,
        "Scenario": SCENARIOS[rng.integers(len(SCENARIOS))],
    }
    return [common | _judged(item, shift, rng) for item in CHECKLIST]


def _judged(item: ChecklistItem, shift: float, rng: np.random.Generator) -> Row:
    applies = rng.random() >= item.not_applicable
    points = int(rng.binomial(item.points, item.chance + shift))
    return {
        "Item": item.key,
        "Aspect": item.characteristic,
        "Points": points if applies else "",
        "Max": item.points if applies else 0,
        "Critical": "yes" if item.is_critical else "no",
        "N/A": "" if applies else "x",
        "Note": NOTES[rng.integers(len(NOTES))],
    }


def _write(path: Path, rows: list[Row]) -> None:
    write_xlsx(
        path, {"Read me": [["One row per item of the checklist."]], "Items": [HEADER, *(_cells(r) for r in rows)]}
    )


def _cells(row: Row) -> list[Any]:
    return [row[name] for name in HEADER]


def _facts(good: list[Row], visits: int, corrected: str) -> dict[str, Any]:
    """Return the true chances, and the points that were given before the correction."""
    earned = sum(row["Points"] for row in good if row["N/A"] == "")
    return {
        "visits": visits,
        "items": len(CHECKLIST),
        "points": earned,
        "applicable_points": sum(row["Max"] for row in good),
        "chance_per_point": {item.key: item.chance for item in CHECKLIST},
        "strict_evaluator": {"evaluator": STRICT_EVALUATOR, "shift": STRICT_SHIFT},
        "corrected_visit": corrected,
    }
