"""Which addresses a fetch may go to: encrypted ones, and never another host than the one the profile names."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from ingest.errors import RefusedFileError


def check_address(url: str, *, allow_http: bool, shown: str) -> None:
    """Refuse an address that is not https, unless it is this machine or the profile says so.

    Raises:
        RefusedFileError: the address is none, or is not encrypted.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedFileError(
            file=shown,
            rule="this is no address of a web service",
            action="write it like https://api.example.org/v1/items",
        )
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise RefusedFileError(
            file=shown,
            rule="the address is not encrypted (http), so that tokens and customers' words could be read on the way",
            action="use https, or state 'allow_http: true' for a network that is protected otherwise",
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_origin(one: str, other: str) -> bool:
    """Tell whether two addresses lead to the same scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default


__all__ = ["check_address", "is_loopback", "same_origin"]
