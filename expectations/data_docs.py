"""Great Expectations' Data Docs of the latest validations, as pages that open without a network.

Great Expectations renders them; its pages fetch style sheets, scripts and a logo from other hosts, which is undone
here. Validating belongs in ``expectations.gate``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from expectations.files import validations_folder
from expectations.ge_engine import import_great_expectations, new_context

STATIC = Path(__file__).parent / "static"
RENDERER = "1"
SITE = "_data_docs"
RUN = "latest"

_REMOTE = r"""["']?https?://[^"'>\s)]+["']?"""
_DROPPED = (
    re.compile(r"<script\b[^>]*>.*?</script>", re.S | re.I),
    re.compile(rf"<link\b[^>]*href={_REMOTE}[^>]*>", re.I),
    re.compile(r"<footer\b.*?</footer>", re.S | re.I),
    re.compile(r"\s(?:onclick|integrity|crossorigin)=(?:\"[^\"]*\"|'[^']*')", re.I),
)
_REMOTE_IMAGE = re.compile(rf"(<img\b[^>]*\bsrc=){_REMOTE}", re.I)
_REMOTE_URL = re.compile(rf"url\(\s*{_REMOTE}\s*\)", re.I)
_INDEX_TABLE = re.compile(r"<div\s+id=\"section-1-content-block-2-tabs-container\".*(?=</body>)", re.S)
# The favicon of a validation page is given relative to a folder that is not the site's.
_STATIC = re.compile(r"""(\b(?:href|src)=)["'](?:\.{1,2}/)+static/""")
_EMPTY_TITLE = re.compile(r"<title>\s*</title>")


def build(home: Path) -> Path:
    """Render the latest validation of each suite to ``quarantine/_data_docs`` and return its ``index.html``.

    Nothing is rendered, and Great Expectations not imported, when the site already shows these validations.
    """
    site = home / "quarantine" / SITE
    files = sorted(validations_folder(home).glob("*.json"))
    seen = hashlib.sha256(b"".join([RENDERER.encode(), *(file.read_bytes() for file in files)])).hexdigest()
    mark = site / ".rendered-from"
    if mark.exists() and mark.read_text("utf-8") == seen and (site / "index.html").exists():
        return site / "index.html"
    fresh = site.with_name(f".{SITE}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    validations = [json.loads(file.read_text("utf-8")) for file in files]
    _render(fresh, validations)
    _make_offline(fresh, validations)
    (fresh / mark.name).write_text(seen, "utf-8")
    _swap(fresh, site)
    return site / "index.html"


def _render(folder: Path, validations: Sequence[dict[str, Any]]) -> None:
    """Let Great Expectations write its site: a page per suite and one per validation."""
    gx = import_great_expectations()
    context = new_context()
    context.add_data_docs_site(
        SITE,
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
        },
    )
    for validation in validations:
        result = _as_result(validation)
        context.validation_results_store.set(_identifier(validation), result)
        suite = gx.ExpectationSuite(validation["suite"])
        for one in result.results:
            expectation = one.expectation_config.to_domain_obj()
            expectation.id = None
            suite.add_expectation(expectation)
        context.suites.add(suite)
    context.build_data_docs(site_names=[SITE])


def _as_result(validation: dict[str, Any]) -> Any:
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
        expectationValidationResultSchema,
    )

    results = [expectationValidationResultSchema.load(one) for one in validation["results"]]
    run = {"run_name": RUN, "run_time": f"{validation['arrived_at']}+00:00"}
    return ExpectationSuiteValidationResult(
        success=all(one["success"] for one in validation["results"]),
        results=results,
        suite_name=validation["suite"],
        statistics=validation["statistics"],
        meta={
            "run_id": run,
            "validation_time": run["run_time"],
            "batch_spec": {"data_asset_name": ", ".join(validation["files"][:3])},
            "active_batch_definition": {"data_asset_name": validation["suite"]},
        },
    )


def _identifier(validation: dict[str, Any]) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    arrived = dt.datetime.fromisoformat(validation["arrived_at"]).replace(tzinfo=dt.UTC)
    return ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(validation["suite"]),
        run_id=RunIdentifier(run_name=RUN, run_time=arrived),
        batch_identifier=validation["suite"],
    )


def _make_offline(folder: Path, validations: Sequence[dict[str, Any]]) -> None:
    for name in ("offline.css", "offline.js"):
        shutil.copyfile(STATIC / name, folder / "static" / name)
    for sheet in folder.rglob("*.css"):
        sheet.write_text(_REMOTE_URL.sub("none", sheet.read_text("utf-8")), "utf-8")
    for page in sorted(folder.rglob("*.html")):
        root = "../" * (len(page.relative_to(folder).parts) - 1)
        text = offline_page(page.read_text("utf-8"), root)
        if page == folder / "index.html":
            text = _INDEX_TABLE.sub(lambda _: _index_table(folder, validations), text)
        page.write_text(text, "utf-8")


def offline_page(text: str, root: str) -> str:
    """Return a page of Great Expectations without anything that is fetched from another host.

    Args:
        text: the page as rendered.
        root: relative path from the page to the site's root, for example ``../../``.
    """
    for pattern in _DROPPED:
        text = pattern.sub("", text)
    text = _REMOTE_IMAGE.sub(rf'\1"{root}static/images/logo-long.png"', text)
    text = _REMOTE_URL.sub("none", text)
    text = _EMPTY_TITLE.sub("", text)
    text = _STATIC.sub(rf'\1"{root}static/', text)
    own = (
        f'<link rel="stylesheet" href="{root}static/offline.css"><script defer src="{root}static/offline.js"></script>'
    )
    return text.replace("</head>", f"{own}</head>", 1)


def _index_table(folder: Path, validations: Sequence[dict[str, Any]]) -> str:
    """The list of validations as a plain table: Great Expectations makes it with scripts from elsewhere."""
    rows = "".join(_index_row(folder, validation) for validation in validations)
    head = "<tr><th>Status</th><th>Suite</th><th>Met</th><th>Latest arrival (UTC)</th><th>Files</th></tr>"
    nothing = '<tr><td colspan="5">Nothing was validated yet.</td></tr>'
    return f'<div class="table-wrap"><table><thead>{head}</thead><tbody>{rows or nothing}</tbody></table></div></div>'


def _index_row(folder: Path, validation: dict[str, Any]) -> str:
    suite = validation["suite"]
    page = next((folder / "validations" / suite).rglob("*.html")).relative_to(folder).as_posix()
    met, evaluated = (validation["statistics"][name] for name in ("successful_expectations", "evaluated_expectations"))
    status = "text-success'>✔ all met" if met == evaluated else "text-danger'>✘ some not met"
    name, arrived = html.escape(suite), html.escape(validation["arrived_at"].replace("T", " "))
    files = validation["files"]
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    cells = (
        f"<span class='{status}</span>",
        f"<a href='{html.escape(page)}'>{name}</a> (<a href='expectations/{name}.html'>rules</a>)",
        f"{met} of {evaluated}",
        arrived,
        html.escape(", ".join(files[:3])) + more,
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _swap(fresh: Path, site: Path) -> None:
    old = site.with_name(f"{fresh.name}.old")
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


__all__ = ["build", "offline_page"]
