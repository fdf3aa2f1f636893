"""Every rule that a landed row must keep, declared once, as an expectation.

A rule is derived from a contract's columns and from what the profile declares. Its expectation is what Great
Expectations checks (``expectations.suites``); ``expectations.predicates`` derives from the same declaration the SQL
that finds the rows. Helper columns that rules name (``given_…``, ``unread_…``, ``segment_…``) are made in
``expectations.batch_view``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from ingest.contracts import CONTRACTS, Column
from ingest.profiles.models import Profile, Source

NOT_NULL = "expect_column_values_to_not_be_null"
NULL = "expect_column_values_to_be_null"
IN_SET = "expect_column_values_to_be_in_set"
BETWEEN = "expect_column_values_to_be_between"
AT_LEAST = "expect_column_pair_values_a_to_be_greater_than_b"

UNREADABLE_ROW = "unreadable_row"
FOUND = re.compile(r"(?: in|:)? ?'?\{found\}'?")
EARLIEST = dt.datetime(1990, 1, 1)
WEIGHT_FACTOR = 1000
DECLARED_UNDER = {
    "characteristic": "characteristics",
    "question": "questions",
    "competitor": "competitors",
    "cause": "causes",
    "theme": "themes",
    "operation": "operations",
}
BOOKKEEPING = ("source_id", "batch_id", "source_row", "unparsed")
PLANS = ("quality_level",)
ALWAYS = "true"
SMALL_SKEW = "arrived_at + interval 2 days >= {column}"
# What a register may hold once only; where several lines say it, nobody knows which holds.
ONCE: dict[str, tuple[str, ...]] = {
    "expectation": ("expectation_id", "cut", "cut_value", "valid_from"),
    "promise": ("promise_key", "valid_from"),
    "programme": ("programme_key", "valid_from"),
    "improvement_action": ("action_key",),
    "population_margin": ("cut", "cut_value", "as_of"),
}
# Times that cannot lie before what the record's own event_at says.
FOLLOWING = {
    "review": ("replied_at", "edited_at"),
    "dispute": ("responded_at", "closed_at"),
    "suggestion": ("box_emptied_at",),
}
AAPOR_CODE = r"[1-4](\.[0-9]{1,4}|[0-9]{2,4})"
CURRENCY_CODE = "[A-Z]{3}"
CODES = {"disposition": (AAPOR_CODE, "a disposition code of AAPOR"), "currency": (CURRENCY_CODE, "an ISO 4217 code")}
SHARE_TOLERANCE = 0.01
ISO_639_1 = tuple(
    re.findall(
        r"\w+",
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
        "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
        "lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
        "rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
        "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ",
    )
)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        rule_id: its kind, or ``kind.column`` where several columns have a rule of that kind.
        contract: the contract whose rows it judges.
        column: the contract column that a person would look at.
        expectation: Great Expectations' name of the expectation, and ``kwargs`` its arguments.
        severity: ``row`` quarantines the source row, ``batch`` holds the delivery.
        message: what is wrong, in plain language; ``{found}`` stands for the value.
        shown: columns of the checked batch whose values tell what was found.
        hidden: the value may speak of a person and is never shown.
        waivable: SQL over the checked batch that says when a person may accept a row in spite of this rule; empty: never.
    """

    rule_id: str
    contract: str
    column: str
    expectation: str
    kwargs: dict[str, Any]
    message: str
    severity: Literal["row", "batch"] = "row"
    shown: tuple[str, ...] = field(default=())
    hidden: bool = False
    waivable: str = ""

    @property
    def kind(self) -> str:
        """The rule id without its column: the key that texts are looked up by."""
        return self.rule_id.split(".", 1)[0]

    @property
    def description(self) -> str:
        """What no row may show, without a value."""
        return f"Never: {FOUND.sub('', self.message)}"


def is_typed(column: Column) -> bool:
    """Return whether text may fail to become a value of the column."""
    return not column.sql_type.startswith(("VARCHAR", "MAP"))


def readable_columns(contract: str) -> list[str]:
    """Return the contract's columns that a source's text may fail to become."""
    columns = CONTRACTS[contract].columns()
    return [name for name, column in columns.items() if is_typed(column) and name not in BOOKKEEPING]


def required_columns(contract: str, source: Source) -> list[str]:
    """Return the columns without which a row is quarantined, with those that the sampling design needs."""
    columns = CONTRACTS[contract].columns()
    found = [name for name, column in columns.items() if column.required and name not in BOOKKEEPING]
    if contract == "survey_response":
        found += ["stratum"] * source.sampling.stratified + ["psu"] * source.sampling.clustered
    return found


