"""The drift log: how a source's deliveries change from one to the next, beyond what chance explains.

A drift keeps nothing out: it tells a person where to look. What is compared is made by ``expectations.observations``
when a delivery is judged; it is compared here, each time the ledger is written, with the source's deliveries before it
(at most twelve).

``z`` sets the difference against its standard error, in which the spread between the earlier deliveries counts as well
(from three of them on): a share that moves every month is not news. Told is what reaches z = 3.29 (one in a thousand)
and matters: five points of a share, a fifth of a standard deviation of a mean; both sides need thirty values.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from expectations.deliveries import Delivery
from expectations.observations import DELIVERIES_LOOKED_BACK

BEYOND_CHANCE = 3.29
SHARE_POINTS = 0.05
DEVIATIONS = 0.2
MINIMUM_VALUES = 30
COLLAPSE = 0.3
MINIMUM_DELIVERIES = 3
SCHEMA = pa.schema(
    [
        ("source_id", pa.string()),
        ("batch_id", pa.string()),
        ("sequence", pa.int64()),
        ("kind", pa.string()),
        ("contract", pa.string()),
        ("column_name", pa.string()),
        ("item", pa.string()),
        ("before", pa.float64()),
        ("now", pa.float64()),
        ("z", pa.float64()),
        ("message", pa.string()),
    ]
)

COMPARISON = f"""
    with seen as (
        select delivered.sequence, figures.*,
            n_missing / n as missing, n_unknown / n as unknown
        from read_parquet(?) as figures join delivered using (source_id, batch_id)
        where n > 0
    ),
    earlier as (
        select *,
            count(*) over before as k, sum(n) over before as n_before, sum(n_number) over before as numbers_before,
            sum(n_missing) over before / sum(n) over before as missing_before, var_samp(missing) over before as missing_spread,
            sum(n_unknown) over before / sum(n) over before as unknown_before, var_samp(unknown) over before as unknown_spread,
            sum(n_number * mean) over before / sum(n_number) over before as mean_before,
            var_samp(mean) over before as mean_spread,
            sum((n_number - 1) * variance) over before / nullif(sum(n_number - 1) over before, 0) as variance_before
        from seen
        window before as (
            partition by source_id, contract, column_name, item order by sequence
            rows between {DELIVERIES_LOOKED_BACK} preceding and 1 preceding
        )
    ),
    compared as (
        {{shares}}
        union all
        select source_id, batch_id, sequence, 'mean' as kind, contract, column_name, item, mean_before as before, mean as now,
            variance / n_number + variance_before / numbers_before as chance,
            mean_spread - variance_before * k / numbers_before as beyond_chance, k,
            {DEVIATIONS} * sqrt(variance_before) as threshold
        from earlier where n_number >= {MINIMUM_VALUES} and numbers_before >= {MINIMUM_VALUES}
    ),
    scored as (
        select *, abs(now - before) / nullif(
            sqrt(chance + if(k >= {MINIMUM_DELIVERIES}, greatest(beyond_chance, 0) * (1 + 1 / k), 0)), 0
        ) as z
        from compared
    )
    select source_id, batch_id, sequence, kind, contract, column_name, item, before, now, z
    from scored
    where abs(now - before) >= threshold and abs(now - before) > 0 and (z is null or z >= {BEYOND_CHANCE})
"""
SHARES = f"""
    select source_id, batch_id, sequence, '{{name}}' as kind, contract, column_name, item,
        {{name}}_before as before, {{name}} as now,
        (n_{{name}} + {{name}}_before * n_before) / (n + n_before)
            * (1 - (n_{{name}} + {{name}}_before * n_before) / (n + n_before)) * (1 / n + 1 / n_before) as chance,
        {{name}}_spread - {{name}}_before * (1 - {{name}}_before) * k / n_before as beyond_chance, k,
        {SHARE_POINTS} as threshold
    from earlier where n >= {MINIMUM_VALUES} and n_before >= {MINIMUM_VALUES}
