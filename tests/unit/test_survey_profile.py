"""Indices of a profile: what reaches the reference tables, and each contradiction that is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.profiles import ProfileError, load_profile
from ingest.reference import reference_rows
from tests.fixtures_profile import PROFILE, write_profile

INDEX = """
indices:
  - key: service
    name: {en: "Service", fa: "خدمت"}
    weighting: declared
    items:
      - {characteristic: whole, aspect: overall, weight: 0.6}
      - {characteristic: staff, weight: 0.4}
sources:
"""


def with_index(text: str = INDEX) -> str:
    return PROFILE.replace("\nsources:\n", text, 1)


def test_items_and_names_reach_the_reference_tables(tmp_path: Path) -> None:
    rows = reference_rows(load_profile(write_profile(tmp_path, with_index())))
    assert rows["index_item"] == [
        ("service", "whole", "overall", 0.6, "declared", 0),
        ("service", "staff", "perception", 0.4, "declared", 1),
    ]
    assert ("characteristic.service", "fa", "خدمت") in rows["label"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("key: service", "key: staff", "the key 'staff' is in use"),
        ("aspect: overall, weight", "aspect: importance, weight", "no question asks the importance of 'whole'"),
        ("{characteristic: staff, weight: 0.4}", "{characteristic: whole, aspect: overall}", "stands twice"),
        ("weight: 0.6", "weight: 0.6000001", "more than six places"),
        ("weighting: declared", "weighting: equal", "the weights are not equal"),
        (', fa: "خدمت"', "", "no text in the declared language 'fa'"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = with_index(INDEX.replace(old, new))
    with pytest.raises(ProfileError, match=rule):
        load_profile(write_profile(tmp_path, text))


def test_items_on_different_scales_are_refused(tmp_path: Path) -> None:
    text = with_index().replace("\nquestions:", "\n  ten: {min: 1, max: 10}\nquestions:", 1)
    text = text.replace("aspect: perception, scale: five", "aspect: perception, scale: ten", 1)
    with pytest.raises(ProfileError, match="asked on different scales"):
        load_profile(write_profile(tmp_path, text))
