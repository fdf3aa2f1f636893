"""The registers that people keep by hand: what customers expect, disputes, population, what was told, and the programmes.

Whatever a row refers to is a real record of another source of the demo.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ingest.demo.files import write_json
from ingest.demo.indicators import ACTIVE_CUSTOMERS
from ingest.demo.organisation import AS_OF, CUSTOMER_TYPE, CUTS, Cut
from ingest.demo.planted import Counted, Register, counted
from ingest.demo.sample import generator
from ingest.demo.survey_files import write_csv
from ingest.demo.truth import EXPECTATION, Truth

DISPUTES_PLACE: Final = 28
Row = dict[Any, Any]


def write_books(data_dir: Path, seed: int, truth: Truth, complaints: pd.DataFrame) -> dict[str, Register]:
    """Write all of these registers; returns what is true of each.

    Args:
        data_dir: root of the generated files; focus groups, letters and reviews are there already.
        seed: of all random numbers.
        truth: the population's truth, for levels and importance.
        complaints: the cases of ``complaints.received_cases``.
    """
    return {
        "expectations": _write_expectations(data_dir, truth, complaints),
        "disputes": _write_disputes(data_dir, seed, complaints),
        "population": _write_population(data_dir),
        "communications": _write_communications(data_dir),
        "programmes": _write_programmes(data_dir),
    }


def _rules(bad: tuple[tuple[str, Row], ...]) -> dict[str, int]:
    rules = [rule for rule, _ in bad]
    return {rule: rules.count(rule) for rule in rules}


def _comma(number: float, places: int) -> str:
    return f"{number:.{places}f}".replace(".", ",")


# --- Expectations ------------------------------------------------------------------------------------------------

# Kind, characteristic, statement, segmentation, segment, how it was learned.
EXPECTATIONS: Final = (
    ("EX", "on_time", "The parcel comes on the day that was announced.", "overall", "all", "survey"),
    ("EX", "on_time", "Businesses get their parcels before ten.", "customer_type", "small_business", "complaints"),
    ("EX", "delay_news", "Somebody tells me about a delay before I ask.", "overall", "all", "focus_groups"),
    ("IM", "delay_news", "The tracking page says the same as the call centre.", "overall", "all", "complaints"),
    ("IM", "parcel_condition", "What was whole when sent is whole when it arrives.", "overall", "all", "complaints"),
    ("NF", "parcel_condition", "The driver does not throw what is marked fragile.", "overall", "all", "letters"),
    ("EX", "value_for_money", "The price is known before I pay.", "overall", "all", "survey"),
    ("NF", "value_for_money", "A small parcel costs little.", "customer_type", "private", "focus_groups"),
    ("EX", "booking", "I can book without an account.", "channel", "online", "reviews"),
    ("IM", "booking", "The form remembers what I have typed.", "overall", "all", "reviews"),
    ("IM", "staff", "The driver greets.", "overall", "all", "letters"),
    ("NF", "staff", "Somebody carries heavy parcels up the stairs.", "overall", "all", "letters"),
    ("EX", "resolution", "I tell my problem once.", "overall", "all", "focus_groups"),
    ("IM", "resolution", "One person answers for my case.", "overall", "all", "complaints"),
    ("EX", "invoices", "Each charge on the invoice says what it is for.", "overall", "all", "complaints"),
    ("LE", "invoices", "The invoice shows the tax that the law asks for.", "overall", "all", ""),
    ("EX", "returns", "The return is collected on the day that was booked.", "overall", "all", "complaints"),
    ("LE", "returns", "The price is paid back within 14 days.", "customer_type", "private", ""),
    ("LE", "resolution", "A complaint gets an answer within a month.", "overall", "all", ""),
    ("NF", "returns", "Islands have the same service as everybody.", "region", "islands", "reviews"),
)
LEARNED_FROM: Final = {"survey": "survey_web", "": ""}
CAUSE_OF: Final = {
    "on_time": "late_delivery",
    "delay_news": "no_news",
    "parcel_condition": "damaged",
    "resolution": "not_solved_first_time",
    "invoices": "invoice_error",
    "returns": "return_not_collected",
}
BAD_EXPECTATIONS: Final[tuple[tuple[str, Row], ...]] = (
    ("unknown_value.kind", {"kind": "??"}),
    ("unknown_value.characteristic_key", {"characteristic": "smell"}),
    ("above_maximum.level_0_100", {"level": "120,0"}),
)


def _write_expectations(data_dir: Path, truth: Truth, complaints: pd.DataFrame) -> Register:
    origins = _Origins(data_dir, complaints)
    rows = [_expectation(number, told, truth, origins) for number, told in enumerate(EXPECTATIONS, start=1)]
    good = len(rows)
    rows += [rows[2] | {"id": f"X-9{n}"} | changes for n, (_, changes) in enumerate(BAD_EXPECTATIONS)]
    write_csv(pd.DataFrame(rows), data_dir / "expectations" / "expectations.csv", "\t")
    counts = counted(len(rows), _rules(BAD_EXPECTATIONS))
    with_origin = sum(bool(row["learned_in_record"]) for row in rows[:good])
    return Register({"expectation": counts}, {"expectations": good, "with_origin": with_origin})


def _expectation(number: int, told: tuple[str, ...], truth: Truth, origins: _Origins) -> Row:
    kind, characteristic, statement, cut, cut_value, method = told
    segment = (characteristic, EXPECTATION, cut, cut_value)
    known = {(cell.characteristic, cell.aspect, cell.cut, cell.cut_value) for cell in truth.cells}
    level = _comma(truth.mean(*segment, AS_OF), 1) if segment in known else ""
    importance = truth.mean(characteristic, "importance", "overall", "all", AS_OF)
    day = dt.date(2023, 11, 1) + dt.timedelta(days=41 * number)
    return {
        "id": f"X-{number:02d}",
        "kind": kind,
        "characteristic": characteristic,
        "statement": statement,
        "for": f"{cut}/{cut_value}",
        "level": level,
        "importance": _comma(importance, 1),
        "learned_by": method,
        "learned_in": LEARNED_FROM.get(method, method),
        "learned_in_record": origins.record(method, characteristic, number),
        "learned_on": f"{day:%d-%m-%Y}",
        "valid_from": f"{day:%d-%m-%Y}",
        "valid_to": "",
    }


class _Origins:
    """Records of other sources that an expectation was learned from."""

    def __init__(self, data_dir: Path, complaints: pd.DataFrame) -> None:
        self.complaints = complaints
        with (data_dir / "focus_groups" / "session_01.csv").open(encoding="utf-8", newline="") as handle:
            self.remarks = list(csv.DictReader(handle, delimiter="\t"))
        letters = (data_dir / "letters" / "letters_2024.jsonl").read_text(encoding="utf-8")
        self.letters = [json.loads(line) for line in letters.splitlines()]
        pulled = json.loads((data_dir / "reviews" / "reviews_2024-03-31.json").read_text(encoding="utf-8"))
        self.reviews = pulled["reviews"]

    def record(self, method: str, characteristic: str, number: int) -> str:
        """Return the record id of one row of a method, about the characteristic where the method has such a row."""
        if method == "survey":
            return f"2023Q4|W-2023Q4-{number:05d}"
        if method == "complaints":
            about = self.complaints["cause"] == CAUSE_OF[characteristic]
            return str(self.complaints.loc[about, "case"].iloc[number])
        if method == "focus_groups":
            row = self._about(self.remarks, "characteristic", characteristic)
            return f"{row['session']}|{row['remark']}|{row['coder']}"
        if method == "letters":
            row = self._about(self.letters, "praised", characteristic)
            return f"{row['letter_id']}|{row['praised']}"
        return str(self.reviews[number]["reviewId"]) if method else ""

    @staticmethod
    def _about(rows: list[Row], column: str, characteristic: str) -> Row:
        return next((row for row in rows if row[column] == characteristic), rows[0])


# --- Disputes ----------------------------------------------------------------------------------------------------

DISPUTES: Final = 44
PROVIDERS: Final = ("Junta arbitral de consum", "Defensoria del client", "Mediació oberta")
METHODS: Final = ("F", "A", "D")
OUTCOMES: Final = ("client", "empresa", "acord", "retirat", "no admès")
OUTCOME_SHARES: Final = (0.35, 0.25, 0.25, 0.08, 0.07)
DISPUTE_FILES: Final = (2024, 2025, 2026)
BAD_DISPUTES: Final[tuple[tuple[str, Row], ...]] = (
    ("before_event.closed_at", {"tancat": "01/02/2024"}),
    ("unknown_value.method", {"mètode": "X"}),
    ("below_minimum.cost", {"cost": "-50,00"}),
    ("unreadable.event_at", {"avís": "31/11/2025"}),
)


def _write_disputes(data_dir: Path, seed: int, complaints: pd.DataFrame) -> Register:
    """Write the disputes as known at the end of each year: what was open then comes again in the next file."""
    rng = generator(seed, DISPUTES_PLACE)
    early = complaints[complaints["moment"] < np.datetime64(AS_OF) - np.timedelta64(40, "D")]
    chosen = early.iloc[np.sort(rng.choice(len(early), DISPUTES, replace=False))]
    disputes = [_dispute(number, case, rng) for number, case in enumerate(chosen.to_dict("records"), start=1)]
    landed = superseded = 0
    for year in DISPUTE_FILES:
        rows, again = _told_in(year, disputes)
        superseded += again
        if year == 2025:
            closed = [row for row in rows if row["tancat"]]
            rows += [closed[n] | {"expedient": f"D-9{n:02d}"} | changes for n, (_, changes) in enumerate(BAD_DISPUTES)]
            rows.append(closed[0])
        write_csv(pd.DataFrame(rows), data_dir / "disputes" / f"disputes_{year}.csv", ";")
        landed += len(rows)
    counts = counted(landed, _rules(BAD_DISPUTES), duplicate=1, superseded=superseded)
    n_open = sum(each["closed"] is None for each in disputes)
    return Register({"dispute": counts}, {"disputes": len(disputes), "open_at_cut_off": n_open})


def _told_in(year: int, disputes: list[Row]) -> tuple[list[dict[str, str]], int]:
    """Return one year's file, and how many of its disputes an earlier file has told of; the first has none before it."""
    until = min(dt.date(year, 12, 31), AS_OF)
    before = dt.date.min if year == DISPUTE_FILES[0] else dt.date(year - 1, 12, 31)
    known = [each for each in disputes if each["notice"] <= until]
    told = [each for each in known if each["notice"] > before or not each["closed"] or each["closed"] > before]
    return [_dispute_row(each, until) for each in told], sum(each["notice"] <= before for each in told)


