"""From a rule's expectation to the SQL that is true of the rows that break it.

Great Expectations makes its own SQL from the same declaration; the gate holds the two counts equal. What the rules are
belongs in ``expectations.rules``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from expectations import rules as declared
from expectations.rules import Rule
from ingest.sql import identifier, literal


def broken(rule: Rule) -> str:
    """Return a SQL condition, never null, that holds for exactly the rows that break ``rule``.

    Raises:
        KeyError: no predicate is known for the rule's expectation.
    """
    return f"coalesce({PREDICATES[rule.expectation](rule.kwargs)}, false)"


def sql_value(value: Any) -> str:
    """Return a Python value of a rule as a SQL literal.

    Raises:
        TypeError: the value has no literal here.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, dt.datetime):
        return f"timestamp '{value.isoformat(sep=' ')}'"
    raise TypeError(f"no SQL literal for {value!r}")


def _not_null(kwargs: dict[str, Any]) -> str:
    return f"{identifier(kwargs['column'])} is null"


def _null(kwargs: dict[str, Any]) -> str:
    return f"{identifier(kwargs['column'])} is not null"


def _in_set(kwargs: dict[str, Any]) -> str:
    column = identifier(kwargs["column"])
    values = ", ".join(sql_value(value) for value in kwargs["value_set"])
    # Some sets are long and some columns mostly empty: nothing is compared where there is nothing.
    return f"({column} is not null and {column} not in ({values}))"


def _between(kwargs: dict[str, Any]) -> str:
    column = identifier(kwargs["column"])
    outside = []
    if "min_value" in kwargs:
        outside.append(f"{column} {'<=' if kwargs.get('strict_min') else '<'} {sql_value(kwargs['min_value'])}")
    if "max_value" in kwargs:
        outside.append(f"{column} {'>=' if kwargs.get('strict_max') else '>'} {sql_value(kwargs['max_value'])}")
    return f"({' or '.join(outside)})"


def _at_least(kwargs: dict[str, Any]) -> str:
    return f"{identifier(kwargs['column_A'])} < {identifier(kwargs['column_B'])}"


PREDICATES: dict[str, Callable[[dict[str, Any]], str]] = {
    declared.NOT_NULL: _not_null,
    declared.NULL: _null,
    declared.IN_SET: _in_set,
    declared.BETWEEN: _between,
    declared.AT_LEAST: _at_least,
}

__all__ = ["broken", "sql_value"]
