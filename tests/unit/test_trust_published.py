"""What readers are shown of the ground that figures rest on: samples, deliveries, the standard, the yearly review."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd

from tests.unit.sql_models import PROJECT, run_model

CHECKOUT = PROJECT.parent
PAGES = CHECKOUT / "reports" / "pages" / "[language]"
QUARTER = {"period_type": "quarter", "period_start": "2026-07-01", "period_end": "2026-09-30"}


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its days as days."""
    for column in frame.columns:
        if column.endswith(("_start", "_end", "_on", "_date")):
            frame[column] = pd.to_datetime(frame[column]).dt.date
    return frame


def check(source: str, n: int, cut_value: str = "all", **more: Any) -> dict[str, Any]:
    figures = dict.fromkeys(
        ("observed", "reference_value", "estimate", "ci_low", "ci_high", "p_adjusted", "n_eff"), 0.5
    )
    words = {"ci_method": "t", "verdict": "differs", "caveat": "", "is_provisional": True, "signed_by_role": ""}
    key = {"validation_check": "sample_against_frame", "cut": "region", "cut_value": cut_value, "source_id": source}
    return {**QUARTER, **figures, **words, **key, "n": n, "signed_on": "2026-10-01", **more}


def validation(checks: list[dict[str, Any]], counts: list[tuple[str, str, int]], *, is_hidden: bool) -> pd.DataFrame:
    composition = [
        {**QUARTER, "source_id": source, "cut": "region", "cut_value": value, "n_value": n}
        for source, value, n in counts
    ]
    headline = {**QUARTER, "subject": "survey_answer", "aspect": "overall", "characteristic_key": "overall"}
    disclosure = [{**headline, "cut": "overall", "cut_value": "all", "is_hidden": is_hidden, "shows_missing": True}]
    tables = {
        "mart_validation": dated(pd.DataFrame(checks)),
        "mart_validation__composition": dated(pd.DataFrame(composition)),
        "mart_disclosure": dated(pd.DataFrame(disclosure)),
    }
    return run_model("published/pub_validation", tables).set_index(["source_id", "cut_value", "validation_check"])


def test_one_small_cell_hides_all_values_of_its_cut_in_every_source() -> None:
    checks = [check(source, 100, value) for source in ("web", "phone") for value in ("all", "north", "south")]
    counts = [("web", "north", 60), ("web", "south", 40), ("phone", "north", 91), ("phone", "south", 9)]
    shown = validation(checks, counts, is_hidden=False)["estimate"].notna()
    assert shown.xs("all", level="cut_value").all()
    assert not shown.drop("all", level="cut_value").any()


def test_weights_are_not_judged_in_public_where_the_headline_itself_is_hidden() -> None:
    weighted = {"validation_check": "weighted_against_unweighted", "cut": "overall"}
    checks = [check("web", 100, **weighted), check("web", 100)]
    for is_hidden in (False, True):
        found = validation(checks, [("web", "north", 100)], is_hidden=is_hidden)
        hidden = found["suppress_reason"].xs("weighted_against_unweighted", level="validation_check").iloc[0]
        assert (hidden == "small_base") == is_hidden
        assert found["estimate"].xs("sample_against_frame", level="validation_check").notna().all()


def test_a_sample_that_is_small_in_one_source_is_shown_of_none() -> None:
    numbers = dict.fromkeys(
        ("drawn_n", "response_rate", "response_rate_ci_low", "response_rate_ci_high", "n_eff", "deff"), 0.5
    ) | {
        "planned_margin": 0.1,
        "achieved_margin": 0.1,
        "n_strata": 1,
        "n_units": 1,
        "population_units": 1,
        "planned_n": 1,
    }
    row = {**QUARTER, **numbers, "sampling_kind": "probability", "design": "simple", "caveat": ""}
    for n, is_shown in ((9, False), (10, True)):
        frame = dated(pd.DataFrame([{**row, "source_id": "web", "n": 100}, {**row, "source_id": "phone", "n": n}]))
        assert run_model("published/pub_sample", {"mart_sample": frame})["n"].notna().all() == is_shown


def wilson(k: int, n: int) -> dict[str, float]:
    """Return Wilson's interval (1927) of a share, with its base."""
    z = 1.959963984540054
    middle, half = (k + z**2 / 2) / (n + z**2), z * math.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return {"ci_low": middle - half, "ci_high": middle + half, "n": n, "n_eff": float(n)}