def _dispute(number: int, case: Row, rng: np.random.Generator) -> Row:
    notice = min(case["moment"].date() + dt.timedelta(days=int(rng.integers(20, 75))), AS_OF)
    responded = notice + dt.timedelta(days=1 + int(rng.gamma(2.0, 6.0)))
    closed = responded + dt.timedelta(days=30 + int(rng.gamma(2.0, 45.0)))
    outcome = OUTCOMES[rng.choice(len(OUTCOMES), p=OUTCOME_SHARES)]
    return {
        "number": f"D-{number:03d}",
        "notice": notice,
        "case": case["case"],
        "customer": case["customer"],
        "cause": case["cause"],
        "provider": PROVIDERS[rng.integers(3)],
        "method": METHODS[rng.integers(3)],
        "responded": responded,
        "closed": closed if closed <= AS_OF else None,
        "outcome": outcome,
        "implemented": "sí" if rng.random() < 0.85 else "no",
        "cost": round(float(rng.lognormal(5.2, 0.7)), 2),
    }


def _dispute_row(dispute: Row, until: dt.date) -> dict[str, str]:
    """Return what was known of a dispute on a day."""
    closed = dispute["closed"] if dispute["closed"] and dispute["closed"] <= until else None
    responded = dispute["responded"] if dispute["responded"] <= until else None
    characteristics = {cause: characteristic for characteristic, cause in CAUSE_OF.items()}
    return {
        "expedient": dispute["number"],
        "avís": f"{dispute['notice']:%d/%m/%Y}",
        "queixa": dispute["case"],
        "client": dispute["customer"],
        "aspecte": characteristics.get(dispute["cause"], ""),
        "organisme": dispute["provider"],
        "mètode": dispute["method"],
        "resposta": f"{responded:%d/%m/%Y}" if responded else "",
        "resultat": dispute["outcome"] if closed else "",
        "executat": dispute["implemented"] if closed else "",
        "tancat": f"{closed:%d/%m/%Y}" if closed else "",
        "cost": _comma(dispute["cost"], 2) if closed else "",
    }


