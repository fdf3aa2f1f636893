"""Which further months change with a touched one, because weights are made for a whole occasion of asking.

An interview more changes the weights of its whole wave; a population margin those of every occasion it is in force on.
Which months a delivery touches by itself is in ``expectations.cut_off``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

Batch = dict[str, Any]


def with_whole_occasions(
    home: Path, months: Sequence[str], weighted: Collection[str], changed: Iterable[Batch], batches: Iterable[Batch]
) -> list[str]:
    """Return the touched months and those whose weights change with them, as ``YYYY-MM``, sorted.

    Args:
        home: the home folder.
        months: months that deliveries touch by themselves.
        weighted: survey sources whose profile declares a weighting.
        changed: batches that are new, or judged otherwise than before.
        batches: all admitted batches, the changed ones among them.
    """
    asked = _waves(home, [batch for batch in batches if batch["contract"] == "survey_response"], set(weighted))
    if not asked:
        return sorted(months)
    changed = list(changed)
    if any(batch["contract"] == "population_margin" for batch in changed):
        return sorted({*months, *(month for _, _, month in asked)})
    units = [batch for batch in changed if batch["contract"] == "sample_unit"]
    of_units = {wave for _, wave, _ in _waves(home, units)}
    touched = {(source, wave) for source, wave, month in asked if month in months}
    further = {month for source, wave, month in asked if wave and (wave in of_units or (source, wave) in touched)}
    return sorted({*months, *further})


def _waves(home: Path, batches: Iterable[Batch], sources: Collection[str] | None = None) -> set[tuple[str, str, str]]:
    """Return source, wave (empty without waves: then a month is its own occasion) and month of the landed rows."""
    files = [
        str(path)
        for batch in batches
        if sources is None or batch["source_id"] in sources
        for path in sorted(
            (home / "landing" / batch["contract"] / batch["source_id"] / batch["batch_id"]).glob("*.parquet")
        )
    ]
    if not files:
        return set()
    query = """
        select distinct source_id, coalesce(wave, ''), strftime(event_at, '%Y-%m')
        from read_parquet(?, union_by_name = true)
        where event_at is not null
    """
    with duckdb.connect() as connection:
        return {(source, wave, month) for source, wave, month in connection.execute(query, [files]).fetchall()}


__all__ = ["with_whole_occasions"]
