"""A figure as it was published: where it stands, what it means, and whether the warehouse still is what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import LineageError

HOW_TO_FIND = (
    'satisfaction sql "select figure_id, measure, cut_value, period_start, estimate from published.pub_metric limit 20"'
)
FEWEST_WRONG = 3


@dataclass(frozen=True)
class Figure:
    """One row of a published table.

    Attributes:
        kind: the table's name without ``pub_``. row: all of its columns.
    """

    figure_id: str
    kind: str
    row: dict[str, Any]

    @property
    def is_hidden(self) -> bool:
        """Whether disclosure control keeps it from readers."""
        return self.row.get("suppress_reason") is not None


@dataclass(frozen=True)
class Definition:
    """What a measure is, in one language."""

    measure: str
    name: str
    formula: str
    source: str
    version: int


def published_kinds(ground: Ground) -> list[str]:
    """Return the kinds of figures that an edition holds."""
    found = ground.records(
        "select table_name from duckdb_columns() where database_name = 'edition' and schema_name = 'published' "
        "and column_name = 'figure_id' order by table_name"
    )
    return [str(row["table_name"]).removeprefix("pub_") for row in found]


def find(ground: Ground, asked: str) -> Figure:
    """Return the figure of an id.

    Raises:
        LineageError: no published table has it; names the nearest id and says how to find one.
    """
    figure_id = asked.strip().lower()
    figure_id = figure_id if figure_id.startswith("f-") else f"f-{figure_id}"
    kinds = published_kinds(ground)
    for kind in kinds:
        rows = ground.records(f"select * from edition.published.pub_{kind} where figure_id = $id", id=figure_id)
        if rows:
            return Figure(figure_id, kind, rows[0])
    raise LineageError(_unknown(ground, figure_id, kinds))


def _unknown(ground: Ground, figure_id: str, kinds: list[str]) -> str:
    every = " union all ".join(f"select figure_id from edition.published.pub_{kind}" for kind in kinds)
    nearest = ground.records(
        f"select figure_id, levenshtein(figure_id, $id) as wrong from ({every}) order by wrong, figure_id limit 1",
        id=figure_id,
    )
    meant = f"; did you mean {nearest[0]['figure_id']}?" if nearest and nearest[0]["wrong"] <= FEWEST_WRONG else "."
    return f"No figure of this edition is called '{figure_id}'{meant} Ids are in every published table: {HOW_TO_FIND}"


def definition_of(ground: Ground, measure: str, language: str) -> Definition | None:
    """Return a measure's definition in a language, else in English, else none."""
    found = ground.records(
        "select * from edition.published.pub_definition where measure = $measure and language in ($language, 'en') "
        "order by language = $language desc limit 1",
        measure=measure,
        language=language,
    )
    if not found:
        return None
    row = found[0]
    name, formula, source = (str(row[part] or "") for part in ("name", "formula", "source"))
    return Definition(measure, name, formula, source, row["definition_version"])


def label(ground: Ground, key: str, language: str) -> str | None:
    """Return the text of a key in a language, none where there is none."""
    found = ground.records(
        "select text from edition.published.pub_label where label_key = $key and language = $language",
        key=key,
        language=language,
    )
    return str(found[0]["text"]) if found else None


def default_language(ground: Ground) -> str:
    """Return the organisation's own language."""
    return str(ground.records("select default_language from edition.published.pub_edition")[0]["default_language"])


def has_moved_on(ground: Ground) -> bool:
    """Return whether the warehouse was built from other inputs than the edition."""
    found = ground.records(
        "select edition.input_hash is distinct from warehouse.input_hash as has_moved_on "
        "from edition.published.pub_edition as edition cross join warehouse.published.pub_edition as warehouse"
    )
    return not found or bool(found[0]["has_moved_on"])


def metric_id(ground: Ground, **key: Any) -> tuple[str | None, float | None]:
    """Return the id and estimate of the published metric with these columns, none where it is not published."""
    condition = " and ".join(f"{name} = ${name}" for name in key)
    found = ground.records(f"select figure_id, estimate from edition.published.pub_metric where {condition}", **key)
    return (found[0]["figure_id"], found[0]["estimate"]) if found else (None, None)
