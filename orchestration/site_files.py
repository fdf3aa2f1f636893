"""What of a built site is published: the files that its pages can reach, and compressed copies of them.

Most pages are complete without a script. A page with a filter runs one; it may fetch its written-out query results and the
extracts that its filters ask for, which stand in ``BROWSER_EXTRACTS``. Everything else that the builder leaves behind goes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

BROWSER_EXTRACTS = ("metric",)  # as in reports/pages/+layout.js
RUNS_A_SCRIPT = "__sveltekit_"
READ_FOR_NAMES = {".html", ".css", ".js", ".mjs"}
COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".wasm"}
SMALLEST_COMPRESSED = 1_000  # bytes


def prune(build: Path) -> None:
    """Remove every file that no page can reach, and folders that this leaves empty."""
    wanted = reachable(build)
    for path in sorted(build.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def reachable(build: Path) -> set[Path]:
    """Return the pages, what they name, what that names in turn, and the data of pages with filters."""
    files = [path for path in build.rglob("*") if path.is_file()]
    found = {path for path in files if path.suffix == ".html"}
    scripted = [path for path in sorted(found) if RUNS_A_SCRIPT in path.read_text(encoding="utf-8")]
    unread = set(found)
    while unread:
        names = {name for path in unread for name in _names_in(path)}
        unread = {path for path in files if path.name in names and path not in found}
        found |= unread
        unread = {path for path in unread if path.suffix in READ_FOR_NAMES}
    if scripted:
        found |= _data_of(build, scripted)
    return found


def _names_in(path: Path) -> set[str]:
    return set(re.findall(r"[\w.@+-]+\.\w+", path.read_text(encoding="utf-8")))


def _data_of(build: Path, pages: list[Path]) -> set[Path]:
    """Return the written-out results of these pages' queries, and the extracts that filters may ask for, with their list."""
    manifest = build / "data" / "manifest.json"
    found = set()
    for page in pages:
        listed = build / "api" / results_folder(page.parent.relative_to(build).parts) / "all-queries.json"
        if listed.is_file():
            results = json.loads(listed.read_text(encoding="utf-8")).values()
            found |= {listed} | {build / "api" / "prerendered_queries" / f"{name}.arrow" for name in results}
    if manifest.is_file():
        extracts = build.glob("data/**/*.parquet")
        found |= {manifest} | {path for path in extracts if path.stem in BROWSER_EXTRACTS}
    return {path for path in found if path.is_file()}


def results_folder(address: tuple[str, ...]) -> str:
    """Return where the builder writes a page's query results: hashes of its route and of its parameters.

    Args:
        address: parts of the page's address, such as ``("en", "explore")``; the first is the parameter ``language``.
    """
    route = "/".join(("/[language]", *address[1:]))
    return f"{_md5(route)}/{_md5('language' + chr(0x1F) + address[0])}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def compress(site: Path) -> None:
    """Write a gzip copy beside every text and every engine file, for servers that send such copies as they are."""
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix in COMPRESSED and path.stat().st_size >= SMALLEST_COMPRESSED:
            copy = path.with_name(path.name + ".gz")
            copy.write_bytes(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))
