"""Values of a database as text, as ``ingest.readers.typed`` writes the same values of a Parquet file.

Each value's text depends on that value alone, never on its neighbours or on the size of a batch, so that the same rows give the
same bytes at every fetch.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa

_SHORTEST_BELOW, _WRITTEN_OUT_BELOW = 1e15, 1e38


def text_column(values: Iterable[Any]) -> pa.Array:
    """Return a column of any values as text; None stays null."""
    column = list(values)
    kinds = {type(value) for value in column} - {type(None)}
    if kinds <= {str}:
        return pa.array(column, pa.string())
    return pa.array([None if value is None else text(value) for value in column], pa.string())


def text(value: Any) -> str:
    """Return one value as text."""
    for kind in type(value).__mro__:
        if kind in _WRITERS:
            return _WRITERS[kind](value)
    return str(value)


def _decimal(value: Decimal) -> str:
    return format(value, "f") if value.is_finite() else str(value)


def _float(value: float) -> str:
    """The shortest text as a person writes it: 5, 34600000000, 0.0000001."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value) or abs(value) >= _WRITTEN_OUT_BELOW:
        return repr(value)
    if value == int(value) and abs(value) < _SHORTEST_BELOW:
        return str(int(value))
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _datetime(value: dt.datetime) -> str:
    if value.tzinfo is not None:
        return _datetime(value.astimezone(dt.UTC).replace(tzinfo=None)).replace(" ", "T") + "Z"
    return f"{value.date().isoformat()} {_time(value.time())}"


def _time(value: dt.time) -> str:
    base = value.replace(microsecond=0).isoformat()
    return base if not value.microsecond else f"{base[:8]}.{value.microsecond:06d}".rstrip("0") + base[8:]


def _interval(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta(0) else ""
    whole = abs(value)
    hours, rest = divmod(whole.seconds, 3600)
    clock = _time(dt.time(hours, rest // 60, rest % 60, whole.microseconds))
    days = f"{sign}{whole.days} day{'' if whole.days == 1 else 's'}" if whole.days else ""
    parts = [days, f"{sign}{clock}" if whole.seconds or whole.microseconds or not whole.days else ""]
    return " ".join(part for part in parts if part)


def _bytes(value: bytes) -> str:
    """Bytes that are no text are shown as hexadecimal digits."""
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return bytes(value).hex()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=text)


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    Decimal: _decimal,
    dt.datetime: _datetime,
    dt.date: dt.date.isoformat,
    dt.time: _time,
    dt.timedelta: _interval,
    UUID: str,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
    dict: _json,
    list: _json,
    tuple: _json,
}

__all__ = ["text", "text_column"]
