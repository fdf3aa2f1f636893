"""Lineage: every kind of published figure has a walk, every survey measure can be made again, and what differs is told."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dbt_project.lineage.figures import Figure, definition_of, find, has_moved_on
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.kinds import KINDS, kind_of
from dbt_project.lineage.measures import OF_ANSWERS, OF_DERIVED, OF_PAIRS, effective_n, made_again, mean_score
from dbt_project.lineage.surveys import TOTAL
from dbt_project.lineage.walks import Comparison, LineageError
from tests.fixtures_dbt import PROJECT


def kinds_in_models() -> dict[str, str]:
    """Return each kind that a published model makes ids for, with the model's name."""
    found = {}
    for model in (PROJECT / "models" / "published").glob("pub_*.sql"):
        for kind in re.findall(r"figure_id\(\s*'(\w+)'", model.read_text("utf-8")):
            found[kind] = model.stem
    return found


def test_every_kind_of_figure_has_a_walk_and_no_walk_is_left_over() -> None:
    assert sorted(KINDS) == sorted(kinds_in_models())


def test_a_kind_is_named_as_its_table() -> None:
    assert {f"pub_{kind}": kind for kind in KINDS} == {model: kind for kind, model in kinds_in_models().items()}


def test_every_measure_of_the_survey_can_be_made_again() -> None:
    measures = (PROJECT / "macros" / "statistics" / "measure_value.sql").read_text("utf-8")
    declared = re.search(r"macro survey_measures\(\).+?return\(\{(.+?)\}\)", measures, re.DOTALL)
    assert declared is not None
    names = set(re.findall(r"'(M\d+_\w+)'\s*:", declared[1]))
    assert len(names) >= 5
    lists = (PROJECT / "macros" / "statistics" / "survey_measure_lists.sql").read_text("utf-8")
    names |= set(re.findall(r"'(M\d+_\w+)'", lists.replace("'M6_' ~ place", "").replace("'M27_' ~ category", "")))
    names |= {f"M6_{place}_share" for place in ("below", "within", "above")}
    names |= {f"M27_{name}_share" for name in re.findall(r"\d: '(\w+)'", lists)}
    assert {"M25_index", "M27_better_share", "M27_must_be_share", "M4_effort_v1"} <= names
    assert names <= {*OF_ANSWERS, *OF_PAIRS, *OF_DERIVED, TOTAL}


def test_every_kind_has_a_definition_in_three_languages() -> None:
    labels = pd.read_csv(PROJECT / "seeds" / "seed_label.csv").set_index("label_key")
    for measure in {kind.measure for kind in KINDS.values() if kind.measure} | {*OF_PAIRS, *OF_DERIVED, TOTAL}:
        for part in ("measure", "formula", "formula_source"):
            assert labels.loc[f"{part}.{measure}", ["en", "ca", "fa"]].notna().all(), (part, measure)


def test_an_unknown_kind_and_measure_are_named_with_the_place_to_add_them() -> None:
    with pytest.raises(LineageError, match=r"kind 'oracle'.*dbt_project/lineage/kinds\.py"):
        kind_of(Figure("f-0", "oracle", {}))
    with pytest.raises(LineageError, match=r"M99_wonder.*dbt_project/lineage/measures\.py"):
        made_again("M99_wonder", pd.DataFrame())


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        (None, None, True),
        (float("nan"), None, True),
        (0, None, False),
    ],
)
def test_values_are_equal_to_a_billionth_and_nothing_equals_only_nothing(
    one: object, other: object, equal: bool
) -> None:
    assert Comparison("x", one, other).is_equal is equal


def test_a_mean_score_turns_scales_that_run_down() -> None:
    # Worked by hand: label 1 of 1–5 running down is 100, label 4 is 25; weights 1 and 3: (100 + 75) / 4.
    rows = pd.DataFrame(
        {"value": [1.0, 4.0], "scale_min": 1.0, "scale_max": 5.0, "scale_direction": "down", "weight": [1.0, 3.0]}
    )
    assert mean_score(rows) == pytest.approx(43.75)
    assert mean_score(rows.iloc[:0]) is None
    # Kish: (1 + 3)² / (1 + 9)
    assert effective_n(rows) == pytest.approx(1.6)


@pytest.fixture
def ground() -> Ground:
    """An edition and a warehouse of two tables each, in memory."""
    connection = duckdb.connect()
    for database, input_hash in (("edition", "old"), ("warehouse", "new")):
        connection.execute(f"attach ':memory:' as {database}")
        connection.execute(f"create schema {database}.published")
        connection.execute(f"create table {database}.published.pub_edition as select '{input_hash}' as input_hash")
    connection.execute("create table edition.published.pub_gap as select 'f-0123456789' as figure_id, 4.0 as gap")
    connection.execute(
        "create table edition.published.pub_definition as select * from (values ('M5_gap', 1, 'en', 'Gap', 'P − E', null), "
        "('M5_gap', 1, 'ca', 'Bretxa', 'P − E', 'X')) as d (measure, definition_version, language, name, formula, source)"
    )
    return Ground(connection, True)


def test_a_warehouse_that_was_built_from_other_inputs_has_moved_on(ground: Ground) -> None:
    assert has_moved_on(ground)
    ground.connection.execute("update warehouse.published.pub_edition set input_hash = 'old'")
    assert not has_moved_on(ground)


def test_a_figure_is_found_with_or_without_its_prefix_and_a_slip_is_corrected(ground: Ground) -> None:
    assert find(ground, "0123456789").row["gap"] == find(ground, " F-0123456789").row["gap"] == 4.0
    with pytest.raises(LineageError, match="did you mean f-0123456789"):
        find(ground, "f-0123456780")
    with pytest.raises(LineageError, match=r"called 'f-zzz'\. Ids are in every published table"):
        find(ground, "zzz")


def test_a_definition_comes_in_the_language_asked_for_else_in_english(ground: Ground) -> None:
    in_catalan, in_persian = (definition_of(ground, "M5_gap", language) for language in ("ca", "fa"))
    assert in_catalan is not None
    assert in_persian is not None
    assert (in_catalan.name, in_persian.name) == ("Bretxa", "Gap")
    assert definition_of(ground, "M0", "en") is None


def test_a_warehouse_that_a_run_is_writing_is_said_to_be_busy(tmp_path: Path) -> None:
    import subprocess
    import sys

    from dbt_project.lineage.ground import standing

    (tmp_path / "warehouse").mkdir()
    (tmp_path / "editions" / "latest").mkdir(parents=True)
    for file in (tmp_path / "warehouse" / "warehouse.duckdb", tmp_path / "editions" / "latest" / "mart.duckdb"):
        duckdb.connect(str(file)).close()
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    command = [sys.executable, "-c", hold, str(tmp_path / "warehouse" / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        try:
            with (
                pytest.raises(LineageError, match="A run is writing"),
                standing(tmp_path, tmp_path / "editions" / "latest"),
            ):
                pass
        finally:
            writer.kill()