"""


def drifts(home: Path, deliveries: Sequence[Delivery]) -> pa.Table:
    """Return all drifts of judged deliveries, by source and order of landing.

    Args:
        home: the home folder.
        deliveries: the judged deliveries, by source and order of landing.
    """
    rows = [*_from_manifests(deliveries), *_from_figures(home, deliveries)]
    ordered = sorted(
        rows, key=lambda row: [row[name] or "" for name in ("source_id",)] + [row["sequence"], *_place(row)]
    )
    return pa.Table.from_pylist(ordered, SCHEMA)


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("kind", "contract", "column_name", "item"))


def _from_manifests(deliveries: Sequence[Delivery]) -> Iterator[dict[str, Any]]:
    earlier: list[Delivery] = []
    for each in deliveries:
        if earlier and earlier[-1].source_id != each.source_id:
            earlier = []
        if earlier:
            yield from _columns_and_encoding(each, earlier[-1])
            yield from _collapse(each, earlier[-DELIVERIES_LOOKED_BACK:])
        earlier.append(each)


def _columns_and_encoding(delivery: Delivery, previous: Delivery) -> Iterator[dict[str, Any]]:
    now, before = delivery.about, previous.about
    for name in now.get("new_columns") or []:
        yield _drift(delivery, "new_column", f"The file has a new column '{name}', which nothing reads.", name)
    for name in sorted(set(before.get("columns") or []) - set(now.get("columns") or [])):
        if now.get("columns"):
            message = f"Column '{name}' is gone; the mapping can do without it."
            yield _drift(delivery, "vanished_column", message, name)
    encodings = before.get("encoding"), now.get("encoding")
    if all(encodings) and encodings[0] != encodings[1]:
        yield _drift(delivery, "encoding", f"The file is encoded as {encodings[1]}, the one before as {encodings[0]}.")


def _collapse(delivery: Delivery, earlier: Sequence[Delivery]) -> Iterator[dict[str, Any]]:
    """A delivery with far fewer rows than usual: a warning, for an export that stopped early looks like this."""
    if len(earlier) < MINIMUM_DELIVERIES:
        return
    usual = statistics.median(int(each.about["rows"]) for each in earlier)
    rows = int(delivery.about["rows"])
    if rows < COLLAPSE * usual:
        message = f"{rows:,} rows, where {usual:,.0f} are usual."
        yield _drift(delivery, "rows", message) | {"before": float(usual), "now": float(rows)}


def _drift(delivery: Delivery, kind: str, message: str, column: str = "") -> dict[str, Any]:
    return {
        "source_id": delivery.source_id,
        "batch_id": delivery.batch_id,
        "sequence": delivery.sequence,
        "kind": kind,
        "contract": delivery.contracts[0],
        "column_name": column,
        "item": "",
        "message": message,
    }


def _from_figures(home: Path, deliveries: Sequence[Delivery]) -> Iterator[dict[str, Any]]:
    judged = [each for each in deliveries if (each.verdict_folder(home) / "columns.parquet").exists()]
    if not judged:
        return
    delivered = pa.table(
        {
            "source_id": [each.source_id for each in judged],
            "batch_id": [each.batch_id for each in judged],
            "sequence": [each.sequence for each in judged],
        }
    )
    files = [str(each.verdict_folder(home) / "columns.parquet") for each in judged]
    shares = " union all ".join(SHARES.format(name=name) for name in ("missing", "unknown"))
    with duckdb.connect() as connection:
        connection.register("delivered", delivered)
        found = connection.execute(COMPARISON.format(shares=shares), [files]).to_arrow_table()
    yield from (row | {"message": _message(row)} for row in found.to_pylist())


def _message(row: dict[str, Any]) -> str:
    what = f"{row['column_name']} {row['item']}".strip()
    if row["kind"] == "mean":
        return f"{what}: the mean is {row['now']:.4g}, {row['before']:.4g} before."
    said = {"missing": "of the values are missing", "unknown": "of the values are not in the list"}[row["kind"]]
    return f"{what}: {row['now']:.1%} {said}, {row['before']:.1%} before."


def explain(rows: Iterable[dict[str, Any]], files: dict[str, str]) -> str:
    """Return drifts for a person, by source and file.

    Args:
        rows: drifts in their order.
        files: delivered file by batch id.
    """
    lines: list[str] = []
    heading = ""
    for row in rows:
        source, file = f"Source '{row['source_id']}'", f"  {files.get(row['batch_id'], row['batch_id'])}"
        if f"{source}{file}" != heading:
            lines += [*([source] if source not in heading else []), file]
            heading = f"{source}{file}"
        score = f" (z {row['z']:.1f})" if row["z"] else ""
        lines.append(f"    {row['message']}{score}")
    return "\n".join(lines) or "No drift was found."


__all__ = ["SCHEMA", "drifts", "explain"]
