"""What the live view tells."""

from __future__ import annotations

import pytest

from orchestration.progress import months_note, readable, sentence


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("orchestration.site.SiteError: Node is missing; run make install.\n", "Node is missing; run make install."),
        ("OSError: [Errno 28] No space left on device", "[Errno 28] No space left on device"),
        ("The file a.csv: is empty; send it again.", "The file a.csv: is empty; send it again."),
    ],
)
def test_an_error_is_told_without_its_class(message: str, told: str) -> None:
    assert sentence(message) == told


def test_steps_read_like_places() -> None:
    assert readable("landing__survey_web") == "landing / survey_web"


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ("all", "all months recomputed"),
        ([], "no month recomputed"),
        (["2026-09"], "1 month recomputed: 2026-09"),
        (["2026-08", "2026-09"], "2 months recomputed: 2026-08, 2026-09"),
        ([f"2025-{month:02d}" for month in range(1, 13)], "12 months recomputed: 2025-01 to 2025-12"),
    ],
)
def test_a_run_says_which_months_it_recomputed(months: list[str] | str, told: str) -> None:
    assert months_note(months) == told
