"""What goes out of a sealed edition, and what stands around it in a published place: its card, the index, the way to the latest.

``<place>/<edition>/…`` is the site with its PDFs and never changes; ``<place>/latest/…`` forwards to the latest edition page by
page; ``index.html`` and ``editions.json`` list all editions. How files get to a place belongs in the modules beside this one.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import RunError
from orchestration.inputs import read_json

CARD = "edition.json"
LIST = "editions.json"
INDEX = "index.html"
LATEST = "latest/"
MART = "mart.duckdb"
RIGHT_TO_LEFT = ("fa",)
EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem;background:Canvas;color:CanvasText}"
    "li{margin:.9rem 0}small{opacity:.8}:root{color-scheme:light dark}"
)


class TargetError(RunError):
    """An edition could not be brought to a place; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Card:
    """What a published edition says of itself, so that the index can be written without its files.

    ``headline`` and ``texts`` are by language; ``digest`` changes when any file does.
    """

    edition: str
    as_of: str
    published_at: str
    default_language: str
    languages: list[str]
    pages: list[str]
    headline: dict[str, str]
    texts: dict[str, dict[str, str]]
    digest: str

    def as_bytes(self) -> bytes:
        """Return the card as its file."""
        return (json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()

    @classmethod
    def read(cls, data: bytes | None) -> Card | None:
        """Return the card in a file; None if it is none of ours."""
        try:
            card = cls(**json.loads(data or b""))
        except (ValueError, TypeError):
            return None
        return card if EDITION.fullmatch(card.edition) else None


@dataclass(frozen=True)
class Parcel:
    """One edition on its way: its card and its files, by their path below the edition's folder."""

    card: Card
    files: dict[str, Path]


def pack(edition: Path, include: Iterable[str] = ()) -> Parcel:
    """Return what goes out of a sealed edition: the site with its PDFs, and what a target includes besides.

    Raises:
        RunError: there is no sealed edition with a site.
    """
    manifest = read_json(edition / "manifest.json")
    site = edition / "site"
    if not manifest or not (site / INDEX).is_file():
        raise RunError(f"There is no finished edition in {edition}; 'satisfaction run' makes one.")
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    if "mart" in include:
        files[MART] = edition / MART
    return Parcel(_card(edition, manifest, files), files)


def _card(edition: Path, manifest: dict[str, Any], files: dict[str, Path]) -> Card:
    total = hashlib.sha256()
    for path, file in sorted(files.items()):
        total.update(f"{path}\0{file_hash(file)}\n".encode())
    pages = [path.removesuffix(INDEX) for path in files if path.endswith(INDEX)]
    languages = [page.rstrip("/") for page in pages if page.count("/") == 1 and f"{page}methods/" in pages]
    with duckdb.connect(str(edition / MART), read_only=True) as figures:
        [default] = figures.execute("select default_language from published.pub_edition").fetchone() or ("en",)
        said = figures.execute("select language, text from published.pub_sentence where sentence_id = 'headline'")
        headline = dict(said.fetchall())
        keys = (
            "organisation.name",
            "ui.page_title",
            "ui.language_name",
            "ui.synthetic",
            "ui.site.editions",
        )
        asked = "select language, label_key, text from published.pub_label where label_key in ?"
        texts: dict[str, dict[str, str]] = {language: {} for language in languages}
        for language, key, text in figures.execute(asked, [keys]).fetchall():
            texts.get(language, {})[key] = text
    return Card(
        edition=str(manifest["edition"]),
        as_of=str(manifest["as_of"]),
        published_at=str(manifest["published_at"]),
        default_language=default if default in languages else (languages or ["en"])[0],
        languages=languages,
        pages=pages,
        headline={language: text for language, text in headline.items() if language in languages},
        texts=texts,
        digest=total.hexdigest(),
    )


def file_hash(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def latest_of(cards: Iterable[Card]) -> Card | None:
    """Return the card of the edition that was published last, whatever was brought here last."""
    return max(cards, key=lambda card: (card.published_at, card.edition), default=None)


def surroundings(cards: list[Card]) -> dict[str, bytes]:
    """Return the files around the editions of a place: forwarders to the latest, the index, the list. The list comes last."""
    latest = latest_of(cards)
    if latest is None:
        return {}
    files = {f"{LATEST}{page}{INDEX}": _forwarder(latest, page) for page in latest.pages}
    files[INDEX] = _index(sorted(cards, key=lambda card: (card.published_at, card.edition), reverse=True), latest)
    listed = [
        {"edition": card.edition, "as_of": card.as_of, "published_at": card.published_at, "languages": card.languages}
        for card in sorted(cards, key=lambda card: card.edition)
    ]
    files[LIST] = (json.dumps({"latest": latest.edition, "editions": listed}, indent=1) + "\n").encode()
    return files


def _forwarder(latest: Card, page: str) -> bytes:
    target = html.escape("../" * (page.count("/") + 1) + f"{latest.edition}/{page}")
    return (
        f'<!doctype html><meta charset="utf-8"><title>{html.escape(latest.edition)}</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"><link rel="canonical" href="{target}">'
        f'<a href="{target}">{html.escape(latest.edition)}</a>\n'
    ).encode()


def _index(cards: list[Card], latest: Card) -> bytes:
    language = latest.default_language
    own = latest.texts.get(language, {})
    title = " · ".join(filter(None, (own.get("organisation.name"), own.get("ui.page_title"))))
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    items = "".join(_item(card, language) for card in cards)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{html.escape(title)}</h1>"
        f"<h2>{html.escape(own.get('ui.site.editions', ''))}</h2><ul>{items}</ul></main></body></html>\n"
    ).encode()


def _item(card: Card, language: str) -> str:
    texts = card.texts.get(language, {})
    links = " · ".join(
        f'<a href="{card.edition}/{each}/" lang="{each}" hreflang="{each}">'
        f"{html.escape(card.texts.get(each, {}).get('ui.language_name', each))}</a>"
        for each in card.languages
    )
    note = f" ({html.escape(texts['ui.synthetic'])})" if texts.get("ui.synthetic") else ""
    return (
        f"<li><b><bdi>{html.escape(card.edition)}</bdi></b>{note} "
        f"{html.escape(card.headline.get(language, ''))}<br>{links}</li>"
    )
