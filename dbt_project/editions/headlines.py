"""One row per sealed edition: what its manifest says, and its headline figure as its own tables hold it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from dbt_project.editions.past import Manifest, published_file

MANIFEST = ("edition", "as_of", "published_at", "content_hash", "input_hash", "made_by", "previous_edition")
HEADLINE = (
    "headline_characteristic", "headline_aspect", "headline_period", "headline_figure_id", "period_start", "period_end", "wave",
    "estimate", "ci_low", "ci_high", "n", "difference", "verdict",
)  # fmt: skip
COUNTS = ("n_new_batches", "n_corrected_batches")


def listed_editions(connection: Any, editions: list[tuple[Path, Manifest]], now: dict[str, Any], made_by: str) -> Any:
    """Return all editions in the order in which they were published, this one last.

    Args:
        connection: dbt's connection.
        editions: the sealed ones, with their manifests.
        now: relations of this edition: ``edition``, ``metric``, ``wave_test`` as published, ``batch`` of what is new.
        made_by: hash of the code that makes this edition.
    """
    rows = [_past_row(connection, *edition) for edition in editions]
    rows.append(_present_row(connection, now, made_by, editions[-1][1].get("edition") if editions else None))
    columns = ["position", *MANIFEST, *COUNTS, "sources", *HEADLINE]
    frame = pd.DataFrame([{"position": n} | row for n, row in enumerate(rows, start=1)], columns=columns)
    typed = [f"{name}::{_kind(name)} as {name}" for name in columns]
    return connection.from_df(frame.astype(object).where(frame.notna(), None)).project(", ".join(typed))


def _kind(name: str) -> str:
    if name in {"as_of", "period_start", "period_end"}:
        return "date"
    if name in {"estimate", "ci_low", "ci_high", "difference"}:
        return "double"
    return "bigint" if name in {"position", "n", *COUNTS} else "varchar"


def _past_row(connection: Any, folder: Path, manifest: Manifest) -> dict[str, Any]:
    changes = manifest.get("changes", [])
    # A delivery with several contracts is one batch of each: it is counted once, as among this edition's own.
    counted = Counter(kind for kind, _batch in {(change["kind"], change["batch_id"]) for change in changes})
    said = {name: manifest.get(name) for name in MANIFEST}
    counts = {
        "n_new_batches": counted["new"],
        "n_corrected_batches": counted["corrected"],
        "sources": ",".join(sorted({change["source_id"] for change in changes})),
    }
    files = {name: published_file(folder, f"pub_{name}") for name in ("edition", "metric", "wave_test")}
    if not all(files.values()):
        return said | counts
    read = {name: "read_parquet('" + str(file).replace("'", "''") + "')" for name, file in files.items()}
    return said | counts | _headline(connection.execute(HEADLINE_SQL.format(**read)).fetchone())


def _present_row(connection: Any, now: dict[str, Any], made_by: str, previous: str | None) -> dict[str, Any]:
    """This edition's row: when it is published and what its content hashes to is not known before it is sealed."""
    [[edition, as_of, input_hash]] = now["edition"].project("edition, as_of, input_hash").fetchall()
    counted = "count(distinct batch_id) filter (where reason in ('late', 'new_data')), " + (
        "count(distinct batch_id) filter (where reason = 'corrected')"
    )
    [[n_new, n_corrected]] = now["batch"].aggregate(counted).fetchall()
    sources = now["batch"].filter("reason <> 'weights'").project("source_id").distinct().fetchall()
    said = {
        "edition": edition,
        "as_of": as_of,
        "input_hash": input_hash,
        "made_by": made_by,
        "previous_edition": previous,
    }
    counts = {
        "n_new_batches": n_new,
        "n_corrected_batches": n_corrected,
        "sources": ",".join(sorted(source for [source] in sources)),
    }
    names = {name: f"edition_list_{name}" for name in ("edition", "metric", "wave_test")}
    for name, view in names.items():
        now[name].create_view(view, replace=True)
    return said | counts | _headline(connection.execute(HEADLINE_SQL.format(**names)).fetchone())


def _headline(found: tuple[Any, ...] | None) -> dict[str, Any]:
    """Name the mean score of everybody in the last complete period, and how it compares with the period before."""
    return dict(zip(HEADLINE, found, strict=True)) if found else {}


HEADLINE_SQL = """
    select edition.headline_characteristic, metric.aspect, metric.period_type, metric.figure_id, metric.period_start,
        metric.period_end, metric.wave, metric.estimate, metric.ci_low, metric.ci_high, metric.n, test.difference, test.verdict
    from {edition} as edition
    inner join {metric} as metric
        on metric.measure = 'M2_mean_score' and metric.cut = 'overall'
        and metric.characteristic_key = edition.headline_characteristic
        and metric.aspect = coalesce(edition.headline_aspect, metric.aspect) and metric.period_end <= edition.as_of
        and metric.period_type = coalesce(edition.headline_period, metric.period_type)
    left join {wave_test} as test
        on test.comparison = 'previous' and test.measure = metric.measure and test.aspect = metric.aspect
        and test.characteristic_key = metric.characteristic_key and test.cut = metric.cut
        and test.period_type = metric.period_type and test.period_start = metric.period_start
    where metric.aspect in ('overall', 'perception') and metric.estimate is not null
    order by metric.period_start desc, metric.period_type = 'wave' desc, metric.period_type = 'quarter' desc, metric.aspect
    limit 1
"""
