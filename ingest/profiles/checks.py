"""What must agree inside a profile beyond the form of each part: references, labels, codes, formats.

Each check yields problems with the path of the part that is wrong. The form of the parts is in
``ingest.profiles.models``; checks of one source are in ``ingest.profiles.source_checks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.profiles.indices import index_problems
from ingest.profiles.models import Label, Profile

YamlPath = tuple[str | int, ...]
WITHOUT_SCALE = ("open_text", "priority_pick")
OWN, OVERALL, CAUSE = "own", "overall", "cause"


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where (path into the YAML), which rule, what to do."""

    path: YamlPath
    rule: str
    action: str


def problems(profile: Profile) -> Iterator[Problem]:
    """Yield everything that contradicts itself in a profile, most basic first."""
    from ingest.profiles.analysis_checks import analysis_problems
    from ingest.profiles.source_checks import source_problems

    yield from _organisation(profile)
    yield from _duplicates(profile)
    yield from _labels(profile)
    yield from _characteristics(profile)
    yield from _scales(profile)
    yield from _questions(profile)
    yield from index_problems(profile)
    yield from _reporting(profile)
    yield from _text_coding(profile)
    yield from analysis_problems(profile)
    yield from _signed_off(profile)
    yield from _recipients(profile)
    for position, source in enumerate(profile.sources):
        for problem in source_problems(profile, source):
            yield Problem(("sources", position, *problem.path), problem.rule, problem.action)


def unknown(path: YamlPath, kind: str, key: str, known: Iterable[str]) -> Problem:
    """Return the problem that a key refers to nothing."""
    listed = ", ".join(sorted(known)) or "none"
    return Problem(path, f"there is no {kind} '{key}'", f"declare it or choose one of: {listed}")


