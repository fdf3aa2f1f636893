"""Reference cases of survey statistics that are functions: quantiles, ratios, tables, domains, agreement, reliability, PLS."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dbt_project.statistics.agreement import cohen_kappa
from dbt_project.statistics.intervals import newcombe
from dbt_project.statistics.pls import fit_pls, index_of_means
from dbt_project.statistics.rater_agreement import fleiss_kappa, krippendorff_alpha, weighted_kappa
from dbt_project.statistics.share_difference import Share, share_difference
from dbt_project.statistics.survey_estimates import (
    Design,
    association,
    domain_difference,
    survey_quantile,
    survey_ratio,
)
from tests.reference.conftest import Case

Load = Callable[[str], Case]


def cluster_sample(case: Case) -> Design:
    data = case["data"]
    return Design(np.array(data["pw"]), np.array(data["dnum"]), population=np.array(data["fpc"], dtype=float))


def test_quantiles_of_a_cluster_sample(case: Load) -> None:
    expected = case("quantile-apiclus1")
    values = expected["expected"]
    design = cluster_sample(expected)
    for position, p in enumerate(expected["design"]["probs"]):
        found = survey_quantile(design, expected["data"]["api00"], p)
        expected.check("quantile", found.value, values["quantile"][position])
        expected.check("ci_lower", found.ci_low, values["ci_lower"][position])
        expected.check("ci_upper", found.ci_high, values["ci_upper"][position])
        expected.check("se", found.se, values["se"][position])
        assert found.df == values["df"]


def test_ratio_of_a_cluster_sample(case: Load) -> None:
    expected = case("ratio-apiclus1")
    data = expected["data"]
    found = survey_ratio(cluster_sample(expected), data["api.stu"], data["enroll"])
    expected.check("ratio", found.value)
    expected.check("se", found.se)
    expected.check("ci_lower", found.ci_low)
    expected.check("ci_upper", found.ci_high)
    assert found.df == expected["expected"]["df"]


def test_association_of_two_questions_in_a_cluster_sample(case: Load) -> None:
    expected = case("raoscott-apiclus1")
    found = association(cluster_sample(expected), expected["data"]["sch.wide"], expected["data"]["stype"])
    expected.check("pearson_x2_scaled_to_n", found.pearson)
    expected.check("F", found.f)
    expected.check("ndf", found.numerator_df)
    expected.check("ddf", found.denominator_df)
    expected.check("p_F", found.p_value)
    expected.check("p_chisq_first_order", found.p_value_first_order)


def test_difference_of_two_domains_of_a_cluster_sample(case: Load) -> None:
    expected = case("domain-diff-apiclus1")
    domain = np.array(expected["data"]["comp.imp"])
    found = domain_difference(cluster_sample(expected), expected["data"]["enroll"], domain == "No", domain == "Yes")
    expected.check("mean1", found.first_mean)
    expected.check("mean2", found.second_mean)
    expected.check("cov12", found.covariance)
    expected.check("diff", found.difference.value)
    expected.check("se", found.difference.se)
    expected.check("t", found.t)
    expected.check("p", found.p_value)
    expected.check("ci_lower", found.difference.ci_low)
    expected.check("ci_upper", found.difference.ci_high)
    assert found.difference.df == expected["expected"]["df"]


def test_a_stratum_with_a_single_cluster_is_an_error() -> None:
    design = Design(np.ones(3), np.array([1, 2, 3]), strata=np.array(["a", "a", "b"]))
    with pytest.raises(ValueError, match="single cluster"):
        survey_ratio(design, [1, 2, 3], [1, 1, 1])


def test_agreement_of_two_raters(case: Load) -> None:
    expected = case("cohen-kappa-3cat")
    table = np.array(expected["data"]["table"])
    kappa = cohen_kappa(table)
    assert kappa.value is not None
    assert kappa.se is not None
    expected.check("kappa", kappa.value)
    expected.check("se_kappa", kappa.se)
    expected.check("observed_agreement", np.trace(table) / table.sum())
    expected.check("kappa_linear", weighted_kappa(table, "linear"))
    expected.check("kappa_quadratic", weighted_kappa(table, "quadratic"))


def test_agreement_of_many_raters(case: Load) -> None:
    expected = case("fleiss-kappa-10x14")
    found = fleiss_kappa(expected["data"]["counts"])
    expected.check("kappa", found.value)
    expected.check("mean_agreement", found.mean_agreement)
    expected.check("chance_agreement", found.chance_agreement)
    expected.check("se0", found.se_without_agreement)
    for got, wanted in zip(found.by_category, expected["expected"]["kappa_by_category"], strict=True):
        expected.check("kappa_by_category", got, wanted)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorffs_alpha(case: Load, level: str) -> None:
    expected = case("krippendorff-2011-c")
    ratings = np.array([[np.nan if x is None else x for x in row] for row in expected["data"]["ratings"]])
    expected.check(f"alpha_{level}", krippendorff_alpha(ratings, level))  # type: ignore[arg-type]


def test_weights_of_an_index_by_partial_least_squares(case: Load) -> None:
    expected = case("pls-bank")
    data, blocks, paths = expected["data"], expected["design"]["blocks"], expected["design"]["paths"]
    items = {name: np.column_stack([data[item] for item in block]).astype(float) for name, block in blocks.items()}
    model = fit_pls(items, paths, (1, 10))
    for name in blocks:
        expected.check(f"index.{name}", model.index_values[name])
        for got, wanted in zip(model.weights[name], expected["expected"][f"weights.{name}"], strict=True):
            expected.check(f"weights.{name}", got, wanted)
    for name in paths:
        expected.check(f"r2.{name}", model.r_squared[name])
        for got, wanted in zip(model.paths[name], expected["expected"][f"path.{name}"], strict=True):
            expected.check(f"path.{name}", got, wanted)
    means = items["Satisfaction"].mean(axis=0)
    expected.check("index_satisfaction_equal_item_weights", index_of_means(means, np.ones(len(means)), (1, 10)))


def test_two_simple_shares_take_newcombes_interval() -> None:
    first, second = Share(56 / 70, 0.048, 70, 69), Share(48 / 80, 0.055, 80, 79)
    found = share_difference(first, second)
    assert (found.ci_low, found.ci_high) == pytest.approx(newcombe(56, 70, 48, 80), rel=1e-12)
    assert found.ci_method == "newcombe"


def test_two_shares_of_a_designed_sample_take_their_standard_errors() -> None:
    found = share_difference(Share(0.8, 0.03, 70, 14, has_design=True), Share(0.6, 0.04, 80, 15))
    # t quantile with 29 degrees of freedom: 2.045229642.
    assert (found.ci_low, found.ci_high) == pytest.approx((0.2 - 2.045229642 * 0.05, 0.2 + 2.045229642 * 0.05))
    assert found.ci_method == "t_independent_samples"
