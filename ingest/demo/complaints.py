"""The complaints desk's case log: one line per step of every case, the case's own facts on the line of its receipt.

Complaints arrive at a constant rate per customer served and with constant shares of causes. A step later than the
cut-off has not happened yet, so some cases are still open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.demo.organisation import AS_OF, CUSTOMER_TYPE, LANGUAGE_SHARES, MONTHS, REGION, quarter_name
from ingest.demo.planted import with_hostile_ends
from ingest.demo.sample import generator, moments
from ingest.demo.survey_files import CONTACT_SHARE, contacts, write_csv
from ingest.demo.texts import COMPLAINTS

PLACE: Final = 11
RATE_PER_1000: Final = 4.5
CAUSE_SHARES: Final = {
    "late_delivery": 0.27,
    "not_solved_first_time": 0.20,
    "no_news": 0.15,
    "damaged": 0.12,
    "invoice_error": 0.09,
    "phone_waiting": 0.07,
    "return_not_collected": 0.06,
    "other": 0.04,
}
MEDIA: Final = ("web_form", "telephone", "email", "counter", "letter")
MEDIA_SHARES: Final = (0.45, 0.25, 0.18, 0.08, 0.04)
SEVERITY_SHARES: Final = (0.55, 0.35, 0.10)
CUSTOMERS: Final = 40_000

# Hours from one step to the next: median and spread of a lognormal.
STEPS: Final = (
    ("acknowledged", 14.0, 0.7),
    ("assessed", 30.0, 0.6),
    ("response_offered", 70.0, 0.8),
    ("decision_communicated", 36.0, 0.7),
    ("closed", 80.0, 0.9),
)
WITHDRAWN_SHARE: Final = 0.03
REOPENED_SHARE: Final = 0.04
ACTORS: Final = {"received": "customer", "withdrawn": "customer", "reopened": "customer"}

Times = NDArray[np.datetime64]


def write_complaints(data_dir: Path, seed: int, customers_served: NDArray[np.int64]) -> dict[str, Any]:
    """Write the case log, one file per quarter of the step.

    Args:
        data_dir: root of the generated files.
        seed: of all random numbers.
        customers_served: shape (36,), the exposure of each month.

    Returns:
        The truth: rate, shares of causes, and how many cases were received and are open at the cut-off.
    """
    rng = generator(seed, PLACE)
    cases = _cases(rng, customers_served)
    log = _log(cases, rng)
    facts = cases.drop(columns="moment")
    table = log.merge(facts, on="case", how="left", validate="many_to_one")
    table.loc[table["step"] != "received", [name for name in facts.columns if name != "case"]] = ""
    table.insert(0, "entry", table["case"] + "-" + (table.groupby("case").cumcount() + 1).astype(str).str.zfill(2))
    table["at"] = table["moment"].dt.strftime("%d.%m.%Y %H:%M")
    quarter = table["moment"].map(quarter_name)
    columns = ["entry", "case", "step", "at", "actor", *[name for name in facts.columns if name != "case"]]
    for name, part in table[columns].groupby(quarter, sort=True):
        write_csv(part, data_dir / "complaints" / f"case_log_{name}.csv", "|")
    last = log.groupby("case")["step"].last()
    n_open = int((~last.isin(["closed", "withdrawn"])).sum())
    shares = {"rate_per_1000": RATE_PER_1000, "cause_shares": CAUSE_SHARES}
    return {**shares, "n_received": len(cases), "n_steps": len(log), "n_open_at_cut_off": n_open}


def received_cases(seed: int, customers_served: NDArray[np.int64]) -> pd.DataFrame:
    """Return the cases of the log in order of receipt: ``case`` is their record number, ``moment`` their receipt.

    Other registers refer to them.
    """
    return _cases(generator(seed, PLACE), customers_served)


def _cases(rng: np.random.Generator, customers_served: NDArray[np.int64]) -> pd.DataFrame:
    received = rng.poisson(RATE_PER_1000 * customers_served / 1000)
    month = np.repeat(np.arange(MONTHS), received)
    moment = _office_hours(np.sort(moments(month, 0, 24, rng)))
    n = len(month)
    cause = rng.choice(len(CAUSE_SHARES), size=n, p=list(CAUSE_SHARES.values()))
    language = rng.choice(3, size=n, p=LANGUAGE_SHARES)
    severity = rng.choice(3, size=n, p=SEVERITY_SHARES)
    medium = rng.choice(len(MEDIA), size=n, p=MEDIA_SHARES)
    happened = moment - (rng.exponential(60.0, n) * 3600 + 3600).astype(np.int64).astype("timedelta64[s]")
    answered = rng.random(n) < 0.4
    return pd.DataFrame(
        {
            "case": "C-" + pd.Series(np.arange(1, n + 1)).astype(str).str.zfill(5),
            "moment": moment,
            "customer": "K-" + pd.Series(100_000 + rng.integers(0, CUSTOMERS, n)).astype(str),
            "language": np.array(["en", "ca", "fa"])[language],
            "medium": np.array(MEDIA)[medium],
            "channel": np.array(["online", "telephone", "online", "service_point", "service_point"])[medium],
            "region": np.array(REGION.values)[rng.choice(5, size=n, p=REGION.share)],
            "customer_type": np.array(CUSTOMER_TYPE.values)[rng.choice(3, size=n, p=CUSTOMER_TYPE.share)],
            "cause": np.array(list(CAUSE_SHARES))[cause],
            "happened": pd.Series(happened).dt.strftime("%d.%m.%Y %H:%M"),
            "severity": np.array(["1", "2", "3"])[severity],
            "safety": np.where((severity == 2) & (rng.random(n) < 0.1), "Y", "N"),
            "complexity": np.where(rng.random(n) < 0.7 - 0.2 * severity, "S", "C"),
            "remedy": np.array(["apology", "refund", "new_delivery", "explanation"])[rng.integers(0, 4, n)],
            "text": with_hostile_ends(_texts(cause, language, rng), month >= MONTHS - 12),
            "score_customer": np.where(answered, (rng.integers(1, 6, n) * 25 - 25).astype(str), ""),
            "score_desk": np.where(answered, (rng.integers(2, 6, n) * 25 - 25).astype(str), ""),
        }
    )


def _texts(cause: NDArray[np.int64], language: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.object_]:
    table = np.array([[list(sentences) for sentences in COMPLAINTS[key]] for key in CAUSE_SHARES], dtype=object)
    text = table[cause, rng.integers(0, table.shape[1], len(cause)), language]
    with_contact = rng.random(len(cause)) < CONTACT_SHARE
    text[with_contact] = text[with_contact] + " " + contacts(language, rng)[with_contact]
    return np.asarray(text, dtype=object)


def _log(cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return every step up to the cut-off, in the order in which the desk noted them."""
    n = len(cases)
    at = cases["moment"].to_numpy().astype("datetime64[s]")
    steps = {"received": at}
    for name, median, spread in STEPS:
        at = _later(at, median * rng.lognormal(0.0, spread, n))
        steps[name] = at
    steps |= _returns(steps, rng)
    parts = [
        pd.DataFrame({"case": cases["case"], "step": name.removesuffix("_again"), "moment": moment, "order": order})
        for order, (name, moment) in enumerate(steps.items())
    ]
    log = pd.concat(parts, ignore_index=True)
    cut_off = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    log = log[log["moment"] < cut_off].sort_values(["moment", "case", "order"], kind="stable")
    log["actor"] = log["step"].map(ACTORS).fillna("complaints_desk")
    return log.drop(columns="order").reset_index(drop=True)


