"""Reference cases of figures computed from several answers of a respondent: rows in at landing, figures out of the mart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics.intervals import newcombe
from dbt_project.statistics.survey_estimates import Design, domain_difference
from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import question
from tests.reference.conftest import Case, load_case
from tests.reference.test_reference_metric import MONTH, OVERALL, Survey

ITEMS = ("overall", "expectancy", "ideal")


def add_zone(surveys: Survey, key: str, weights: bool, only_valid: bool = False) -> None:
    data = pd.DataFrame(load_case("zot-toy")["data"])
    if only_valid:
        data = data[data.minimum <= data.desired]
    aspects = {"minimum": "expectation_minimum", "desired": "expectation_desired", "perceived": "perception"}
    columns = {f"{key}_{level}": data[level].tolist() for level in aspects}
    questions = [question(f"{key}_{level}", key, aspect, (1, 9)) for level, aspect in aspects.items()]
    surveys.add(key, columns | ({"base_weight": data["w"].tolist()} if weights else {}), questions)


def add_index(surveys: Survey) -> None:
    case = load_case("acsi-index-toy")
    questions = [question(f"acsi_{item}", f"acsi_{item}", "perception", (1, 10)) for item in ITEMS]
    columns = {f"acsi_{item}": case["data"][item] for item in ITEMS} | {"base_weight": case["data"]["rw"]}
    surveys.add("acsi", columns, questions)
    weights = dict(zip(ITEMS, case["design"]["item_weights"], strict=True))
    surveys.home.reference(
        "index_item",
        [
            {
                "index_key": key,
                "characteristic_key": f"acsi_{item}",
                "aspect": "perception",
                "weight": weight[item],
                "weighting": weighting,
                "position": position,
            }
            for key, weighting, weight in (
                ("acsi", "declared", weights),
                ("acsi_equal", "equal", dict.fromkeys(ITEMS, 1)),
            )
            for position, item in enumerate(ITEMS)
        ],
    )


def add_attitude(surveys: Survey) -> None:
    case = load_case("cronbach-attitude")
    items = case["design"]["items"]
    questions = [question(f"attitude_{item}", f"attitude_{item}", "perception", (0, 100)) for item in items]
    # One who left an item out is no complete respondent.
    columns = {f"attitude_{item}": [*case["data"][item], 50] for item in items}
    columns["attitude_rating"][-1] = None
    surveys.add("attitude", columns, questions)


def add_domains(surveys: Survey) -> None:
    data = load_case("domain-diff-apiclus1")["data"]
    columns = {
        "psu": [str(number) for number in data["dnum"]],
        "base_weight": data["pw"],
        "stratum_population": data["fpc"],
        "enroll": [number / 10 for number in data["enroll"]],  # landing holds answers up to 999
        "comp_imp": data["comp.imp"],
    }
    surveys.add(
        "apiclus1", columns, [question("enroll", "enroll", "perception", (0, 999))], ("comp_imp",), is_clustered=True
    )


def add_segments(surveys: Survey) -> None:
    """Add two samples of three segments: one stratified, weighted and finite, one simple."""
    questions = [question("strata_p", "strata", "perception", (1, 5))]
    columns = SEGMENTS.drop(columns=["simple_p"]).rename(columns={"area": "strata_area"})
    surveys.add("segments", columns.to_dict("list"), questions, ("strata_area",), is_stratified=True)
    simple = SEGMENTS[["simple_p", "area"]].rename(columns={"area": "simple_area"})
    questions = [question("simple_p", "simple", "perception", (1, 5))]
    surveys.add("simple", simple.to_dict("list"), questions, ("simple_area",))


def segments() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    stratum = rng.choice(["a", "b", "c"], 240)
    # Nobody of the north in stratum c: it must count all the same.
    area = np.where(stratum == "c", rng.choice(["east", "west"], 240), rng.choice(["north", "east", "west"], 240))
    return pd.DataFrame(
        {
            "stratum": stratum,
            "stratum_population": [{"a": 400, "b": 300, "c": 900}[one] for one in stratum],
            "base_weight": rng.choice([0.5, 1.0, 2.5], 240),
            "area": area,
            "strata_p": rng.integers(1, 6, 240) - (area == "north") * rng.integers(0, 2, 240),
            "simple_p": rng.integers(1, 6, 240),
        }
    ).assign(strata_p=lambda frame: frame["strata_p"].clip(lower=1))


SEGMENTS = segments()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    surveys = Survey(tmp_path_factory.mktemp("survey"))
    add_zone(surveys, "zone", weights=False)
    add_zone(surveys, "zone_weighted", weights=True)
    add_zone(surveys, "zone_valid", weights=False, only_valid=True)
    add_index(surveys)
    add_attitude(surveys)
    add_domains(surveys)
    add_segments(surveys)
    surveys.home.settings["headline_period"] = "month"
    return build(surveys.write(), "+mart_segment_difference", "+mart_reliability_item")


def metric(home: Path, measure: str, key: str) -> pd.Series:
    return figure(home, "mart_metric", measure=measure, characteristic_key=key, **MONTH, **OVERALL)


def test_zone_of_tolerance(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("zot-toy")
    for name in ("adequacy", "superiority", "zone_width"):
        row = metric(home, f"M6_{name}", "zone")
        expected.check(f"mean_{name}", row.raw_mean)
        # The figure is on the reported scale: eight steps of the question are a hundred points.
        expected.check(f"mean_{name}", row.estimate * 8 / 100)
        if name != "zone_width":
            # The case leaves the invalid respondent out of the sample, too; for us the sample is what was drawn (M9), of
            # which the nine are a domain: factor 10/9 instead of 9/8.
            expected.check(f"se_{name}", metric(home, f"M6_{name}", "zone_valid").raw_se)
            expected.check(f"se_{name}", row.raw_se * np.sqrt((9 / 8) / (10 / 9)))
            expected.check(f"weighted_{name}", metric(home, f"M6_{name}", "zone_weighted").raw_mean)
    for place in ("below", "within", "above"):
        row = metric(home, f"M6_{place}_share", "zone")
        expected.check(f"share_{place}", row.estimate)
        expected.check(f"weighted_share_{place}", metric(home, f"M6_{place}_share", "zone_weighted").estimate)
        assert row.ci_method == "wilson"
        assert row.ci_low < row.estimate < row.ci_high
    assert (row.n, row.n_inconsistent, row.n_missing) == (
        expected["expected"]["n_valid"],
        expected["expected"]["n_invalid"],
        1,
    )


def test_index_with_its_weights_and_with_equal_ones(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("acsi-index-toy")
    row = metric(home, "M25_index", "acsi")
    expected.check("index", row.estimate)
    expected.check("se_index", row.se)
    expected.check("n_eff", row.n_eff)
    expected.check("index_equal_item_weights", metric(home, "M25_index", "acsi_equal").estimate)
    scores = query(
        home,
        "select 100 * (value - scale_min) / (scale_max - scale_min) as score from core.fct_index_score"
        " where index_key = 'acsi' order by source_row",
    )
    for got, wanted in zip(scores.score, expected["expected"]["respondent_score"], strict=True):
        expected.check("respondent_score", got, wanted)
    for item, wanted in zip(ITEMS, expected["expected"]["item_mean"], strict=True):
        expected.check("item_mean", metric(home, "M2_mean_score", f"acsi_{item}").raw_mean, wanted)


def test_reliability_of_a_battery(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("cronbach-attitude")
    values, names = expected["expected"], expected["design"]["items"]
    row = figure(home, "mart_reliability", scale_max="100", **MONTH)
    expected.check("alpha_raw", row.estimate)
    expected.check("alpha_raw", row.alpha_unweighted)
    expected.check("alpha_std", row.alpha_standardised)
    expected.check("mean_inter_item_r", row.mean_inter_item_correlation)
    assert (row.n, row.n_missing, row.n_items, bool(row.is_main)) == (values["n_complete"], 1, 7, True)
    assert row.ci_low < row.estimate < row.ci_high
    for name, dropped, rest in zip(names, values["alpha_if_dropped"], values["item_rest_r"], strict=True):
        item = figure(home, "mart_reliability_item", characteristic_key=f"attitude_{name}", **MONTH)
        expected.check("alpha_if_dropped", item.estimate, dropped)
        expected.check("item_rest_r", item.item_rest_correlation, rest)
        assert item.verdict == ("lowers_alpha" if dropped > values["alpha_raw"] else "supports_alpha")


def test_reliability_of_an_index_is_weighted(home: Path) -> None:
    data = load_case("acsi-index-toy")["data"]
    row = figure(home, "mart_reliability", battery_key="acsi", **MONTH)
    covariance = np.cov(np.array([data[item] for item in ITEMS]), aweights=data["rw"])
    # Raw alpha by its definition; its items stand in the order of the index.
    assert row.estimate == pytest.approx(1.5 * (1 - np.trace(covariance) / covariance.sum()), rel=1e-9)
    assert row.item_set == "acsi_overall.perception,acsi_expectancy.perception,acsi_ideal.perception"
    assert (row.battery_kind, row.n, row.verdict, row.caveat) == ("index", 8, "too_small", "small_base")


def test_difference_of_two_segments_of_a_cluster_sample(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("domain-diff-apiclus1")
    row = segment(home, "M2_mean_score", "enroll", "comp_imp", "Yes")
    steps = 999 / 100 * 10  # from points of 0 to 100 to pupils
    expected.check("mean2", row.segment_estimate * steps)
    expected.check("mean1", row.rest_estimate * steps)
    expected.check("diff", row.estimate * steps)
    expected.check("se", row.se * steps)
    expected.check("p", row.p_value)
    expected.check("ci_lower", row.ci_low * steps)
    expected.check("ci_upper", row.ci_high * steps)
    assert (row.df, row.ci_method, row.verdict) == (14, "t_domains", "no_detectable_difference")


@pytest.mark.parametrize("area", ["north", "east", "west"])
def test_difference_of_a_segment_of_a_stratified_sample(home: Path, area: str) -> None:
    population = SEGMENTS["stratum_population"].to_numpy(dtype=float)
    design = Design(
        SEGMENTS["base_weight"].to_numpy(),
        np.arange(len(SEGMENTS)),
        SEGMENTS["stratum"].to_numpy(dtype=str),
        population,
    )
    member = (SEGMENTS["area"] == area).to_numpy()
    peer = domain_difference(design, SEGMENTS["strata_p"], ~member, member)
    row = segment(home, "M2_mean_score", "strata", "strata_area", area)
    assert row.estimate == pytest.approx(25 * peer.difference.value, rel=1e-9)
    assert row.se == pytest.approx(25 * peer.difference.se, rel=1e-9)
    assert row.p_value == pytest.approx(peer.p_value, rel=1e-7)
    assert (row.n, row.rest_n, row.df) == (member.sum(), (~member).sum(), 237)


def test_shares_of_segments_of_a_simple_sample(home: Path) -> None:
    top, member = SEGMENTS["simple_p"] >= 4, SEGMENTS["area"] == "east"
    row = segment(home, "M1_top2_share", "simple", "simple_area", "east")
    ends = newcombe(int((top & member).sum()), int(member.sum()), int((top & ~member).sum()), int((~member).sum()))
    assert (row.ci_low, row.ci_high) == pytest.approx(ends, rel=1e-9)
    assert row.ci_method == "newcombe"


def segment(home: Path, measure: str, key: str, cut: str, value: str) -> pd.Series:
    return figure(
        home, "mart_segment_difference", measure=measure, characteristic_key=key, cut=cut, cut_value=value, **MONTH
    )
