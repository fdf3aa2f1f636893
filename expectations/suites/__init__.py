"""Great Expectations suites: one per contract and source, made from the declared rules.

Nothing is declared here. Great Expectations takes seconds to import, so that this package imports it only when a suite
is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from expectations.rules import Rule, batch_rules


def suite_name(contract: str, source_id: str) -> str:
    """Return the name of the suite by which rows of ``contract`` from one source are judged."""
    return f"{contract}__{source_id}"


def build_suite(contract: str, source_id: str, row_rules: Sequence[Rule]) -> Any:
    """Return the suite (``great_expectations.ExpectationSuite``) of one contract of one source.

    Each expectation carries its rule's id in ``meta`` and the rule's plain sentence as its description.
    """
    import great_expectations as gx

    every = [*batch_rules(contract), *row_rules]
    return gx.ExpectationSuite(suite_name(contract, source_id), expectations=[_expectation(gx, rule) for rule in every])


def _expectation(gx: Any, rule: Rule) -> Any:
    class_name = "".join(word.capitalize() for word in rule.expectation.split("_"))
    expectation = getattr(gx.expectations, class_name)
    return expectation(**rule.kwargs, meta={"rule_id": rule.rule_id}, description=f"{rule.rule_id}: {rule.description}")


__all__ = ["build_suite", "suite_name"]
