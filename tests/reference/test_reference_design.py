"""Reference cases of weights, two-stage designs and totals: rows in at landing, figures out of the mart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fixtures_dbt import build, figure, query
from tests.fixtures_landing import question
from tests.reference.conftest import Case, load_case
from tests.reference.test_reference_metric import (
    MONTH,
    OVERALL,
    Survey,
    add_apiclus1,
    add_stratified_missing,
    check_mean,
)

SETTINGS = {"tolerance": 1e-12, "maximum_iterations": 500, "sums_to": "population"}


def raking(source: str, *cuts: str) -> list[dict[str, Any]]:
    """Return the rows by which a source is raked to the margins of some cuts."""
    return [
        {"source_id": source, "step": "raking", "cut": cut, "position": i, **SETTINGS} for i, cut in enumerate(cuts, 1)
    ]


def margins(case: Case, names: dict[str, str]) -> pd.DataFrame:
    """Return the case's margins as rows of the register; ``names`` are the cuts of its variables."""
    rows = [
        {"cut": names[variable], "cut_value": value, "population_count": count}
        for variable, counts in case["design"]["margins"].items()
        for value, count in counts.items()
    ]
    frame = pd.DataFrame(rows).assign(event_at=pd.Timestamp("2025-12-31"), as_of=pd.Timestamp("2025-12-31"))
    frame["source_record_id"] = [f"{row.cut}|{row.cut_value}" for row in frame.itertuples()]
    return frame


def add_calibrated(surveys: Survey, name: str, prefix: str) -> list[dict[str, Any]]:
    """Add a calibrated case whose cuts and characteristics start with ``prefix``; return its weighting rows."""
    case = load_case(name)
    data = case["data"]
    cuts = {variable: f"{prefix}_{variable.replace('.', '_')}" for variable in case["design"]["margin_vars"]}
    columns: dict[str, Any] = {
        "psu": [str(number) for number in data["dnum"]],
        "base_weight": data["pw"],
        "stratum_population": data["fpc"],
        f"{prefix}_api00": data["api00"],
        f"{prefix}_enroll": [number / 10 for number in data["enroll"]],
        **{cut: data[variable] for variable, cut in cuts.items()},
    }
    questions = [
        question(f"{prefix}_api00", f"{prefix}_api00", "perception", (200, 999)),
        question(f"{prefix}_enroll", f"{prefix}_enroll", "perception", (0, 999)),
    ]
    surveys.add(prefix, columns, questions, tuple(cuts.values()), is_clustered=True)
    surveys.home.batch("register", {"population_margin": margins(case, cuts)})
    return raking(prefix, *cuts.values())


