"""A small organisation publishes three editions, with late interviews, and is attacked with everything that it published.

The rows go in at landing and the attack reads the editions' published files. What the attacker is given besides is in
``tests.disclosure_attack`` and docs/disclosure.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from ingest.profiles.loader import load_profile
from orchestration import editions
from orchestration.inputs import Plan
from tests.disclosure_attack import Attack, Cell, Edition, recovered, unprotected
from tests.fixtures_dbt import build
from tests.fixtures_landing import LandingHome, question, survey

MINIMUM, MARGIN = 10, 3
QUESTIONS = [
    question("all_p", "overall", "overall", (1, 5)),
    question("staff_p", "staff", "perception", (1, 5)),
    question("staff_e", "staff", "expectation_desired", (1, 5)),
    question("staff_i", "staff", "importance", (1, 5)),
    question("price_p", "price", "perception", (1, 5)),
]
CUTS = {"region": ["north", "south", "island"], "type": ["private", "business"]}
# Interviews a month, so that the island and businesses are sometimes below ten.
EXPECTED = {("north", "private"): 13, ("north", "business"): 5, ("south", "private"): 8, ("south", "business"): 4}
EXPECTED |= {("island", "private"): 6, ("island", "business"): 1}
CUT_OFFS = [dt.date(2025, 8, 31), dt.date(2025, 9, 30), dt.date(2025, 10, 31)]
COMPLAINTS = {1: 2, 2: 1, 3: 3, 4: 9, 5: 12, 6: 10, 7: 8, 8: 11, 9: 9, 10: 12}
TABLES = ["pub_metric", "pub_gap", "pub_gap_chain", "pub_metric_distribution", "pub_wave_test"]
SELECT = [
    f"+{table}"
    for table in [*TABLES, "pub_trend", "pub_complaint_cause", "pub_period", "pub_edition", "pub_definition"]
]
KEY = ["cut", "cut_value", "period_type", "period_start"]


def interviews(months: range, rng: np.random.Generator, share: float = 1.0) -> pd.DataFrame:
    """Return interviews of some months of 2025; of late ones only a ``share``."""
    rows = []
    for month in months:
        for (region, kind), expected in EXPECTED.items():
            for number in range(rng.poisson(expected * share)):
                rows.append({"region": region, "type": kind, "event_at": pd.Timestamp(2025, month, 1 + number % 27)})
    frame = pd.DataFrame(rows)
    frame["wave"] = frame.event_at.dt.month.map(lambda month: "spring" if month <= 4 else "summer")
    for item in QUESTIONS:
        answers = rng.integers(1, 6, len(frame)).astype(object)
        unanswered = 0.5 if item["question_key"] == "price_p" else 0.08
        answers[rng.random(len(frame)) < unanswered] = "not_applicable"
        frame[item["question_key"]] = answers
    return frame


def complaints(months: range) -> pd.DataFrame:
    rows = [
        {"event_at": pd.Timestamp(2025, month, 1 + number), "cause_key": "delay" if number % 3 else "bill"}
        for month in months
        for number in range(COMPLAINTS[month])
    ]
    return pd.DataFrame(rows)


class Organisation:
    """A home into which deliveries land, and out of which editions are published."""

    def __init__(self, path: Path, **settings: str) -> None:
        self.landing = LandingHome(path)
        self.landing.settings |= {"trend_period": "month", **settings}
        names = ["overall", "staff", "price"]
        rows = [
            {"characteristic_key": key, "is_overall": key == "overall", "position": i} for i, key in enumerate(names)
        ]
        self.landing.reference("characteristic", rows)
        self.landing.reference("question", QUESTIONS)
        segments = [
            {"cut": cut, "cut_value": value, "position": number}
            for cut, values in CUTS.items()
            for number, value in enumerate(values)
        ]
        self.landing.reference("segment", segments)
        self.rng = np.random.default_rng(20250101)
        self.landed = 0

    def deliver(self, *parts: pd.DataFrame, months: range) -> None:
        """Land interviews and the complaints of some months."""
        frame = pd.concat(parts, ignore_index=True)
        frame["source_record_id"] = [f"i{self.landed + number}" for number in range(len(frame))]
        self.landed += len(frame)
        self.landing.batch("survey", survey(frame, QUESTIONS, list(CUTS)))
        cases = complaints(months)
        cases["source_record_id"] = [f"c{months.start}-{number}" for number in range(len(cases))]
        self.landing.batch("desk", {"complaint": cases.assign(is_internal=False)})

    def publish(self, as_of: dt.date) -> Path:
        """Build the warehouse and seal an edition; return its folder."""
        self.landing.settings["as_of"] = as_of.isoformat()
        home = build(self.landing.write(), command="seed")
        return seal(build(home, *SELECT, full_refresh=True), as_of)

    def publish_without_complements(self, path: Path, as_of: dt.date) -> Path:
        """Publish what the warehouse holds now as the first edition of another home, with complements switched off."""
        shutil.copytree(self.landing.path, path, ignore=shutil.ignore_patterns("editions"), dirs_exist_ok=True)
        settings = self.landing.settings | {"complementary": "False"}
        home = dataclasses.replace(self.landing, path=path, settings=settings).write()
        return seal(build(home, *(f"mart_disclosure__hidden+,{selected}" for selected in SELECT)), as_of)


def seal(home: Path, as_of: dt.date) -> Path:
    """Seal an edition as a run does, without the site; return its folder."""
    (home / "editions").mkdir(exist_ok=True)
    plan = Plan(True, as_of.isoformat(), f"{as_of}-001", "test", "test", "all")
    editions.write_mart(home, plan)
    editions.publish(home, plan, load_profile("demo"), "fixture")
    return home / "editions" / plan.edition


@dataclasses.dataclass
class Published:
    """Editions to August, September and October, the last two with late interviews; August without complements, too."""

    editions: list[Path]
    without_complements: Path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    organisation = Organisation(tmp_path_factory.mktemp("protected"))
    rng = organisation.rng
    organisation.deliver(interviews(range(1, 9), rng), months=range(1, 9))
    folders = [organisation.publish(CUT_OFFS[0])]
    unsafe = organisation.publish_without_complements(tmp_path_factory.mktemp("unsafe"), CUT_OFFS[0])
    organisation.deliver(interviews(range(9, 10), rng), interviews(range(5, 8), rng, 0.1), months=range(9, 10))
    folders.append(organisation.publish(CUT_OFFS[1]))
    organisation.deliver(interviews(range(10, 11), rng), interviews(range(3, 10), rng, 0.05), months=range(10, 11))
    folders.append(organisation.publish(CUT_OFFS[2]))
    return Published(folders, unsafe)


@pytest.fixture(scope="module")
def folders(published: Published) -> list[Path]:
    return published.editions


@pytest.fixture(scope="module")
def unsafe_folder(published: Published) -> Path:
    return published.without_complements


@cache
def read(folder: Path, schema: str, table: str) -> pd.DataFrame:
    """Return an edition's table, with days as dates."""
    frame = duckdb.sql(f"select * from read_parquet('{folder}/parquet/{schema}/{table}.parquet')").df()
    for name in frame.columns[frame.columns.str.endswith(("period_start", "period_end", "as_of"))]:
        frame[name] = pd.to_datetime(frame[name]).dt.date
    return frame


