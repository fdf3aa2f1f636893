"""What must agree in the parts of a profile that steer analyses: they name what is declared elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.profiles.checks import Problem, YamlPath, unknown
from ingest.profiles.models import Profile
from ingest.profiles.outcomes import REVIEW_RATING

FACT = "problem_experience"


def analysis_problems(profile: Profile) -> Iterator[Problem]:
    """Yield what the driver analysis, the outcomes and the unvoiced problem name and nothing declares."""
    yield from _drivers(profile)
    yield from _outcomes(profile)
    yield from _unvoiced(profile)


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


def _unvoiced(profile: Profile) -> Iterator[Problem]:
    unvoiced = profile.complaint_handling.unvoiced_problem
    if unvoiced is not None:
        yield from _fact(profile, "problem", unvoiced.problem_question, unvoiced.problem_values)
        yield from _fact(profile, "complained", unvoiced.complained_question, unvoiced.complained_values)


def _fact(profile: Profile, part: str, key: str, values: list[float]) -> Iterator[Problem]:
    path: YamlPath = ("complaint_handling", "unvoiced_problem")
    questions = {item.key: item for item in profile.questions}
    if key not in questions:
        yield unknown((*path, f"{part}_question"), "question", key, questions)
        return
    if questions[key].aspect != FACT:
        rule = f"'{key}' is asked as {questions[key].aspect}: what happened would be scored as a judgement"
        yield Problem((*path, f"{part}_question"), rule, f"give the question the aspect {FACT}")
    scale = profile.scales.get(questions[key].scale or "")
    if scale is None:
        return
    for value in values:
        if not scale.min <= value <= scale.max:
            action = f"name answers from {scale.min:g} to {scale.max:g}"
            yield Problem((*path, f"{part}_values"), f"{value:g} is not on the scale of '{key}'", action)