# --- Population, communications, programmes ----------------------------------------------------------------------

MARGIN_DAYS: Final = ("2023-10-01", "2024-10-01", "2025-10-01", "2026-07-01")
# A share typed as a percentage, on a day of its own, so that it breaks two rules and no other line with it.
BAD_MARGIN: Final = {"as_of": "2025-01-01", "segment": "coast", "share": "24,00"}
BAD_MARGIN_RULES: Final = ("above_maximum.population_share", "shares_not_whole")


def _write_population(data_dir: Path) -> Register:
    rows = [
        _margin(day, cut, value, share)
        for day in MARGIN_DAYS
        for cut in CUTS
        for value, share in zip(cut.values, cut.share.tolist(), strict=True)
    ]
    good = len(rows)
    rows.append(rows[0] | BAD_MARGIN)
    write_csv(pd.DataFrame(rows), data_dir / "population" / "margins.csv", ";")
    counts = Counted(len(rows), quarantined=1, rules=dict.fromkeys(BAD_MARGIN_RULES, 1))
    return Register({"population_margin": counts}, {"margins": good})


def _margin(day: str, cut: Cut, value: str, share: float) -> Row:
    """Return the size of one segment: as a number of customers for their types, as a share for everything else."""
    is_count = cut is CUSTOMER_TYPE
    return {
        "as_of": day,
        "segmentation": cut.key,
        "segment": value,
        "share": "" if is_count else _comma(share, 2),
        "customers": f"{ACTIVE_CUSTOMERS * share:.0f}" if is_count else "",
    }


