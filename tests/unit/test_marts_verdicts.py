"""What the marts of change, complaints and rivals say about rows that fit on a page: one case for each verdict."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dbt_project.statistics.intervals import newcombe, wilson
from dbt_project.statistics.multiplicity import benjamini_hochberg
from tests.unit.sql_models import PROJECT, connect, render, run_model, source_health

NO_QUESTIONS = pd.DataFrame(
    {
        "characteristic_key": ["none"],
        "aspect": ["overall"],
        "is_comparable": [True],
        "valid_from": [pd.Timestamp("1990-01-01")],
    }
)

NO_CHANGES = pd.DataFrame(
    {"characteristic_key": ["none"], "aspect": ["overall"], "changed_on": [pd.Timestamp("1990-01-01")]}
)


def pair(name: str, **changed: Any) -> dict[str, Any]:
    """Return a comparison of 75 with 70, each with standard error 1 on 400 answers."""
    usual = {
        "comparison": "previous",
        "measure": "M2_mean_score",
        "aspect": "overall",
        "characteristic_key": name,
        "cut": "overall",
        "cut_value": "all",
        "period_type": "quarter",
        "period_start": pd.Timestamp("2026-07-01"),
        "period_end": pd.Timestamp("2026-09-30"),
        "previous_period_start": pd.Timestamp("2026-04-01"),
        "previous_period_end": pd.Timestamp("2026-06-30"),
        "current_estimate": 75.0,
        "previous_estimate": 70.0,
        "current_se": 1.0,
        "previous_se": 1.0,
        "current_df": 399,
        "previous_df": 399,
        "n": 400,
        "previous_n": 400,
        "n_eff": 380.0,
        "previous_n_eff": 380.0,
        "is_not_random": False,
        "has_new_scale": False,
        "newcombe_below": float("nan"),
        "newcombe_above": float("nan"),
    }
    return {**usual, **changed}


def wave_tests(
    *pairs: dict[str, Any], questions: pd.DataFrame = NO_QUESTIONS, changes: pd.DataFrame = NO_CHANGES
) -> pd.DataFrame:
    tables = {
        "mart_wave_test__pair": pd.DataFrame(pairs),
        "dim_question": questions,
        "mart_metric__design_change": changes,
    }
    return run_model("marts/mart_wave_test", tables).set_index("characteristic_key").sort_index()


def test_each_verdict_of_a_wave_test() -> None:
    found = wave_tests(
        pair("up"),
        pair("down", current_estimate=65.0),
        pair("same", current_estimate=71.0),
        pair("few", n=29),
        pair("heavy_weights", n_eff=29.9),
        pair("no_spread", current_se=0.0, previous_se=0.0),
        pair("other_scale", has_new_scale=True),
    )
    assert found["verdict"].to_dict() == {
        "up": "improved",
        "down": "declined",
        "same": "no_detectable_change",
        "few": "too_small",
        "heavy_weights": "too_small",
        "no_spread": "too_small",
        "other_scale": "not_comparable",
    }
    assert found["p_value"].notna().sum() == 3
    assert found.loc["other_scale", ["difference", "ci_low", "smallest_detectable_difference"]].isna().all()
    assert found.loc["few", "caveat"] == "small_base"


def test_a_wave_test_by_hand() -> None:
    row = wave_tests(pair("up")).loc["up"]
    # se = sqrt(2); t with 798 degrees of freedom: 1.962938; 0.8 quantile 0.842009 (R qt)
    assert (row["difference"], row["se"], row["df"]) == pytest.approx((5, 2**0.5, 798))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((5 - 1.962938 * 2**0.5, 5 + 1.962938 * 2**0.5), abs=1e-5)
    assert row["smallest_detectable_difference"] == pytest.approx((1.962938 + 0.842009) * 2**0.5, abs=1e-4)


def test_a_new_question_breaks_the_comparison_and_an_old_one_does_not() -> None:
    questions = pd.DataFrame(
        {
            "characteristic_key": ["new", "old", "equal"],
            "aspect": "overall",
            "is_comparable": [False, False, True],
            "valid_from": pd.to_datetime(["2026-07-01", "2026-06-30", "2026-07-01"]),
        }
    )
    found = wave_tests(pair("new"), pair("old"), pair("equal"), questions=questions)
    assert found["verdict"].to_dict() == {"new": "not_comparable", "old": "improved", "equal": "improved"}
    assert found["caveat"].fillna("").to_dict() == {"new": "question_changed", "old": "", "equal": ""}


def test_a_new_way_of_asking_breaks_the_comparison_and_an_old_one_does_not() -> None:
    changes = pd.DataFrame(
        {
            "characteristic_key": ["new", "old", "other_aspect"],
            "aspect": ["overall", "overall", "perception"],
            "changed_on": pd.to_datetime(["2026-07-01", "2026-06-01", "2026-07-01"]),
        }
    )
    found = wave_tests(pair("new"), pair("old"), pair("other_aspect"), changes=changes)
    assert found["verdict"].to_dict() == {"new": "not_comparable", "old": "improved", "other_aspect": "improved"}
    assert found.loc["new", "caveat"] == "design_changed"
    assert found.loc["new", ["difference", "se", "ci_low", "p_value"]].isna().all()


def test_verdicts_keep_to_the_false_discovery_rate_of_their_page() -> None:
    """A p-value of 0.04 is a verdict alone and none among ten; headline and segments are families of their own."""
    close = {"current_estimate": 72.91}
    alone = wave_tests(pair("close", **close))
    crowd = wave_tests(
        pair("close", **close),
        *(pair(f"same{i}", current_estimate=70.1) for i in range(9)),
        pair("first", comparison="first", **close),
        pair("segment", cut="region", cut_value="north", **close),
        pair("overall", **close),
    )
    assert 0.03 < alone.loc["close", "p_value"] < 0.05
    assert alone.loc["close", "verdict"] == "improved"
    assert crowd.loc["close", "verdict"] == "no_detectable_change"
    assert set(crowd.loc[["first", "segment", "overall"], "verdict"]) == {"improved"}


def test_sql_and_python_adjust_alike() -> None:
    rng = np.random.default_rng(4)
    tests = pd.DataFrame(
        {"id": range(60), "family": rng.choice(["a", "b"], 60), "p_value": rng.uniform(size=60).round(2) ** 2}
    )
    tests.loc[::7, "p_value"] = np.nan
    with connect({"tests": tests.astype({"p_value": "Float64"})}) as connection:
        found = connection.execute(render("{{ benjamini_hochberg('tests') }} order by id")).df()
    for _, family in tests.assign(found=found["p_adjusted"].to_numpy(dtype=float)).groupby("family"):
        np.testing.assert_allclose(family["found"], benjamini_hochberg(family["p_value"]), rtol=1e-12)


def rates(*counts: tuple[str, int, float]) -> pd.DataFrame:
    months = pd.DataFrame(counts, columns=["month", "n_complaints", "exposure"])
    months["month"] = pd.to_datetime(months["month"])
    with connect({"mart_complaint_rate__month": months}) as connection:
        connection.execute("alter table mart_complaint_rate__month alter month type date")
        periods = render(model_text("marts/mart_complaint_rate__period"))
        connection.execute(f"create table mart_complaint_rate__period as {periods}")
        found = connection.execute(render(model_text("marts/mart_complaint_rate"))).df()
    return found.set_index(["period_type", "period_start"]).sort_index()


def model_text(model: str) -> str:
    return (PROJECT / "models" / f"{model}.sql").read_text(encoding="utf-8")


def test_each_verdict_of_a_complaint_rate() -> None:
    found = rates(
        ("2026-01-01", 100, 10_000),
        ("2026-02-01", 40, 10_000),
        ("2026-03-01", 42, 10_000),
        ("2026-04-01", 110, 10_000),
        ("2026-06-01", 50, 10_000),
    )
    assert found.loc["month", "verdict"].tolist() == [
        "not_comparable",  # nothing before
        "improved",  # fewer is better
        "no_detectable_change",
        "declined",
        "not_comparable",  # May was not counted
    ]
    assert found.loc["quarter", "n_complaints"].tolist() == [182]  # the second quarter is not whole
    assert "year" not in found.index.get_level_values("period_type")


def test_a_complaint_rate_by_hand() -> None:
    row = rates(("2026-01-01", 4, 120_500)).iloc[0]
    # R poisson.test(4, 120.5): 0.03319502, 0.009044526 to 0.08499244
    assert (row["rate_per_1000"], row["ci_low"], row["ci_high"]) == pytest.approx(
        (0.033195020746888, 0.00904452592221017, 0.0849924371402797), rel=1e-9
    )


def test_a_complaint_rate_changes_by_the_exact_test() -> None:
    row = rates(("2026-01-01", 31, 420_500), ("2026-02-01", 18, 450_000)).loc["month"].iloc[1]
    # R poisson.test(c(18, 31), c(450, 420.5)): p = 0.04453212
    assert row["p_value"] == pytest.approx(0.0445321222112625, rel=1e-9)
    assert row["difference_ci_low"] < row["difference"] < row["difference_ci_high"]


def rival(name: str, **changed: Any) -> dict[str, Any]:
    usual = {
        "study": "s",
        "characteristic_key": "overall",
        "competitor_key": name,
        "respondent_status": "current",
        "unit": "score_0_100",
        "period_start": pd.Timestamp("2026-07-01"),
        "period_end": pd.Timestamp("2026-09-30"),
        "own_period_type": "quarter",
        "own_period_start": pd.Timestamp("2026-07-01"),
        "own_estimate": 75.0,
        "own_se": 1.0,
        "own_ci_low": 73.0,
        "own_ci_high": 77.0,
        "own_df": 399.0,
        "own_n": 400,
        "rival_estimate": 75.0,
        "rival_se": 1.0,
        "rival_n": 300.0,
    }
    return {**usual, **changed}


def test_each_verdict_on_a_rival() -> None:
    rows = [
        rival("weak", rival_estimate=65.0),
        rival("strong", rival_estimate=85.0),
        rival("equal", rival_estimate=74.0),
        rival("prospects", respondent_status="potential"),
        rival("shares", unit="share", rival_estimate=0.7),
        rival("no_margin", rival_se=None),
        rival("not_asked", own_estimate=None, own_se=None),
        rival("no_base", rival_estimate=60.0, rival_n=None),
    ]
    found = run_model("marts/mart_competitor__test", {"mart_competitor__score": pd.DataFrame(rows)}).set_index(
        "competitor_key"
    )
    assert found["verdict"].to_dict() == {
        "weak": "ahead",
        "strong": "behind",
        "equal": "no_clear_difference",
        "prospects": "not_comparable",
        "shares": "not_comparable",
        "no_margin": "not_comparable",
        "not_asked": "not_comparable",
        "no_base": "ahead",
    }
    assert found.loc["prospects", "caveat"] == "other_respondents"
    assert found.loc["no_margin", "caveat"] == "rival_without_margin"
    assert found.loc["not_asked", "caveat"] == "no_own_figure"
    assert found.loc[["prospects", "shares", "no_margin"], "difference"].isna().all()
    assert found.loc["weak", "ci_low"] < 10 < found.loc["weak", "ci_high"]


def test_rivals_known_by_counts_are_shown_and_not_compared() -> None:
    counts = pd.DataFrame(
        {
            "study": ["complaints"],
            "competitor_key": ["other_airport"],
            "period_start": [pd.Timestamp("2018-01-01")],
            "period_end": [pd.Timestamp("2018-12-31")],
            "own_count": [137],
            "rival_count": [4],
        }
    )
    scores = run_model("marts/mart_competitor__test", {"mart_competitor__score": pd.DataFrame([rival("x")])}).head(0)
    [row] = run_model(
        "marts/mart_competitor", {"mart_competitor__test": scores, "mart_competitor__count": counts}
    ).to_dict("records")
    assert (row["verdict"], row["caveat"], row["unit"]) == ("not_comparable", "count_without_exposure", "count")
    assert (row["rival_ci_low"], row["rival_ci_high"]) == pytest.approx(
        (1.089865, 10.241589), abs=1e-6
    )  # R poisson.test(4)
    assert pd.isna(row["difference"])


def test_causes_rank_with_other_last_and_shares_that_run_to_one() -> None:
    complaints = pd.DataFrame(
        {
            "month": pd.to_datetime(["2026-09-01"] * 4),
            "cause_key": ["other", "late", "rude", "not_classified"],
            "characteristic_key": "x",
            "cut": "overall",
            "cut_value": "all",
            "n_received": [50, 30, 15, 5],
        }
    )
    unknown = pd.DataFrame({"period_type": ["none"], "period_start": [pd.Timestamp("1990-01-01")], "exposure": [1.0]})
    with connect({"agg_complaint": complaints, "mart_complaint_cause__exposure": unknown}) as connection:
        connection.execute("alter table agg_complaint alter month type date")
        found = connection.execute(render(model_text("marts/mart_complaint_cause"))).df()
    year = found[found["period_type"] == "last_12_months"].sort_values("rank")
    assert year["cause_key"].tolist() == ["late", "rude", "other", "not_classified"]
    assert year["running_share"].tolist() == pytest.approx([0.30, 0.45, 0.95, 1.0])
    # Wilson, 30 of 100: R prop.test(30, 100, correct = FALSE)
    assert tuple(year.iloc[0][["ci_low", "ci_high"]]) == pytest.approx((0.2189489, 0.3958485), abs=1e-6)


def health(**delivery: Any) -> str:
    """Return the status of a quarterly source; as of 30 September 2026."""
    usual = {
        "source_id": "survey",
        "last_status": "passed",
        "last_message": "",
        "batches": 1,
        "landed": 10,
        "accepted": 10,
        "quarantined": 0,
        "duplicate": 0,
        "superseded": 0,
        "refused_files": 0,
        "refusal_message": "",
    }
    last_event = delivery.pop("last_event", "2026-08-01")
    source = pd.DataFrame(
        {
            "source_id": ["survey"],
            "method": "survey",
            "owner_role": "r",
            "sampling_kind": "probability",
            "cadence": "quarterly",
            "grace_days": [20],
        }
    )
    return str(source_health(source, pd.DataFrame([{**usual, **delivery}]), last_event)["status"])


@pytest.mark.parametrize(
    ("delivery", "status"),
    [
        ({}, "ok"),
        ({"last_event": "2026-03-30"}, "ok"),  # 184 days before the cut-off: two turns of the cadence
        ({"last_event": "2026-03-29"}, "late"),
        ({"accepted": 0}, "missing"),
        ({"last_status": "held"}, "held"),
        ({"refused_files": 1}, "refused"),
        ({"refused_files": 1, "last_status": "held"}, "refused"),
    ],
)
def test_each_status_of_a_source(delivery: dict[str, Any], status: str) -> None:
    assert health(**delivery) == status


def judged(metric: pd.DataFrame) -> pd.DataFrame:
    """What disclosure control says of figures of which nothing but a small base need be hidden."""
    keys = ["aspect", "characteristic_key", "cut", "cut_value", "period_type", "period_start"]
    return metric[keys].assign(subject="survey_answer", is_hidden=(metric["n"] < 10).to_numpy(), shows_missing=False)


def test_a_series_is_broken_by_a_new_scale_and_by_a_new_question() -> None:
    months = pd.date_range("2026-01-01", periods=6, freq="MS")
    metric = pd.concat(
        [
            pd.DataFrame(
                {
                    "measure": "M2_mean_score",
                    "aspect": "overall",
                    "characteristic_key": name,
                    "cut": "overall",
                    "cut_value": "all",
                    "period_type": "month",
                    "period_start": months,
                    "period_end": months + pd.offsets.MonthEnd(0),
                    "estimate": 70.0,
                    "se": 1.0,
                    "n": [50, 50, 9, 50, 50, 50],
                    "scale_min": 1.0,
                    "scale_max": scale,
                    "scale_direction": direction,
                }
            )
            for name, scale, direction in (
                ("steady", [5.0] * 6, "up"),
                ("rescaled", [5.0] * 4 + [7.0] * 2, "up"),
                ("reworded", [5.0] * 6, "up"),
                ("turned", [5.0] * 6, ["down"] * 5 + ["up"]),
            )
        ]
    )
    questions = pd.DataFrame(
        {
            "characteristic_key": ["reworded"],
            "aspect": "overall",
            "is_comparable": False,
            "valid_from": pd.Timestamp("2026-04-15"),
        }
    )
    tables = {
        "mart_metric__figure": metric,
        "dim_question": questions,
        "mart_metric__design_change": NO_CHANGES,
        "mart_disclosure": judged(metric),
    }
    found = run_model("marts/mart_trend__series", tables)
    breaks = found.sort_values("period_start").groupby("characteristic_key")["n_breaks_before"].apply(list).to_dict()
    # March is below the minimum base in all of them, so five points remain.
    assert breaks == {
        "steady": [0, 0, 0, 0, 0],
        "rescaled": [0, 0, 0, 1, 1],
        "reworded": [0, 0, 1, 1, 1],
        "turned": [0, 0, 0, 0, 1],
    }


def test_published_cells_below_the_minimum_look_like_empty_ones() -> None:
    keys = {"measure": "M2_mean_score", "aspect": "overall", "characteristic_key": "overall", "cut": "region"}
    numbers = dict.fromkeys(
        ["se", "ci_low", "ci_high", "se_weights_only", "raw_mean", "scale_min", "scale_max", "n_eff", "deff", "df"], 1.0
    )
    period = {
        "period_type": "year",
        "period_start": pd.Timestamp("2026-01-01"),
        "period_end": pd.Timestamp("2026-12-31"),
    }
    texts = {
        "ci_method": "t",
        "scale_direction": "up",
        "wave": "",
        "suppress_reason": "",
        "definition_version": 1,
        "input_hash": "",
    }
    rows = [
        {
            **keys,
            **numbers,
            **period,
            **texts,
            "cut_value": value,
            "estimate": 70.0,
            "n": n,
            "n_missing": 0,
            "caveat": caveat,
        }
        for value, n, caveat in (("a", 10, None), ("b", 9, "small_base"), ("c", 50, "self_selected"))
    ]
    tables = {
        "mart_metric": pd.DataFrame(rows),
        "mart_disclosure": judged(pd.DataFrame(rows)),
        "dim_segment": pd.DataFrame(
            {"cut": ["region"] * 4, "cut_value": ["a", "b", "c", "nobody"], "position": range(4)}
        ),
        "dim_period": pd.DataFrame([{**period, "wave": "", "has_survey": True}]),
    }
    found = run_model("published/pub_metric", tables).set_index("cut_value")
    assert found["suppress_reason"].fillna("").to_dict() == {
        "a": "",
        "b": "small_base",
        "c": "",
        "nobody": "small_base",
    }
    told = [name for name in found.columns if name not in ("figure_id", *keys, *period, "wave")]
    pd.testing.assert_series_equal(found.loc["b", told], found.loc["nobody", told], check_names=False)
    assert (found.loc["c", "estimate"], found.loc["c", "caveat"]) == (70.0, "not_a_probability_sample")
    assert found["n_missing"].isna().all()  # a series with a hidden cell does not say how many did not answer
    assert found.loc["c", ["se", "ci_low", "ci_high", "ci_method"]].isna().all()


def test_a_figure_keeps_its_id_and_another_has_another() -> None:
    rows = "(values ('x', null), (null, 'x'), ('x', null)) as rows (a, b)"
    sql = "select {{ figure_id('metric', ['a', 'b']) }} from " + rows
    with duckdb.connect() as connection:
        first, second, again = (row[0] for row in connection.execute(render(sql)).fetchall())
    assert first == again != second
    assert first.startswith("f-")
    assert len(first) == 12


def share_figures(x1: int, n1: int, x2: int, n2: int, method: str) -> pd.DataFrame:
    """Return two quarters of a top-two share as the metric mart holds them, with intervals of ``method``."""
    rows = []
    for quarter, (x, n) in zip(("2026-04-01", "2026-07-01"), ((x1, n1), (x2, n2)), strict=True):
        low, high = wilson(x / n, n)
        start = pd.Timestamp(quarter)
        rows.append(
            {
                **{"measure": "M1_top2_share", "aspect": "overall", "characteristic_key": "overall"},
                **{"cut": "overall", "cut_value": "all", "period_type": "quarter", "caveat": "none"},
                **{"period_start": start, "period_end": start + pd.offsets.QuarterEnd()},
                **{
                    "estimate": x / n,
                    "se": (x / n * (1 - x / n) / (n - 1)) ** 0.5,
                    "df": n - 1,
                    "n": n,
                    "n_eff": float(n),
                },
                **{"ci_low": low, "ci_high": high, "ci_method": method},
                **{"scale_min": 1.0, "scale_max": 5.0, "scale_direction": "up"},
            }
        )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("method", "expected"), [("wilson", "newcombe"), ("logit", "t_independent_samples")])
def test_shares_of_simple_samples_are_compared_by_newcombes_interval(method: str, expected: str) -> None:
    tables = {
        "mart_metric__figure": share_figures(48, 80, 56, 70, method),
        "dim_question": NO_QUESTIONS,
        "mart_metric__design_change": NO_CHANGES,
    }
    tables["mart_wave_test__pair"] = run_model("marts/mart_wave_test__pair", tables)
    [row] = run_model("marts/mart_wave_test", tables).to_dict("records")
    assert row["ci_method"] == expected
    half = row["se"] * stats.t.ppf(0.975, row["df"])
    ends = newcombe(56, 70, 48, 80) if method == "wilson" else (row["difference"] - half, row["difference"] + half)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(ends, rel=1e-9)
