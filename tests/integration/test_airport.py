"""The airport, from its six real files to an edition: counts, figures against R, a corrected wave, a broken file.

Expected figures come from ``Rscript tests/reference/airport.R DATA_FOLDER`` (R 4.2.2, survey 4.1.1).
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Organisation, run_organisation

pytestmark = pytest.mark.slow

INTERVIEWS = {"2013": 3535, "2014": 2818, "2015": 2958, "2016": 3087, "2017": 2831, "2018": 2809}
# wave: answers, mean 1-5, its SE with weights only, its SE with strata, share of the two best labels and its logit interval
R_OVERALL = {
    "2013": (3334, 3.984471262192, 0.013318684538, 0.013262515174, 0.793388452312, 0.777770228779, 0.808179742982),
    "2014": (2677, 4.006966050314, 0.016131223839, 0.016132775543, 0.792666518921, 0.774019111307, 0.810152600787),
    "2015": (2810, 4.044173314428, 0.015675618019, 0.015678733178, 0.804575352495, 0.786596742897, 0.821383254844),
    "2016": (2919, 4.053324954291, 0.014957629678, 0.014923473402, 0.813996643572, 0.798064008918, 0.828941646126),
    "2017": (2688, 4.071202637940, 0.014919093976, 0.014909172082, 0.822793064851, 0.806396244320, 0.838080036240),
    "2018": (2625, 4.042123167691, 0.015540652706, 0.015499656471, 0.804852450280, 0.788179816845, 0.820511608951),
}
R_NPS = {
    "2017": (2746, 40.398435511707, 1.443492654867, 37.568030511057, 43.228840512358),
    "2018": (2650, 35.113632103597, 1.573685826015, 32.027933559111, 38.199330648083),
}
# The source's weights have ten decimals, landing keeps six: figures agree to about 1e-6.
TOLERANCE = 2e-6
OVERALL = "characteristic_key = 'airport_overall' and aspect = 'overall' and cut = 'overall' and period_type = 'wave'"


def test_every_interview_is_accounted_for(airport: Organisation) -> None:
    rows = airport.query(
        """
        select scope, landed, accepted, quarantined, duplicate from core.fct_batch
        where contract = 'survey_response' order by scope
        """
    )
    assert {scope: landed for scope, landed, *_ in rows} == INTERVIEWS
    assert sum(INTERVIEWS.values()) == 18_038
    assert all(landed == accepted + quarantined + duplicate for _, landed, accepted, quarantined, duplicate in rows)


@pytest.mark.parametrize("wave", sorted(R_OVERALL))
def test_overall_by_wave_agrees_with_r(airport: Organisation, wave: str) -> None:
    n, mean, se_weights_only, se_stratified, top2, low, high = R_OVERALL[wave]
    [(got_n, got_mean, got_se, got_weights_only)] = airport.query(
        f"select n, raw_mean, raw_se, se_weights_only * 4 / 100 from marts.mart_metric "
        f"where measure = 'M2_mean_score' and wave = '{wave}' and {OVERALL}"
    )
    assert got_n == n
    assert got_mean == pytest.approx(mean, abs=TOLERANCE)
    assert got_se == pytest.approx(se_stratified, rel=1e-4)
    assert got_weights_only == pytest.approx(se_weights_only, rel=1e-4)
    [(share, share_low, share_high)] = airport.query(
        f"select estimate, ci_low, ci_high from marts.mart_metric "
        f"where measure = 'M1_top2_share' and wave = '{wave}' and {OVERALL}"
    )
    assert (share, share_low, share_high) == pytest.approx((top2, low, high), abs=TOLERANCE * 2)


@pytest.mark.parametrize("wave", sorted(R_NPS))
def test_nps_agrees_with_r(airport: Organisation, wave: str) -> None:
    n, estimate, se, low, high = R_NPS[wave]
    [found] = airport.query(
        "select n, estimate, se, ci_low, ci_high from marts.mart_metric "
        f"where measure = 'M3_nps' and wave = '{wave}' and cut = 'overall' and period_type = 'wave'"
    )
    assert found == pytest.approx((n, estimate, se, low, high), rel=1e-5)


def test_no_recommendation_figure_is_invented_for_waves_that_did_not_ask(airport: Organisation) -> None:
    asked = airport.query(
        "select distinct wave from marts.mart_metric where measure = 'M3_nps' and period_type = 'wave'"
    )
    assert sorted(wave for (wave,) in asked) == ["2017", "2018"]


def test_the_trend_has_a_verdict_and_says_that_six_points_are_too_few_for_mann_kendall(airport: Organisation) -> None:
    [(points, verdict)] = airport.query(
        f"select n_points, verdict from marts.mart_trend where measure = 'M2_mean_score' and {OVERALL}"
    )
    assert (points, verdict) == (6, "not_enough_data")
    [(difference, p_value, verdict)] = airport.query(
        "select difference, p_value, verdict from marts.mart_wave_test "
        f"where measure = 'M2_mean_score' and comparison = 'first' and {OVERALL}"
    )
    # (4.042123 - 3.984471) * 25 = 1.4413 points; z = 0.057652 / sqrt(0.013263^2 + 0.015500^2) = 2.826
    assert difference == pytest.approx(1.4413, abs=1e-3)
    assert p_value == pytest.approx(0.0047, abs=2e-4)
    assert verdict == "improved"


def test_complaints_have_passengers_as_their_base(airport: Organisation) -> None:
    rates = airport.query(
        "select period_start, n_complaints, exposure, rate_per_1000, ci_low, ci_high from marts.mart_complaint_rate "
        "where period_type = 'year' order by period_start"
    )
    # PROVENANCE.md of the complaints: yearly totals of this airport, 2015 to 2021
    assert [row[1] for row in rows_between(rates, 2015, 2021)] == [494, 692, 690, 790, 687, 250, 858]
    assert all(
        low < rate < high and rate == pytest.approx(1000 * n / float(exposure))
        for _, n, exposure, rate, low, high in rates
    )


def rows_between(rows: list[tuple], first: int, last: int) -> list[tuple]:
    return [row for row in rows if first <= row[0].year <= last]


def test_five_other_airports_stand_beside_with_the_reason_why_no_verdict_is_given(airport: Organisation) -> None:
    found = airport.query("select distinct competitor_key, unit, verdict from marts.mart_competitor")
    assert len({competitor for competitor, *_ in found}) == 5
    assert {(unit, verdict) for _, unit, verdict in found} == {("count", "not_comparable")}


def test_landing_the_same_files_again_changes_nothing(airport: Organisation) -> None:
    before = hashes(airport.home / "landing")
    manifest = (airport.edition / "manifest.json").read_bytes()
    again = run_organisation("airport", airport.home, airport.data)
    assert again.exit_code == 0, again.output
    assert "Nothing changed" in again.output
    assert hashes(airport.home / "landing") == before
    assert (again.edition / "manifest.json").read_bytes() == manifest


def hashes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def second(airport: Organisation) -> Organisation:
    """The airport after three more deliveries: a corrected 2015, a 2016 with ten bad rows, a 2014 with a renamed column."""
    survey = airport.data / "sfo_customer_survey"
    correct(survey / "2015_SFO_Customer_Survey.csv", survey / "2015_SFO_Customer_Survey_corrected.csv")
    spoil(survey / "2016_SFO_Customer_Survey.csv", survey / "2016_SFO_Customer_Survey_resent.csv")
    text = (survey / "2014_SFO_Customer_Survey.csv").read_text(encoding="utf-8-sig")
    (survey / "2014_SFO_Customer_Survey_resent.csv").write_text(
        text.replace("Q9RESTROOM", "Q9RESTROOMS", 1), encoding="utf-8"
    )
    landed_before = {path.name for path in (airport.home / "editions").iterdir()}
    again = run_organisation("airport", airport.home, airport.data)
    assert again.exit_code == 3, again.output
    assert {path.name for path in (airport.home / "editions").iterdir()} > landed_before
    return again


def read_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def correct(source: Path, target: Path) -> None:
    """Write a wave again with every '2' of the overall item corrected to '4', and the last interview withdrawn."""
    rows = read_rows(source)
    column = rows[0].index("Q7ALL")
    for row in rows[1:]:
        row[column] = "4" if row[column] == "2" else row[column]
    write_rows(target, rows[:-1])


BAD_ROWS = {  # kind: (column, value)
    "answer_out_of_scale": ("Q7ALL", "9"),
    "answer_not_a_number": ("Q7FOOD", "good"),
    "weight_zero": ("WEIGHT", "0"),
    "weight_negative": ("WEIGHT", "-1.5"),
    "weight_missing": ("WEIGHT", ""),
    "weight_not_a_number": ("WEIGHT", "n/a"),
    "stratum_missing": ("STRATA", ""),
    "date_unreadable": ("INTDATE", "31/31/2016"),
    "mode_unknown": ("METHOD", "77"),
    "record_id_missing": ("*RESPNUM", ""),
}


def spoil(source: Path, target: Path) -> None:
    """Write a wave again with ten rows broken in ten ways, the first ten lines after the header."""
    rows = read_rows(source)
    for row, (column, value) in zip(rows[1:], BAD_ROWS.values(), strict=False):
        row[rows[0].index(column)] = value
    write_rows(target, rows)


def test_a_corrected_wave_replaces_its_rows_and_the_edition_says_so(second: Organisation) -> None:
    batches = second.query(
        "select landed, accepted, quarantined, duplicate from core.fct_batch "
        "where contract = 'survey_response' and scope = '2015' order by sequence"
    )
    assert batches == [(2958, 0, 0, 2958), (2957, 2957, 0, 0)]
    changes = json.loads((second.edition / "manifest.json").read_text())["changes"]
    said = [change for change in changes if change["scope"] == "2015" and change["contract"] == "survey_response"]
    assert [change["kind"] for change in said] == ["corrected"]
    assert said[0]["replaces"]
    [(low,)] = second.query(
        "select count(*) from core.fct_answer join core.fct_response using (response_key) "
        "where wave = '2015' and characteristic_key = 'airport_overall' and value = 2"
    )
    assert low == 0


def test_the_run_recomputes_the_months_of_the_redelivered_waves_and_says_so(
    airport: Organisation, second: Organisation
) -> None:
    months = [
        month
        for (month,) in second.query(
            "select distinct strftime(month, '%Y-%m') from core.fct_response where wave in ('2015', '2016') order by 1"
        )
    ]
    named = ", ".join(months)
    assert "all months recomputed" in airport.output
    assert (
        f"{len(months)} months recomputed: {named}" in second.output or f"1 month recomputed: {named}" in second.output
    )


def test_ten_bad_rows_are_quarantined_with_their_reasons_and_the_rest_is_published(second: Organisation) -> None:
    [(landed, accepted, quarantined, duplicate)] = second.query(
        "select landed, accepted, quarantined, duplicate from core.fct_batch "
        "where contract = 'survey_response' and scope = '2016' order by sequence desc limit 1"
    )
    assert (landed, accepted, quarantined, duplicate) == (3087, 3077, 10, 0)
    batch = second.query(
        "select batch_id from core.fct_batch where contract = 'survey_response' and scope = '2016' order by sequence desc limit 1"
    )[0][0]
    import duckdb

    rows = duckdb.sql(
        f"select source_row, reasons from read_parquet('{second.home}/quarantine/*/{batch}/rows.parquet') order by source_row"
    ).fetchall()
    assert [row for row, _ in rows] == list(range(2, 12))
    reasons = dict(zip(BAD_ROWS, (reason for _, reason in rows), strict=True))
    assert len(set(reasons.values())) >= 8, reasons
    for kind, word in {
        "weight_missing": "weight",
        "stratum_missing": "stratum",
        "mode_unknown": "mode",
        "date_unreadable": "event_at",
    }.items():
        assert word in reasons[kind], reasons


def test_a_renamed_column_blocks_only_that_delivery_and_names_the_likely_column(second: Organisation) -> None:
    assert "Q9RESTROOMS" in second.output
    assert "2014_SFO_Customer_Survey_resent.csv" in second.output
    gap = second.query("select text from published.pub_cannot_say where kind = 'missing_source' and language = 'en'")
    assert any("2014_SFO_Customer_Survey_resent.csv" in text for (text,) in gap), gap
    waves = second.query(
        f"select wave from marts.mart_metric where measure = 'M2_mean_score' and {OVERALL} order by wave"
    )
    assert [wave for (wave,) in waves] == sorted(INTERVIEWS)


def test_an_old_edition_still_shows_what_it_showed(airport: Organisation, second: Organisation) -> None:
    manifest = json.loads((second.edition / "manifest.json").read_text())
    old = second.home / "editions" / manifest["previous_edition"]
    assert (old / "site" / "index.html").exists()
    assert not (old / "mart.duckdb").stat().st_mode & 0o222