def row_rules(contract: str, source: Source, profile: Profile, companions: Iterable[str] = ()) -> list[Rule]:
    """Return the row rules of one contract of one source.

    Args:
        contract: a key of ``CONTRACTS``.
        source: its sampling design decides whether stratum and PSU are required.
        profile: declares the vocabularies.
        companions: the other contracts of the same delivery; rules between contracts need both.
    """
    rules = [*_missing(contract, source), *_unreadable(contract), *_vocabularies(contract, profile)]
    rules += [*_ranges(contract), *_times(contract), _key_conflict(contract)]
    rules += [*_people(contract, profile), *_registers(contract, profile), *_codes(contract)]
    rules += CONTRACT_RULES.get(contract, _no_further_rules)(profile, set(companions))
    return rules


def batch_rules(contract: str) -> list[Rule]:
    """Return the rules that a delivery keeps as a whole: all columns of the contract, and at least one row."""
    columns = list(CONTRACTS[contract].columns())
    return [
        Rule(
            "columns_differ",
            contract,
            "",
            "expect_table_columns_to_match_set",
            {"column_set": columns, "exact_match": False},
            "The landed columns are not the contract's.",
            "batch",
        ),
        Rule(
            "no_rows",
            contract,
            "",
            "expect_table_row_count_to_be_between",
            {"min_value": 1},
            "The delivery has no row.",
            "batch",
        ),
    ]


def rules_of(contracts: Iterable[str], source: Source, profile: Profile) -> dict[str, list[Rule]]:
    """Return the row rules of all contracts of one delivery, by contract."""
    contracts = list(contracts)
    return {name: row_rules(name, source, profile, set(contracts) - {name}) for name in contracts}


