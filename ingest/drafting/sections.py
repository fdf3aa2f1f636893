"""The parts of a drafted profile above its sources as lines of YAML, each with comments that say what was seen.

Cells of columns that speak of persons, and texts, are never quoted. What is written was decided in ``ingest.drafting.decide``;
the source is written in ``ingest.drafting.records``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import yaml

from ingest.drafting.decide import Draft
from ingest.drafting.facts import SAMPLE_ROWS

_WIDE = sys.maxsize
_MOST_SEEN = 8


def q(text: object) -> str:
    """Return a scalar as YAML writes it: texts in quotation marks, so that nothing in them is taken for YAML."""
    if text is None:
        return "null"
    if isinstance(text, bool):
        return str(text).lower()
    if isinstance(text, int | float):
        return f"{text:g}"
    written: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_WIDE)
    return written.removesuffix("...\n").strip()


def remark(text: str) -> str:
    """Return a text fit for a comment: one line without control characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def label(draft: Draft, text: str) -> str:
    """Return a label in the draft's language."""
    return f"{{{draft.language}: {q(remark(text) or '?')}}}"


def flow(codes: Mapping[str, str | None]) -> str:
    """Return codes and what they become, as a YAML mapping on one line."""
    return "{" + ", ".join(f"{q(code)}: {q(value)}" for code, value in codes.items()) + "}"


def organisation_lines(draft: Draft) -> list[str]:
    """Return everything above the sources."""
    lines = _opening(draft) + _organisation(draft) + _characteristics(draft) + _segmentations(draft)
    return lines + _scales(draft) + _questions(draft) + _lists(draft) + _reporting(draft)


def _opening(draft: Draft) -> list[str]:
    rows = max((column.facts.rows for column in draft.columns), default=0)
    bound = "the first " if rows == SAMPLE_ROWS else ""
    lines = [
        f"# A draft from {remark(draft.file.name)}, {bound}{rows:,} rows, {len(draft.columns)} columns.",
        "# It is a start, not a decision: read every comment, answer every TODO, correct the names, and look at",
        "# 'satisfaction profile check' after each change. What became of each column:",
        "#",
    ]
    width = min(max((len(remark(column.header)) for column in draft.columns), default=0), 40)
    for column in draft.columns:
        blank = column.facts.rows - column.facts.filled
        blanks = f", {column.facts.share(blank)} blank" if blank and column.facts.filled else ""
        name = remark(column.header)[:60].ljust(width)
        lines.append(f"#   {name}  {column.role}: {remark(column.why)}{blanks} → {draft.use_of(column)}")
    return [*lines, "profile_version: 1", ""]


def _organisation(draft: Draft) -> list[str]:
    seen = f"Texts are mostly '{draft.text_language}', column" if draft.text_language else "Column"
    return [
        "organisation:",
        "  id: my_organisation  # TODO: a short key of your own",
        f"  name: {label(draft, 'My organisation')}  # TODO",
        "  kind: private  # TODO: private, public or voluntary",
        "  timezone: UTC  # TODO: for example Europe/Madrid; dates in the file are taken to be local",
        f"  # {seen} names '{draft.language}'. For a report in several languages add en, ca, fa here and to every label.",
        f"  languages: [{draft.language}]",
        f"  default_language: {draft.language}",
        "",
    ]


def _characteristics(draft: Draft) -> list[str]:
    lines = ["# What customers judge. TODO check the groups: product, delivery or organisation.", "characteristics:"]
    listed = draft.characteristics | dict(draft.codes.get("characteristics", []))
    for key, name in listed.items():
        group = "organisation, is_overall: true" if key == "overall" else "product"
        lines.append(f"  - {{key: {key}, name: {label(draft, name)}, group: {group}}}")
    return [*lines, ""]


def _segmentations(draft: Draft) -> list[str]:
    lines = ["# Cuts of the customers: columns with few different values.", "segmentations:"] if draft.segments else []
    for segment in draft.segments:
        lines.append(f"  - key: {segment.key}")
        lines.append(f"    name: {label(draft, segment.column.facts.label or segment.column.header)}")
        lines.append("    values:")
        counts = dict(segment.column.facts.top)
        for value, key, name in segment.values:
            if key is not None:
                said = segment.column.facts.share(counts[value])
                lines.append(f"      - {{key: {q(key)}, name: {label(draft, name)}}}  # {said}")
    return [*lines, ""] if lines else []


def _scales(draft: Draft) -> list[str]:
    lines = ["scales:"] if draft.scales else []
    for key, scale in draft.scales.items():
        users = [(question.column, question.column.scale) for question in draft.questions if question.scale == key]
        lines.append(f"  {key}:")
        for column, guess in users[:_MOST_SEEN]:
            lines.append(f"    # {remark(column.header)}: seen {remark(guess.seen if guess else '')}")
        doubts = sorted({doubt for _, guess in users if guess for doubt in guess.doubts})
        lines += [f"    # TODO check: {doubt}" for doubt in doubts]
        lines += [f"    min: {scale.low}", f"    max: {scale.high}", "    direction: up  # TODO check: is more better?"]
        if scale.missing:
            lines.append("    # Codes for no answer: not_applicable, dont_know, refused, not_asked or blank.")
            lines.append(f"    missing: {flow(dict(sorted(scale.missing.items())))}")
    return [*lines, ""] if lines else []


def _questions(draft: Draft) -> list[str]:
    lines = ["# What was asked. TODO check characteristic and aspect.", "questions:"] if draft.questions else []
    for question in draft.questions:
        scale = f", scale: {question.scale}" if question.scale else ""
        wording = label(draft, question.column.facts.label or question.column.header)
        told = f"key: {question.key}, characteristic: {question.characteristic}, aspect: {question.aspect}{scale}"
        lines.append(f"  - {{{told}, wording: {wording}}}")
    return [*lines, ""] if lines else []


def _lists(draft: Draft) -> list[str]:
    lines: list[str] = []
    for name in ("themes", "competitors"):
        if name in draft.codes:
            lines.append(f"{name}:")
            lines += [f"  - {{key: {key}, name: {label(draft, value)}}}" for key, value in draft.codes[name]]
            lines.append("")
    if draft.measures:
        lines.append("operations:")
        for key, column in draft.measures:
            name = label(draft, column.facts.label or column.header)
            lines.append(f"  - {{key: {key}, name: {name}}}  # {column.why}")
        lines.append("")
    return lines


def _reporting(draft: Draft) -> list[str]:
    aspects = {question.aspect: question.characteristic for question in reversed(draft.questions) if question.scale}
    aspect = next((name for name in ("overall", "intention_to_recommend", "perception") if name in aspects), "overall")
    lines = ["reporting:", f"  headline_characteristic: {aspects.get(aspect, 'overall')}"]
    if aspect != "overall":
        lines.append(f"  headline_aspect: {aspect}  # no question on satisfaction in general was recognised")
    return [*lines, ""]


__all__ = ["flow", "label", "organisation_lines", "q", "remark"]
