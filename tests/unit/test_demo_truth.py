"""The demo's truth: exact where it can be worked out by hand, and what a large sample of its customers comes to."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from ingest.demo.answers import NOISE_LOADING, People, draw_answers, probabilities
from ingest.demo.generate import true_of
from ingest.demo.organisation import (
    AS_OF,
    CHANNEL,
    CUSTOMER_TYPE,
    ITEMS,
    RATING,
    REGION,
    SITE_EFFECTS,
    SITE_LOADING,
    month_index,
    month_starts,
    quarter_name,
)
from ingest.demo.sample import PHONE, SITES, WEB, Survey, draw_sample, generator, largest_remainder, monthly_interviews
from ingest.demo.truth import Truth, net_promoter_score

BEFORE, AFTER = dt.date(2025, 5, 1), dt.date(2025, 6, 1)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return true_of(seed=1, interviews=14_000)


def test_probabilities_are_the_normal_distribution_averaged_over_sites() -> None:
    # Source: scipy's normal distribution, site by site.
    expected = np.mean(
        [
            np.diff(stats.norm.cdf([-np.inf, *RATING.cuts, np.inf], loc=0.4 + SITE_LOADING * z, scale=NOISE_LOADING))
            for z in SITE_EFFECTS
        ],
        axis=0,
    )
    assert probabilities(RATING, 0.4) == pytest.approx(expected, rel=1e-12)
    assert probabilities(RATING, 0.4).sum() == pytest.approx(1.0, abs=1e-14)


def test_site_effects_are_standardised() -> None:
    assert SITE_EFFECTS.mean() == pytest.approx(0.0, abs=1e-12)
    assert SITE_EFFECTS.var() == pytest.approx(1.0, rel=1e-12)


def test_exactly_one_characteristic_has_a_gap(truth: Truth) -> None:
    gaps = {(gap.characteristic, gap.cut, gap.cut_value): gap.points for gap in truth.gaps}
    assert len(gaps) == 9 * 12
    for (characteristic, _, _), points in gaps.items():
        if characteristic == "resolution":
            assert -15 < points < -13
        else:
            assert points == 0
    assert "returns" not in {key[0] for key in gaps}


def test_only_returns_on_the_islands_change(truth: Truth) -> None:
    changed = {}
    for cell in truth.cells:
        key = (cell.characteristic, cell.aspect, cell.cut, cell.cut_value)
        step = truth.mean(*key, AFTER) - truth.mean(*key, BEFORE)
        if abs(step) > 1e-9:
            changed[key] = step
    assert {key[:2] for key in changed} == {("returns", "perception")}
    islands = changed["returns", "perception", "region", "islands"]
    assert -18.5 < islands < -15
    assert islands == pytest.approx(truth.planted_decline["points"], abs=1e-9)
    assert [key[3] for key in changed if key[2] == "region"] == ["islands"]
    # Elsewhere it is diluted to the islands' share of customers, 11 %, because regions are alike in types and channels.
    assert changed["returns", "perception", "overall", "all"] == pytest.approx(0.11 * islands, rel=1e-6)
    assert all(abs(step) < 2.1 for key, step in changed.items() if key[3] != "islands")


def test_the_whole_is_the_mean_of_its_regions(truth: Truth) -> None:
    for characteristic, aspect in (("on_time", "perception"), ("overall", "overall"), ("returns", "perception")):
        parts = [truth.mean(characteristic, aspect, "region", value, AS_OF) for value in REGION.values]
        whole = truth.mean(characteristic, aspect, "overall", "all", AS_OF)
        assert whole == pytest.approx(float(np.dot(REGION.share, parts)), abs=1e-9)


def test_net_promoter_score_by_hand() -> None:
    # 10 % give 0, 20 % give 7, 30 % give 9 and 40 % give 10: 70 - 10.
    shares = np.zeros(11)
    shares[[0, 7, 9, 10]] = 0.1, 0.2, 0.3, 0.4
    assert net_promoter_score(shares) == pytest.approx(60)


def test_shares_of_every_cell_sum_to_one(truth: Truth) -> None:
    assert all(sum(cell.shares) == pytest.approx(1, abs=1e-10) for cell in truth.cells)


def everybody(n: int, month: dt.date, seed: int = 5) -> People:
    rng = generator(seed, 99)
    return People(
        month=np.full(n, month_index(month)),
        region=rng.choice(5, size=n, p=REGION.share),
        customer_type=rng.choice(3, size=n, p=CUSTOMER_TYPE.share),
        channel=rng.choice(3, size=n, p=CHANNEL.share),
        site=rng.integers(0, len(SITE_EFFECTS), n),
    )


def test_a_large_sample_of_customers_agrees_with_the_truth(truth: Truth) -> None:
    n = 200_000
    people = everybody(n, AFTER)
    answers = draw_answers(people, generator(6, 99))
    islands = people.region == REGION.values.index("islands")
    public = people.customer_type == CUSTOMER_TYPE.values.index("public_body")
    everyone = np.ones(n, dtype=bool)
    for item in ITEMS:
        for member, cut, value in (
            (everyone, "overall", "all"),
            (islands, "region", "islands"),
            (public, "customer_type", "public_body"),
        ):
            for suffix, aspect in (("perceived", "perception"), ("expected", "expectation_desired")):
                if suffix == "expected" and item.expected is None:
                    continue
                score = 100 * (answers.codes[f"{item.key}_{suffix}"][member].astype(float) - 1) / 6
                reach = 4.5 * score.std() / np.sqrt(len(score))
                assert abs(score.mean() - truth.mean(item.key, aspect, cut, value, AFTER)) < reach, (item.key, cut)
    nps = 100 * ((answers.codes["recommend"] >= 9).mean() - (answers.codes["recommend"] <= 6).mean())
    assert abs(nps - truth.net_promoter_score["overall"]["all"]) < 4.5 * 100 / np.sqrt(n)
    score = 100 * (answers.codes["overall"].astype(float) - 1) / 9
    assert abs(score.mean() - truth.mean("overall", "overall", "overall", "all", AFTER)) < 4.5 * 25 / np.sqrt(n)


def test_expectation_and_perception_are_correlated_within_a_person() -> None:
    answers = draw_answers(everybody(20_000, BEFORE), generator(7, 99))
    r = np.corrcoef(answers.codes["on_time_perceived"], answers.codes["on_time_expected"])[0, 1]
    assert 0.4 < r < 0.55


@pytest.mark.parametrize("survey", [WEB, PHONE, SITES], ids=lambda survey: survey.key)
def test_weights_restore_the_population(survey: Survey) -> None:
    sample, _ = draw_sample(survey, 3, 200_000, seed=3)
    total = sample.weight.sum()
    assert total / len(sample) == pytest.approx(1, abs=0.02)
    for index, share in enumerate(REGION.share):
        assert sample.weight[sample.people.region == index].sum() / total == pytest.approx(share, abs=0.005)
    for index, share in enumerate(CUSTOMER_TYPE.share):
        assert sample.weight[sample.people.customer_type == index].sum() / total == pytest.approx(share, abs=0.01)


def test_interviews_at_sites_are_clustered_and_the_others_are_not() -> None:
    at_sites, _ = draw_sample(SITES, 0, 14_000, seed=3)
    first = at_sites.people.month == 0
    cluster = at_sites.people.region[first] * 100 + at_sites.people.site[first]
    # 4 + 3 + 2 + 2 + 3 sites a month, six interviews at each.
    assert np.unique(cluster, return_counts=True)[1].tolist() == [6] * 14
    by_web, _ = draw_sample(WEB, 0, 14_000, seed=3)
    assert len(np.unique(by_web.people.region * 100 + by_web.people.site)) == 60


def test_interviews_are_shared_out_exactly() -> None:
    for total in (2_000, 14_000, 14_017, 100_003):
        assert sum(int(monthly_interviews(survey, total).sum()) for survey in (WEB, PHONE, SITES)) == total


def test_largest_remainder_by_hand() -> None:
    # 7 by halves, a third and a sixth: 3.5, 2.33, 1.17; the one left over goes to the largest remainder.
    assert largest_remainder(7, np.array([3.0, 2.0, 1.0])).tolist() == [4, 2, 1]


def test_months_and_quarters() -> None:
    starts = month_starts()
    assert (starts[0], starts[-1], len(starts)) == (dt.date(2023, 10, 1), dt.date(2026, 9, 1), 36)
    assert [quarter_name(day) for day in (starts[0], starts[3], starts[-1])] == ["2023Q4", "2024Q1", "2026Q3"]
