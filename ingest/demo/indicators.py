"""Indirect indicators by month, and the actions whose effect can be seen in them, or cannot.

The indicators are counts around constant rates. Three things were planted: one rate falls for good when an action
begins, one does not move although an action begins, and one month is extreme just before an action begins.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ingest.demo.organisation import MONTHS, month_index, month_starts
from ingest.demo.planted import Counted, Register, counted
from ingest.demo.registers import last_day
from ingest.demo.sample import generator
from ingest.demo.survey_files import write_csv

PLACE: Final = 26
PARCELS: Final = 21_000
ACTIVE_CUSTOMERS: Final = 38_000
LEVEL_SPREAD: Final = 0.02
# Expected count per unit of the exposure, by measure.
RATES: Final = {
    "returns": ("parcels_delivered", 0.030),
    "repairs": ("parcels_delivered", 0.005),
    "warranty_claims": ("parcels_delivered", 0.0060),
    "churned_customers": ("active_customers", 0.012),
    "repeat_purchases": ("active_customers", 0.215),
}
MEDIA_MENTIONS: Final = 14.0
EFFECTIVE: Final = ("warranty_claims", dt.date(2025, 3, 1), 0.70)
USELESS: Final = ("churned_customers", dt.date(2025, 1, 1))
EXTREME: Final = ("returns", dt.date(2025, 8, 1), 1.45)
AFTER_EXTREME: Final = dt.date(2025, 9, 1)
TOO_EARLY: Final = ("repeat_purchases", dt.date(2026, 8, 1))
COLUMNS: Final = {
    "parcels_delivered": "enviaments",
    "active_customers": "clients_actius",
    "returns": "devolucions",
    "repairs": "reembalatges",
    "warranty_claims": "reclamacions_assegurança",
    "churned_customers": "baixes",
    "repeat_purchases": "recompres",
    "media_mentions": "mencions_premsa",
}
YEARS_WITH_TOTAL: Final = (2024, 2025)


def write_indicators(data_dir: Path, seed: int) -> Register:
    """Write the indicators, one wide line per month; full years end in a total, which is no month."""
    values = indicator_values(seed)
    starts = month_starts()
    table = pd.DataFrame({COLUMNS[name]: numbers for name, numbers in values.items()}).astype(str)
    table.insert(0, "inici", [f"{day:%d/%m/%Y}" for day in starts])
    table.insert(1, "fi", [f"{last_day(day, 1):%d/%m/%Y}" for day in starts])
    lines = 0
    for year in sorted({day.year for day in starts}):
        part = table[[day.year == year for day in starts]]
        if year in YEARS_WITH_TOTAL:
            total = {name: str(part[name].astype(int).sum()) for name in COLUMNS.values()}
            part = pd.concat([part, pd.DataFrame([{"inici": f"Total {year}", "fi": "", **total}])])
        write_csv(part, data_dir / "indicators" / f"indicadors_{year}.csv", ";", "cp1252", "\r\n")
        lines += len(part)
    rules = dict.fromkeys(("unreadable.event_at", "unreadable.period_start"), len(YEARS_WITH_TOTAL))
    width = len(COLUMNS)
    counts = Counted(lines * width, quarantined=len(YEARS_WITH_TOTAL) * width, rules=rules)
    return Register({"operation": counts}, {"rates": {name: rate for name, (_, rate) in RATES.items()}})


def indicator_values(seed: int) -> dict[str, Any]:
    """Return the 36 monthly values of each measure."""
    rng = generator(seed, PLACE)
    level = {
        name: np.round(size * (1 + LEVEL_SPREAD * rng.standard_normal(MONTHS))).astype(np.int64)
        for name, size in (("parcels_delivered", PARCELS), ("active_customers", ACTIVE_CUSTOMERS))
    }
    counts = {name: rng.poisson(rate * level[of] * _factor(name)) for name, (of, rate) in RATES.items()}
    return level | counts | {"media_mentions": rng.poisson(MEDIA_MENTIONS, MONTHS)}


def _factor(measure: str) -> Any:
    factor = np.ones(MONTHS)
    if measure == EFFECTIVE[0]:
        factor[month_index(EFFECTIVE[1]) :] = EFFECTIVE[2]
    if measure == EXTREME[0]:
        factor[month_index(EXTREME[1])] = EXTREME[2]
    return factor


ACTION_COLUMNS: Final = (
    "action",
    "decided",
    "text",
    "owner",
    "cause",
    "aspect",
    "due",
    "started",
    "done",
    "measure",
    "expected_effect",
    "direction",
    "registered",
)
ACTIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "A-01",
        "2025-01-20",
        "Stronger boxes and padding on both packing lines.",
        "packing",
        "damaged",
        "parcel_condition",
        "2025-03-31",
        "2025-03-01",
        "2025-03-28",
        "warranty_claims per 1000 parcels_delivered",
        "-1.5",
        "decrease",
        "2025-02-10",
    ),
    (
        "A-02",
        "2024-12-02",
        "A call to every customer who has not ordered for three months.",
        "sales",
        "",
        "overall",
        "2025-06-30",
        "2025-01-01",
        "2025-06-30",
        "churned_customers per 1000 active_customers",
        "-2.0",
        "decrease",
        "2024-12-10",
    ),
    (
        "A-03",
        "2025-08-28",
        "Size advice on the booking page after the many returns of August.",
        "web team",
        "return_not_collected",
        "returns",
        "2025-09-30",
        "2025-09-01",
        "2025-09-15",
        "returns per 1000 parcels_delivered",
        "-5.0",
        "decrease",
        "2025-08-29",
    ),
    (
        "A-04",
        "2026-07-06",
        "A reminder two weeks after the last order.",
        "marketing",
        "",
        "booking",
        "2026-12-31",
        "2026-08-01",
        "",
        "repeat_purchases per 1000 active_customers",
        "10.0",
        "increase",
        "2026-07-15",
    ),
    (
        "A-05",
        "2026-09-14",
        "One person answers for each case.",
        "call centre",
        "not_solved_first_time",
        "resolution",
        "2027-03-31",
        "",
        "",
        "M2_mean_score",
        "5.0",
        "increase",
        "",
    ),
)
# The measure was chosen after the action had begun, which the register does not allow; and a cause that nobody declared.
BAD_ACTIONS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("registered_after_start", {"action": "A-91", "registered": "2025-07-01"}),
    ("unknown_value.cause_key", {"action": "A-92", "cause": "bad_luck"}),
)


def write_actions(data_dir: Path) -> Register:
    """Write the register of improvement actions; returns what each of them truly did."""
    rows = [dict(zip(ACTION_COLUMNS, action, strict=True)) for action in ACTIONS]
    rows += [rows[0] | changes for _, changes in BAD_ACTIONS]
    write_csv(pd.DataFrame(rows), data_dir / "actions" / "actions.csv", "|")
    rules = {rule: 1 for rule, _ in BAD_ACTIONS}
    measure, start, factor = EFFECTIVE
    facts = {
        "A-01": {"truth": "effective", "measure": measure, "started": start.isoformat(), "factor": factor},
        "A-02": {"truth": "no_effect", "measure": USELESS[0], "started": USELESS[1].isoformat(), "factor": 1.0},
        "A-03": {
            "truth": "no_effect",
            "measure": EXTREME[0],
            "started": AFTER_EXTREME.isoformat(),
            "factor": 1.0,
            "extreme_month": EXTREME[1].isoformat(),
            "extreme_factor": EXTREME[2],
        },
        "A-04": {"truth": "too_early", "measure": TOO_EARLY[0], "started": TOO_EARLY[1].isoformat(), "factor": 1.0},
        "A-05": {"truth": "not_started"},
    }
    return Register({"improvement_action": counted(len(rows), rules)}, facts)
