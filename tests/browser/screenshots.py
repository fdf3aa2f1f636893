"""Pictures of an edition: ``python -m tests.browser.screenshots EDITION OUT [all]`` writes what ``docs/pictures`` shows.

The front page in every form and language, one page of each sort, and sheets of the PDF (by pdftoppm of poppler-utils, where it
is installed). With ``all``: every page of every language instead, to look through before publishing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium, open_page
from tests.browser.server import serve

PAGES = ("trend", "gaps", "drivers", "complaints", "actions", "voices", "validation", "explore")
SHEETS = (1, 2, 4)
SHEET_DOTS_PER_INCH = 80


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page it shows and the form in which it is shown."""

    name: str
    path: str
    width: int = 1280
    dark: bool = False


def languages_of(site: Path) -> list[str]:
    """Return the languages of a site, English first where it is there."""
    found = {page.parent.name for page in site.glob("*/index.html") if (page.parent / "methods").is_dir()}
    return sorted(found, key=lambda language: (language != "en", language))


def shots_of(site: Path) -> list[Shot]:
    """List the pictures of a site: the front page in every form and language, and one page of each sort."""
    first, *others = languages_of(site)
    shots = [
        Shot("front-light", f"/{first}/"),
        Shot("front-dark", f"/{first}/", dark=True),
        Shot("front-phone", f"/{first}/", width=390),
        Shot("front-wall", f"/{first}/", width=1920),
    ]
    shots += [Shot(f"front-{language}", f"/{language}/") for language in others]
    characteristics = sorted(page.parent.name for page in (site / first / "characteristics").glob("*/index.html"))
    for language in [first, *others[-1:]] if characteristics else []:
        shots.append(Shot(f"characteristic-{language}", f"/{language}/characteristics/{characteristics[-3:][0]}/"))
    return shots + [Shot(page, f"/{first}/{page}/") for page in PAGES if (site / first / page).is_dir()]


def every_page(site: Path) -> list[Shot]:
    """List a picture of each page, on a desk and on a phone."""
    addresses = sorted("/" + str(page.parent.relative_to(site)) + "/" for page in site.glob("*/**/index.html"))
    names = {address: address.strip("/").replace("/", "-") for address in addresses}
    return [
        Shot(f"{names[address]}{form}", address, width=width)
        for address in addresses
        for form, width in (("", 1280), ("-phone", 390))
    ]


def take(browser: Browser, address: str, shot: Shot, out: Path) -> Path:
    """Write one picture of the whole page."""
    target = out / f"{shot.name}.png"
    with open_page(browser, address, shot.path, width=shot.width, dark=shot.dark) as (page, _record):
        page.evaluate("document.fonts.ready")
        page.screenshot(path=target, full_page=True)
    return target


def sheets_of(edition: Path, out: Path) -> list[Path]:
    """Write pictures of some sheets of each language's PDF; none without pdftoppm."""
    if not shutil.which("pdftoppm"):
        sys.stderr.write(
            "No pictures of the PDF: pdftoppm is not installed (on Debian: apt-get install poppler-utils).\n"
        )
        return []
    made = []
    for report in sorted(edition.glob("report-*.pdf")):
        for sheet in SHEETS:
            target = out / f"paper-{report.stem.removeprefix('report-')}-{sheet}"
            numbers = ["-f", str(sheet), "-l", str(sheet), "-r", str(SHEET_DOTS_PER_INCH)]
            subprocess.run(["pdftoppm", "-png", "-singlefile", *numbers, report, target], check=True, timeout=120)
            made.append(target.with_suffix(".png"))
    return made


def main(arguments: list[str]) -> int:
    """Take the pictures of the edition given first into the folder given second."""
    if len(arguments) not in {2, 3}:
        sys.stderr.write("usage: python -m tests.browser.screenshots EDITION OUT [all]\n")
        return 2
    edition, out = Path(arguments[0]), Path(arguments[1])
    site = edition / "site"
    if not (site / "index.html").is_file():
        sys.stderr.write(f"{site}: there is no built site here; build an edition first.\n")
        return 1
    out.mkdir(parents=True, exist_ok=True)
    shots = every_page(site) if arguments[2:] == ["all"] else shots_of(site)
    with serve(site) as address, chromium() as browser:
        for shot in shots:
            sys.stdout.write(f"{take(browser, address, shot, out)}\n")
    for picture in sheets_of(edition, out):
        sys.stdout.write(f"{picture}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