def said(folder: Path, series: tuple[str, str]) -> pd.DataFrame:
    """Return every base of a series that any published table states: ``KEY``, n."""
    aspect, characteristic = series
    metric = read(folder, "published", "pub_metric")
    parts = [metric[(metric.measure != "M5_gap_weighted_total") & (metric.aspect == aspect)]]
    for table in ("pub_metric_distribution", "pub_wave_test"):
        frame = read(folder, "published", table)
        parts.append(frame[frame.aspect == aspect])
    tests = parts[-1]
    parts.append(tests.assign(period_start=tests.previous_period_start, n=tests.previous_n))
    if aspect == "gap":
        parts += [read(folder, "published", "pub_gap"), read(folder, "published", "pub_gap_chain")]
    together = pd.concat([part.loc[part.characteristic_key == characteristic, [*KEY, "n"]] for part in parts])
    stated = together.dropna().drop_duplicates()
    assert not stated.duplicated(KEY).any(), "two tables state different bases for one cell"
    return stated


def cells_of(frame: pd.DataFrame) -> list[Cell]:
    return list(frame[KEY].itertuples(index=False, name=None))


def edition_of(folder: Path, series: tuple[str, str]) -> Edition:
    """Return what the attacker knows of a series from one edition, and the truth that the test judges him by."""
    aspect, characteristic = series
    metric = read(folder, "published", "pub_metric")
    own = metric[(metric.aspect == aspect) & (metric.characteristic_key == characteristic)]
    own = own[own.measure.isin(["M2_mean_score", "M5_gap"])]
    stated = said(folder, series)
    shown = dict(zip(cells_of(stated), stated.n, strict=True))
    withheld = own[own.suppress_reason.notna()]
    assert not set(cells_of(withheld)) & set(shown), "a cell that one table hides is stated by another"
    periods = read(folder, "published", "pub_period")
    mart = read(folder, "marts", "mart_metric")
    true = mart[(mart.aspect == aspect) & (mart.characteristic_key == characteristic) & (mart.period_type == "month")]
    true = true[true.measure.isin(["M2_mean_score", "M5_gap"])]
    told = metric[metric.n_missing.notna() & (metric.period_type == "month") & (metric.aspect != "gap")]
    visible = own[own.raw_mean.notna()]
    return Edition(
        as_of=read(folder, "published", "pub_edition").as_of.iloc[0],
        shown=shown,
        hidden=cells_of(withheld),
        ends=dict(zip(zip(periods.period_type, periods.period_start, strict=True), periods.period_end, strict=True)),
        truth={(row.cut, row.cut_value, row.period_start): float(row.n) for row in true.itertuples()},
        totals=dict(zip(cells_of(visible), visible.raw_mean * visible.n, strict=True)),
        most_interviews={
            (row.cut, row.cut_value, row.period_start): row.n + row.n_missing for row in told.itertuples()
        },
    )


