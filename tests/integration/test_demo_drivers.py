"""The demo organisation's drivers, quadrant, outcomes and rivals: what was planted is found, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.statistics import drivers
from ingest.demo.answers import SITE_EFFECTS, People, draw_answers
from ingest.demo.organisation import CUTS, ITEM_KEYS
from ingest.demo.registers import RIVAL_LEADS
from tests.conftest import Organisation

pytestmark = pytest.mark.slow

PEOPLE = 200_000


@pytest.fixture(scope="module")
def true_shares() -> dict[str, float]:
    """Shares of the judgement's explained variance among many invented customers, asked of everything."""
    rng = np.random.default_rng(20260104)
    region, customer_type, channel = (
        rng.choice(len(cut.values), PEOPLE, p=cut.share / cut.share.sum()) for cut in CUTS
    )
    site = rng.integers(0, len(SITE_EFFECTS), PEOPLE)
    codes = draw_answers(People(np.full(PEOPLE, 12), region, customer_type, channel, site), rng).codes
    names = ["overall", *(f"{key}_perceived" for key in ITEM_KEYS)]
    r = np.corrcoef(np.array([codes[name] for name in names], dtype=float))
    found = drivers.lmg(r[None, 1:, 1:], r[None, 0, 1:])[0]
    return dict(zip(ITEM_KEYS, found / found.sum(), strict=True))


def test_intervals_of_the_shares_hold_the_true_ones(demo: Organisation, true_shares: dict[str, float]) -> None:
    found = demo.query(
        "select characteristic_key, ci_low, ci_high from marts.mart_driver where cut = 'overall' and period_type = 'quarter'"
    )
    assert len(found) == 12 * len(ITEM_KEYS)
    hits = [low <= true_shares[key] <= high for key, low, high in found]
    assert 0.88 <= np.mean(hits) <= 1.0


def test_the_strongest_pulls_come_first(demo: Organisation) -> None:
    found = demo.query(
        "select characteristic_key from marts.mart_driver where cut = 'overall' and period_type = 'year' "
        "and period_start = date '2025-01-01' and importance_rank <= 3 order by importance_rank"
    )
    assert [key for (key,) in found] == ["on_time", "resolution", "value_for_money"]


def test_what_is_important_and_done_badly_is_to_be_concentrated_on(demo: Organisation) -> None:
    found = dict(
        demo.query(
            "select characteristic_key, verdict from marts.mart_quadrant where is_declared_kind and cut = 'overall' "
            "and period_type = 'year' and period_start = date '2025-01-01'"
        )
    )
    assert found["resolution"] == "concentrate_here"
    assert found["on_time"] == "keep_up"
    assert found["booking"] == "possible_overkill"


def test_nothing_was_planted_between_satisfaction_and_outcomes(demo: Organisation) -> None:
    found = demo.query("select verdict, count(*) from marts.mart_outcome group by verdict")
    assert found == [("no_detectable_association", 2 * 5 * 7)]


def test_threats_and_opportunities_are_the_planted_leads(demo: Organisation) -> None:
    found = demo.query(
        "select distinct competitor_key, characteristic_key, verdict from marts.mart_competitor_position "
        "where verdict not in ('neither', 'not_comparable') order by all"
    )
    planted = [(rival, key, "threat" if lead > 0 else "opportunity") for (rival, key), lead in RIVAL_LEADS.items()]
    assert found == sorted(planted)


def test_potential_customers_of_rivals_are_not_set_beside_our_customers(demo: Organisation) -> None:
    found = demo.query(
        "select distinct verdict, caveat from marts.mart_competitor_position where respondent_status = 'potential'"
    )
    assert found == [("not_comparable", "other_respondents")]