COMMUNICATIONS: Final = (
    (
        "2024-02-15",
        "customers",
        "newsletter",
        "You said that delays come without news; from now on you get a message.",
        "delay_news",
        "",
    ),
    ("2024-05-20", "staff", "meeting", "What customers praise: kind drivers.", "staff", ""),
    ("2024-09-10", "management", "report", "Problem resolution stays below what customers expect.", "resolution", ""),
    ("2025-02-12", "suppliers", "letter", "From March on, only the stronger boxes.", "parcel_condition", "A-01"),
    (
        "2025-04-08",
        "customers",
        "website",
        "You said that boxes break; we pack them better.",
        "parcel_condition",
        "A-01",
    ),
    ("2025-07-21", "management", "report", "Returns on the islands have declined since June.", "returns", ""),
    ("2025-09-16", "staff", "intranet", "Size advice stands on the booking page.", "returns", "A-03"),
    ("2026-01-19", "public", "press", "Results of the year, with what we do about them.", "overall", ""),
    ("2026-05-11", "customers", "newsletter", "What two thousand of you told us this quarter.", "overall", ""),
    ("2026-09-21", "staff", "meeting", "One person will answer for each case.", "resolution", "A-05"),
)
BAD_COMMUNICATIONS: Final[tuple[tuple[str, Row], ...]] = (("unknown_value.audience", {"audience": "neighbours"}),)


