"""Pictures of a built site: ``python -m tests.browser.screenshots SITE OUT`` writes every page, the front page in every form."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium, open_page
from tests.browser.server import serve

PAGES = ("trend", "gaps", "segments", "complaints", "competitors", "health", "methods")


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page it shows and the form in which it is shown."""

    name: str
    path: str
    width: int = 1280
    dark: bool = False


def shots_of(site: Path) -> list[Shot]:
    """List the pictures of a site: every language's front page, and every page in the first language."""
    languages = sorted(page.parent.name for page in site.glob("*/index.html") if (page.parent / "methods").is_dir())
    first = "en" if "en" in languages else languages[0]
    shots = [
        Shot("front-light", f"/{first}/"),
        Shot("front-dark", f"/{first}/", dark=True),
        Shot("front-phone", f"/{first}/", width=390),
        Shot("front-wall", f"/{first}/", width=1920),
    ]
    shots += [Shot(f"front-{language}", f"/{language}/") for language in languages if language != first]
    return shots + [Shot(page, f"/{first}/{page}/") for page in PAGES]


def take(browser: Browser, address: str, shot: Shot, out: Path) -> Path:
    """Write one picture of the whole page."""
    target = out / f"{shot.name}.png"
    with open_page(browser, address, shot.path, width=shot.width, dark=shot.dark) as (page, _record):
        page.evaluate("document.fonts.ready")
        page.screenshot(path=target, full_page=True)
    return target


def main(arguments: list[str]) -> int:
    """Take every picture of the site given first into the folder given second."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m tests.browser.screenshots SITE OUT\n")
        return 2
    site, out = Path(arguments[0]), Path(arguments[1])
    if not (site / "index.html").is_file():
        sys.stderr.write(f"{site}: there is no built site here; build an edition first.\n")
        return 1
    out.mkdir(parents=True, exist_ok=True)
    with serve(site) as address, chromium() as browser:
        for shot in shots_of(site):
            sys.stdout.write(f"{take(browser, address, shot, out)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
