"""Reference cases of survey estimates, run through landing and the warehouse: rows in, figures out of the mart.

All cases share one home: each is a source of its own, with its own characteristics, in one month.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, run_dbt
from tests.fixtures_landing import LandingHome, question, survey
from tests.reference.conftest import Case, load_case

MONTH = {"period_type": "month", "period_start": "2026-01-01"}
OVERALL = {"cut": "overall", "cut_value": "all"}
YES_NO = (1, 5)  # yes is 5 and no is 1, so that the top-two share is the share of yes
GAP_MODELS = ("+mart_metric", "+mart_gap")


class Survey:
    """Collects cases as sources of one landing home."""

    def __init__(self, path: Path) -> None:
        self.home = LandingHome(path)
        self.questions: list[dict[str, Any]] = []
        self.segments: list[dict[str, Any]] = []

    def add(
        self,
        source: str,
        columns: dict[str, Any],
        questions: list[dict[str, Any]],
        cuts: tuple[str, ...] = (),
        **design: Any,
    ) -> None:
        """Add one case; ``columns`` holds its data, ``design`` the source's sampling design."""
        frame = pd.DataFrame(columns)
        frame["source_record_id"] = [f"r{number}" for number in range(len(frame))]
        frame["event_at"] = pd.Timestamp("2026-01-15 12:00:00")
        self.home.source(source, **design)
        self.home.batch(source, survey(frame, questions, cuts))
        self.questions += questions
        for cut in cuts:
            values = sorted(frame[cut].unique())
            self.segments += [{"cut": cut, "cut_value": value, "position": i} for i, value in enumerate(values, 1)]

    def write(self) -> Path:
        """Write the home with what all cases declare."""
        keys = sorted({item["characteristic_key"] for item in self.questions})
        characteristics = [
            {"characteristic_key": key, "is_overall": False, "position": i} for i, key in enumerate(keys)
        ]
        characteristics.append({"characteristic_key": "overall", "is_overall": True, "position": 99})
        self.home.reference("characteristic", characteristics)
        self.home.reference("question", self.questions)
        self.home.reference("segment", self.segments or pd.DataFrame(columns=["cut", "cut_value", "position"]))
        return self.home.write()


def add_apiclus1(surveys: Survey) -> None:
    data = load_case("svy-apiclus1-means")["data"]
    columns = {
        "psu": [str(number) for number in data["dnum"]],
        "base_weight": data["pw"],
        "stratum_population": data["fpc"],
        # Landing holds answers up to 999: enrolment in tens of pupils.
        "enroll": [number / 10 for number in data["enroll"]],
        "api00": data["api00"],
        "sch_wide": [5 if answer == "Yes" else 1 for answer in data["sch.wide"]],
        "stype": load_case("domain-apiclus1-stype")["data"]["stype"],
    }
    questions = [
        question("api00", "api00", "perception", (200, 999)),
        question("enroll", "enroll", "perception", (0, 999)),
        question("sch_wide", "sch_wide", "perception", YES_NO),
    ]
    surveys.add("apiclus1", columns, questions, ("stype",), is_clustered=True)


def add_stratified_missing(surveys: Survey) -> None:
    data = load_case("svy-stratified-missing")["data"]
    columns = {
        "stratum": data["st"],
        "base_weight": data["w"],
        "stratum_population": data["fpc"],
        "y": data["y"],
        "passed": [5 if answer == "y" else 1 for answer in data["pass"]],
    }
    questions = [question("y", "y", "perception", (0, 10)), question("passed", "passed", "perception", YES_NO)]
    surveys.add("stratified_missing", columns, questions, is_stratified=True)


def add_lonely(surveys: Survey, policy: str) -> None:
    data = load_case("lonely-psu-3strata")["data"]
    key = f"lonely_{policy}"
    columns = {
        "stratum": data["strat"],
        "psu": [str(psu) for psu in data["psu"]],
        "base_weight": data["w"],
        key: data["y"],
    }
    questions = [question(key, key, "perception", (0, 10))]
    surveys.add(key, columns, questions, is_stratified=True, is_clustered=True, lonely_psu=policy)