SERIES = [(item["aspect"], item["characteristic_key"]) for item in QUESTIONS] + [("gap", "staff")]


@pytest.mark.parametrize("series", SERIES, ids="-".join)
def test_one_edition_gives_no_hidden_cell_away(folders: list[Path], series: tuple[str, str]) -> None:
    edition = edition_of(folders[0], series)
    found = Attack([edition]).bases(edition)
    assert (found.true < MINIMUM).any(), "the organisation is too large for this test"
    assert recovered(found).empty
    assert unprotected(found, MINIMUM, MARGIN).empty


@pytest.mark.parametrize("series", SERIES, ids="-".join)
def test_three_editions_together_give_no_hidden_cell_away(folders: list[Path], series: tuple[str, str]) -> None:
    known = [edition_of(folder, series) for folder in folders]
    assert known[0].truth.items() - known[2].truth.items(), "no late interview changed a month"
    attack = Attack(known)
    for edition in known:
        found = attack.bases(edition)
        assert recovered(found).empty
        assert unprotected(found, MINIMUM, MARGIN).empty


def test_means_give_away_no_hidden_sum_of_answers(folders: list[Path]) -> None:
    known = [edition_of(folder, ("perception", "staff")) for folder in folders]
    found = Attack(known).answer_sums(known[-1])
    assert len(found) > 0
    assert (found.high - found.low > 1).all()


@pytest.mark.parametrize("series", SERIES, ids="-".join)
def test_without_complements_the_same_attack_succeeds(unsafe_folder: Path, series: tuple[str, str]) -> None:
    edition = edition_of(unsafe_folder, series)
    found = recovered(Attack([edition]).bases(edition))
    assert not found.empty
    assert found.low.to_numpy() == pytest.approx(found.true.to_numpy())
    assert (found.true < MINIMUM).any()
    assert not read(unsafe_folder, "published", "pub_edition").has_complementary_suppression.iloc[0]


