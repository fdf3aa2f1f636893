"""One page of a web service: asked for patiently, read within limits, and never asked for at another host.

Which page comes next belongs in ``ingest.connections.paging``; what is done with the records in ``ingest.connections.rest``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import tenacity

from ingest.connections.addresses import check_address, same_origin
from ingest.connections.base import Progress
from ingest.connections.secrets import mask
from ingest.connections.settings import RestConnection
from ingest.errors import RefusedFileError

_TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_PIECE_BYTES = 65_536


class InterruptedFetchError(RefusedFileError):
    """A fetch that may succeed later: what has been fetched is kept to go on from."""


@dataclass(frozen=True)
class Page:
    """One answer.

    Attributes:
        body: its JSON.
        next_link: address in its Link header with rel="next", if any.
        address: where it came from.
        size: bytes.
    """

    body: Any
    next_link: str | None
    address: str
    size: int


class _TryAgainError(Exception):
    """The server is busy, failing or silent."""

    def __init__(self, said: str, wait_seconds: float | None = None) -> None:
        self.said, self.wait_seconds = said, wait_seconds
        super().__init__(said)


@dataclass
class Service:
    """A web service during one fetch; use it as a context.

    Attributes:
        connection: its settings.
        headers: headers with their secrets. user: name and password, if the address held them.
        secrets: texts that no sentence may hold.
        progress: told when the server makes us wait.
    """

    connection: RestConnection
    headers: Mapping[str, str]
    user: tuple[str, str] | None
    secrets: frozenset[str]
    progress: Progress
    _client: httpx.Client = field(init=False)

    def __enter__(self) -> Service:
        """Open the connection."""
        for name in ("httpx", "httpcore"):
            # They would log whole addresses, with the tokens in them.
            logging.getLogger(name).setLevel(logging.WARNING)
        headers = {"Accept": "application/json", "User-Agent": "satisfaction-warehouse", **self.headers}
        self._client = httpx.Client(
            headers=headers, auth=self.user, timeout=self.connection.timeout_seconds, follow_redirects=False
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def get(self, address: str) -> Page:
        """Return a page.

        Raises:
            InterruptedFetchError: the server stayed busy, failing or silent, or does not accept the token any more.
            RefusedFileError: the server refuses, or answers something that is no page of records.
        """
        retry = self.connection.retry
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            stop=tenacity.stop_after_attempt(retry.attempts),
            wait=self._wait,
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            page: Page = attempts(self._get_once, address)
        except _TryAgainError as error:
            raise self._interrupted(f"{error.said}, {retry.attempts} times in a row", _LATER) from None
        return page

    def _wait(self, state: tenacity.RetryCallState) -> float:
        retry = self.connection.retry
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait_seconds if isinstance(error, _TryAgainError) else None
        if asked is None:
            backoff = tenacity.wait_exponential_jitter(
                initial=retry.first_wait_seconds, max=retry.longest_wait_seconds, jitter=retry.first_wait_seconds
            )
            return float(backoff(state))
        if asked > retry.longest_wait_seconds:
            said = f"the server asks to wait {asked:.0f} seconds, longer than {retry.longest_wait_seconds:g}"
            raise self._interrupted(said, _LATER)
        return asked

    def _tell(self, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        wait = state.next_action.sleep if state.next_action else 0.0
        if isinstance(error, _TryAgainError):
            self.progress(f"{self.connection.shown}: {error.said}; asking again in {wait:.0f} s")

    def _get_once(self, address: str) -> Page:
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                with self._client.stream("GET", address) as response:
                    if response.status_code not in _REDIRECTS:
                        return self._page(response, address)
                    address = self._redirected(response, address)
            except httpx.TimeoutException:
                raise _TryAgainError(
                    f"the server did not answer within {self.connection.timeout_seconds:g} s"
                ) from None
            except httpx.TransportError as error:
                raise _TryAgainError(f"the connection broke ({type(error).__name__})") from None
            except (httpx.InvalidURL, httpx.HTTPError) as error:
                raise self._refused(
                    f"the request cannot be made ({type(error).__name__})", "correct the address"
                ) from None
        raise self._refused(f"the server redirects more than {_MOST_REDIRECTS} times", "correct the address")

    def _redirected(self, response: httpx.Response, address: str) -> str:
        target = str(httpx.URL(address).join(response.headers.get("location", "")))
        return self.checked(target, address, "redirects")

    def checked(self, target: str, address: str, how: str) -> str:
        """Return an address that the server leads to, if it may be followed: headers with tokens go along."""
        check_address(target, allow_http=self.connection.allow_http, shown=self.connection.shown)
        if not same_origin(target, address):
            host = mask(httpx.URL(target).host, self.secrets)
            raise self._refused(
                f"the server {how} to another host ({host}), which must not get the request's secrets",
                "if that host is right, name it in 'connection.url'",
            )
        return target

    def _page(self, response: httpx.Response, address: str) -> Page:
        self._check_status(response)
        content = self._content(response)
        try:
            body = json.loads(content, parse_float=_number, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise self._refused(
                _no_json(content), "open the address in a browser to see what the server says"
            ) from None
        link = response.links.get("next", {}).get("url")
        return Page(body, link, address, len(content))

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _TEMPORARY:
            raise _TryAgainError(f"the server answered {status}", _retry_after(response))
        if status in (401, 403):
            variables = ", ".join([*self.connection.header_env.values(), *self.connection.parameter_env.values()])
            action = f"check the secret in {variables or 'the environment'} and its rights"
            raise self._interrupted(f"the server refuses access ({status})", action)
        if status != 200:
            raise self._refused(f"the server answered {status}", "correct the address or the parameters in the profile")

    def _content(self, response: httpx.Response) -> bytes:
        pieces, size, limit = [], 0, self.connection.max_page_bytes
        for piece in response.iter_bytes(_PIECE_BYTES):
            size += len(piece)
            if size > limit:
                raise self._refused(f"a page has more than {limit:,} bytes", "ask for smaller pages ('paging.size')")
            pieces.append(piece)
        return b"".join(pieces)

    def _refused(self, rule: str, action: str) -> RefusedFileError:
        return RefusedFileError(file=self.connection.shown, rule=mask(rule, self.secrets), action=action)

    def _interrupted(self, rule: str, action: str) -> InterruptedFetchError:
        return InterruptedFetchError(file=self.connection.shown, rule=mask(rule, self.secrets), action=action)


_LATER = "run again later; pages that have been fetched are not fetched again"


def _retry_after(response: httpx.Response) -> float | None:
    """Return how long the server asks to wait: seconds, or a date compared with the server's own clock."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers["date"])
        return float(max((until - now).total_seconds(), 0.0))
    except (ValueError, TypeError, KeyError):
        return None


def _number(written: str) -> float | str:
    """Keep a number's own writing where a float would change it (1.10, 1e400)."""
    return float(written) if repr(float(written)) == written else written


def _no_number(written: str) -> Callable[[], None]:
    raise ValueError(written)


def _no_json(content: bytes) -> str:
    start = content[:200].lstrip().lower()
    if not start:
        return "the answer is empty"
    if start.startswith(b"<"):
        return "the answer is a web page or XML, not JSON: probably an error page or a log-in form"
    return "the answer is no valid JSON"


__all__ = ["InterruptedFetchError", "Page", "Service"]
