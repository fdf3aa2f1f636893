"""Which page comes next, in each of the styles that services use."""

from __future__ import annotations

from typing import Any

import httpx

from ingest.connections.http import Page
from ingest.connections.settings import Paging


def at_path(body: Any, path: str) -> Any:
    """Return what stands at ``a.b.0.c`` in a JSON value; None where there is nothing."""
    for part in filter(None, path.split(".")):
        if isinstance(body, dict):
            body = body.get(part)
        elif isinstance(body, list) and part.isdigit() and int(part) < len(body):
            body = body[int(part)]
        else:
            return None
    return body


def first_address(paging: Paging, address: str) -> str:
    """Return the address of the first page."""
    url = httpx.URL(address)
    if paging.size_parameter is not None:
        url = url.copy_set_param(paging.size_parameter, paging.size)
    if paging.style == "page":
        url = url.copy_set_param(str(paging.parameter), paging.first)
    if paging.style == "offset":
        url = url.copy_set_param(str(paging.parameter), 0)
    return str(url)


def next_address(paging: Paging, page: Page, asked: str, records: int) -> str | None:
    """Return the address after a page, or None where it is the last.

    Args:
        paging: the style.
        page: what was answered.
        asked: the address that was asked.
        records: how many records the page had.
    """
    if paging.more_path is not None and not at_path(page.body, paging.more_path):
        return None
    if paging.style in ("page", "offset"):
        return _counted(paging, asked, records)
    if paging.style == "cursor_token":
        token = at_path(page.body, str(paging.path))
        return str(httpx.URL(asked).copy_set_param(str(paging.parameter), token)) if token else None
    link = page.next_link if paging.style == "link_header" else None
    if paging.style == "next_link":
        link = at_path(page.body, str(paging.path))
    return str(httpx.URL(page.address).join(str(link))) if link else None


def _counted(paging: Paging, asked: str, records: int) -> str | None:
    if records == 0 or (paging.size is not None and records < paging.size):
        return None
    url = httpx.URL(asked)
    step = 1 if paging.style == "page" else records
    reached = int(url.params[str(paging.parameter)])
    return str(url.copy_set_param(str(paging.parameter), reached + step))


__all__ = ["at_path", "first_address", "next_address"]