def fingerprint(rules: dict[str, list[Rule]], limit: float) -> str:
    """Return a hash of what a delivery is judged by: another profile or rule means judging again."""
    declared = {name: [asdict(rule) for rule in some] for name, some in sorted(rules.items())}
    text = json.dumps([declared, limit], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _missing(contract: str, source: Source) -> list[Rule]:
    return [
        Rule(f"missing.{name}", contract, name, NOT_NULL, {"column": f"given_{name}"}, f"{name} is missing.")
        for name in required_columns(contract, source)
    ]


def _unreadable(contract: str) -> list[Rule]:
    columns = CONTRACTS[contract].columns()
    rules = [
        Rule(
            f"unreadable.{name}",
            contract,
            name,
            NULL,
            {"column": f"unread_{name}"},
            f"{name} '{{found}}' cannot be read as {_as_words(columns[name].sql_type)}.",
            shown=(f"unread_{name}",),
            hidden=columns[name].personal,
        )
        for name in readable_columns(contract)
    ]
    whole = "The line cannot be told apart into the columns of the header: {found}."
    rules.append(Rule(UNREADABLE_ROW, contract, "", NULL, {"column": "unread_row"}, whole, shown=("unread_row",)))
    return rules


def _as_words(sql_type: str) -> str:
    words = {"TIMESTAMP": "a date", "DATE": "a date", "BIGINT": "a whole number", "BOOLEAN": "yes or no"}
    return words.get(sql_type, "a number that fits")


def vocabulary(column: Column, profile: Profile) -> list[str] | None:
    """Return the values that a column may hold, from the contract or the profile; None where any is allowed."""
    if column.vocabulary is not None:
        return list(column.vocabulary)
    if column.references is None:
        return None
    declared: Sequence[Any] = getattr(profile, DECLARED_UNDER[column.references])
    keys = [item.key for item in declared]
    return ["own", *keys] if column.references == "competitor" else keys


def _in_list(contract: str, column: str, values: Sequence[str], where: str, checked: str | None = None) -> Rule:
    return Rule(
        f"unknown_value.{column}",
        contract,
        column,
        IN_SET,
        # An empty list would let everything pass, in Great Expectations and in SQL alike.
        {"column": checked or column, "value_set": list(values) or ["(none is declared)"]},
        f"{column} '{{found}}' is not {where}.",
        shown=(checked or column,),
        hidden=CONTRACTS[contract].columns()[column].personal,
    )


def _vocabularies(contract: str, profile: Profile) -> list[Rule]:
    rules = [_in_list(contract, "language", ISO_639_1, "a language code of ISO 639-1")]
    for name, column in CONTRACTS[contract].columns().items():
        values = vocabulary(column, profile)
        if values is not None:
            where = (
                f"declared under {DECLARED_UNDER[column.references]} in the profile"
                if column.references
                else _one_of(values)
            )
            rules.append(_in_list(contract, name, values, where))
    return rules


def _one_of(values: Sequence[str]) -> str:
    return f"one of {', '.join(values)}"


def _ranges(contract: str) -> list[Rule]:
    rules = []
    for name, column in CONTRACTS[contract].columns().items():
        if column.strictly_positive:
            rules.append(_between(contract, "not_positive", name, "must be above zero", min_value=0, strict_min=True))
        elif column.minimum is not None:
            least = int(column.minimum)
            rules.append(_between(contract, "below_minimum", name, f"must not be below {least}", min_value=least))
        if column.maximum is not None:
            most = int(column.maximum)
            rules.append(_between(contract, "above_maximum", name, f"must not be above {most}", max_value=most))
    return rules


def _between(contract: str, kind: str, name: str, must: str, **bounds: Any) -> Rule:
    message = f"{name} {{found}} {must}."
    return Rule(f"{kind}.{name}", contract, name, BETWEEN, {"column": name, **bounds}, message, shown=(name,))


def _not_before(
    contract: str, kind: str, column: str, later: str, earlier: str, message: str, waivable: str = ""
) -> Rule:
    kwargs = {"column_A": later, "column_B": earlier, "or_equal": True, "ignore_row_if": "either_value_is_missing"}
    other = earlier if column == later else later
    return Rule(kind, contract, column, AT_LEAST, kwargs, message, shown=(column, other), waivable=waivable)


def _times(contract: str) -> list[Rule]:
    rules = [
        Rule(
            "before_1990",
            contract,
            "event_at",
            BETWEEN,
            {"column": "event_at", "min_value": EARLIEST},
            "event_at {found} is before 1990.",
            shown=("event_at",),
            waivable=ALWAYS,
        ),
    ]
    rules += [_in_the_future(contract, name) for name in _moments(contract)]
    columns = CONTRACTS[contract].columns()
    for kind, first, last in (
        ("period_reversed", "period_start", "period_end"),
        ("validity_reversed", "valid_from", "valid_to"),
    ):
        if last in columns:
            rules.append(_not_before(contract, kind, last, last, first, f"{last} lies before {first}: {{found}}."))
    for name in FOLLOWING.get(contract, ()):
        message = f"{name} lies before event_at: {{found}}."
        rules.append(_not_before(contract, f"before_event.{name}", name, name, "event_at", message, ALWAYS))
    return rules


def _moments(contract: str) -> list[str]:
    """The contract's times that have passed when a file arrives; a plan's event_at may lie ahead."""
    times = [name for name, column in CONTRACTS[contract].columns().items() if column.sql_type == "TIMESTAMP"]
    return [name for name in times if not (name == "event_at" and contract in PLANS)]


def _in_the_future(contract: str, name: str) -> Rule:
    kind = "in_the_future" if name == "event_at" else f"in_the_future.{name}"
    message = f"{name} lies after the arrival of the file: {{found}}."
    return _not_before(contract, kind, name, "arrived_at", name, message, SMALL_SKEW.format(column=name))


def _key_conflict(contract: str) -> Rule:
    key = ", ".join(CONTRACTS[contract].key[1:])
    message = f"The same {key} comes with other content in {{found}}."
    return Rule(
        "key_conflict",
        contract,
        "source_record_id",
        NULL,
        {"column": "conflicting_line"},
        message,
        shown=("conflicting_line",),
    )


def _is_true(contract: str, kind: str, column: str, helper: str, message: str, expected: bool = True) -> Rule:
    return Rule(kind, contract, column, IN_SET, {"column": helper, "value_set": [expected]}, message)


def _people(contract: str, profile: Profile) -> list[Rule]:
    """Rules of every contract that says whom a row is about: staff, and the segments it belongs to."""
    columns = CONTRACTS[contract].columns()
    rules = _segment_rules(contract, profile) if "segments" in columns else []
    return [*rules, _staff(contract)] if "is_internal" in columns else rules


def _registers(contract: str, profile: Profile) -> list[Rule]:
    """Rules of every contract with declared pairs of cut and value, with versions, or with references to sources."""
    columns = CONTRACTS[contract].columns()
    rules = []
    if {"cut", "cut_value"} <= set(columns):
        pairs = ["overall=all", *(f"{cut.key}={value.key}" for cut in profile.segmentations for value in cut.values)]
        where = "declared for its segmentation in the profile"
        rules.append(_in_list(contract, "cut_value", pairs, where, checked="cut_and_value"))
    if contract in ONCE:
        said = ", ".join(ONCE[contract])
        message = f"The same {said} stands in {{found}} as well."
        rules.append(_is_null(contract, "stated_twice", ONCE[contract][0], "stated_in", message))
    for name in ("survey_source_id", "origin_source_id"):
        if name in columns:
            ids = [source.id for source in profile.sources]
            rules.append(_in_list(contract, name, ids, "a source of the profile"))
    return rules


def _codes(contract: str) -> list[Rule]:
    columns = CONTRACTS[contract].columns()
    return [
        replace(
            _is_true(contract, f"not_a_code.{name}", name, f"is_code_{name}", f"{name} '{{found}}' is not {what}."),
            shown=(name,),
        )
        for name, (_, what) in CODES.items()
        if name in columns
    ]


def _is_null(contract: str, kind: str, column: str, helper: str, message: str) -> Rule:
    return Rule(kind, contract, column, NULL, {"column": helper}, message, shown=(helper,))


def _staff(contract: str) -> Rule:
    message = "The person is staff; the standard asks customers."
    return _is_true(contract, "staff", "is_internal", "is_internal", message, expected=False)


def _segment_rules(contract: str, profile: Profile) -> list[Rule]:
    rules = [
        Rule(
            f"unknown_segment.{cut.key}",
            contract,
            "segments",
            IN_SET,
            {
                "column": f"segment_{cut.key}",
                "value_set": [value.key for value in cut.values] or ["(none is declared)"],
            },
            f"Segmentation {cut.key} has a value '{{found}}' that the profile does not declare.",
            shown=(f"segment_{cut.key}",),
        )
        for cut in profile.segmentations
    ]
    message = "The row has a segmentation that the profile does not declare: '{found}'."
    undeclared = {"column": "undeclared_segmentation"}
    rules.append(
        Rule(
            "undeclared_segmentation",
            contract,
            "segments",
            NULL,
            undeclared,
            message,
            shown=("undeclared_segmentation",),
        )
    )
    return rules


def _survey_response(_: Profile, companions: set[str]) -> list[Rule]:
    name = "survey_response"
    rules = [
        _not_before(
            name,
            "ended_before_started",
            "ended_at",
            "ended_at",
            "started_at",
            "The interview ended before it started: {found}.",
            ALWAYS,
        ),
        _not_before(
            name,
            "weight_too_large",
            "base_weight",
            "weight_limit",
            "base_weight",
            f"The weight is more than {WEIGHT_FACTOR} times the delivery's median weight: {{found}}.",
            ALWAYS,
        ),
    ]
    if "survey_answer" in companions:
        rules.append(
            _is_true(name, "no_answer", "source_record_id", "has_answer", "The interview has not a single answer.")
        )
    return rules


def _survey_answer(_: Profile, companions: set[str]) -> list[Rule]:
    name = "survey_answer"
    rules = [
        _not_before(name, "below_scale", "value", "value", "scale_min", "The answer lies below its scale: {found}."),
        _not_before(name, "above_scale", "value", "scale_max", "value", "The answer lies above its scale: {found}."),
        _is_true(name, "scale_missing", "scale_max", "has_scale", "The answer is a number without a scale."),
        _is_true(
            name, "empty_answer", "value", "is_answered", "There is neither an answer nor a reason for its absence."
        ),
        _is_true(
            name,
            "answer_and_missing_code",
            "missing_code",
            "is_contradiction",
            "There is an answer and a reason for its absence.",
            expected=False,
        ),
    ]
    if "survey_response" in companions:
        message = "The answer belongs to no interview of the delivery."
        rules.append(_is_true(name, "answer_without_interview", "source_record_id", "has_interview", message))
    return rules


def _complaint(_: Profile, __: set[str]) -> list[Rule]:
    happened = "The problem arose after the complaint was received: {found}."
    return [
        _not_before("complaint", "occurred_after_received", "occurred_at", "event_at", "occurred_at", happened, ALWAYS)
    ]


def _competitor_score(_: Profile, __: set[str]) -> list[Rule]:
    name = "competitor_score"
    above = "The estimate is above what its unit allows: {found}."
    return [
        _between(name, "below_minimum", "estimate", "must not be below 0", min_value=0),
        _not_before(name, "above_maximum.estimate", "estimate", "estimate_limit", "estimate", above),
    ]


def _operation(profile: Profile, _: set[str]) -> list[Rule]:
    entities = ["own", *(item.key for item in profile.competitors)]
    return [_in_list("operation", "entity_key", entities, "'own' or a competitor of the profile")]


def _no_text(contract: str, message: str) -> Rule:
    return Rule("no_text", contract, "verbatim_original", NOT_NULL, {"column": "given_text"}, message, hidden=True)


def _suggestion(_: Profile, __: set[str]) -> list[Rule]:
    return [_no_text("suggestion", "The card has no text.")]


def _letter(_: Profile, __: set[str]) -> list[Rule]:
    return [_no_text("letter", "The letter has no text.")]


def _review(_: Profile, __: set[str]) -> list[Rule]:
    name = "review"
    below, above = "The rating lies below its scale: {found}.", "The rating lies above its scale: {found}."
    return [
        _not_before(name, "below_scale.rating", "rating", "rating", "rating_min", below),
        _not_before(name, "above_scale.rating", "rating", "rating_max", "rating", above),
        _is_true(name, "scale_missing.rating", "rating_max", "has_scale", "The rating is a number without a scale."),
        _no_text(name, "There is neither a rating nor a text."),
    ]


def _mystery_visit_item(_: Profile, __: set[str]) -> list[Rule]:
    name = "mystery_visit_item"
    above = "More points were given than the item has: {found}."
    return [
        _not_before(name, "above_applicable_points", "points", "applicable_points", "points", above),
        _is_true(
            name,
            "points_without_item",
            "points",
            "is_scored_in_vain",
            "Points were given for an item that did not apply.",
            expected=False,
        ),
        _is_true(name, "not_scored", "points", "is_judged", "The item applied and has no points."),
    ]


def _dispute(_: Profile, __: set[str]) -> list[Rule]:
    name = "dispute"
    closed, still_open = "The dispute is closed without an outcome.", "The dispute has an outcome and is still open."
    return [
        _is_true(name, "closed_without_outcome", "outcome", "is_closed_in_silence", closed, expected=False),
        _is_true(name, "outcome_while_open", "closed_at", "is_decided_while_open", still_open, expected=False),
    ]


def _improvement_action(_: Profile, __: set[str]) -> list[Rule]:
    name = "improvement_action"
    done = "done_on lies before started_on: {found}."
    registered = "The measure was fixed after the action had started: {found}."
    return [
        _not_before(name, "done_before_started", "done_on", "done_on", "started_on", done),
        _not_before(name, "registered_after_start", "registered_on", "started_on", "registered_on", registered),
    ]


def _population_margin(_: Profile, __: set[str]) -> list[Rule]:
    name = "population_margin"
    one = "There must be either a count or a share."
    whole = f"The shares of this cut and day sum to {{found}}, not to 1 (within {SHARE_TOLERANCE})."
    return [
        _is_true(name, "count_or_share", "population_share", "is_one_figure", one),
        Rule(
            "shares_not_whole",
            name,
            "population_share",
            BETWEEN,
            {"column": "share_sum", "min_value": 1 - SHARE_TOLERANCE, "max_value": 1 + SHARE_TOLERANCE},
            whole,
            shown=("share_sum",),
        ),
    ]


def _programme(_: Profile, __: set[str]) -> list[Rule]:
    message = "The profile declares no source '{found}'."
    return [_is_null("programme", "unknown_value.source_ids", "source_ids", "undeclared_sources", message)]


def _no_further_rules(_: Profile, __: set[str]) -> list[Rule]:
    return []


CONTRACT_RULES: dict[str, Callable[[Profile, set[str]], list[Rule]]] = {
    "survey_response": _survey_response,
    "survey_answer": _survey_answer,
    "complaint": _complaint,
    "competitor_score": _competitor_score,
    "operation": _operation,
    "suggestion": _suggestion,
    "letter": _letter,
    "review": _review,
    "mystery_visit_item": _mystery_visit_item,
    "dispute": _dispute,
    "improvement_action": _improvement_action,
    "population_margin": _population_margin,
    "programme": _programme,
}

__all__ = [
    "Rule",
    "batch_rules",
    "fingerprint",
    "readable_columns",
    "required_columns",
    "row_rules",
    "rules_of",
    "vocabulary",
]