def test_a_response_rate_is_held_against_the_period_before_by_newcombe() -> None:
    # Newcombe (1998), table II, case (a): 56/70 against 48/80, method 10: 0.2 (0.0524 to 0.3339).
    counts = dict.fromkeys(("partial", "refusal", "non_contact", "other", "not_eligible"), 0)
    row = {
        "measure": "M28_response_rate_1",
        "source_id": "phone",
        "stratum": "all",
        "period_type": "quarter",
        "ci_method": "wilson",
    }
    row |= {f"n_{name}": n for name, n in counts.items()} | {"verdict": None, "caveat": ""}
    before = row | {"period_start": "2026-04-01", "period_end": "2026-06-30", "estimate": 48 / 80, "n_complete": 48}
    now = row | {"period_start": "2026-07-01", "period_end": "2026-09-30", "estimate": 56 / 70, "n_complete": 56}
    before |= wilson(48, 80)
    now |= wilson(56, 70)
    found = run_model("published/pub_response_rate", {"mart_response_rate": dated(pd.DataFrame([before, now]))})
    last = found.sort_values("period_start").iloc[-1]
    assert (
        round(last["difference"], 4),
        round(last["difference_ci_low"], 4),
        round(last["difference_ci_high"], 4),
    ) == (
        0.2,
        0.0524,
        0.3339,
    )
    assert last["verdict"] == "improved"


def test_a_delivery_is_on_time_late_missing_or_older_than_its_connection() -> None:
    turns = [
        ("2026-06-30", "2026-07-10", True, False, "on_time"),
        ("2026-07-31", "2026-08-30", True, True, "late"),
        ("2026-08-31", None, False, None, "missing"),
        ("2026-05-31", "2026-07-01", True, None, "arrived"),
    ]
    frame = pd.DataFrame(
        [
            {"source_id": "web", "turn_end": end, "due_on": end, "landed_on": on, "is_delivered": came, "is_late": late}
            for end, on, came, late, _ in turns
        ]
    )
    frame["is_late"] = frame["is_late"].astype("boolean")
    health = pd.DataFrame([{"source_id": "web", "next_expected_on": "2026-10-31"}])
    found = run_model(
        "published/pub_delivery", {"mart_process__turn": dated(frame), "mart_source_health": dated(health)}
    ).set_index("due_on")["status"]
    assert {str(day)[:10]: status for day, status in found.items()} == {
        **{end: status for end, _, _, _, status in turns},
        "2026-10-31": "due",
    }


def test_who_decided_is_published_nowhere() -> None:
    names = re.compile(r"decided_by|signed_by\b|approved_by")
    for model in (PROJECT / "models" / "published").glob("*.sql"):
        assert not names.search(model.read_text("utf-8")), model.name


def standard() -> list[dict[str, str]]:
    with (PROJECT / "seeds" / "seed_standard.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_standard_names_every_requirement_once_and_only_pages_that_exist() -> None:
    rows = standard()
    assert [row["requirement"] for row in rows] == [f"R{number}" for number in range(1, 31)]
    pages = {path.stem for path in PAGES.glob("*.md")} | {path.parent.name for path in PAGES.glob("*/index.md")}
    pages = pages - {"index"} | {"front"}
    for row in rows:
        named = row["pages"].split()
        assert named, row["requirement"]
        assert set(named) <= pages, row["requirement"]


def test_coverage_is_counted_for_every_requirement_and_from_tables_that_dbt_sees() -> None:
    macro = (PROJECT / "macros" / "published" / "standard_evidence.sql").read_text("utf-8")
    model = (PROJECT / "models" / "published" / "pub_standard.sql").read_text("utf-8")
    assert re.findall(r"^ +'(R\d+)':", macro, re.MULTILINE) == [f"R{number}" for number in range(1, 31)]
    named = set(re.findall(r"'((?:pub|mart|fct)_\w+)'", macro))
    assert named <= set(re.findall(r"ref\('(\w+)'\)", model))


def test_the_standard_is_never_said_to_be_certified() -> None:
    with (PROJECT / "seeds" / "seed_label.csv").open(encoding="utf-8", newline="") as handle:
        texts = [row for row in csv.DictReader(handle) if row["label_key"].startswith("standard.")]
    assert len(texts) == 30
    for row in texts:
        assert not re.search(r"certif|گواهی", " ".join(row.values()), re.IGNORECASE), row["label_key"]


def test_every_decision_of_the_review_has_its_question() -> None:
    asked = (CHECKOUT / "reports" / "components" / "lib" / "pack.js").read_text("utf-8")
    keys = set(re.findall(r"'((?:action|question|purpose|target|benchmark|delivery)\.\w+)'", asked))
    with (PROJECT / "seeds" / "seed_ui_label.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["label_key"] for row in csv.DictReader(handle)}
    assert len(keys) >= 15
    assert {f"ui.ask.{key}" for key in keys} <= known


def glossary_terms() -> list[str]:
    page = (CHECKOUT / "reports" / "components" / "MethodsPage.svelte").read_text("utf-8")
    [terms] = re.findall(r"const TERMS = \[(.+?)\]", page)
    return re.findall(r"'(\w+)'", terms)


def test_the_glossary_explains_at_least_twenty_terms() -> None:
    with (PROJECT / "seeds" / "seed_ui_label.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["label_key"] for row in csv.DictReader(handle)}
    terms = glossary_terms()
    assert len(terms) >= 20
    assert {f"ui.glossary.{term}.{part}" for term in terms for part in ("term", "text")} <= known
    assert Path(PAGES / "methods.md").is_file()
