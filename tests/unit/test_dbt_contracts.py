"""Every contract reaches the warehouse: staging equals the declaration, and each method is a row of ``fct_feedback``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
import yaml

from ingest.contracts import CONTRACTS, METHOD_CONTRACTS
from ingest.profiles.models import Method
from tests.fixtures_dbt import PROJECT, build, query
from tests.fixtures_landing import LandingHome, question, survey

STAGING = PROJECT / "models" / "staging"
AT = "2026-03-04 10:00"
METHODS = set(get_args(Method)) - {"register"}  # a register is what the organisation says, not its customers


def yml(pattern: str) -> dict[str, dict[str, Any]]:
    """Return the models (or source tables) that the staging folder's yml files declare, by name."""
    found: dict[str, dict[str, Any]] = {}
    for file in STAGING.glob(pattern):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
            found[model["name"]] = model
    return found


@pytest.mark.parametrize("contract", sorted(CONTRACTS))
def test_staging_has_exactly_the_contracts_columns(contract: str) -> None:
    # record_version decides between rows of one record, and has done its work by then.
    expected = [name for name in CONTRACTS[contract].columns() if name != "record_version"]
    model = yml("*.yml")[f"stg_{contract}"]
    assert sorted(column["name"] for column in model["columns"]) == sorted(expected)
    sql = (STAGING / f"stg_{contract}.sql").read_text("utf-8")
    assert all(f"{name}" in sql for name in expected)


def test_the_descriptions_of_the_newer_contracts_are_the_contracts_own() -> None:
    for name, model in yml("_staging_contracts__models.yml").items():
        said = {column["name"]: column["description"] for column in model["columns"]}
        declared = CONTRACTS[name.removeprefix("stg_")].descriptions()
        assert said == {column: declared[column] for column in said}


def test_every_contract_is_a_dbt_source_and_counts_in_the_batch_facts() -> None:
    sources = yaml.safe_load((STAGING / "_staging__sources.yml").read_text("utf-8"))["sources"]
    landing = next(source for source in sources if source["name"] == "landing")
    assert {table["name"] for table in landing["tables"]} == set(CONTRACTS)
    batch = (PROJECT / "models" / "core" / "fct_batch.sql").read_text("utf-8")
    assert all(f"'{contract}'" in batch for contract in CONTRACTS)


# Steps of complaints by ISO 10002: one legal from receipt to a second closure, and one for each way to be wrong.
GOOD = (
    "received",
    "acknowledged",
    "response_offered",
    "rejected",
    "closed",
    "escalated",
    "reopened",
    "decision_communicated",
)
GOOD += ("accepted", "closed", "correction_verified")
BAD = {
    "not_received_first": ("acknowledged", "received"),
    "received_twice": ("received", "received"),
    "reopened_while_open": ("received", "reopened"),
    "step_after_closure": ("received", "closed", "assessed"),
    "answer_without_offer": ("received", "accepted"),
}


