"""The kinds of published figures and how each is walked: one entry per ``figure_id('kind', …)`` in ``models/published``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from dbt_project.lineage import (
    actions,
    charts,
    drivers,
    durations,
    handling,
    methods,
    outcomes,
    promises,
    records,
    sampling,
    segments,
    series,
    surveys,
    voices,
)
from dbt_project.lineage.answers import was_weighted
from dbt_project.lineage.figures import Figure
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import LineageError, Walk

HIDDEN = "Hidden from readers: the values called published here are the mart's, and must not leave those who answer for the data."

WEIGHTED = (
    "Weights are the landed base_weight times a factor for non-response and raking, one for each weighting cell "
    "(core.fct_response__factor)."
)


@dataclass(frozen=True)
class Kind:
    """How a kind of figure is walked.

    Attributes:
        walk: from the published row to its rows and back.
        measure: whose definition it has; empty where the row names its own.
        mart: the mart that it is published from, where that is not named as the kind.
        of_all: columns of the mart that hold `all` in what is published.
    """

    walk: Callable[[Ground, dict[str, Any]], Walk]
    measure: str = ""
    mart: str = ""
    of_all: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "metric": Kind(surveys.metric),
    "metric_distribution": Kind(surveys.distribution, "M2_distribution"),
    "gap": Kind(surveys.gap_figure, "M5_gap"),
    "gap_chain": Kind(surveys.gap_chain, "M7_gap_chain"),
    "trend": Kind(series.trend, "M15_trend"),
    "change_point": Kind(series.change_point, "M17_change_point"),
    "wave_test": Kind(surveys.wave_test, "M18_wave_test"),
    "segment_difference": Kind(segments.segment_difference, "M11_segment_difference"),
    "competitor": Kind(series.competitor, "M20_competitor"),
    "complaint_rate": Kind(records.complaint_rate, "M19_complaint_rate"),
    "complaint_cause": Kind(records.complaint_cause, "M19_complaint_cause"),
    "complaint_state": Kind(records.complaint_state, "M19_complaint_state"),
    "complaint_time": Kind(durations.complaint_time),
    "control_chart": Kind(charts.control_chart, "M16_control_chart"),
    "driver": Kind(drivers.driver, "M13_driver"),
    "quadrant": Kind(drivers.quadrant, "M14_quadrant"),
    "action": Kind(actions.action, "M24_effectiveness"),
    "complaint_handling": Kind(handling.complaint_handling, mart="mart_complaint"),
    "complaint_cause_trend": Kind(handling.complaint_cause_trend, "M19_cause_trend"),
    "promise": Kind(promises.promise),
    "dispute": Kind(promises.dispute, of_all=("provider", "method")),
    "theme": Kind(voices.theme),
    "action_point": Kind(actions.action_point, "M24_effectiveness"),
    "outcome": Kind(outcomes.outcome, "R21_outcome"),
    "operation": Kind(outcomes.operation, "R10_indicator"),
    "competitor_position": Kind(series.competitor_position, "M20_competitor_position"),
    "relative_quality": Kind(series.relative_quality, "M20_relative_quality"),
    "suggestion": Kind(methods.suggestion),
    "letter": Kind(methods.letter),
    "review": Kind(methods.review),
    "review_distribution": Kind(methods.review_distribution),
    "mystery_visit": Kind(methods.mystery_visit),
    "mystery_evaluator": Kind(methods.mystery_evaluator),
    "focus_group": Kind(records.focus_group, "M22_focus_group"),
    "response_rate": Kind(sampling.response_rate),
    "sample": Kind(sampling.sample, "M10_sample_size"),
    "weighting": Kind(sampling.weighting, "M8_weighting"),
    "validation": Kind(sampling.validation, "R17_validation"),
    "reliability": Kind(sampling.reliability, "M26_reliability"),
    "expectation": Kind(sampling.expectation, "R8_expectation"),
}


def kind_of(figure: Figure) -> Kind:
    """Return how a figure is walked.

    Raises:
        LineageError: nobody has said how this kind is; names it.
    """
    if figure.kind not in KINDS:
        raise LineageError(
            f"{figure.figure_id} is a figure of published.pub_{figure.kind}, and no walk is known for the kind "
            f"'{figure.kind}': add it to KINDS in dbt_project/lineage/kinds.py."
        )
    return KINDS[figure.kind]


def measure_of(figure: Figure) -> str:
    """Return the measure whose definition a figure has."""
    return kind_of(figure).measure or str(figure.row["measure"])


def walk(ground: Ground, figure: Figure, *, including_suppressed: bool = False) -> Walk:
    """Walk a figure back to its rows, and make it again from them.

    Raises:
        LineageError: the figure is hidden and was not asked for, its home has no warehouse, or its kind is not known.
    """
    kind = kind_of(figure)
    if figure.is_hidden and not including_suppressed:
        raise LineageError(
            f"{figure.figure_id} is hidden from readers ({figure.row['suppress_reason']}), and so are its rows; whoever "
            "answers for the data in this home may see them with --including-suppressed."
        )
    if not ground.has_warehouse:
        raise LineageError(
            f"{figure.figure_id} cannot be followed to its rows from an edition alone: give the --home with the warehouse "
            "and landing that it was made from."
        )
    try:
        found = kind.walk(ground, _unhidden(ground, figure) if figure.is_hidden else figure.row)
    except duckdb.CatalogException as error:
        raise LineageError(
            "The warehouse of this home lacks a table that the walk needs, as after a run that broke off; run 'satisfaction run' "
            "and trace the figure again."
        ) from error
    notes = [HIDDEN] if figure.is_hidden else []
    if any(was_weighted(part.rows) for part in found.parts):
        notes.append(WEIGHTED)
    return found + Walk([], [], notes=notes)


def _unhidden(ground: Ground, figure: Figure) -> dict[str, Any]:
    """Return the mart's row of a hidden figure: of its published columns only the key is left, and that finds it."""
    kind = kind_of(figure)
    mart = kind.mart or f"mart_{figure.kind}"
    columns = ground.records(
        "select column_name from duckdb_columns() where database_name = 'warehouse' and table_name = $table",
        table=mart,
    )
    here = {row["column_name"] for row in columns} - {"suppress_reason", "definition_version", "input_hash"}
    key = {name: value for name, value in figure.row.items() if name in here and value is not None}
    key |= dict.fromkeys(kind.of_all, "all")
    condition = " and ".join(f"{name} = ${name}" for name in key)
    found = ground.records(f"select * from warehouse.marts.{mart} where {condition}", **key)
    return figure.row | (found[0] if len(found) == 1 else {})
