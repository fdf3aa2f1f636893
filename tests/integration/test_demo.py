"""The demo organisation, whose truth is known: what was planted is found, and nothing else."""

from __future__ import annotations

import json

import duckdb
import pytest

from tests.conftest import Organisation, run_organisation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def truth(demo: Organisation) -> dict:
    return json.loads((demo.home / "inbox" / "truth.json").read_text(encoding="utf-8"))


def test_the_planted_gap_is_found_and_nothing_else(demo: Organisation, truth: dict) -> None:
    found = demo.query(
        "select characteristic_key, gap, ci_low, ci_high, verdict from marts.mart_gap "
        "where cut = 'overall' and period_type = 'year' and period_start = (select max(period_start) from marts.mart_gap "
        "where period_type = 'year')"
    )
    assert {key for key, *_, verdict in found if verdict == "below"} == {truth["planted_gap"]["characteristic"]}
    assert all(verdict in {"below", "no_detectable_gap"} for *_, verdict in found)
    [(_gap, low, high)] = [row[1:4] for row in found if row[0] == truth["planted_gap"]["characteristic"]]
    assert low < truth["planted_gap"]["points"] < high


def test_the_planted_decline_is_found_with_its_month_and_nothing_else(demo: Organisation, truth: dict) -> None:
    planted = truth["planted_decline"]
    found = demo.query(
        "select characteristic_key, cut, cut_value, strftime(change_point_period_start, '%Y-%m'), verdict from marts.mart_trend "
        "where verdict in ('improved', 'declined')"
    )
    assert found == [
        (planted["characteristic"], planted["cut"], planted["cut_value"], planted["first_month"], "declined")
    ]


def test_the_planted_response_rate_is_found(demo: Organisation, truth: dict) -> None:
    found = demo.query(
        "select source_id, sum(n_complete) / sum(n_eff), bool_and(estimate between ci_low and ci_high) "
        "from marts.mart_response_rate "
        "where measure = 'M28_response_rate_1' and stratum = 'all' and period_type = 'year' group by source_id"
    )
    planted = truth["registers"]["sample_units"]
    assert found == [(planted["survey"], pytest.approx(planted["response_rate_1"]), True)]


def test_those_who_kept_silent_are_counted_and_not_scored(demo: Organisation, truth: dict) -> None:
    [(estimate, low, high, n)] = demo.query(
        "select estimate, ci_low, ci_high, n from published.pub_complaint_handling where measure = 'M19_unvoiced_problem' "
        "and cut = 'overall' and period_type = 'last_12_months' order by period_start desc limit 1"
    )
    planted = truth["registers"]["problems"]
    assert low < planted["did_not_complain"] < high
    assert low < estimate < high
    [(interviews,)] = demo.query(
        "select count(*) from core.fct_response as r join published.pub_edition as e on true where r.source_id = "
        "'survey_phone' and r.month > e.as_of - interval 12 month and r.month <= e.as_of"
    )
    assert n / interviews == pytest.approx(planted["had_problem"], abs=0.03)
    assert demo.query("select count(*) from marts.mart_metric where aspect = 'problem_experience'") == [(0,)]


def test_every_analysis_is_provisional_until_it_is_signed(demo: Organisation) -> None:
    assert demo.query("select distinct is_provisional from marts.mart_validation") == [(True,)]


def test_every_front_page_figure_is_a_select_on_the_mart(demo: Organisation) -> None:
    shown = demo.query(
        "select p.estimate, p.ci_low, p.n, m.estimate, m.ci_low, m.n from published.pub_metric as p "
        "join marts.mart_metric as m using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start) "
        "where p.estimate is not null"
    )
    assert len(shown) > 1000
    assert all(row[:3] == row[3:] for row in shown)


def test_small_bases_are_hidden(demo: Organisation) -> None:
    assert demo.query("select count(*) from published.pub_metric where n < 10") == [(0,)]
    assert demo.query(
        "select count(*) from published.pub_metric where suppress_reason is not null "
        "and (estimate is not null or se is not null or ci_low is not null or n is not null or n_eff is not null)"
    ) == [(0,)]


def test_nothing_new_means_nothing_published(demo: Organisation) -> None:
    editions = sorted(path.name for path in (demo.home / "editions").iterdir())
    again = run_organisation("demo", demo.home)
    assert again.exit_code == 0, again.output
    assert "Nothing changed" in again.output
    assert sorted(path.name for path in (demo.home / "editions").iterdir()) == editions


def test_the_run_is_recorded_where_dagster_shows_it(demo: Organisation) -> None:
    from dagster import DagsterInstance, DagsterRunStatus

    with DagsterInstance.from_config(str(demo.home / "dagster")) as instance:
        runs = instance.get_runs()
    assert runs[-1].job_name == "satisfaction"
    assert {run.status for run in runs} == {DagsterRunStatus.SUCCESS}


def test_the_planted_bad_rows_are_counted_exactly(demo: Organisation, truth: dict) -> None:
    counted = demo.query(
        "select sum(landed), sum(accepted), sum(quarantined), sum(duplicate) from core.fct_batch "
        "where contract = 'survey_response'"
    )
    staff, repeated = len(truth["internal_rows"]), len(truth["duplicate_rows"])
    assert counted == [(truth["interviews"] + staff + repeated, truth["interviews"], staff, repeated)]


def test_identifiers_do_not_leave_ingest(demo: Organisation) -> None:
    """E-mail addresses are in the inbox's key columns and comments; nothing that a run wrote holds one."""
    domain = "@example."
    inbox = demo.home / "inbox"
    assert any(domain in path.read_text(encoding="utf-8", errors="ignore") for path in inbox.rglob("*.csv"))
    written = [path for path in demo.home.rglob("*") if path.is_file() and inbox not in path.parents]
    for path in written:
        assert domain.encode() not in path.read_bytes(), path
    with duckdb.connect() as connection:
        for path in written:
            if path.suffix == ".parquet":
                found = connection.execute(
                    f"select count(*) from read_parquet('{path}') as landed where cast(landed as varchar) like '%{domain}%'"
                ).fetchone()
                assert found == (0,), path
