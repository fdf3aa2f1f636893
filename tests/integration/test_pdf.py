"""The report on paper: sheets, numbers, contents, outline, fonts, and nothing split, on a small site and on the demo's."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from orchestration.printing import browser
from orchestration.printing.browser import BrowserError, file_for, find_chromium, open_folder, version_of
from orchestration.printing.report import PrintReport, announce, css_text, print_site, scale_of
from tests.conftest import Organisation
from tests.fixtures_publication import write_figures, write_site

A4 = (595.3, 841.9)


def missing(reason: str) -> None:
    if os.environ.get("SATISFACTION_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintReport]:
    """The small site's PDFs."""
    try:
        find_chromium()
    except BrowserError as error:
        missing(str(error))
    folder = tmp_path_factory.mktemp("pdf")
    figures = write_figures(folder / "published.duckdb")
    yield print_site(write_site(folder / "site"), figures, "https://example.org/reports/")
    shutil.rmtree(folder)


def reader_of(printed: PrintReport, language: str) -> PdfReader:
    [one] = [each for each in printed.printed if each.language == language]
    return PdfReader(one.file)


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def both_ways(numbers: tuple[str, ...]) -> list[str]:
    """Return Persian numbers in our digits, forwards and backwards: the library turns round what stands right to left."""
    latin = ["".join(str(int(sign)) for sign in number) for number in numbers]
    return [*latin, *(number[::-1] for number in latin)]


def titles(outline: list, depth: int = 0) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for each in outline:
        found += titles(each, depth + 1) if isinstance(each, list) else [(depth, str(each.title))]
    return found


def test_every_language_is_printed_and_every_request_was_answered_from_the_site(printed: PrintReport) -> None:
    assert printed.reason == ""
    assert [one.file.name for one in printed.printed] == ["report-en.pdf", "report-fa.pdf"]
    assert [one.sheets for one in printed.printed] == [len(PdfReader(one.file).pages) for one in printed.printed]
    assert printed.missing == ()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_sheets_are_a4_and_the_front_page_has_the_first_one_alone(printed: PrintReport, language: str) -> None:
    reader = reader_of(printed, language)
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=1)
    [one] = [each for each in printed.printed if each.language == language]
    assert one.begins == {
        "front": 1,
        "contents": 2,
        **{slug: one.begins[slug] for slug in ("segments", "gaps", "methods")},
    }
    assert 2 < one.begins["segments"] < one.begins["gaps"] < one.begins["methods"] == one.sheets


def test_every_sheet_has_its_number_and_what_it_belongs_to(printed: PrintReport) -> None:
    reader = reader_of(printed, "en")
    total = len(reader.pages)
    for number, text in enumerate(texts(reader), start=1):
        assert f"{number} / {total}" in text
        assert "Small organisation · Edition 2026-09-30-001 · Cut-off 30 Sep 2026" in text.replace(
            "\u2068", ""
        ).replace("\u2069", "")


