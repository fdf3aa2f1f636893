"""Lookup tables: the CSV files beside a profile that say what a source's texts stand for.

How a table is used is in ``ingest.codes``.
"""

from __future__ import annotations

import csv
from pathlib import Path

from ingest.errors import ProfileError
from ingest.profiles.models import LookupTable

# Tables are written into the statement that reads a source, so they must stay small against it.
MOST_ROWS = 50_000


def read_table(folder: Path, name: str) -> LookupTable:
    """Return the table of one CSV file: UTF-8, a header, commas; keys in the first column, each once.

    Raises:
        ProfileError: the file is absent, lies outside of the profile's folder, or is not such a table.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _error(path, "", "a lookup table must lie in the profile's folder", "move it there")
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return _table(path, list(csv.reader(handle, strict=True)))
    except OSError as error:
        raise _error(path, "", f"the lookup table cannot be read ({error.strerror})", "correct its name") from None
    except UnicodeDecodeError as error:
        raise _error(path, f"byte {error.start}", "the lookup table is not valid UTF-8", "save it as UTF-8") from None
    except csv.Error as error:
        raise _error(path, "", f"the lookup table is no CSV file ({error})", "save it with commas and quotes") from None


def _table(path: Path, lines: list[list[str]]) -> LookupTable:
    header = tuple(name.strip() for name in lines[0]) if lines else ()
    if len(header) < 2 or len(set(header)) < len(header) or "" in header:
        rule = "a lookup table needs a header with at least two columns of different names"
        raise _error(path, "line 1", rule, "name the key's column first, then the others")
    if len(lines) > MOST_ROWS + 1:
        raise _error(path, "", f"a lookup table has at most {MOST_ROWS} rows", "have the source deliver this column")
    rows: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        cells = [cell.strip() for cell in line]
        if len(cells) != len(header):
            rule = f"this line has {len(cells)} cells where the header has {len(header)}"
            raise _error(path, f"line {number}", rule, "correct it")
        if cells[0] in rows or not cells[0]:
            rule = f"the key '{cells[0]}' stands twice" if cells[0] else "this line has no key"
            raise _error(path, f"line {number}", rule, "give each key one line")
        rows[cells[0]] = tuple(cells[1:])
    return LookupTable(header, rows)


def _error(path: Path, place: str, rule: str, action: str) -> ProfileError:
    return ProfileError(file=str(path), place=place, rule=rule, action=action)


__all__ = ["MOST_ROWS", "read_table"]
