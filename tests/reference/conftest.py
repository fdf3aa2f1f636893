"""Reference cases (data, convention, expected values, tolerance: one JSON file each) and how to compare with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "cases"


class Case(dict[str, Any]):
    """One reference case; ``check`` compares a computed number with the expected one at the case's tolerance."""

    def check(self, name: str, got: float, expected: float | None = None) -> None:
        """Assert that ``got`` is the case's ``name`` (or the given ``expected``) within that name's tolerance."""
        wanted = self["expected"][name] if expected is None else expected
        tolerance = self["tolerance"]
        absolute = tolerance.get("overrides", {}).get(name, {}).get("abs", tolerance["abs"])
        allowed = max(absolute, tolerance["rel"] * abs(wanted))
        assert abs(float(got) - wanted) <= allowed, (
            f"{self['id']} {name}: got {got!r}, expected {wanted!r} within {allowed}"
        )


def load_case(name: str) -> Case:
    """Return a case, or skip where the cases are not beside the checkout."""
    file = CASES / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"the reference cases are not here: no shared/reference/cases/{file.name} beside the checkout")
    return Case(json.loads(file.read_text("utf-8")))


@pytest.fixture(scope="session")
def case() -> Callable[[str], Case]:
    """Return the loader of reference cases."""
    return load_case
