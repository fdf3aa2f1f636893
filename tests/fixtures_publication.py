"""A small finished edition, written by hand: two languages, a front page, a long table, panels, and figures to match."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

STYLE = Path(__file__).resolve().parent.parent / "reports" / "components" / "style"
EDITION = "2026-09-30-001"
HEADLINES = {"en": "Satisfaction stands at 72.3 of 100", "fa": "رضایت ۷۲٫۳ از ۱۰۰ است"}
LABELS = {
    "organisation.name": ("Small organisation", "سازمان کوچک"),
    "ui.page_title": ("Customer satisfaction", "رضایت مشتریان"),
    "ui.language_name": ("English", "فارسی"),
    "ui.edition": ("Edition", "ویرایش"),
    "ui.synthetic": ("synthetic data", "داده‌های ساختگی"),
    "ui.site.editions": ("Editions", "ویرایش‌ها"),
    "ui.pdf.contents": ("Contents", "فهرست"),
    "ui.pdf.absent": ("Without data in this edition:", "در این ویرایش بی‌داده:"),
    "ui.mail.subject": ("Customer satisfaction: {headline}", "رضایت مشتریان: {headline}"),
    "ui.mail.read": ("Read the whole report", "خواندن گزارش کامل"),
    "ui.mail.attached": ("The report is attached as PDF.", "گزارش به‌صورت PDF پیوست است."),
    "ui.mail.why": ("Your address is in the list.", "نشانی شما در فهرست است."),
}
CAPTION = {"en": "Key figures", "fa": "ارقام کلیدی"}
COLUMNS = ("Key figure", "Value", "95 % interval", "Base", "Target", "Verdict")
TILES = (
    ('<script>alert("x")</script>', "not shown", "", "", "", ""),
    (
        "Satisfaction score",
        "72.3 of 100",
        "71.1 to 73.5",
        "1,129 answers",
        "target 75, not met",
        "no_detectable_change",
    ),
    ("Complaints", "4.4 per 1,000 customers", "3.8 to 5.0", "199 complaints", "", "declined"),
)
WORDS = {"no_detectable_change": "No detectable change", "declined": "Declined", "": ""}
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def digits(text: object, language: str) -> str:
    return str(text).translate(PERSIAN) if language == "fa" else str(text)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def frame(language: str, slug: str, main: str) -> str:
    up = "../" if slug == "front" else "../../"
    direction = "rtl" if language == "fa" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{slug}</title>'
        '<link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{up}_app/immutable/report.css"></head><body><div class="page {slug}">'
        f'<header class="top"><b>{LABELS["organisation.name"][language == "fa"]}</b><nav><a href="{up}{language}/gaps/">gaps'
        f'</a></nav></header><main id="content">{main}</main><footer><span data-foot>Edition <b><bdi>{EDITION}</bdi></b></span>'
        f"<span data-foot>Cut-off {digits('30 Sep 2026', language)}</span><span>Hash</span></footer></div></body></html>"
    )


def front(language: str) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{digits(value, language)}</td>"
        + "".join(f"<td>{digits(cell, language)}</td>" for cell in others)
        + f"<td{f' data-verdict={verdict!r}' if verdict else ''}>{WORDS[verdict]}</td></tr>"
        for name, value, *others, verdict in TILES
    )
    heads = "".join(f"<th>{column}</th>" for column in COLUMNS)
    return (
        f'<h1 data-sentence="headline">{HEADLINES[language]}</h1>'
        '<p><b data-sentence="subheadline">No change since Q2.</b> <span data-sentence="subheadline">One more.</span></p>'
        '<a href="segments/">segments</a> <a href="explore/">explore</a>'
        f'<table data-mail="tiles" hidden><caption>{CAPTION[language]}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def listing(language: str) -> str:
    names = {"Customers": ("segments", "gaps", "explore", "outcomes"), "Trust": ("methods",)}
    panels = "".join(
        f'<section class="pan"><h2>{group}</h2><dl>'
        + "".join(f'<dt><a href="../{slug}/">{slug.title()}</a></dt><dd>x</dd>' for slug in slugs)
        + "</dl></section>"
        for group, slugs in names.items()
    )
    return f"<h1>All pages</h1>{panels}"


def table_page(language: str) -> str:
    rows = "".join(
        f"<tr><th>Row {n} begins</th><td>Value{'<br>of' * 6}<br>row {n} ends</td></tr>" for n in range(1, 61)
    )
    return (
        '<h1 id="top">Who is content</h1><section class="pan"><h2>A long table</h2><a href="../gaps/#panel7">to panel 7</a>'
        f'<a href="../explore/">to explore</a><table><thead><tr><th>Head of the table</th><th>v</th></tr></thead><tbody>{rows}'
        "</tbody></table></section>"
    )


def panel_page(language: str) -> str:
    panels = "".join(
        f'<section class="pan" id="panel{n}"><h2>Panel {n} begins</h2><div class="ds"><svg class="ch k-w684" viewBox="0 0 684 '
        f'260" role="img"><rect width="684" height="260" fill="#eee"></rect><text y="20">Chart {n}</text></svg></div>'
        f"{'<p>Words.</p>' * 6}<p>Panel {n} ends</p></section>"
        for n in range(1, 9)
    )
    return f"<h1>What they expect</h1>{panels}"


PAGES = {
    "front": front,
    "pages": listing,
    "segments": table_page,
    "gaps": panel_page,
    "explore": lambda _: '<h1>Explore</h1><section class="pan"><h2>Only on a screen</h2></section>',
    "outcomes": lambda _: '<h1>Outcomes</h1><section class="pan absent"><h2>Nothing here</h2></section>',
    "methods": lambda _: '<h1>Methods</h1><section class="pan"><h2>Definitions</h2><p>Words.</p></section>',
}


def write_site(folder: Path) -> Path:
    """Write the site; its style sheets are the report's own, without the fonts that npm brings."""
    assets = folder / "_app" / "immutable"
    assets.mkdir(parents=True)
    css = "".join((STYLE / name).read_text(encoding="utf-8") for name in ("report.css", "print.css"))
    kept = [line for line in css.splitlines() if not line.startswith("@font-face")]
    (assets / "report.css").write_text("\n".join(kept), encoding="utf-8")
    (folder / "index.html").write_text('<!doctype html><a href="en/">en</a>', encoding="utf-8")
    for language in HEADLINES:
        for slug, make in PAGES.items():
            page = folder / language / ("" if slug == "front" else slug) / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(frame(language, slug, make(language)), encoding="utf-8")
    return folder


