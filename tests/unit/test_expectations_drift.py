"""Drift between deliveries: what is told and what is not, on figures with known answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.deliveries import Delivery
from expectations.drift import drifts, explain
from expectations.observations import COLUMNS

Figures = dict[str, Any]


def delivery(sequence: int, **about: Any) -> Delivery:
    manifest = {"file": f"f{sequence}.csv", "sequence": sequence, "rows": 100} | about
    return Delivery("survey", f"b{sequence}", {}, {"survey_response": manifest})


def figures(n: int = 1000, missing: int = 0, mean: float | None = None, variance: float | None = None) -> Figures:
    number = n - missing if mean is not None else 0
    return {"n": n, "n_missing": missing, "n_unknown": 0, "n_number": number, "mean": mean, "variance": variance}


def told(home: Path, deliveries: list[Delivery], some: list[Figures]) -> list[dict[str, Any]]:
    """Write the figures of one column of each delivery and return the drifts."""
    for each, row in zip(deliveries, some, strict=True):
        file = each.verdict_folder(home) / "columns.parquet"
        file.parent.mkdir(parents=True)
        place = {"source_id": each.source_id, "batch_id": each.batch_id, "contract": "survey_response"}
        pq.write_table(pa.Table.from_pylist([place | {"column_name": "mode", "item": ""} | row], COLUMNS), file)
    return drifts(home, deliveries).to_pylist()


def test_a_share_that_jumps_is_told_with_its_z(tmp_path: Path) -> None:
    # Two proportions, 100 of 1000 and 160 of 1000: R prop.test(c(100, 160), c(1000, 1000), correct = FALSE)
    # gives X-squared = 15.915, whose root is 3.98937.
    [row] = told(tmp_path, [delivery(1), delivery(2)], [figures(missing=100), figures(missing=160)])
    assert (row["kind"], row["batch_id"], row["before"], row["now"]) == ("missing", "b2", 0.1, 0.16)
    assert row["z"] == pytest.approx(3.98937, abs=1e-4)
    assert row["message"] == "mode: 16.0% of the values are missing, 10.0% before."


@pytest.mark.parametrize(
    ("n", "before", "now"),
    [
        (1000, 100, 145),  # beyond chance by some rules, but less than five points
        (100, 10, 20),  # ten points, but within chance: z = 1.98
        (20, 0, 20),  # everything changed, on too few values to say so
    ],
)
def test_what_is_small_or_may_be_chance_is_not_told(tmp_path: Path, n: int, before: int, now: int) -> None:
    assert told(tmp_path, [delivery(1), delivery(2)], [figures(n, before), figures(n, now)]) == []


def test_a_mean_that_moves_is_told_with_its_z(tmp_path: Path) -> None:
    # Welch: (4.0 - 3.5) / sqrt(1/400 + 1/100) = 0.5 / 0.111803 = 4.47214
    some = [figures(400, mean=3.5, variance=1.0), figures(100, mean=4.0, variance=1.0)]
    [row] = told(tmp_path, [delivery(1), delivery(2)], some)
    assert (row["kind"], row["message"]) == ("mean", "mode: the mean is 4, 3.5 before.")
    assert row["z"] == pytest.approx(4.47214, abs=1e-4)


def test_a_mean_that_swings_every_time_is_no_news(tmp_path: Path) -> None:
    swings = [3.0, 4.0, 3.0, 4.0, 3.0, 4.0]
    some = [figures(400, mean=mean, variance=1.0) for mean in swings]
    found = told(tmp_path, [delivery(number) for number in range(1, 7)], some)
    assert {row["batch_id"] for row in found} == {"b2", "b3"}, "from three earlier deliveries on their spread counts"


def test_a_constant_that_changes_is_told_without_a_z(tmp_path: Path) -> None:
    some = [figures(40, mean=1.0, variance=0.0), figures(40, mean=2.0, variance=0.0)]
    [row] = told(tmp_path, [delivery(1), delivery(2)], some)
    assert (row["kind"], row["z"]) == ("mean", None)


def test_columns_encoding_and_row_counts_are_compared_with_the_deliveries_before(tmp_path: Path) -> None:
    usual = [delivery(number, columns=["id", "mood"], encoding="utf-8") for number in range(1, 4)]
    last = delivery(4, columns=["id", "site"], new_columns=["site"], encoding="cp1252", rows=29)
    found = drifts(tmp_path, [*usual, last]).to_pylist()
    assert [(row["kind"], row["column_name"], row["batch_id"]) for row in found] == [
        ("encoding", "", "b4"),
        ("new_column", "site", "b4"),
        ("rows", "", "b4"),
        ("vanished_column", "mood", "b4"),
    ]
    assert found[2]["message"] == "29 rows, where 100 are usual."
    assert explain(found, {"b4": "f4.csv"}).splitlines()[:2] == ["Source 'survey'", "  f4.csv"]


@pytest.mark.parametrize(("rows", "earlier"), [(30, 3), (29, 2)])
def test_thirty_percent_of_the_usual_rows_or_too_few_deliveries_are_no_collapse(
    tmp_path: Path, rows: int, earlier: int
) -> None:
    usual = [delivery(number) for number in range(1, earlier + 1)]
    assert drifts(tmp_path, [*usual, delivery(earlier + 1, rows=rows)]).to_pylist() == []


def test_sources_are_not_compared_with_each_other(tmp_path: Path) -> None:
    other = Delivery("another", "a1", {}, {"letter": {"file": "a.csv", "sequence": 1, "rows": 1, "encoding": "cp1252"}})
    assert drifts(tmp_path, [other, delivery(1, encoding="utf-8")]).to_pylist() == []
    assert explain([], {}) == "No drift was found."
