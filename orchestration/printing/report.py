"""The report as PDF: the front page on one sheet, the contents, then every page that has something to say; A4, numbered, tagged.

``assemble.js`` makes one document of the site's pages. It is printed once to learn on which sheet each page begins, and again
with these numbers in the contents. How pages look on paper belongs in ``reports/components/style``.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from orchestration.printing.browser import BrowserError, Tab, open_folder

ASSEMBLE = Path(__file__).with_name("assemble.js")
SCREEN_ONLY = ("explore", "archive")  # they work by being clicked
SHRINK_STEPS = (1.0, 0.96, 0.92, 0.88, 0.84, 0.8)
LABELS = ("ui.pdf.contents", "ui.pdf.absent")
DIGITS = {"fa": "persian"}
MARKED = "data-pdf"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Printed:
    """One language's PDF: its file, how many sheets it has, and the sheet (from 1) on which each page of the report begins.

    ``scale`` is below 1 where something is wider than a sheet: Chromium then prints everything smaller.
    """

    language: str
    file: Path
    sheets: int
    begins: dict[str, int]
    scale: float = 1.0


@dataclass(frozen=True)
class PrintReport:
    """What was printed, and if nothing was, why, in one sentence."""

    printed: tuple[Printed, ...] = ()
    reason: str = ""
    missing: tuple[str, ...] = field(default=())

    def as_manifest(self) -> dict[str, Any]:
        """Return what the edition's manifest says of its PDFs."""
        files = [
            {"language": one.language, "file": one.file.name, "sheets": one.sheets, "scale": one.scale}
            for one in self.printed
        ]
        return {"files": files, "reason": self.reason}


def file_name(language: str) -> str:
    """Return the name of a language's PDF."""
    return f"report-{language}.pdf"


def print_site(site: Path, figures: Path, public_url: str = "", progress: Progress | None = None) -> PrintReport:
    """Print every language of a built site into the site, and let its pages say that there is a PDF.

    Args:
        site: the built site; PDFs are written beside its ``index.html``.
        figures: DuckDB file with the published tables that the site was built from.
        public_url: where the site will be found; links to pages that are not printed lead there, or nowhere without it.
        progress: told which language is printed.

    Returns:
        The PDFs; none, with the reason, where Chromium is missing or fails. An edition is complete without them.
    """
    try:
        with open_folder(site) as tab:
            printed = tuple(
                _print_language(
                    tab, site, language, _labels(figures, language), public_url, progress or (lambda _: None)
                )
                for language in languages_of(site)
            )
            missing = tuple(tab.missing)
    except (BrowserError, PyPdfError) as error:
        for leftover in site.glob("report-*.pdf"):
            leftover.unlink()
        return PrintReport(reason=str(error) or "Chromium made a PDF that cannot be read; run again.")
    for one in printed:
        announce(site / one.language)
    return PrintReport(printed, missing=missing)


def languages_of(site: Path) -> list[str]:
    """Return the languages in which a site has its pages."""
    return sorted(page.parent.name for page in site.glob("*/index.html") if (page.parent / "methods").is_dir())