def _returns(steps: dict[str, Times], rng: np.random.Generator) -> dict[str, Times]:
    """Return the steps of cases that are withdrawn or reopened; what then did not happen is struck from ``steps``."""
    n = len(steps["received"])
    chance = rng.random(n)
    never = np.datetime64("NaT", "s")
    withdrawn = chance < WITHDRAWN_SHARE
    reopened = (chance >= WITHDRAWN_SHARE) & (chance < WITHDRAWN_SHARE + REOPENED_SHARE)
    withdrawn_at = np.where(withdrawn, _later(steps["acknowledged"], 12 * rng.lognormal(0.0, 0.5, n)), never)
    for name in ("assessed", "response_offered", "decision_communicated", "closed"):
        steps[name] = np.where(withdrawn, never, steps[name])
    reopened_at = np.where(reopened, _later(steps["closed"], 200 * rng.lognormal(0.0, 0.5, n)), never)
    closed_at = np.where(rng.random(n) < 0.8, _later(reopened_at, 150 * rng.lognormal(0.0, 0.6, n)), never)
    return {"withdrawn": withdrawn_at, "reopened": reopened_at, "closed_again": closed_at}


def _office_hours(moment: Times) -> Times:
    """Return the times pressed into 8 to 20 o'clock of their day, their order kept."""
    day = moment.astype("datetime64[D]").astype("datetime64[s]")
    return np.asarray(day + np.timedelta64(8 * 3600, "s") + (moment - day) // 2)


def _later(moment: Times, hours: NDArray[np.float64]) -> Times:
    """Return office times some hours later, and at least a minute later, because the log notes whole minutes."""
    moved = _office_hours(moment + np.round(hours * 3600).astype(np.int64).astype("timedelta64[s]"))
    return np.asarray(np.maximum(moved, moment + np.timedelta64(60, "s")))
