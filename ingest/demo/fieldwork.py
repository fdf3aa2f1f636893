"""The call centre's list of everybody whom the telephone survey was to reach, and what became of each.

Those who were interviewed are the interviews of ``sample``; the others are added here. The list comes as SPSS files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ingest.demo.files import write_sav
from ingest.demo.organisation import REGION, month_starts, quarter_name
from ingest.demo.planted import Register, counted
from ingest.demo.sample import PHONE, QUARTERS, draw_sample, generator, largest_remainder
from ingest.demo.sample import moments as draw_moments

PLACE: Final = 27
COMPLETE: Final = "1.1"
# Units that were not interviewed, per interview, by AAPOR code: refusal, break-off, non-contact, unknown, not eligible.
OTHERS_PER_INTERVIEW: Final = {"2.11": 0.30, "2.12": 0.05, "2.2": 0.35, "3.1": 0.20, "4.1": 0.10}
ATTEMPTS: Final = {"1.1": 2.0, "2.11": 1.6, "2.12": 2.0, "2.2": 5.0, "3.1": 5.0, "4.1": 1.2}
REGION_CODES: Final = {float(number): name for number, name in enumerate(REGION.values, start=1)}
NAMES: Final = {
    "unit": "Number of the sampled unit",
    "client": "Customer number",
    "quarter": "Fieldwork quarter",
    "last_call": "Day of the last attempt",
    "zone": "Region",
    "weight": "Design weight",
    "disposition": "Final disposition (AAPOR)",
    "attempts": "Number of attempts",
}
BAD_UNITS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("below_minimum.attempts", {"attempts": -2.0}),
    ("below_minimum.attempts", {"attempts": -1.0}),
    ("not_positive.base_weight", {"weight": 0.0}),
    ("missing.disposition", {"disposition": ""}),
    ("not_a_code.disposition", {"disposition": "9.9"}),
    ("unknown_segment.region", {"zone": 9.0}),
    ("unreadable.event_at", {"last_call": "2025-13-40"}),
)
BAD_YEAR: Final = "2025"


def write_sample_units(data_dir: Path, seed: int, interviews: int) -> Register:
    """Write the sampled units, one SPSS file per year; returns the true number of each disposition."""
    rng = generator(seed, PLACE)
    units = pd.concat([_quarter(quarter, seed, interviews, rng) for quarter in range(QUARTERS)], ignore_index=True)
    units.insert(0, "unit", "U-" + pd.Series(np.arange(1, len(units) + 1)).astype(str).str.zfill(6))
    for year, part in units.groupby(units["quarter"].str[:4], sort=True):
        if year == BAD_YEAR:
            part = pd.concat([part, _bad(part)], ignore_index=True)
        write_sav(data_dir / "sample_units" / f"units_{year}.sav", part, NAMES, {"zone": REGION_CODES})
    rules = [rule for rule, _ in BAD_UNITS]
    landed = len(units) + len(BAD_UNITS)
    counts = counted(landed, {rule: rules.count(rule) for rule in rules})
    found = {str(code): int(count) for code, count in units["disposition"].value_counts().sort_index().items()}
    return Register(
        {"sample_unit": counts}, {"survey": PHONE.key, "dispositions": found, "response_rate_1": _rr1(found)}
    )


def _rr1(found: dict[str, int]) -> float:
    """AAPOR RR1: complete interviews by all units that are, or may be, eligible."""
    return found[COMPLETE] / sum(count for code, count in found.items() if not code.startswith("4"))


def _quarter(quarter: int, seed: int, interviews: int, rng: np.random.Generator) -> pd.DataFrame:
    sample, _ = draw_sample(PHONE, quarter, interviews, seed)
    n = len(sample)
    parts = [_units(COMPLETE, sample.started_at, sample.people.region, sample.customer, sample.weight, rng)]
    for code, share in OTHERS_PER_INTERVIEW.items():
        number = round(n * share)
        region = np.repeat(np.arange(len(REGION.values)), largest_remainder(number, PHONE.allocation))
        month = rng.integers(3 * quarter, 3 * quarter + 3, number)
        weight = (REGION.share / (PHONE.allocation / PHONE.allocation.sum()))[region]
        customer = rng.integers(100_000, 1_000_000, number)
        parts.append(_units(code, draw_moments(month, 9, 20, rng), region, customer, weight, rng))
    units = pd.concat(parts, ignore_index=True)
    return units.assign(quarter=quarter_name(month_starts()[3 * quarter])).sort_values("last_call", kind="stable")


def _units(code: str, moment: Any, region: Any, customer: Any, weight: Any, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client": "K-" + pd.Series(customer).astype(str),
            "quarter": "",
            "last_call": pd.Series(moment).dt.strftime("%Y-%m-%d"),
            "zone": (np.asarray(region) + 1).astype(float),
            "weight": np.round(weight, 6),
            "disposition": code,
            "attempts": (1 + rng.poisson(ATTEMPTS[code] - 1, len(customer))).astype(float),
        }
    )


def _bad(part: pd.DataFrame) -> pd.DataFrame:
    bad = part.iloc[: len(BAD_UNITS)].reset_index(drop=True)
    bad["unit"] = [f"U-9{position:05d}" for position in range(len(BAD_UNITS))]
    for position, (_, changes) in enumerate(BAD_UNITS):
        for name, value in changes.items():
            bad.loc[position, name] = value
    return bad
