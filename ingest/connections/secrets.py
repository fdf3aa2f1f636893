"""Secrets: read from the environment when they are needed, and taken out of every sentence."""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit

from ingest.errors import RefusedFileError

MASK = "***"


def from_environment(variable: str, shown: str, what: str) -> str:
    """Return an environment variable's text.

    Raises:
        RefusedFileError: it is not set.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        raise RefusedFileError(
            file=shown,
            rule=f"the environment variable {variable} is not set",
            action=f"set it to {what} for the process that runs, and run again",
        )
    return text


def parts_of_url(url: str) -> set[str]:
    """Return what in an address must never be shown: itself, its password, and its query."""
    try:
        parts = urlsplit(url)
        found = {url, parts.password or "", parts.query, *(pair.partition("=")[2] for pair in parts.query.split("&"))}
    except ValueError:
        found = {url}
    return {text for text in found if text}


def mask(text: str, secrets: Iterable[str]) -> str:
    """Replace every secret in a text, however it is quoted there."""
    forms = {
        form
        for secret in secrets
        for form in (secret, unquote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
        if form
    }
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return text


__all__ = ["MASK", "from_environment", "mask", "parts_of_url"]
