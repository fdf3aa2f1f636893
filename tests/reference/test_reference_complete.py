"""Every reference case is used: a case that no test of this folder names would be a promise that nobody keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reference.conftest import CASES

FOLDER = Path(__file__).resolve().parent


def test_every_case_is_named_by_a_reference_test() -> None:
    cases = {file.stem for file in CASES.glob("*.json")}
    if not cases:
        pytest.skip("the reference cases are not here: no shared/reference/cases beside the checkout")
    sources = "\n".join(file.read_text("utf-8") for file in FOLDER.glob("test_reference_*.py"))
    unused = sorted(case for case in cases if f'"{case}"' not in sources)
    assert not unused, f"no reference test names {', '.join(unused)}"