def test_persian_sheets_are_numbered_in_persian_digits(printed: PrintReport) -> None:
    reader = reader_of(printed, "fa")
    total = len(reader.pages)
    for number, text in enumerate(texts(reader), start=1):
        found = {read for pair in re.findall(r"([۰-۹]+) / ([۰-۹]+)", text) for read in both_ways(pair)}
        assert {str(number), str(total)} <= found, (number, text)
    assert reader.root_object["/Lang"] == "fa"
    assert reader.root_object["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_the_contents_name_the_sheet_on_which_each_page_begins(printed: PrintReport) -> None:
    [one] = [each for each in printed.printed if each.language == "en"]
    contents = texts(PdfReader(one.file))[1]
    assert "Contents" in contents
    begins = [int(found) for found in re.findall(r"(?:Who is content|What they expect|Methods) (\d+)", contents)]
    assert begins == [one.begins[slug] for slug in ("segments", "gaps", "methods")]
    for slug, heading in {"segments": "Who is content", "gaps": "What they expect"}.items():
        assert texts(PdfReader(one.file))[one.begins[slug] - 1].count(heading) == 1


def test_pages_without_data_are_named_and_not_printed(printed: PrintReport) -> None:
    every = " ".join(texts(reader_of(printed, "en")))
    assert "Without data in this edition: Outcomes" in every
    assert "Nothing here" not in every
    assert "Only on a screen" not in every


def test_the_outline_leads_to_pages_and_panels(printed: PrintReport) -> None:
    found = titles(reader_of(printed, "en").outline)
    pages = [title for depth, title in found if depth == 0]
    assert pages == [
        "Satisfaction stands at 72.3 of 100",
        "Contents",
        "Who is content",
        "What they expect",
        "Methods",
    ]
    assert (1, "Panel 3 begins") in found


def test_no_chart_and_no_row_is_split_and_a_table_goes_on_under_its_head(printed: PrintReport) -> None:
    for language in ("en", "fa"):
        pages = [page.extract_text() for page in reader_of(printed, language).pages]
        for what, most in (("Panel", 8), ("Row", 60)):
            for number in range(1, most + 1):
                begins = [at for at, text in enumerate(pages) if re.search(rf"{what} {number} begins", text)]
                ends = [at for at, text in enumerate(pages) if re.search(rf"{what} {number} ends", text, re.IGNORECASE)]
                assert [at for at in begins if at > 1] == [at for at in ends if at > 1], (what, number)
        table = [text for text in pages if "Row " in text]
        assert len(table) >= 2
        assert all("Head of the table" in text for text in table)


def test_something_wider_than_a_sheet_is_seen_in_the_scale(printed: PrintReport, tmp_path: Path) -> None:
    assert [one.scale for one in printed.printed] == [1.0, 1.0]
    site = write_site(tmp_path / "site")
    wide = site / "en" / "methods" / "index.html"
    wide.write_text(wide.read_text("utf-8").replace("<h1", '<p style="width: 1400px">wide</p><h1', 1), "utf-8")
    made = print_site(site, write_figures(tmp_path / "published.duckdb"))
    assert made.printed[0].scale < 0.8


def test_fonts_are_embedded(printed: PrintReport) -> None:
    for one in printed.printed:
        fonts = [font for page in PdfReader(one.file).pages for font in fonts_of(page)]
        assert fonts
        assert [font["/BaseFont"] for font in fonts if not is_embedded(font)] == []


def fonts_of(page: PageObject) -> list[dict]:
    resources = page["/Resources"].get_object()
    return [font.get_object() for font in resources.get("/Font", {}).get_object().values()]


def is_embedded(font: dict) -> bool:
    if font["/Subtype"] == "/Type3":
        return True  # its shapes stand in the file
    descendants = font.get("/DescendantFonts")
    described = (descendants.get_object()[0].get_object() if descendants is not None else font).get("/FontDescriptor")
    return described is not None and any(
        name in described.get_object() for name in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def test_links_lead_into_the_pdf_or_to_the_published_report_never_to_this_machine(printed: PrintReport) -> None:
    reader = reader_of(printed, "en")
    actions = [
        note.get_object().get("/A", {}).get("/URI", "") for page in reader.pages for note in page.get("/Annots", [])
    ]
    outside = {action for action in actions if action}
    assert outside == {"https://example.org/reports/en/explore/"}
    assert "gaps--panel7" in {name.lstrip("/") for name in reader.named_destinations}


def test_the_pdf_is_tagged_and_says_what_it_is(printed: PrintReport) -> None:
    reader = reader_of(printed, "en")
    assert reader.root_object["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean)
    assert reader.metadata is not None
    assert reader.metadata.title == "Satisfaction stands at 72.3 of 100 · Small organisation"


def test_printed_pages_say_that_there_is_a_pdf(printed: PrintReport) -> None:
    site = printed.printed[0].file.parent
    for language in ("en", "fa"):
        page = site / language / "segments" / "index.html"
        assert "<html data-pdf " in page.read_text(encoding="utf-8")
        announce(site / language)
        assert page.read_text(encoding="utf-8").count("data-pdf") == 1


def test_without_chromium_the_edition_says_why_and_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    site = write_site(tmp_path / "site")
    report = print_site(site, tmp_path / "none.duckdb")
    assert report.printed == ()
    assert report.reason == (
        "Chromium was not found; install it (Debian: apt-get install chromium) or name it with SATISFACTION_CHROMIUM."
    )
    assert "data-pdf" not in (site / "en" / "index.html").read_text(encoding="utf-8")
    assert report.as_manifest() == {"files": [], "reason": report.reason}


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo Chromium 120.0.1", "older than 131"),
        ("exit 1", "does not run"),
        ("echo Chromium 156.0.1", "ended unexpectedly"),
    ],
)
def test_a_chromium_that_cannot_print_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, sentence: str
) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(browser.VARIABLE, str(program))
    report = print_site(write_site(tmp_path / "site"), write_figures(tmp_path / "figures.duckdb"))
    assert report.printed == ()
    assert sentence in report.reason


def test_only_files_of_the_folder_are_answered(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    assert file_for(site, "http://report.invalid/en/") == site / "en" / "index.html"
    assert file_for(site, "http://report.invalid/en/?x#y") == site / "en" / "index.html"
    for address in (
        "http://report.invalid/../secret.txt",
        "http://report.invalid/%2e%2e/secret.txt",
        "file:///etc/passwd",
    ):
        assert file_for(site, address) is None
    assert file_for(site, "http://127.0.0.1/en/") is None


def test_a_page_reaches_no_other_host(printed: PrintReport, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><img src='http://127.0.0.1:9/x.png'>", encoding="utf-8")
    with open_folder(tmp_path) as tab:
        tab.open("/")
        assert tab.missing == ["http://127.0.0.1:9/x.png"]


def test_texts_become_strings_of_a_style_sheet() -> None:
    assert css_text('a "b"\\c\n') == '"a \\22 b\\22 \\5c c\\a "'


@pytest.mark.slow
@pytest.mark.browser
def test_the_demos_report_on_paper(demo: Organisation) -> None:
    try:
        version_of(find_chromium())
    except BrowserError as error:
        missing(str(error))
    for language in ("en", "ca", "fa"):
        file = demo.edition / f"report-{language}.pdf"
        reader = PdfReader(file)
        assert len(reader.pages) >= 10
        assert len([title for depth, title in titles(reader.outline) if depth == 0]) >= 8
        assert all(is_embedded(font) for page in reader.pages for font in fonts_of(page))
        assert "127.0.0.1" not in str(reader.named_destinations)
        assert (demo.edition / "site" / file.name).read_bytes() == file.read_bytes()
        assert scale_of(reader) > 0.98