def _write_communications(data_dir: Path) -> Register:
    columns = ("day", "audience", "channel", "message", "aspect", "action")
    rows: list[Row] = [
        {"no": str(number), **dict(zip(columns, told, strict=True)), "edition": f"{told[0][:4]}-{told[0][5:7]}"}
        for number, told in enumerate(COMMUNICATIONS, start=1)
    ]
    rows += [rows[0] | {"no": "91"} | changes for _, changes in BAD_COMMUNICATIONS]
    write_csv(pd.DataFrame(rows), data_dir / "communications" / "told.csv")
    counts = counted(len(rows), _rules(BAD_COMMUNICATIONS))
    return Register({"communication": counts}, {"communications": len(COMMUNICATIONS)})


# Key, purpose, objective, owner, frequency, sources, measure of the target, target, cost a year, days of validity.
PROGRAMMES: Final[tuple[tuple[Any, ...], ...]] = (
    (
        "surveys",
        "Know how satisfied customers are and what they miss.",
        "Decide each quarter where to invest.",
        "management board",
        "quarterly",
        ("survey_web", "survey_phone", "survey_sites"),
        "M2_mean_score",
        75.0,
        64_000,
        ("2023-10-01", "2025-12-31"),
    ),
    (
        "surveys",
        "Know how satisfied customers are and what they miss.",
        "Decide each quarter where to invest, and check response and representativeness.",
        "management board",
        "quarterly",
        ("survey_web", "survey_phone", "survey_sites", "sample_units", "population"),
        "M2_mean_score",
        75.0,
        71_000,
        ("2026-01-01", ""),
    ),
    (
        "complaints",
        "Answer every complaint and learn from all of them.",
        "Remove the most frequent causes.",
        "head of customer service",
        "daily",
        ("complaints", "disputes"),
        "M19_complaint_rate",
        4.5,
        38_000,
        ("2023-10-01", ""),
    ),
    (
        "voices",
        "Hear what nobody asks about.",
        "Find new needs and put them into the register of expectations.",
        "customer research",
        "monthly",
        ("suggestions", "letters", "reviews", "focus_groups", "expectations"),
        None,
        None,
        22_000,
        ("2023-10-01", ""),
    ),
    (
        "delivered_quality",
        "Know what is delivered before customers say so.",
        "Hold service and specification together.",
        "quality management",
        "monthly",
        ("mystery", "quality_levels", "promises", "promise_checks"),
        "promise_kept_rate",
        0.95,
        31_000,
        ("2023-10-01", ""),
    ),
    (
        "market_and_business",
        "See satisfaction beside rivals and results.",
        "Judge whether actions pay.",
        "controlling",
        "monthly",
        ("competitors", "activity", "indicators", "actions", "communications", "programmes"),
        None,
        None,
        45_000,
        ("2023-10-01", ""),
    ),
)


def _write_programmes(data_dir: Path) -> Register:
    keys = ("programme", "purpose", "objective", "decision_owner", "frequency", "sources", "target_measure")
    documents = []
    for number, told in enumerate(PROGRAMMES, start=1):
        *first, target, cost, (start, end) = told
        document = {"id": f"PR-{number}", **dict(zip(keys, first, strict=True))}
        document |= {"sources": " ".join(document["sources"]), "scope": "all customers", "target_value": target}
        document |= {"cost": {"amount": cost, "currency": "EUR"}, "valid": {"from": start, "to": end or None}}
        documents.append(document)
    write_json(data_dir / "programmes" / "programmes.json", {"register": {"programmes": documents}})
    return Register({"programme": counted(len(documents))}, {"programmes": len({told[0] for told in PROGRAMMES})})


__all__ = ["write_books"]