def add_two_stage(surveys: Survey) -> None:
    data = load_case("svy-two-stage")["data"]
    columns = {
        "psu": [str(branch) for branch in data["branch"]],
        "base_weight": data["w"],
        "stratum_population": data["N1"],
        "psu_population": data["N2"],
        "two_stage": data["y"],
        "two_stage_effort": data["y"],
    }
    questions = [
        question("two_stage", "two_stage", "perception", (0, 10)),
        question("two_stage_effort", "two_stage", "effort", (0, 10), "down"),
    ]
    surveys.add("two_stage", columns, questions, is_clustered=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    surveys = Survey(tmp_path_factory.mktemp("reference_design"))
    rows = add_calibrated(surveys, "poststrat-apiclus1", "post")
    rows += add_calibrated(surveys, "rake-apiclus1", "rake")
    add_two_stage(surveys)
    # The designs whose totals other files' means belong to.
    add_apiclus1(surveys)
    add_stratified_missing(surveys)
    surveys.home.reference("weighting", rows)
    return build(surveys.write(), "+mart_total")


def score(home: Path, characteristic: str) -> pd.Series:
    key = {"measure": "M2_mean_score", "characteristic_key": characteristic}
    return figure(home, "mart_metric", **key, **MONTH, **OVERALL)


def total(home: Path, characteristic: str, **key: str) -> pd.Series:
    key = {"measure": "M9_answer_total", "characteristic_key": characteristic, **OVERALL, **key}
    return figure(home, "mart_total", **key, **MONTH)


@pytest.mark.parametrize(("name", "source"), [("poststrat-apiclus1", "post"), ("rake-apiclus1", "rake")])
def test_calibrated_weights(home: Path, case: Callable[[str], Case], name: str, source: str) -> None:
    expected = case(name)
    weights = query(home, f"select * from core.fct_response where source_id = '{source}'")
    found = weights["weight"].astype(float)
    expected.check("weights.sum", found.sum())
    expected.check("weights.mean", found.mean())
    # Weights have six places, so that a single one is as exact as they are.
    for name_of, value in (("min", found.min()), ("max", found.max()), ("median", found.median())):
        assert value == pytest.approx(expected["expected"][f"weights.{name_of}"], abs=5e-7)
    factors = query(home, f"select * from core.fct_response__factor where source_id = '{source}'")
    for key, factor in zip(expected["expected"]["cell_key"], expected["expected"]["cell_factor"], strict=True):
        parts = [
            f"{source}_{cut.replace('.', '_')}={value}"
            for cut, value in zip(expected["design"]["cell_vars"], key.split("|"), strict=True)
        ]
        row = factors[factors["weighting_cell"] == "|".join(sorted(parts))]
        expected.check("cell_factor", row["factor"].item(), factor)


@pytest.mark.parametrize(("name", "source"), [("poststrat-apiclus1", "post"), ("rake-apiclus1", "rake")])
def test_calibrated_means_and_totals(home: Path, case: Callable[[str], Case], name: str, source: str) -> None:
    expected = case(name)
    mean = score(home, f"{source}_api00")
    check_mean(expected, "api00", mean)
    check_mean(expected, "enroll", score(home, f"{source}_enroll"), scale=10)
    expected.check("n_eff", mean.n_eff)
    assert mean.df == expected["expected"]["df"]
    found = total(home, f"{source}_enroll")
    expected.check("total.enroll", found.estimate * 10)
    expected.check("se.total.enroll", found.se * 10)


def test_two_stage_sample_with_finite_populations(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("svy-two-stage")
    mean = score(home, "two_stage")
    check_mean(expected, "y", mean)
    assert mean.df == expected["expected"]["df"]
    found = total(home, "two_stage")
    expected.check("total.y", found.estimate)
    expected.check("se.total.y", found.se)


def test_totals_of_a_cluster_sample_and_its_domains(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("svy-apiclus1-means")
    found = total(home, "enroll")
    expected.check("total.enroll", found.estimate * 10)
    expected.check("se.total.enroll", found.se * 10)
    domains = case("domain-apiclus1-stype")
    values = domains["expected"]
    for level, wanted, se in zip(values["level"], values["total"], values["se_total"], strict=True):
        found = total(home, "api00", cut="stype", cut_value=level)
        domains.check("total", found.estimate, wanted)
        domains.check("se_total", found.se, se)


def test_total_of_a_stratified_sample_with_a_missing_answer(home: Path, case: Callable[[str], Case]) -> None:
    expected = case("svy-stratified-missing")
    found = total(home, "y")
    expected.check("total.y", found.estimate)
    expected.check("se.total.y", found.se)


def test_the_second_stage_varies_measures_of_derived_values_too(home: Path, case: Callable[[str], Case]) -> None:
    """The same numbers, asked as difficulty, have the same error."""
    key = {"measure": "M4_effort_v1", "characteristic_key": "two_stage", "aspect": "effort"}
    effort, expected = figure(home, "mart_metric", **key, **MONTH, **OVERALL), case("svy-two-stage")
    expected.check("mean.y", effort.raw_mean)
    expected.check("se.mean.y", effort.raw_se)