def check_timezone(path: YamlPath, name: str) -> Iterator[Problem]:
    """Yield a problem if a time zone is not in the IANA list."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(path, f"'{name}' is no IANA time zone", "write it like Europe/Madrid")


def _organisation(profile: Profile) -> Iterator[Problem]:
    organisation = profile.organisation
    if organisation.default_language not in organisation.languages:
        yield Problem(
            ("organisation", "default_language"),
            f"the default language '{organisation.default_language}' is not among the languages",
            "add it to organisation.languages or choose one of them",
        )
    yield from check_timezone(("organisation", "timezone"), organisation.timezone)


def _recipients(profile: Profile) -> Iterator[Problem]:
    for target, email in profile.publication.emails():
        for position, recipient in enumerate(email.recipients):
            if recipient.language and recipient.language not in profile.organisation.languages:
                yield Problem(
                    ("publication", "targets", target, "recipients", position, "language"),
                    f"the report has no language '{recipient.language}'",
                    f"choose one of: {', '.join(profile.organisation.languages)}",
                )


def _duplicates(profile: Profile) -> Iterator[Problem]:
    lists: dict[str, list[str]] = {
        "characteristics": [item.key for item in profile.characteristics],
        "segmentations": [item.key for item in profile.segmentations],
        "questions": [item.key for item in profile.questions],
        "competitors": [item.key for item in profile.competitors],
        "causes": [item.key for item in profile.causes],
        "themes": [item.key for item in profile.themes],
        "promises": [item.key for item in profile.promises],
        "operations": [item.key for item in profile.operations],
        "sources": [item.id for item in profile.sources],
    }
    for name, keys in lists.items():
        yield from _repeated((name,), keys)
    for position, cut in enumerate(profile.segmentations):
        yield from _repeated(("segmentations", position, "values"), [value.key for value in cut.values])
        if cut.key == OVERALL:
            yield Problem(("segmentations", position), "the key 'overall' means everybody", "choose another key")
        if cut.key == CAUSE:
            yield Problem(
                ("segmentations", position), "the key 'cause' means why people complain", "choose another key"
            )
    for position, rival in enumerate(profile.competitors):
        if rival.key == OWN:
            yield Problem(
                ("competitors", position), "the key 'own' means the organisation itself", "choose another key"
            )


def _repeated(path: YamlPath, keys: list[str]) -> Iterator[Problem]:
    for position, key in enumerate(keys):
        if key in keys[:position]:
            yield Problem((*path, position), f"the key '{key}' is used twice", "give each its own key")


def all_labels(profile: Profile) -> Iterator[tuple[YamlPath, Label, bool]]:
    """Yield every label of a profile with its path and whether it may be left out altogether."""
    yield ("organisation", "name"), profile.organisation.name, False
    for name in (
        "characteristics",
        "segmentations",
        "competitors",
        "causes",
        "themes",
        "promises",
        "operations",
        "sources",
        "events",
        "indices",
    ):
        for position, item in enumerate(getattr(profile, name)):
            yield (name, position, "name"), item.name, False
    for position, cut in enumerate(profile.segmentations):
        for place, value in enumerate(cut.values):
            yield ("segmentations", position, "values", place, "name"), value.name, False
    for position, question in enumerate(profile.questions):
        yield ("questions", position, "wording"), question.wording, True
    for key, scale in profile.scales.items():
        for point, label in scale.labels.items():
            yield ("scales", key, "labels", point), label, False
    if profile.complaint_rate:
        yield ("complaint_rate", "exposure_unit"), profile.complaint_rate.exposure_unit, False


def _labels(profile: Profile) -> Iterator[Problem]:
    for path, label, may_be_empty in all_labels(profile):
        if may_be_empty and not label:
            continue
        for language in profile.organisation.languages:
            if not label.get(language, "").strip():
                yield Problem(path, f"the label has no text in the declared language '{language}'", "add it")


def _characteristics(profile: Profile) -> Iterator[Problem]:
    parents = {item.key: item.parent for item in profile.characteristics}
    for position, item in enumerate(profile.characteristics):
        path: YamlPath = ("characteristics", position, "parent")
        if item.parent and item.parent not in parents:
            yield unknown(path, "characteristic", item.parent, parents)
            return
        seen, above = {item.key}, item.parent
        while above:
            if above in seen:
                yield Problem(
                    path, f"the characteristic '{item.key}' is its own ancestor", "correct the tree of parents"
                )
                return
            seen.add(above)
            above = parents.get(above)


def _scales(profile: Profile) -> Iterator[Problem]:
    for key, scale in profile.scales.items():
        if scale.min >= scale.max:
            yield Problem(("scales", key), "the lowest point is not below the highest", "exchange min and max")
        for code in scale.missing:
            if _number(code) is not None and scale.min <= float(code) <= scale.max:
                yield Problem(
                    ("scales", key, "missing", code),
                    f"the code '{code}' is declared as no answer but lies on the scale {scale.min:g} to {scale.max:g}",
                    "remove the code or correct the scale",
                )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _questions(profile: Profile) -> Iterator[Problem]:
    characteristics = {item.key for item in profile.characteristics}
    scale_of: dict[tuple[str, str, object], tuple[str | None, str]] = {}
    for position, question in enumerate(profile.questions):
        path: YamlPath = ("questions", position)
        if question.characteristic not in characteristics:
            yield unknown((*path, "characteristic"), "characteristic", question.characteristic, characteristics)
        if question.scale is not None and question.scale not in profile.scales:
            yield unknown((*path, "scale"), "scale", question.scale, profile.scales)
        if question.scale is None and question.aspect not in WITHOUT_SCALE:
            yield Problem(
                path, f"a question with the aspect '{question.aspect}' needs a scale", "name one under 'scale'"
            )
        same = (question.characteristic, question.aspect, question.valid_from)
        other = scale_of.setdefault(same, (question.scale, question.key))
        if other[0] != question.scale:
            yield Problem(
                path,
                f"'{other[1]}' and '{question.key}' measure the same at the same time on different scales",
                "give the newer one its 'valid_from', or another characteristic or aspect",
            )


def _reporting(profile: Profile) -> Iterator[Problem]:
    characteristics = {item.key for item in profile.characteristics}
    operations = {item.key for item in profile.operations}
    headline = profile.reporting.headline_characteristic
    if headline not in characteristics:
        yield unknown(("reporting", "headline_characteristic"), "characteristic", headline, characteristics)
    for position, target in enumerate(profile.targets):
        if target.characteristic is not None and target.characteristic not in characteristics:
            yield unknown(
                ("targets", position, "characteristic"), "characteristic", target.characteristic, characteristics
            )
    if profile.complaint_rate:
        for name in ("count_measure", "exposure_measure"):
            measure = getattr(profile.complaint_rate, name)
            if measure is not None and measure not in operations:
                yield unknown(("complaint_rate", name), "operation", measure, operations)
    yield from _charted_ratios(profile, operations)
    for position, event in enumerate(profile.events):
        if event.until and event.until < event.date:
            yield Problem(("events", position, "until"), "the event ends before it begins", "exchange the dates")


def _charted_ratios(profile: Profile, operations: set[str]) -> Iterator[Problem]:
    counted = operations | {"complaints"} | {f"complaints:{cause.key}" for cause in profile.causes}
    for position, ratio in enumerate(profile.control_charts.ratios):
        path = ("control_charts", "ratios", position)
        if ratio.count not in counted:
            yield unknown((*path, "count"), "operation", ratio.count, counted)
        if ratio.exposure not in operations:
            yield unknown((*path, "exposure"), "operation", ratio.exposure, operations)


def _text_coding(profile: Profile) -> Iterator[Problem]:
    themes = {item.key for item in profile.themes}
    for key in profile.text_coding.code_book_themes:
        if key not in themes:
            yield unknown(("text_coding", "code_book_themes", key), "theme", key, themes)


def _signed_off(profile: Profile) -> Iterator[Problem]:
    sources = {source.id for source in profile.sources}
    for position, item in enumerate(profile.signed_off):
        if item.source is not None and item.source not in sources:
            yield unknown(("signed_off", position, "source"), "source", item.source, sources)


__all__ = ["Problem", "all_labels", "check_timezone", "problems", "unknown"]
