"""What the live view tells."""

from __future__ import annotations

import pytest

from orchestration.progress import readable, sentence


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
