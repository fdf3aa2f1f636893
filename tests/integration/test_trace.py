"""``satisfaction trace``: published figures end at landed rows, and those rows give the figures.

What the rows give is worked out here anew: answers are read from landing (for the airport from the lines of the source's own
files), and the formulas are numpy's, pymannkendall's or a count.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pymannkendall
import pytest

from dbt_project.lineage.figures import Figure, find, published_kinds
from dbt_project.lineage.ground import Ground, standing
from dbt_project.lineage.kinds import walk
from dbt_project.lineage.walks import LineageError, Walk
from tests.conftest import Organisation, satisfaction

pytestmark = pytest.mark.slow

FIGURES = 10
SEED = 10004
PLACE = ["source_id", "batch_id", "source_record_id"]


def drawn(ground: Ground) -> list[Figure]:
    """Draw figures at random: one of every kind of the edition, and more until ten can be worked out by hand."""
    lot = random.Random(SEED)  # noqa: S311 (a draw that anybody can repeat)
    shown = {
        kind: ground.records(
            f"select figure_id from edition.published.pub_{kind} where suppress_reason is null order by figure_id"
        )
        for kind in published_kinds(ground)
    }
    kinds = [kind for kind, ids in shown.items() if ids]
    by_hand = [kind for kind in kinds if kind in BY_HAND]
    kinds += [lot.choice(by_hand) for _ in range(FIGURES - len(by_hand))]
    return [find(ground, lot.choice(shown[kind])["figure_id"]) for kind in kinds]


@cache
def landed(home: Path, contract: str) -> pd.DataFrame:
    files = sorted((home / "landing" / contract).glob("[!.]*/[!.]*/*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)


class Rows:
    """The rows of a walk, with what landing holds at the places that they name."""

    def __init__(self, organisation: Organisation, found: Walk) -> None:
        self.home, self.found = organisation.home, found
        weights = "select source_id, batch_id, source_record_id, weight::double as w from core.fct_response"
        with duckdb.connect(str(organisation.home / "warehouse" / "warehouse.duckdb"), read_only=True) as warehouse:
            self.weights = warehouse.execute(weights).df()

    def answers(self, role: str, question: str = "question_key") -> pd.DataFrame:
        """Return x, min, max and w of the answers of one part, in the order of its rows."""
        rows = self.part(role).rename(columns={"line": "source_row", question: "asked"})
        rows = rows[[*PLACE, "source_row", "asked", "period_start", "characteristic_key"]]
        columns = [*PLACE, "source_row", "question_key", "value", "scale_min", "scale_max", "scale_direction"]
        given = landed(self.home, "survey_answer")[columns].rename(columns={"question_key": "asked"})
        joined = rows.merge(given, how="left", on=[*PLACE, "source_row", "asked"], validate="one_to_one")
        joined = joined.merge(self.weights, how="left", on=PLACE, validate="many_to_one")
        assert len(joined) == len(rows)
        numbers = joined[["value", "scale_min", "scale_max"]].astype(float)
        assert (joined["scale_direction"] == "up").all()
        return joined.assign(x=numbers["value"], low=numbers["scale_min"], high=numbers["scale_max"])

    def part(self, role: str) -> pd.DataFrame:
        [rows] = [part.rows for part in self.found.parts if part.role == role]
        return rows

    def records(self, role: str, contract: str) -> pd.DataFrame:
        """Return what landed at the lines of a part of another contract."""
        rows = self.part(role)[[*PLACE, "line"]].rename(columns={"line": "source_row"})
        joined = rows.merge(landed(self.home, contract), how="left", on=[*PLACE, "source_row"], validate="one_to_one")
        assert joined["event_at"].notna().all()
        return joined


def score(answers: pd.DataFrame) -> float:
    return float(np.average((answers.x - answers.low) / (answers.high - answers.low) * 100, weights=answers.w))


def estimate(measure: str, rows: Rows, role: str = "answers") -> float:
    if measure == "M5_gap_weighted_total":
        gaps = differences(rows)
        stated = rows.answers("importance").groupby("characteristic_key").apply(score)
        each = gaps.groupby("characteristic_key").apply(lambda g: np.average(g.points, weights=g.w))
        weight = stated[each.index]
        return float((each * weight).sum() / weight.sum())
    if measure in ("M5_gap", "M5_met_share"):
        gaps = differences(rows)
        return float(np.average(gaps.points if measure == "M5_gap" else gaps.points >= 0, weights=gaps.w))
    return of_answers(measure, rows.answers(role))


def of_answers(measure: str, answers: pd.DataFrame) -> float:
    if measure == "M2_mean_score":
        return score(answers)
    if measure == "M1_top2_share":
        return float(np.average(answers.x > answers.high - 2, weights=answers.w))
    assert measure == "M3_nps"
    return float(np.average(np.select([answers.x > 8, answers.x < 7], [100, -100], 0), weights=answers.w))


def differences(rows: Rows) -> pd.DataFrame:
    perceived, expected = rows.answers("pairs"), rows.answers("pairs", "question_key_expected")
    return perceived.assign(points=100 * (perceived.x - expected.x) / (perceived.high - perceived.low))


def metric(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    return {"estimate": estimate(row["measure"], rows)}


def distribution(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    answers = rows.answers("answers")
    chosen = answers.x == float(row["value"])
    return {"estimate": answers.w[chosen].sum() / answers.w.sum(), "n_value": chosen.sum(), "n": len(answers)}


def gap(_: dict[str, Any], rows: Rows) -> dict[str, float]:
    perceived, expected, each = rows.answers("pairs"), rows.answers("pairs", "question_key_expected"), differences(rows)
    levels = {"perceived": score(perceived), "expected": score(expected)}
    met = each.w[each.points >= 0].sum() / each.w.sum()
    return levels | {"gap": levels["perceived"] - levels["expected"], "met_share": met, "n": len(each)}


def gap_chain(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    perceived, expected = score(rows.answers("pairs")), score(rows.answers("pairs", "question_key_expected"))
    made = {"perceived": perceived, "expected": expected, "total": perceived - expected}
    for level in ("planned", "delivered"):
        if row[level] is not None:
            register = rows.records(level, "quality_level")
            days = [
                len(pd.date_range(max(a, pd.Timestamp(row["period_start"])), min(b, pd.Timestamp(row["period_end"]))))
                for a, b in zip(pd.to_datetime(register.period_start), pd.to_datetime(register.period_end), strict=True)
            ]
            made[level] = np.average(register.score_0_100.astype(float), weights=days)
    return made


def points(measure: str, rows: Rows) -> pd.Series:
    return rows.answers("answers").groupby("period_start").apply(lambda each: of_answers(measure, each)).sort_index()


def trend(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    series = points(row["measure"], rows)
    made: dict[str, float] = {"n_points": len(series)}
    if row["method"] in ("mann_kendall", "mann_kendall_hamed_rao"):
        made["s"] = pymannkendall.original_test(series.to_numpy()).s
    return made


def change_point(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    series = points(row["measure"], rows)
    errors = {use.figure_id: use for use in rows.found.uses}
    assert len(errors) == len(series) == row["n_points"]
    before = series.index < pd.Timestamp(row["period_start"])
    # Weighted by the points' precision, so between the smallest and the largest difference of two points across the step.
    low, high = series[~before].min() - series[before].max(), series[~before].max() - series[before].min()
    assert low < row["change_size"] < high
    return {"n_points": len(series)}


def wave_test(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    now, then = (estimate(row["measure"], rows, side) for side in ("current", "previous"))
    return {"current_estimate": now, "previous_estimate": then} | (
        {} if row["difference"] is None else {"difference": now - then}
    )


def competitor(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    if row["unit"] == "count":
        sides = {side: rows.records(side, "operation").value.astype(float).sum() for side in ("own", "rival")}
        return {"own_estimate": sides["own"], "rival_estimate": sides["rival"]}
    [rival] = rows.records("rival", "competitor_score").estimate.astype(float)
    return {"own_estimate": score(rows.answers("answers")), "rival_estimate": rival}


def complaint_rate(_: dict[str, Any], rows: Rows) -> dict[str, float]:
    exposure = rows.records("exposure", "operation").value.astype(float).sum()
    if "value" in rows.part("complaints"):
        n = rows.records("complaints", "operation").value.astype(float).sum()
    else:
        n = len(rows.records("complaints", "complaint"))
    return {"n_complaints": n, "exposure": exposure, "rate_per_1000": 1000 * n / exposure}


def complaint_cause(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    every = rows.records("all complaints", "complaint")
    n = (every.cause_key.fillna("not_classified") == row["cause_key"]).sum()
    return {"n": n, "n_total": len(every), "share": n / len(every)}


def complaint_state(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    last = rows.records("last steps", "complaint_event")
    assert set(last.event_type) <= {row["state"], "received" if row["state"] == "open" else row["state"]}
    mine, every = rows.records("complaints", "complaint"), rows.records("all complaints", "complaint")
    return {"n": len(mine), "n_total": len(every), "share": len(mine) / len(every)}


def focus_group(_: dict[str, Any], rows: Rows) -> dict[str, float]:
    mine = rows.records("remarks", "focus_group_note")
    groups = rows.records("all remarks", "focus_group_note").session.nunique()
    return {"n_groups_raised": mine.session.nunique(), "n_groups": groups}


def promise(_: dict[str, Any], rows: Rows) -> dict[str, float]:
    checks = rows.records("checks", "promise_check").is_kept.astype(bool)
    return {"n": len(checks), "n_breaches": (~checks).sum(), "estimate": checks.mean()}


def dispute(row: dict[str, Any], rows: Rows) -> dict[str, float]:
    disputes = rows.records("disputes", "dispute")
    if row["measure"] == "M19_dispute_outcome":
        return {"n": len(disputes)}
    if row["measure"] != "M19_dispute_rate_per_100":
        return {}
    n = len(rows.records("complaints", "complaint"))
    return {"n_counted": len(disputes), "n": n, "estimate": 100 * len(disputes) / n}


BY_HAND: dict[str, Callable[[dict[str, Any], Rows], dict[str, float]]] = {
    "metric": metric,
    "metric_distribution": distribution,
    "gap": gap,
    "gap_chain": gap_chain,
    "trend": trend,
    "change_point": change_point,
    "wave_test": wave_test,
    "competitor": competitor,
    "complaint_rate": complaint_rate,
    "complaint_cause": complaint_cause,
    "complaint_state": complaint_state,
    "focus_group": focus_group,
    "promise": promise,
    "dispute": dispute,
}


@pytest.fixture(params=["demo", "airport"])
def organisation(request: pytest.FixtureRequest) -> Organisation:
    return request.getfixturevalue(request.param)


def test_ten_figures_drawn_at_random_end_at_rows_that_give_them(organisation: Organisation) -> None:
    with standing(organisation.home, organisation.edition) as ground:
        figures = drawn(ground)
        assert sum(figure.kind in BY_HAND for figure in figures) >= FIGURES
        for figure in figures:
            found = walk(ground, figure)
            about = (figure.figure_id, figure.kind, [each for each in found.comparisons if not each.is_equal])
            assert found.is_equal, about
            assert sum(len(part.rows) for part in found.parts) > 0, about
            by_hand = BY_HAND[figure.kind](figure.row, Rows(organisation, found)) if figure.kind in BY_HAND else {}
            published = {name: float(figure.row[name]) for name in by_hand}
            assert by_hand == pytest.approx(published, rel=1e-9, abs=1e-9), about
            for part in found.parts:
                assert all((organisation.data / file).is_file() for file in part.rows["file"].unique()), about


def test_every_measure_is_made_again(organisation: Organisation) -> None:
    """One figure of every measure and aspect, because ten at random cannot meet them all."""
    with standing(organisation.home, organisation.edition) as ground:
        ids = ground.records(
            "select arg_min(figure_id, md5(figure_id)) as figure_id from edition.published.pub_metric "
            "where suppress_reason is null group by measure, aspect"
        )
        for each in ids:
            figure = find(ground, each["figure_id"])
            found = walk(ground, figure)
            assert found.is_equal, (figure.row, found.comparisons)


def test_a_changed_answer_in_landing_is_noticed(demo: Organisation) -> None:
    """The walk can fail: with one answer of the landed file one label higher, the rows no longer give the figure."""
    with standing(demo.home, demo.edition) as ground:
        [row] = ground.records(
            "select figure_id from edition.published.pub_metric where measure = 'M2_mean_score' and aspect = 'overall' "
            "and cut = 'overall' and period_type = 'quarter' order by period_start limit 1"
        )
        figure = find(ground, row["figure_id"])
        rows = walk(ground, figure).parts[0].rows
        chosen = rows[rows["value"] < rows["scale_max"]].iloc[0]
        ground.connection.execute("create temp table kept as select * from landed_survey_answer")
        ground.connection.execute(
            "create or replace temp view landed_survey_answer as select * replace (case when source_record_id = "
            f"'{chosen['source_record_id']}' and question_key = '{chosen['question_key']}' then value + 1 else value end "
            "as value) from kept"
        )
        assert not walk(ground, figure).is_equal


# Wave, measure, column of the answer in that wave's file, codes that are answers.
FILES = [
    ("2013", "M2_mean_score", "overall", "Q7O_WHOLE", range(1, 6)),
    ("2018", "M2_mean_score", "overall", "Q7ALL", range(1, 6)),
    ("2018", "M3_nps", "intention_to_recommend", "NETPRO", range(11)),
]


@pytest.mark.parametrize(("wave", "measure", "aspect", "column", "codes"), FILES)
def test_the_named_lines_of_the_airports_files_hold_the_answers(
    airport: Organisation, wave: str, measure: str, aspect: str, column: str, codes: range
) -> None:
    """Line and file are those of the source itself: no line with an answer is missing, none is too many."""
    with standing(airport.home, airport.edition) as ground:
        [row] = ground.records(
            "select figure_id from edition.published.pub_metric where measure = $measure and wave = $wave "
            "and aspect = $aspect and cut = 'overall' and period_type = 'wave' and characteristic_key = 'airport_overall'",
            measure=measure,
            wave=wave,
            aspect=aspect,
        )
        figure = find(ground, row["figure_id"])
        rows = walk(ground, figure).parts[0].rows
    [name] = rows["file"].unique()
    with (airport.data / name).open(encoding="utf-8-sig", newline="") as file:
        lines = [{name.strip(): cell for name, cell in each.items()} for each in csv.DictReader(file)]
    by_line = {int(line): raw for line, raw in zip(rows["line"], rows["raw_value"], strict=True)}
    answered = {at: each for at, each in enumerate(lines, start=2) if each[column].strip() in set(map(str, codes))}
    assert {at: each[column].strip() for at, each in answered.items()} == {
        at: raw.strip() for at, raw in by_line.items()
    }
    value = np.array([float(each[column]) for each in answered.values()])
    weight = np.array([float(each["WEIGHT"]) for each in answered.values()])
    scored = (value - 1) * 25 if measure == "M2_mean_score" else np.select([value > 8, value < 7], [100, -100], 0)
    # The file's weights have ten decimals, landing keeps six.
    assert figure.row["estimate"] == pytest.approx(np.average(scored, weights=weight), rel=1e-6)


def test_the_command_tells_the_walk_and_writes_all_rows(demo: Organisation, tmp_path: Path) -> None:
    [(figure_id, n)] = demo.query(
        "select figure_id, n from published.pub_metric where measure = 'M3_nps' and cut = 'overall' "
        "and period_type = 'quarter' order by period_start limit 1"
    )
    rows = tmp_path / "rows.csv"
    done = satisfaction("trace", figure_id, "--home", demo.home, "--limit", "3", "--language", "ca", "--csv", rows)
    assert done.returncode == 0, done.stdout + done.stderr
    for said in ("quota de 9–10", "agg_answer_value", "survey_phone/", "equal", "The rows give the figure."):
        assert said in done.stdout, said
    with rows.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == n
    assert {"file", "line", "source_record_id", "raw_value", "weight", "cut_value"} <= set(written[0])
    again = satisfaction("trace", figure_id, "--home", demo.home, "--csv", rows)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def hidden(ground: Ground) -> Figure:
    [row] = ground.records(
        "select pub.figure_id from edition.published.pub_metric as pub "
        "inner join warehouse.marts.mart_metric as mart "
        "using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start) "
        "where pub.suppress_reason is not null and mart.n > 0 order by pub.figure_id limit 1"
    )
    return find(ground, row["figure_id"])


def test_a_hidden_figure_stays_hidden_unless_it_is_asked_for(organisation: Organisation) -> None:
    with standing(organisation.home, organisation.edition) as ground:
        figure = hidden(ground)
        with pytest.raises(LineageError, match="hidden from readers") as refused:
            walk(ground, figure)
        assert str(refused.value).count("figure") <= 1
        asked_for = walk(ground, figure, including_suppressed=True)
    assert asked_for.is_equal, asked_for.comparisons
    assert any("must not leave" in note for note in asked_for.notes)
    refused_by_command = satisfaction("trace", figure.figure_id, "--home", organisation.home)
    assert refused_by_command.returncode == 2
    assert "landed rows" not in refused_by_command.stdout
    assert "estimate" not in refused_by_command.stdout


def test_an_edition_alone_gives_no_rows(demo: Organisation, tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "latest").symlink_to(demo.edition)
    with standing(tmp_path, tmp_path / "editions" / "latest") as ground:
        [row] = ground.records(
            "select figure_id from edition.published.pub_gap where suppress_reason is null order by figure_id limit 1"
        )
        with pytest.raises(LineageError, match="from an edition alone"):
            walk(ground, find(ground, row["figure_id"]))


def test_an_unknown_figure_is_told_with_the_nearest(demo: Organisation) -> None:
    [(figure_id,)] = demo.query("select min(figure_id) from published.pub_trend")
    wrong = figure_id[:-1] + ("0" if figure_id[-1] != "0" else "1")
    done = satisfaction("trace", wrong, "--home", demo.home)
    assert done.returncode == 2
    assert "did you mean f-" in done.stderr
    assert "satisfaction sql" in done.stderr
