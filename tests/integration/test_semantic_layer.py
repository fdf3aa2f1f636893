"""dbt's semantic layer: the definitions hold together, and what they add up is what the marts say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from dbt_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator

from tests.conftest import Organisation

pytestmark = pytest.mark.slow

# Metric, and the mart's figure of the same cell: measure, aspect, characteristic.
SURVEY = [
    ("mean_score", "M2_mean_score", "overall", "overall"),
    ("mean_score", "M2_mean_score", "perception", "returns"),
    ("mean_score", "M2_mean_score", "importance", "on_time"),
    ("top_two_share", "M1_top2_share", "perception", "staff"),
    ("net_promoter_score", "M3_nps", "intention_to_recommend", "overall"),
    ("expectation_gap", "M5_gap", "gap", "resolution"),
    ("expectation_met_share", "M5_met_share", "gap", "booking"),
]


@pytest.fixture(scope="module")
def content(demo: Organisation) -> dict[str, Any]:
    return json.loads((manifest_of(demo)).read_text("utf-8"))


def manifest_of(organisation: Organisation) -> Path:
    return organisation.home / "warehouse" / "dbt_target" / "semantic_manifest.json"


def test_the_semantic_manifest_is_valid(demo: Organisation) -> None:
    manifest = PydanticSemanticManifest.parse_raw(manifest_of(demo).read_text("utf-8"))
    found = SemanticManifestValidator[PydanticSemanticManifest]().validate_semantic_manifest(manifest)
    assert [issue.message for issue in (*found.errors, *found.future_errors)] == []
    assert {metric for metric, *_ in SURVEY} | {"complaint_rate_per_1000"} <= {each.name for each in manifest.metrics}


def evaluate(home: Path, content: dict[str, Any], metric: str, grain: str, extra: str = "true") -> dict[Any, float]:
    """Return a ratio metric by period, worked out from its definition: sum over sum, where its filter holds."""
    [definition] = [each for each in content["metrics"] if each["name"] == metric]
    parts = [definition["type_params"][side]["name"] for side in ("numerator", "denominator")]
    models = [model for model in content["semantic_models"] if {m["name"] for m in model["measures"]} >= set(parts)]
    measures = {each["name"]: each for each in models[0]["measures"]}
    assert {measures[name]["agg"] for name in parts} == {"sum"}
    numerator, denominator = (measures[name]["expr"] for name in parts)
    written = (definition["filter"] or {}).get("where_filters", [])
    filters = [re.sub(r"\{\{ Dimension\('\w+?__(\w+)'\) \}\}", r"\1", each["where_sql_template"]) for each in written]
    relation = f"{models[0]['node_relation']['schema_name']}.{models[0]['node_relation']['alias']}"
    sql = (
        f"select date_trunc('{grain}', month)::date as period, sum({numerator})::double / sum({denominator}) "
        f"from {relation} where {' and '.join([*filters, extra])} group by period"
    )
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as warehouse:
        return dict(warehouse.execute(sql).fetchall())


@pytest.mark.parametrize(("metric", "measure", "aspect", "characteristic"), SURVEY)
@pytest.mark.parametrize("grain", ["month", "quarter"])
def test_a_metric_is_the_marts_figure(
    demo: Organisation, content: dict[str, Any], metric: str, measure: str, aspect: str, characteristic: str, grain: str
) -> None:
    extra = f"characteristic_key = '{characteristic}' and aspect = '{aspect}'"
    made = evaluate(demo.home, content, metric, grain, extra)
    figures = dict(
        demo.query(
            f"select period_start, estimate from marts.mart_metric where measure = '{measure}' and aspect = '{aspect}' "
            f"and characteristic_key = '{characteristic}' and cut = 'overall' and period_type = '{grain}'"
        )
    )
    assert len(figures) >= 12
    assert {period: made[period] for period in figures} == pytest.approx(figures, rel=1e-9, abs=1e-9)


def test_a_score_by_segment_is_the_marts_figure(demo: Organisation, content: dict[str, Any]) -> None:
    cell = "aspect = 'overall' and characteristic_key = 'overall' and cut = 'region' and cut_value = 'islands'"
    made = evaluate(demo.home, content, "mean_score_by_segment", "year", cell)
    figures = dict(
        demo.query(
            f"select period_start, estimate from marts.mart_metric where {cell} and measure = 'M2_mean_score' "
            "and period_type = 'year'"
        )
    )
    assert made == pytest.approx(figures, rel=1e-9)


def test_the_complaint_rate_is_the_marts_figure(demo: Organisation, content: dict[str, Any]) -> None:
    made = evaluate(demo.home, content, "complaint_rate_per_1000", "quarter")
    figures = dict(
        demo.query("select period_start, rate_per_1000 from marts.mart_complaint_rate where period_type = 'quarter'")
    )
    assert len(figures) >= 12
    assert {period: made[period] for period in figures} == pytest.approx(figures, rel=1e-12)
