"""What must agree in the parts of a profile that steer analyses: drivers and outcomes name what is declared elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.profiles.checks import Problem, unknown
from ingest.profiles.models import Profile
from ingest.profiles.outcomes import REVIEW_RATING


def analysis_problems(profile: Profile) -> Iterator[Problem]:
    """Yield what the driver analysis and the outcomes name and nothing declares."""
    yield from _drivers(profile)
    yield from _outcomes(profile)


def _drivers(profile: Profile) -> Iterator[Problem]:
    characteristics = {item.key for item in profile.characteristics}
    cuts = {item.key for item in profile.segmentations}
    for position, key in enumerate(profile.drivers.characteristics):
        path = ("drivers", "characteristics", position)
        if key not in characteristics:
            yield unknown(path, "characteristic", key, characteristics)
        elif key == profile.reporting.headline_characteristic:
            action = "leave it out of drivers.characteristics"
            yield Problem(path, f"'{key}' is the judgement that drivers are set against", action)
    for position, key in enumerate(profile.drivers.cuts):
        if key not in cuts:
            yield unknown(("drivers", "cuts", position), "segmentation", key, cuts)


def _outcomes(profile: Profile) -> Iterator[Problem]:
    measures = {item.key for item in profile.operations}
    seen: set[str] = set()
    for position, outcome in enumerate(profile.outcomes):
        if outcome.key in seen:
            yield Problem(("outcomes", position), f"'{outcome.key}' is declared twice", "remove one")
        seen.add(outcome.key)
        if outcome.measure not in measures | {REVIEW_RATING}:
            yield unknown(("outcomes", position, "measure"), "operation measure", outcome.measure, measures)
        if outcome.per is not None and outcome.per not in measures:
            yield unknown(("outcomes", position, "per"), "operation measure", outcome.per, measures)
