"""Which column of a contract is protected in which way: the last thing that happens to a row before it lands.

Wrapped around a compiled statement, so that a new column or a new way of reading is covered without anybody thinking of it.
How a text is protected belongs in ``ingest.normalise``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.contracts import CONTRACTS, Column
from ingest.normalise import guarded, guarded_identifier, is_protected, is_suspicious
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
# Open lists of codes: labels would make one of two that differ.
CATEGORIES = (
    "actor_role",
    "addressed_team",
    "category",
    "channel",
    "cut",
    "cut_value",
    "disposition",
    "edition",
    "guide_topic",
    "indicator",
    "measure",
    "medium",
    "origin_method",
    "participant_role",
    "platform",
    "product",
    "provider",
    "questionnaire_version",
    "scenario",
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


def guarded_columns(contract: str, names: Sequence[str]) -> list[str]:
    """Return the columns of a contract that are protected."""
    found = [name for kind in _kinds(contract, has_names=bool(names)).values() for name in kind]
    return [*found, "segments"] if "segments" in CONTRACTS[contract].columns() else found


def suspicious_columns(select: str, among: Collection[str], names: Sequence[str], *, closely: bool = False) -> str:
    """Return a statement that names those text columns, among some, in which a row may need protection.

    The columns go through one expression as a list: DuckDB would compile the pattern for each column otherwise.

    Args:
        select: yields the rows.
        among: their columns to look at.
        names: patterns of listed names.
        closely: look twice at what is suspicious; worth it after a first look that found something.
    """
    listed = [name for name in among if name != "segments"]
    texts = f"[{', '.join(map(identifier, listed))}]::VARCHAR[]"
    if "segments" in among:
        texts = f"list_concat({texts}, map_values(segments))"
    told = f"unnest([{', '.join(map(literal, listed))}]::VARCHAR[]) AS name, unnest({texts}) AS text"
    found = f"SELECT * FROM (SELECT {told} FROM ({select})) WHERE {is_suspicious('text', names)}"
    if closely:
        found = (
            f"SELECT name, bool_or({is_protected('text', names)}) AS holds FROM ({found}) GROUP BY name HAVING holds"
        )
    return f"SELECT DISTINCT coalesce(name, 'segments') FROM ({found})"


def protected(
    contract: str,
    select: str,
    names: Sequence[str],
    only: Collection[str] | None = None,
    declared: Collection[str] = (),
) -> str:
    """Return a statement that yields the same rows with every text column protected.

    Codes go through one expression as a list, and only in rows where one of them is suspicious: DuckDB would compile the
    patterns for each column otherwise.

    Args:
        contract: the contract that ``select`` yields rows of.
        select: its statement; verbatims in it are redacted, but for listed names.
        names: patterns of listed names.
        only: the columns that need it, all others being known not to; all by default.
        declared: texts that pass as they are, because the profile declares them.
    """
    kinds = _kinds(contract, has_names=bool(names))
    has_segments = "segments" in CONTRACTS[contract].columns()
    if only is not None:
        kinds = {kind: [name for name in listed if name in only] for kind, listed in kinds.items()}
        has_segments = has_segments and "segments" in only
    if not (has_segments or any(kinds.values())):
        return select
    lists = {"guarded_codes": _codes(kinds[CODE], names, declared, has_segments=has_segments)}
    replaced: dict[str, str] = {}
    replaced |= {name: f"guarded_codes[{position}]" for position, name in enumerate(kinds[CODE], start=1)}
    persons = person_keys(contract)
    for name in kinds[KEY]:
        replaced[name] = _key_sql(identifier(name), names, () if name in persons else declared)
    replaced |= {name: _unnamed(identifier(name), names) for name in kinds[WORDS]}
    if has_segments:
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


def _codes(columns: list[str], names: Sequence[str], declared: Collection[str], *, has_segments: bool) -> str:
    listed = f"[{', '.join(map(identifier, columns))}]::VARCHAR[]"
    looked = [*map(identifier, columns)]
    if not (columns or has_segments):
        return listed
    if has_segments:
        listed = f"list_concat({listed}, map_values(segments))"
        looked.append("array_to_string(map_values(segments), chr(10))")
    tests = " ".join(f"WHEN {is_suspicious(text, names)} THEN true" for text in looked)
    each = _unless_declared("given", declared, guarded("given", names))
    hidden = f"list_transform({listed}, lambda given: {each})"
    return f"CASE WHEN CASE {tests} ELSE false END THEN {hidden} ELSE {listed} END"


def _unless_declared(text: str, declared: Collection[str], hidden: str) -> str:
    if not declared:
        return hidden
    return f"CASE WHEN {text} IN ({', '.join(map(literal, declared))}) THEN {text} ELSE {hidden} END"


def _key_sql(text: str, names: Sequence[str], declared: Collection[str]) -> str:
    is_pseudonym = f"CASE WHEN strlen({text}) = 64 THEN regexp_full_match({text}, {literal(_KEY)}) ELSE false END"
    hidden = _unless_declared(text, declared, guarded_identifier(text, names))
    return f"CASE WHEN {is_pseudonym} THEN {text} ELSE {hidden} END"


def _unnamed(text: str, names: Sequence[str]) -> str:
    hidden = text
    for pattern in names:
        for _ in range(2):  # twice, because neighbouring names share the character between them
            hidden = f"regexp_replace({hidden}, {literal(pattern)}, '\\1[name]\\2', 'g')"
    return hidden


def _is_key(name: str, column: Column) -> bool:
    if column.sql_type != "VARCHAR" or column.vocabulary or column.references or column.personal or name in OWN:
        return False
    return name in GROUPING or name in CATEGORIES or name.endswith(("_id", "_key", "_reference"))


__all__ = [
    "guarded_columns",
    "keyed_columns",
    "person_keys",
    "protected",
    "suspicious_columns",
    "verbatims",
]