def announce(folder: Path) -> None:
    """Mark the pages below a folder as belonging to a report that has a PDF; style sheets show or hide the link by it."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if f"<html {MARKED}" not in text:
            fresh = page.with_name(page.name + ".new")
            fresh.write_text(text.replace("<html ", f"<html {MARKED} ", 1), encoding="utf-8")
            fresh.replace(page)


def _labels(figures: Path, language: str) -> dict[str, str]:
    with duckdb.connect() as connection:
        # Under a name of its own: the file may be called like the schema in it.
        connection.execute(f"attach '{figures}' as edition (read_only)")
        rows = connection.execute(
            "select label_key, text from edition.published.pub_label where language = ? and label_key in ?",
            [language, LABELS],
        ).fetchall()
    return dict(rows)


def _print_language(
    tab: Tab, site: Path, language: str, labels: dict[str, str], public_url: str, say: Progress
) -> Printed:
    say(f"printing the report ({language})")
    tab.open(f"/{language}/")
    given = {
        "language": language,
        "contents": labels.get("ui.pdf.contents", ""),
        "absent": labels.get("ui.pdf.absent", ""),
        "publicUrl": public_url.rstrip("/"),
        "screenOnly": SCREEN_ONLY,
    }
    whole = tab.run(f"({ASSEMBLE.read_text(encoding='utf-8')})({json.dumps(given)})")
    _set_style(tab, "satisfaction-foot", foot_style(whole, language))
    begins, sheets = _fit_front(tab, [chapter["slug"] for chapter in whole["chapters"]])
    _fill_contents(tab, begins, language)
    reader = PdfReader(io.BytesIO(tab.pdf()))
    if len(reader.pages) != sheets:
        raise BrowserError(f"The contents of the report ({language}) changed its number of sheets; run again.")
    file = site / file_name(language)
    _write(reader, file, whole, language)
    return Printed(language, file, sheets, begins, scale_of(reader))


def scale_of(reader: PdfReader) -> float:
    """Return how large the first sheet is printed: 1 where a pixel of the page is 1/96 inch, less where it was made to fit."""
    content = reader.pages[0].get_contents()
    start = b"" if content is None else content.get_data()[:400]
    page, document = re.findall(rb"([\d.]+) 0 0 -?[\d.]+ [\d.]+ [\d.]+ cm", start)[:2]
    return round(float(page) * float(document) * 96 / 72, 3)


def _fit_front(tab: Tab, slugs: list[str]) -> tuple[dict[str, int], int]:
    """Print until the front page takes one sheet, a little smaller each time; return where pages begin, and all sheets."""
    for step in SHRINK_STEPS:
        _set_style(tab, "satisfaction-fit", f"@media print {{ #front > * {{ zoom: {step} }} }}" if step < 1 else "")
        reader = PdfReader(io.BytesIO(tab.pdf()))
        begins = sheets_of(reader, slugs)
        if begins["contents"] == 2:
            return begins, len(reader.pages)
    raise BrowserError("The front page does not fit on one sheet; shorten the names of characteristics and causes.")


def sheets_of(reader: PdfReader, slugs: list[str]) -> dict[str, int]:
    """Return the sheet, from 1, on which each page begins; the front page is the first."""
    places = reader.named_destinations
    found = {"front": 1}
    for slug in slugs:
        place = places.get(slug) or places.get(f"/{slug}")
        number = reader.get_destination_page_number(place) if place is not None else None
        if number is not None:
            found[slug] = number + 1
    lost = sorted(set(slugs) - set(found))
    if lost:
        raise BrowserError(f"The printed report has no place for {', '.join(lost)}; run again.")
    return found


def _set_style(tab: Tab, name: str, text: str) -> None:
    tab.run(
        f"(() => {{ let style = document.getElementById({json.dumps(name)});"
        " if (!style) { style = document.createElement('style');"
        f" style.id = {json.dumps(name)}; document.head.append(style); }}"
        f" style.textContent = {json.dumps(text)}; }})()"
    )


def _fill_contents(tab: Tab, begins: dict[str, int], language: str) -> None:
    tab.run(
        f"(() => {{ const begins = {json.dumps(begins)}, format = new Intl.NumberFormat({json.dumps(language)});"
        " for (const place of document.querySelectorAll('#contents [data-sheet]'))"
        " place.textContent = format.format(begins[place.dataset.sheet]); })()"
    )


def foot_style(whole: dict[str, Any], language: str) -> str:
    """Return the style of each sheet's foot: organisation, edition and cut-off on one side, ``n / N`` on the other."""
    start, end = ("right", "left") if whole["direction"] == "rtl" else ("left", "right")
    told = " · ".join(f"{ISOLATE}{part}{END_ISOLATE}" for part in (whole["organisation"], *whole["foot"]) if part)
    digits = DIGITS.get(language, "decimal")
    look = f"font: 7.6px/1.3 Inter, 'Noto Sans Arabic', sans-serif; color: #434a52; direction: {whole['direction']};"
    return (
        f"@page {{ size: A4; @bottom-{start} {{ content: {css_text(told)}; text-align: {start}; white-space: nowrap; {look} }}"
        f" @bottom-{end} {{ content: counter(page, {digits}) ' / ' counter(pages, {digits}); text-align: {end}; {look} }} }}"
    )


def css_text(text: str) -> str:
    """Return a text as a string of a style sheet: everything but letters, digits and spaces is escaped."""
    return '"' + "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text) + '"'


def _write(reader: PdfReader, file: Path, whole: dict[str, Any], language: str) -> None:
    writer = PdfWriter(clone_from=reader)
    title = f"{whole['chapters'][0]['name']} · {whole['organisation']}"
    told = {"/Title": title, "/Subject": " · ".join(whole["foot"]), "/Author": whole["organisation"]}
    writer.add_metadata({key: _without_isolates(text) for key, text in told.items()})
    writer.pdf_header = reader.pdf_header
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    view = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    if whole["direction"] == "rtl":
        view[NameObject("/Direction")] = NameObject("/R2L")
    root[NameObject("/ViewerPreferences")] = view
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    fresh = file.with_name(file.name + ".new")
    with fresh.open("wb") as handle:
        writer.write(handle)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)


def _without_isolates(text: str) -> str:
    return text.replace(ISOLATE, "").replace(END_ISOLATE, "")