def add_simple(surveys: Survey) -> None:
    kish = load_case("kish-small-weighted")["data"]
    surveys.add(
        "kish", {"base_weight": kish["w"], "kish": kish["y"]}, [question("kish", "kish", "perception", (0, 10))]
    )
    nps = load_case("nps-50-30-20")["data"]
    scores = [score for score, count in zip(nps["score"], nps["count"], strict=True) for _ in range(count)]
    surveys.add("nps", {"nps": scores}, [question("nps", "nps", "intention_to_recommend", (0, 10))])
    weighted = load_case("nps-weighted-14")["data"]
    columns = {"base_weight": weighted["w"], "nps_weighted": weighted["score"]}
    surveys.add("nps_weighted", columns, [question("nps_weighted", "nps_weighted", "intention_to_recommend", (0, 10))])
    wilson = load_case("wilson-newcombe1998")["data"]
    for number, (x, n) in enumerate(zip(wilson["x"], wilson["n"], strict=True)):
        key = f"wilson_{number}"
        surveys.add(key, {key: [5] * x + [1] * (n - x)}, [question(key, key, "perception", YES_NO)])


def add_gaps(surveys: Survey) -> None:
    paired = load_case("gap-paired-24")["data"]
    questions = [
        question("paired_p", "paired", "perception", (1, 7)),
        question("paired_e", "paired", "expectation_desired", (1, 7)),
    ]
    surveys.add("gap_paired", {"paired_p": paired["P"], "paired_e": paired["E"]}, questions)
    battery = load_case("gap-battery-6items")["data"]
    columns: dict[str, Any] = {}
    questions = []
    for item in range(6):
        key = f"item_{item + 1}"
        columns[f"{key}_p"] = [row[item] for row in battery["P"]]
        columns[f"{key}_e"] = [row[item] for row in battery["E"]]
        columns[f"{key}_i"] = [4] * len(battery["P"])
        questions += [
            question(f"{key}_p", key, "perception", (1, 7)),
            question(f"{key}_e", key, "expectation_desired", (1, 7)),
            question(f"{key}_i", key, "importance", (1, 7)),
        ]
    surveys.add("gap_battery", columns, questions)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    surveys = Survey(tmp_path_factory.mktemp("reference"))
    add_apiclus1(surveys)
    add_stratified_missing(surveys)
    add_lonely(surveys, "adjust")
    add_lonely(surveys, "certainty")
    add_simple(surveys)
    add_gaps(surveys)
    return build(surveys.write(), *GAP_MODELS)


def metric(home: Path, measure: str, characteristic: str, **key: str) -> pd.Series:
    return figure(
        home, "mart_metric", measure=measure, characteristic_key=characteristic, **{**MONTH, **OVERALL, **key}
    )


def check_mean(case: Case, name: str, row: pd.Series, scale: float = 1.0) -> None:
    """Check a mean, its standard error and t interval on the question's scale; ``scale`` undoes a change of units."""
    width = (row.scale_max - row.scale_min) / 100
    case.check(f"mean.{name}", row.raw_mean * scale)
    case.check(f"se.mean.{name}", row.raw_se * scale)
    case.check(f"ci_lower.mean.{name}", (row.scale_min + row.ci_low * width) * scale)
    case.check(f"ci_upper.mean.{name}", (row.scale_min + row.ci_high * width) * scale)


