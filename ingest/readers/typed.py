"""Typed columns as text that reads back exactly, as SQL. For the formats that know types: Parquet and SPSS."""

from __future__ import annotations

_SHORTEST_BELOW = 1e15


def text_of(sql: str, kind: str) -> str:
    """Return SQL for the text of a value of a DuckDB type; NULL stays NULL.

    Whole numbers have no fraction, dates are ISO, moments with a zone are UTC and end in Z, lists and structures are JSON.
    """
    if kind in ("DOUBLE", "FLOAT"):
        return number_text(sql)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"replace(CAST(timezone('UTC', {sql}) AS VARCHAR), ' ', 'T') || 'Z'"
    if kind == "BLOB":
        # Older writers leave text unmarked; bytes that are no text are shown as hexadecimal digits.
        return f"coalesce(try(decode({sql})), lower(hex({sql})))"
    if kind.startswith(("STRUCT(", "MAP(", "UNION(")) or kind.endswith("]"):
        return f"CAST(to_json({sql}) AS VARCHAR)"
    return f"CAST({sql} AS VARCHAR)"


def number_text(sql: str) -> str:
    """Return SQL for the shortest text of a floating number as a person writes it: 5, 34600000000, 0.0000001."""
    whole = f"CAST(CAST({sql} AS BIGINT) AS VARCHAR)"
    text = f"CAST({sql} AS VARCHAR)"
    large = f"CAST(try_cast({text} AS DECIMAL(38, 0)) AS VARCHAR)"
    small = f"rtrim(CAST(try_cast({text} AS DECIMAL(38, 30)) AS VARCHAR), '0')"
    spelled = f"CASE WHEN abs({sql}) >= {_SHORTEST_BELOW} THEN {large} ELSE {small} END"
    return (
        f"CASE WHEN {sql} IS NULL THEN NULL WHEN isnan({sql}) THEN 'NaN'"
        f" WHEN abs({sql}) < {_SHORTEST_BELOW} AND {sql} = trunc({sql}) THEN {whole}"
        f" WHEN abs({sql}) >= {_SHORTEST_BELOW} OR contains({text}, 'e') THEN coalesce({spelled}, {text})"
        f" ELSE {text} END"
    )


__all__ = ["number_text", "text_of"]
