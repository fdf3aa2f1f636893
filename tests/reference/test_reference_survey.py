"""Reference cases of figures computed from several answers of a respondent: rows in at landing, figures out of the mart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    surveys = Survey(tmp_path_factory.mktemp("survey"))
    add_zone(surveys, "zone", weights=False)
    add_zone(surveys, "zone_weighted", weights=True)
    add_zone(surveys, "zone_valid", weights=False, only_valid=True)
    add_index(surveys)
    add_attitude(surveys)
    return build(surveys.write(), "+mart_metric", "+mart_reliability_item")


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
