"""Published numbers by figure, and whether a text that a page shows stands for a number."""

from __future__ import annotations

import re

from tests.browser.conftest import Site

HOURS_A_DAY = 24
PER_CENT = 100
DIGITS = {ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}
NUMBERS = "('DOUBLE', 'BIGINT', 'INTEGER', 'HUGEINT', 'BOOLEAN')"


Published = dict[str, dict[str, set[float]]]


def published_values(site: Site) -> Published:
    """Return the published numbers by figure id and column; a figure of several rows, as a distribution, has several."""
    tables = site.query(
        "select table_name from information_schema.columns where table_schema = 'published' and column_name = 'figure_id'"
    )
    out: Published = {}
    for (table,) in tables:
        columns = site.query(
            "select column_name from information_schema.columns where table_schema = 'published' and table_name = ? "
            f"and (data_type in {NUMBERS} or data_type like 'DECIMAL%') and column_name <> 'definition_version'",
            table,
        )
        names = [name for (name,) in columns]
        quoted = ", ".join(["figure_id", *(f'"{name}"' for name in names)])
        for figure, *values in site.query(f"select {quoted} from published.{table}"):
            row = out.setdefault(figure, {})
            for name, value in zip(names, values, strict=True):
                row.setdefault(name, set()).update([] if value is None else [float(value)])
    return out


def stands_for(text: str, value: float) -> bool:
    """Return whether the first number in a text is this value as a score, in per cent or in days, rounded as it is written.

    A text without a digit (a pill, a word) claims no number.
    """
    plain = text.translate(DIGITS).replace("\u200e", "").replace("\u2212", "-").replace("٫", ".").replace("٬", "")
    found = re.search(r"[-+]?\d[\d.,\u202f\u00a0 ]*", plain)
    if not found:
        return True
    readings = _readings(found.group().strip(" .,\u202f\u00a0"))
    candidates = (value, PER_CENT * value, value / HOURS_A_DAY)
    return any(
        abs(abs(candidate) - abs(shown)) <= unit * 0.5 + 1e-9 for shown, unit in readings for candidate in candidates
    )


def _readings(written: str) -> list[tuple[float, float]]:
    """Return what a number can mean, with its last digit's unit: a point or comma groups thousands or starts decimals."""
    bare = re.sub(r"[\u202f\u00a0 +]", "", written)
    readings = []
    for grouping, point in ((",", "."), (".", ",")):
        text = bare.replace(grouping, "").replace(point, ".")
        if text.count(".") <= 1:
            decimals = len(text.partition(".")[2])
            readings.append((float(text), 10.0**-decimals))
    return readings
