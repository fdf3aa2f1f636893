"""The code of conduct: what is promised since when, and every occasion on which it was looked at whether it was kept.

Each promise is kept with a constant chance, whatever is promised; one promise became stricter in the course of time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ingest.demo.complaints import CUSTOMERS
from ingest.demo.files import write_parquet
from ingest.demo.organisation import CHANNEL, CUSTOMER_TYPE, MONTHS, REGION
from ingest.demo.planted import Register, counted
from ingest.demo.sample import generator, moments
from ingest.demo.survey_files import write_csv

PLACE: Final = 25
BROKEN_TOLD_SHARE: Final = 0.15
REMEDY_SHARE: Final = 0.8


@dataclass(frozen=True)
class Version:
    """One version of a promise: its text in the register, the threshold, and the days on which it holds."""

    number: int
    text: str
    threshold: float
    valid_from: dt.date
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class MadePromise:
    """One promise.

    Attributes:
        kept: the true chance of keeping it.
        checks_a_month: occasions that are looked at.
        cause: of complaints that a breach may lead to.
    """

    key: str
    characteristic: str
    indicator: str
    unit: str
    target: float
    kept: float
    checks_a_month: int
    cause: str
    remedy: str
    versions: tuple[Version, ...]


FIRST_DAY: Final = dt.date(2023, 7, 1)
PROMISES: Final = (
    MadePromise(
        "delivery_window",
        "on_time",
        "minutes_outside_window",
        "minutes",
        0.95,
        0.92,
        60,
        "late_delivery",
        "shipping_refunded",
        (Version(1, "We come within the two hours that we announced.", 0.0, FIRST_DAY),),
    ),
    MadePromise(
        "answer_time",
        "resolution",
        "hours_to_first_answer",
        "hours",
        0.90,
        0.94,
        30,
        "not_solved_first_time",
        "written_apology",
        (
            Version(1, "We answer every complaint within 48 hours.", 48.0, FIRST_DAY, dt.date(2024, 12, 31)),
            Version(2, "We answer every complaint within 24 hours.", 24.0, dt.date(2025, 1, 1)),
        ),
    ),
    MadePromise(
        "refund_time",
        "returns",
        "days_to_refund",
        "days",
        0.97,
        0.975,
        15,
        "return_not_collected",
        "voucher_5_eur",
        (Version(1, "You have your money back within 14 days of the return.", 14.0, FIRST_DAY),),
    ),
)
BAD_CHECKS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("missing.promise_key", {"promise": None}),
    ("missing.promise_key", {"promise": None}),
    ("missing.is_kept", {"kept": None}),
    ("unknown_segment.region", {"region": "mainland"}),
    ("unknown_segment.region", {"region": "abroad"}),
    ("in_the_future", {"checked_at": pd.Timestamp("2039-05-01 10:00:00")}),
)
REPEATED_CHECKS: Final = 4
LATE_CHECKS: Final = 5


def write_promises(data_dir: Path, seed: int, complaints: pd.DataFrame) -> dict[str, Register]:
    """Write the code and its checks, one Parquet file per year; returns what is true of both.

    Args:
        data_dir: root of the generated files.
        seed: of all random numbers.
        complaints: the cases of ``complaints.received_cases``, which some breaches led to.
    """
    rng = generator(seed, PLACE)
    rows = [_version(promise, version) for promise in PROMISES for version in promise.versions]
    write_csv(pd.DataFrame(rows), data_dir / "promises" / "code_of_conduct.csv", ";")
    checks = pd.concat([_checks(promise, complaints, rng) for promise in PROMISES], ignore_index=True)
    checks = checks.sort_values(["checked_at", "promise"], kind="stable", ignore_index=True)
    checks.insert(0, "check_id", "PC-" + pd.Series(np.arange(1, len(checks) + 1)).astype(str).str.zfill(5))
    landed = _write_checks(data_dir / "promise_checks", checks)
    rules = [rule for rule, _ in BAD_CHECKS]
    counts = counted(landed, {rule: rules.count(rule) for rule in rules}, REPEATED_CHECKS, LATE_CHECKS)
    return {
        "promises": Register({"promise": counted(len(rows))}, {"promises": len(PROMISES), "versions": len(rows)}),
        "promise_checks": Register({"promise_check": counts}, _facts(checks)),
    }


def _version(promise: MadePromise, version: Version) -> dict[str, str]:
    return {
        "promise": promise.key,
        "version": str(version.number),
        "aspect": promise.characteristic,
        "text": version.text,
        "indicator": promise.indicator,
        "threshold": f"{version.threshold:.1f}".replace(".", ","),
        "unit": promise.unit,
        "target": f"{promise.target:.2f}".replace(".", ","),
        "remedy": promise.remedy,
        "from": f"{version.valid_from:%d.%m.%Y}",
        "to": f"{version.valid_to:%d.%m.%Y}" if version.valid_to else "",
    }


def _checks(promise: MadePromise, complaints: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = promise.checks_a_month * MONTHS
    moment = np.sort(moments(np.repeat(np.arange(MONTHS), promise.checks_a_month), 8, 20, rng))
    kept = rng.random(n) < promise.kept
    day = moment.astype("datetime64[D]")
    threshold = np.full(n, promise.versions[0].threshold)
    for version in promise.versions:
        threshold[day >= np.datetime64(version.valid_from)] = version.threshold
    share = rng.random(n)
    value = np.where(kept, threshold * (0.2 + 0.8 * share), threshold * 1.1 + 2 + 20 * share)
    told = ~kept & (rng.random(n) < BROKEN_TOLD_SHARE)
    cases = complaints.loc[complaints["cause"] == promise.cause, ["case", "moment"]]
    following = np.searchsorted(cases["moment"].to_numpy(), moment)
    told &= following < len(cases)
    reference = cases["case"].to_numpy(dtype=object)[np.minimum(following, len(cases) - 1)]
    return pd.DataFrame(
        {
            "promise": promise.key,
            "customer": "K-" + pd.Series(100_000 + rng.integers(0, CUSTOMERS, n)).astype(str),
            "checked_at": moment.astype("datetime64[us]"),
            "kept": pd.array(kept, dtype="boolean"),
            "value": np.round(value, 2),
            "remedy_given": pd.array(rng.random(n) < REMEDY_SHARE, dtype="boolean"),
            "complaint": pd.Series(reference).where(told, None),
            "region": np.array(REGION.values, dtype=object)[rng.choice(5, size=n, p=REGION.share)],
            "customer_type": np.array(CUSTOMER_TYPE.values, dtype=object)[rng.choice(3, size=n, p=CUSTOMER_TYPE.share)],
            "channel": np.array(CHANNEL.values, dtype=object)[rng.choice(3, size=n, p=CHANNEL.share)],
        }
    ).assign(remedy_given=lambda table: table["remedy_given"].mask(table["kept"]))


def _write_checks(folder: Path, checks: pd.DataFrame) -> int:
    """Write the checks with bad, repeated and late ones among them; returns how many rows the files have."""
    years = {int(year): part for year, part in checks.groupby(checks["checked_at"].dt.year, sort=True)}
    bad = years[2025].iloc[: len(BAD_CHECKS)].reset_index(drop=True)
    bad["check_id"] = [f"PC-9{position:04d}" for position in range(len(BAD_CHECKS))]
    for position, (_, changes) in enumerate(BAD_CHECKS):
        for name, value in changes.items():
            bad.loc[position, name] = value
    years[2025] = pd.concat([years[2025], bad], ignore_index=True)
    years[2024] = pd.concat([years[2024], years[2024].head(REPEATED_CHECKS)], ignore_index=True)
    years[2026] = pd.concat([years[2024].tail(LATE_CHECKS + REPEATED_CHECKS).head(LATE_CHECKS), years[2026]])
    for year, part in years.items():
        write_parquet(folder / f"checks_{year}.parquet", part)
    return sum(len(part) for part in years.values())


def _facts(checks: pd.DataFrame) -> dict[str, Any]:
    outcomes = {promise.key: checks.loc[checks["promise"] == promise.key, "kept"] for promise in PROMISES}
    return {
        promise.key: {
            "true_kept_rate": promise.kept,
            "target_kept_rate": promise.target,
            "checks": len(outcomes[promise.key]),
            "kept": int(outcomes[promise.key].sum()),
            "verdict": "below_target" if promise.kept < promise.target else "at_or_above_target",
        }
        for promise in PROMISES
    }