def steps(case: str, events: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return a complaint's log, one step an hour."""
    return [
        {
            "source_record_id": f"{case}-{hour}",
            "event_at": f"2026-03-04 {hour + 1:02d}:00",
            "complaint_record_id": case,
            "event_type": event,
        }
        for hour, event in enumerate(events)
    ]


def row(record: str, **columns: Any) -> dict[str, Any]:
    return {"source_record_id": record, "event_at": AT} | columns


def promise(record: str, valid_from: str, threshold: str, valid_to: str | None = None) -> dict[str, Any]:
    said = {"promise_key": "answer", "indicator": "hours", "threshold": threshold}
    return row(record, valid_from=valid_from, valid_to=valid_to, **said)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One or two rows of every contract, in one small home."""
    home = LandingHome(tmp_path_factory.mktemp("contracts"))
    home.reference("question", [question("q", "overall", "overall", (1, 5))])
    characteristics = [
        {"characteristic_key": key, "characteristic_group": "product", "is_overall": key == "overall", "position": 1}
        for key in ("overall", "speed", "staff")
    ]
    home.reference("characteristic", characteristics)
    home.reference("segment", [{"cut": "region", "cut_value": value, "position": 1} for value in ("north", "south")])
    home.settings["as_of"] = "2026-12-31"
    interviews = pd.DataFrame(
        {
            "source_record_id": ["i1", "i2"],
            "event_at": ["2026-01-05 09:00", "2026-03-05 09:00"],
            "respondent_key": ["person", "person"],
            "respondent_status": ["potential", "current"],
            "region": ["north", "south"],
            "q": [4, 5],
        }
    )
    home.batch("web", survey(interviews, [question("q", "overall", "overall", (1, 5))], ["region"]))
    home.batch("desk", {"complaint": [row("c1", customer_key="person", characteristic_key="speed", segments={})]})
    home.batch(
        "log", {"complaint_event": [*steps("good", GOOD), *(step for name in BAD for step in steps(name, BAD[name]))]}
    )
    group = {"session": "s", "theme": "waiting", "sentiment": "negative"}
    home.batch("group", {"focus_group_note": [row("r1|a", coder="a", **group), row("r1|b", coder="b", **group)]})
    score = {"study": "s", "competitor_key": "rival", "characteristic_key": "overall", "unit": "score_0_100"}
    home.batch("study", {"competitor_score": [row("k", estimate="61.5", period_start="2026-01-01", **score)]})
    home.batch("box", {"suggestion": [row("b", kind="praise", segments={"region": "north"})]})
    item = {"visit": "v", "site": "s", "characteristic_key": "staff", "segments": {}}
    items = [
        row("v1", item="1", points="3", applicable_points="4", **item),
        row("v2", item="2", points=None, applicable_points="0", **item),
    ]
    home.batch("mystery", {"mystery_visit_item": items})
    home.batch("post", {"letter": [row("l", segments={}, sentiment="positive")]})
    stars = {"platform": "p", "rating_min": "1", "rating_max": "5", "segments": {}}
    home.batch("stars", {"review": [row("g", rating="4", **stars)]})
    home.batch("activity", {"operation": [row("o", measure="calls", entity_key="own", value="7", period_start=AT)]})
    versions = [promise("p1", "2025-01-01", "48"), promise("p2", "2026-01-01", "24")]
    home.batch("code", {"promise": versions})
    return build(home.write(), "resource_type:seed", "path:models/staging", "+path:models/core", command="build")


def test_each_of_the_nine_methods_is_a_row_of_feedback(home: Path) -> None:
    found = query(home, "select * from core.fct_feedback")
    assert set(found["method"]) == METHODS
    assert set(found["contract"]) <= {model.contract for model in METHOD_CONTRACTS}
    assert len(found) == 2 + 1 + 2 + 1 + 1 + 2 + 1 + 1 + 1


def test_quantities_are_put_on_the_common_scale(home: Path) -> None:
    found = query(home, "select source_record_id, score_0_100 from core.fct_feedback").set_index("source_record_id")
    scores = found["score_0_100"].astype(float)
    # 4 of 1-5 is 75, 5 is 100; 3 of 4 points is 75; an item that could not be judged has no score.
    assert scores[["i1", "i2", "g", "k", "v1"]].tolist() == [75.0, 100.0, 75.0, 61.5, 75.0]
    assert scores[["v2", "c1", "b", "o"]].isna().all()


def test_the_organisations_own_view_is_not_the_customers(home: Path) -> None:
    found = query(home, "select distinct method, is_customer_voice from core.fct_feedback")
    assert set(found[~found["is_customer_voice"]]["method"]) == {"mystery_shopping", "operations"}


def test_a_promise_that_changed_has_two_versions_without_a_gap(home: Path) -> None:
    found = query(home, "select * from core.dim_promise order by version_number")
    assert found["threshold"].astype(float).tolist() == [48.0, 24.0]
    assert str(found["valid_to"][0])[:10] == "2025-12-31"
    assert found["is_current"].tolist() == [False, True]


def test_a_customer_who_moved_has_both_regions_in_time(home: Path) -> None:
    found = query(
        home,
        "select attribute, attribute_value, valid_from, valid_to from core.dim_customer__attribute order by all",
    )
    region = found[found["attribute"] == "region"]
    assert region["attribute_value"].tolist() == ["north", "south"]
    assert [str(day)[:10] for day in region["valid_from"]] == ["2026-01-05", "2026-03-05"]
    assert str(region["valid_to"].iloc[0])[:10] == "2026-03-04"
    customer = query(home, "select n_feedback, n_methods from core.dim_customer")
    assert customer.to_numpy().tolist() == [[3, 2]]


def test_steps_that_a_complaints_state_does_not_allow_are_named(home: Path) -> None:
    found = query(home, "select complaint_record_id, illegal_transition from core.fct_complaint_event")
    broken = found.dropna().groupby("complaint_record_id")["illegal_transition"].agg(list).to_dict()
    # A log that begins with another step breaks a second rule when the receipt follows.
    assert broken == {name: [name] for name in BAD} | {"not_received_first": ["not_received_first", "received_twice"]}