def test_one_stage_cluster_sample_with_finite_population(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("svy-apiclus1-means")
    score = metric(home, "M2_mean_score", "api00")
    check_mean(expected, "api00", score)
    check_mean(expected, "enroll", metric(home, "M2_mean_score", "enroll"), scale=10)
    share = metric(home, "M1_top2_share", "sch_wide")
    expected.check("prop.sch.wide=Yes", share.estimate)
    expected.check("se.prop.sch.wide=Yes", share.se)
    assert score.df == expected["expected"]["df"]


def test_logit_interval_of_a_clustered_share(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("ciprop-apiclus1")
    share = metric(home, "M1_top2_share", "sch_wide")
    expected.check("estimate", share.estimate)
    expected.check("se", share.se)
    expected.check("logit_lower", share.ci_low)
    expected.check("logit_upper", share.ci_high)
    assert (share.df, share.ci_method) == (expected["expected"]["df"], "logit")


def test_domains_keep_the_whole_design(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("domain-apiclus1-stype")
    values = expected["expected"]
    for level, mean, se, n in zip(values["level"], values["mean"], values["se"], values["n"], strict=True):
        row = metric(home, "M2_mean_score", "api00", cut="stype", cut_value=level)
        expected.check("mean", row.raw_mean, mean)
        expected.check("se", row.raw_se, se)
        assert (row.n, row.df) == (n, values["df"])


def test_stratified_sample_with_a_missing_answer(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("svy-stratified-missing")
    mean = metric(home, "M2_mean_score", "y")
    check_mean(expected, "y", mean)
    share = metric(home, "M1_top2_share", "passed")
    expected.check("prop.pass=y", share.estimate)
    expected.check("se.prop.pass=y", share.se)
    assert (mean.df, mean.n, mean.n_missing, mean.n_blank) == (expected["expected"]["df"], 14, 1, 1)


@pytest.mark.parametrize("policy", ["adjust", "certainty"])
def test_stratum_with_a_single_cluster_follows_the_policy(home: Path, case: Callable[[str], Case], policy: str) -> None:
    expected = case("lonely-psu-3strata")
    row = metric(home, "M2_mean_score", f"lonely_{policy}")
    expected.check("mean", row.raw_mean)
    expected.check(f"se_{policy}", row.raw_se)
    assert row.df == expected["expected"]["df"]


def test_stratum_with_a_single_cluster_is_an_error_that_names_it_where_the_policy_is_fail(tmp_path: Path) -> None:
    surveys = Survey(tmp_path)
    add_lonely(surveys, "fail")
    done = run_dbt(surveys.write(), "run", "+mart_metric__estimate")
    assert done.returncode != 0
    assert 'Stratum "C" of source lonely_fail has a single sampling unit' in done.stdout


def test_weights_only_mean_with_kish_base(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("kish-small-weighted")
    row = metric(home, "M2_mean_score", "kish")
    expected.check("weighted_mean", row.raw_mean)
    expected.check("n_eff", row.n_eff)
    expected.check("deff_kish", row.n / row.n_eff)
    expected.check("se_linearised", row.raw_se)
    expected.check("se_linearised", row.se_weights_only / 10)
    assert row.n == expected["expected"]["n"]


def test_nps_of_a_simple_sample(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("nps-50-30-20")
    row = metric(home, "M3_nps", "nps")
    expected.check("nps_points", row.estimate)
    expected.check("se_points", row.se)
    expected.check("ci_lower_points", row.ci_low)
    expected.check("ci_upper_points", row.ci_high)
    expected.check("se_points_nminus1", row.se_weights_only)
    assert row.ci_method == "normal"


def test_nps_with_weights(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("nps-weighted-14")
    row = metric(home, "M3_nps", "nps_weighted")
    expected.check("nps_points", row.estimate)
    expected.check("se_points", row.se)
    expected.check("n_eff", row.n_eff)
    expected.check("ci_lower_points", row.ci_low)
    expected.check("ci_upper_points", row.ci_high)


def test_wilson_intervals(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("wilson-newcombe1998")
    values = expected["expected"]
    for number, (estimate, low, high) in enumerate(
        zip(values["estimate"], values["lower"], values["upper"], strict=True)
    ):
        row = metric(home, "M1_top2_share", f"wilson_{number}")
        expected.check("estimate", row.estimate, estimate)
        expected.check("lower", row.ci_low, low)
        expected.check("upper", row.ci_high, high)
        assert row.ci_method == "wilson"


def test_paired_gap(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("gap-paired-24")
    row = metric(home, "M5_gap", "paired")
    expected.check("gap", row.raw_mean)
    expected.check("se_paired", row.raw_se)
    expected.check("ci_lower_paired", row.ci_low * 6 / 100)
    expected.check("ci_upper_paired", row.ci_high * 6 / 100)
    gap = figure(home, "mart_gap", characteristic_key="paired", **MONTH, **OVERALL)
    expected.check("mean_P", 1 + gap.perceived * 6 / 100)
    expected.check("mean_E", 1 + gap.expected * 6 / 100)
    expected.check("p_paired", gap.p_value)
    assert (gap.n, gap.df, bool(gap.is_paired), gap.verdict) == (24, 23, True, "below")


def test_gap_battery_and_its_importance_weighted_total(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("gap-battery-6items")
    values = expected["expected"]
    for item in range(6):
        gap = figure(home, "mart_gap", characteristic_key=f"item_{item + 1}", **MONTH, **OVERALL)
        expected.check("item_P", 1 + gap.perceived * 6 / 100, values["item_P"][item])
        expected.check("item_E", 1 + gap.expected * 6 / 100, values["item_E"][item])
        expected.check("item_gap", gap.gap * 6 / 100, values["item_gap"][item])
        expected.check("item_se", gap.se * 6 / 100, values["item_se"][item])
        expected.check("item_p", gap.p_value, values["item_p"][item])
    # With equal importance the total is the mean gap of each respondent over the items.
    total = metric(home, "M5_gap_weighted_total", "overall")
    expected.check("overall_gap", total.estimate * 6 / 100)
    expected.check("se_overall_gap", total.se * 6 / 100)
