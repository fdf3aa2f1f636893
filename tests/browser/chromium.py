"""Chromium for the browser tests and screenshots: no network but loopback, and a record of everything that went wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, sync_playwright

EXECUTABLE = os.environ.get("SATISFACTION_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Record:
    """What a page did: requests to other hosts (all refused), errors, answers it did not get, dialogs (all dismissed)."""

    other_hosts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS, headless=True)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    browser: Browser,
    site: str,
    path: str,
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    script: bool = True,
) -> Iterator[tuple[Page, Record]]:
    """Open one page of the site served at ``site`` and yield it with its record; only that host is answered."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    record = Record()
    watch(page, record, urlsplit(site).netloc)
    try:
        page.goto(site + path, wait_until="load")
        yield page, record
    finally:
        context.close()


def watch(page: Page, record: Record, host: str) -> None:
    """Refuse and note requests to other hosts; note errors and failed answers."""

    def decide(route: Route) -> None:
        address = urlsplit(route.request.url)
        record.requested.append(route.request.url)
        if address.scheme in {"http", "https"} and address.netloc != host:
            record.other_hosts.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            record.errors.append(f"{message.type}: {message.text}")

    page.route("**/*", decide)

    def asked(dialog: Dialog) -> None:
        record.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("console", heard)
    page.on("dialog", asked)
    page.on("pageerror", lambda error: record.errors.append(f"uncaught: {error.message}"))
    page.on("requestfailed", lambda request: record.failed.append(request.url))
    page.on(
        "response",
        lambda answer: record.failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
