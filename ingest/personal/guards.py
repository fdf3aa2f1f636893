"""Which column of a contract is protected in which way: the last thing that happens to a row before it lands.

Wrapped around a compiled statement, so that a new column or a new way of reading is covered without anybody thinking of it.
How a text is protected belongs in ``ingest.normalise``.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.contracts import CONTRACTS, Column
from ingest.normalise import guarded, guarded_identifier, is_suspicious
from ingest.sql import identifier, literal

# Filled by landing itself from the profile and the file's hash.
OWN = ("source_id", "batch_id", "timezone")
# What a question says of its answers comes from the profile.
FROM_PROFILE = {"survey_answer": ("aspect", "characteristic_key", "missing_code", "question_key", "scale_direction")}
# Keys under which rows are told apart or grouped: two that differ must differ afterwards, too.
GROUPING = (
    "coder",
    "evaluator",
    "interviewer",
    "item",
    "moderator",
    "psu",
    "record_version",
    "session",
    "site",
    "stratum",
    "study",
    "transcriber",
    "visit",
    "wave",
)
VERBATIM = ("_original", "_normalised")
_KEY = "[0-9a-f]{64}"


def person_keys(contract: str) -> list[str]:
    """Return the columns of a contract that hold a person's key."""
    columns = CONTRACTS[contract].columns()
    return [name for name, column in columns.items() if column.personal and not name.endswith(VERBATIM)]


def verbatims(contract: str) -> list[str]:
    """Return the columns of a contract that hold a person's words."""
    return [name for name in CONTRACTS[contract].columns() if name.endswith(VERBATIM)]


def keyed_columns(contract: str) -> list[str]:
    """Return the columns of a contract in which an identifier becomes ``person:`` and a pseudonym."""
    return [name for name, column in CONTRACTS[contract].columns().items() if _is_key(name, column)]


def protected(contract: str, select: str, names: Sequence[str]) -> str:
    """Return a statement that yields the same rows with every text column protected.

    Codes go through one expression as a list, and only in rows where one of them is suspicious: DuckDB would compile the
    patterns for each column otherwise.

    Args:
        contract: the contract that ``select`` yields rows of.
        select: its statement; verbatims in it are redacted, but for listed names.
        names: patterns of listed names.
    """
    kinds = _kinds(contract, has_names=bool(names))
    lists = {"guarded_codes": _codes(contract, kinds[CODE], names)}
    replaced: dict[str, str] = {}
    replaced |= {name: f"guarded_codes[{position}]" for position, name in enumerate(kinds[CODE], start=1)}
    replaced |= {name: _key_sql(identifier(name), names) for name in kinds[KEY]}
    replaced |= {name: _unnamed(identifier(name), names) for name in kinds[WORDS]}
    if "segments" in CONTRACTS[contract].columns():
        replaced["segments"] = f"map(map_keys(segments), guarded_codes[{len(kinds[CODE]) + 1}:])"
    columns = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in replaced.items())
    added = ", ".join(f"{sql} AS {name}" for name, sql in lists.items())
    return f"SELECT * EXCLUDE ({', '.join(lists)}) REPLACE ({columns}) FROM (SELECT *, {added} FROM ({select}))"


CODE, KEY, WORDS = "code", "key", "words"


def _kinds(contract: str, *, has_names: bool) -> dict[str, list[str]]:
    """Return the text columns of a contract by the kind of their protection."""
    kinds: dict[str, list[str]] = {CODE: [], KEY: [], WORDS: []}
    for name, column in CONTRACTS[contract].columns().items():
        if column.sql_type != "VARCHAR" or name in OWN or name in FROM_PROFILE.get(contract, ()):
            continue
        if name.endswith(VERBATIM):
            kinds[WORDS] += [name] if has_names else []
        else:
            kinds[KEY if column.personal or _is_key(name, column) else CODE].append(name)
    return kinds


def _codes(contract: str, columns: list[str], names: Sequence[str]) -> str:
    listed = f"[{', '.join(map(identifier, columns))}]::VARCHAR[]"
    looked = [*map(identifier, columns)]
    if "segments" in CONTRACTS[contract].columns():
        listed = f"list_concat({listed}, map_values(segments))"
        looked.append("array_to_string(map_values(segments), chr(10))")
    tests = " ".join(f"WHEN {is_suspicious(text, names)} THEN true" for text in looked)
    hidden = f"list_transform({listed}, lambda given: {guarded('given', names)})"
    return f"CASE WHEN CASE {tests} ELSE false END THEN {hidden} ELSE {listed} END"


def _key_sql(text: str, names: Sequence[str]) -> str:
    is_pseudonym = f"CASE WHEN strlen({text}) = 64 THEN regexp_full_match({text}, {literal(_KEY)}) ELSE false END"
    return f"CASE WHEN {is_pseudonym} THEN {text} ELSE {guarded_identifier(text, names)} END"


def _unnamed(text: str, names: Sequence[str]) -> str:
    hidden = text
    for pattern in names:
        for _ in range(2):  # twice, because neighbouring names share the character between them
            hidden = f"regexp_replace({hidden}, {literal(pattern)}, '\\1[name]\\2', 'g')"
    return hidden


def _is_key(name: str, column: Column) -> bool:
    if column.sql_type != "VARCHAR" or column.vocabulary or column.references or column.personal or name in OWN:
        return False
    return name in GROUPING or name.endswith(("_id", "_key", "_reference"))


__all__ = ["keyed_columns", "person_keys", "protected", "verbatims"]
