"""A delivery re-opens the months whose weights change with it, and those only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from expectations.occasions import with_whole_occasions
from tests.fixtures_landing import LandingHome


def interviews(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_record_id", "wave", "event_at"]).assign(
        event_at=lambda frame: pd.to_datetime(frame["event_at"])
    )


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> LandingHome:
    """Return two waves of two months each, a survey without waves, a register and a margin."""
    home = LandingHome(tmp_path_factory.mktemp("occasions"))
    waves = interviews(
        ("1", "w1", "2026-01-10"), ("2", "w1", "2026-02-10"), ("3", "w2", "2026-03-10"), ("4", "w2", "2026-04-10")
    )
    home.batch("panel", {"survey_response": waves})
    home.batch("web", {"survey_response": interviews(("1", None, "2026-01-10"), ("2", None, "2026-06-10"))})
    units = interviews(("1", "w2", "2026-05-02")).assign(survey_source_id="panel", disposition="1.1")
    home.batch("register", {"sample_unit": units})
    margin = pd.DataFrame({"source_record_id": ["1"], "event_at": pd.to_datetime(["2025-12-31"]), "cut": "region"})
    home.batch("margins", {"population_margin": margin.assign(cut_value="north", as_of=pd.Timestamp("2025-12-31"))})
    return home


def reopened(landing: LandingHome, months: list[str], weighted: set[str], *changed: str) -> list[str]:
    batches = landing.ledger["batch"]
    new = [batch for batch in batches if batch["source_id"] in changed]
    return with_whole_occasions(Path(landing.path), months, weighted, new, batches)


def test_a_touched_month_re_opens_its_whole_wave(landing: LandingHome) -> None:
    assert reopened(landing, ["2026-02"], {"panel"}, "panel") == ["2026-01", "2026-02"]
    assert reopened(landing, ["2026-02", "2026-03"], {"panel"}, "panel") == ["2026-01", "2026-02", "2026-03", "2026-04"]


def test_without_waves_or_weights_a_month_stands_alone(landing: LandingHome) -> None:
    assert reopened(landing, ["2026-06"], {"web"}, "web") == ["2026-06"]
    assert reopened(landing, ["2026-02"], set(), "panel") == ["2026-02"]


def test_sampled_units_re_open_the_wave_that_they_were_drawn_for(landing: LandingHome) -> None:
    assert reopened(landing, ["2026-05"], {"panel"}, "register") == ["2026-03", "2026-04", "2026-05"]


def test_a_margin_re_opens_every_month_of_the_weighted_sources(landing: LandingHome) -> None:
    assert reopened(landing, ["2025-12"], {"web"}, "margins") == ["2025-12", "2026-01", "2026-06"]