def test_trends_rest_on_shown_points_only(folders: list[Path]) -> None:
    trend = read(folders[0], "published", "pub_trend")
    metric = read(folders[0], "published", "pub_metric")
    months = metric[(metric.period_type == "month") & metric.n.notna()]
    by = ["measure", "aspect", "characteristic_key", "cut", "cut_value"]
    counted = months.groupby(by, as_index=False).agg(total=("n", "sum"), points=("n", "count"))
    joined = trend[trend.n.notna()].merge(counted, on=by, how="left")
    assert len(joined) > 0
    assert (joined.n == joined.total).all()
    assert (joined.n_points == joined.points).all()


def test_missing_answers_are_told_of_no_series_with_a_hidden_cell(folders: list[Path]) -> None:
    metric = read(folders[0], "published", "pub_metric")
    metric = metric[(metric.n_missing.notna()) & (metric.measure != "M5_gap_weighted_total")]
    hidden = read(folders[0], "marts", "mart_disclosure").query("is_hidden and subject == 'survey_answer'")
    assert metric.merge(hidden[["aspect", "characteristic_key"]].drop_duplicates()).empty


def test_the_total_of_gaps_is_hidden_where_a_part_of_it_is(folders: list[Path]) -> None:
    metric = read(folders[0], "published", "pub_metric").query("period_type == 'month'")
    parts = metric[metric.suppress_reason.notna() & (metric.characteristic_key == "staff")]
    parts = parts[parts.measure.isin(["M5_gap"]) | (parts.aspect == "importance")]
    total = metric[metric.measure == "M5_gap_weighted_total"]
    assert total.suppress_reason.isna().any()
    assert total.merge(parts[KEY].drop_duplicates()).suppress_reason.notna().all()


def complaint_edition(folder: Path, small_only: bool = False) -> Edition:
    """Return the totals of complaints by cause of one edition; with ``small_only`` as if nothing else were hidden."""
    cause = read(folder, "published", "pub_complaint_cause")
    truth = {("overall", "all", dt.date(2025, month, 1)): float(n) for month, n in COMPLAINTS.items()}
    as_of = read(folder, "published", "pub_edition").as_of.iloc[0]
    rows = cause.drop_duplicates(["period_type", "period_start"]).assign(cut="overall", cut_value="all")
    mart = read(folder, "marts", "mart_complaint_cause").drop_duplicates(["period_type", "period_start"])
    rows = rows.drop(columns="n_total").merge(mart[["period_type", "period_start", "n_total"]])
    is_hidden = rows.n_total < MINIMUM if small_only else rows.suppress_reason.notna()
    return Edition(
        as_of=as_of,
        shown=dict(zip(cells_of(rows[~is_hidden]), rows[~is_hidden].n_total.astype(float), strict=True)),
        hidden=cells_of(rows[is_hidden]),
        ends=dict(zip(zip(rows.period_type, rows.period_start, strict=True), rows.period_end, strict=True)),
        truth={key: n for key, n in truth.items() if key[2] <= as_of},
    )


def test_causes_of_a_quarter_with_few_complaints_are_no_difference_of_totals(folders: list[Path]) -> None:
    known = [complaint_edition(folder) for folder in folders]
    attack = Attack(known)
    for edition in known:
        found = attack.bases(edition)
        assert len(found) > 0
        assert recovered(found).empty
        assert unprotected(found, MINIMUM, MARGIN).empty
    # To September the last twelve months are three quarters, of which the first has six complaints.
    naive = complaint_edition(folders[1], small_only=True)
    assert len(recovered(Attack([naive]).bases(naive))) == 1


def test_a_sealed_edition_is_only_read(folders: list[Path]) -> None:
    assert not any(path.stat().st_mode & 0o222 for folder in folders for path in folder.rglob("*"))