def write_figures(file: Path) -> Path:
    """Write the published tables that publication reads."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as edition")
        connection.execute("create schema edition.published")
        connection.execute("create table edition.published.pub_edition (default_language varchar)")
        connection.execute("insert into edition.published.pub_edition values ('en')")
        connection.execute(
            "create table edition.published.pub_label (label_key varchar, language varchar, text varchar)"
        )
        rows = [
            (key, code, text) for key, texts in LABELS.items() for code, text in zip(("en", "fa"), texts, strict=True)
        ]
        connection.executemany("insert into edition.published.pub_label values (?, ?, ?)", rows)
        connection.execute(
            "create table edition.published.pub_sentence (sentence_id varchar, language varchar, text varchar)"
        )
        said = [("headline", language, text) for language, text in HEADLINES.items()]
        connection.executemany("insert into edition.published.pub_sentence values (?, ?, ?)", said)
    return file


def write_edition(home: Path, name: str = EDITION, pdf: bytes = b"") -> Path:
    """Write a sealed edition into a home folder, with PDFs if their bytes are given."""
    edition = home / "editions" / name
    write_site(edition / "site")
    write_figures(edition / "mart.duckdb")
    (edition / "site" / "en" / "edition.txt").write_text(name, encoding="utf-8")
    for language in HEADLINES if pdf else ():
        (edition / "site" / f"report-{language}.pdf").write_bytes(pdf)
    manifest = {"edition": name, "as_of": name[:10], "published_at": f"{name[:10]}T0{name[-1]}:00:00+00:00"}
    (edition / "manifest.json").write_text(json.dumps(manifest | {"is_synthetic": True}), encoding="utf-8")
    for path in edition.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    latest = home / "editions" / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(name)
    return edition
