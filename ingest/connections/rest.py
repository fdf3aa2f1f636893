"""Web services: page after page of JSON records into one JSON Lines file, as far back as the last fetch and no further.

Records that the last fetch met too are known by their digests and left out, so that it does not matter whether a service takes
"since" as including the moment itself, or knows days only. An interrupted fetch goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ingest.connections.addresses import check_address
from ingest.connections.base import Arrival, Errand, Ticker
from ingest.connections.http import InterruptedFetchError, Page, Service
from ingest.connections.paging import at_path, first_address, next_address
from ingest.connections.secrets import from_environment, parts_of_url
from ingest.connections.settings import RestConnection, Since, question_sha256
from ingest.connections.unfinished import Unfinished, begin_or_resume
from ingest.errors import RefusedFileError

# Services that compare days give back a whole day's records each time.
_COARSEST_SECONDS = 86_400
_DIGEST_CHARACTERS = 20
_SHORTEST_SECRET = 3

Moment = int | float | dt.datetime


def fetch_rest(connection: RestConnection, errand: Errand) -> Iterator[Arrival]:
    """Yield the records that are new as one delivery; nothing where there are none.

    Raises:
        InterruptedFetchError: the server stayed busy or silent; the pages so far are kept.
        RefusedFileError: the server refuses, or what it answers is no list of records.
    """
    request = _Request(connection, errand.state)
    oldest = errand.moment - dt.timedelta(hours=connection.resume_hours)
    pages = begin_or_resume(errand.unfinished, request.question, request.hidden(request.address), oldest)
    service = Service(connection, request.headers, request.user, request.secrets, errand.progress)
    with _kept_if_interrupted(pages), service:
        _fetch_pages(service, request, pages, Ticker(errand.progress))
        delivery = errand.work / "delivery.jsonl"
        state = _write_new(connection, pages.file, errand, delivery)
    pages.remove()
    if delivery.stat().st_size:
        reader = errand.reader.model_copy(update={"format": "jsonl", "records_path": None})
        yield Arrival(delivery, connection.shown, delivery.name, reader, state)


class _Request:
    """The first request, with its secrets in it; and addresses without them, for whatever is written down."""

    def __init__(self, connection: RestConnection, state: Mapping[str, Any]) -> None:
        shown = connection.shown
        base = connection.url or from_environment(str(connection.url_env), shown, "the service's address")
        check_address(base, allow_http=connection.allow_http, shown=shown)
        self.headers = _secrets(connection.header_env, shown)
        self._parameters = _secrets(connection.parameter_env, shown)
        url = httpx.URL(base)
        self.user = (url.username, url.password) if url.userinfo else None
        url = url.copy_with(userinfo=b"")
        hidden = {base, str(url), url.path, *parts_of_url(base)} if connection.url is None else set()
        self._parts = sorted((part for part in hidden if len(part) > _SHORTEST_SECRET), key=len, reverse=True)
        self.secrets = frozenset((*self.headers.values(), *self._parameters.values(), *self._parts))
        asked = {**connection.parameters, **_since(connection.since, state), **self._parameters}
        self.address = first_address(connection.paging, str(url.copy_merge_params(asked)))
        told = question_sha256(connection) + self.hidden(self.address)
        self.question = hashlib.sha256(told.encode()).hexdigest()

    def hidden(self, address: str) -> str:
        """Return an address without its secret parameters, its secret parts replaced by their numbers."""
        for name in self._parameters:
            address = str(httpx.URL(address).copy_remove_param(name))
        for number, part in enumerate(self._parts):
            address = address.replace(part, f"${{{number}}}")
        return address

    def revealed(self, address: str) -> str:
        """Undo :meth:`hidden`."""
        for number, part in reversed(list(enumerate(self._parts))):
            address = address.replace(f"${{{number}}}", part)
        for name, secret in self._parameters.items():
            address = str(httpx.URL(address).copy_set_param(name, secret))
        return address


def _secrets(variables: Mapping[str, str], shown: str) -> dict[str, str]:
    what = "the secret that the service gave you"
    return {name: from_environment(variable, shown, what) for name, variable in variables.items()}


def _since(since: Since | None, state: Mapping[str, Any]) -> dict[str, str]:
    if since is None:
        return {}
    value = state.get("since", since.initial)
    if value is None:
        return {}
    if "since" in state and since.overlap:
        value = _written(_behind(_moment(value), since.overlap))
    return {since.parameter: since.template.replace("{value}", str(value))}


def _fetch_pages(service: Service, request: _Request, pages: Unfinished, ticker: Ticker) -> None:
    connection = service.connection
    while pages.next_address is not None:
        address = request.revealed(pages.next_address)
        if pages.is_repeated(pages.next_address):
            raise _refused(connection, "the service leads to the same page twice", "correct 'connection.paging'")
        page = service.get(address)
        records = _records(connection, page, pages)
        following = next_address(connection.paging, page, address, len(records))
        if following is not None:
            following = request.hidden(service.checked(following, address, "leads"))
        pages.add(records, following)
        _check_limits(connection, pages)
        ticker.tell(f"{connection.shown}: {pages.pages:,} pages, {pages.records:,} records fetched so far")


def _records(connection: RestConnection, page: Page, pages: Unfinished) -> list[dict[str, Any]]:
    records = at_path(page.body, connection.records_path)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        where = f"'{connection.records_path}'" if connection.records_path else "the body"
        raise _refused(connection, f"{where} of the answer is no list of records", "correct 'connection.records_path'")
    told = json.dumps(records, sort_keys=True)
    if records and connection.paging.style in ("page", "offset") and pages.is_repeated(told):
        raise _refused(
            connection, "the service gives the same page again and again", "correct 'connection.paging.parameter'"
        )
    return records


def _check_limits(connection: RestConnection, pages: Unfinished) -> None:
    if pages.next_address is not None and pages.pages >= connection.max_pages:
        rule = f"there are more than {connection.max_pages:,} pages"
        raise _refused(connection, rule, "raise 'connection.max_pages', or ask for less with 'since.initial'")
    if pages.size > connection.max_bytes:
        rule = f"the records have more than {connection.max_bytes:,} bytes"
        raise _refused(connection, rule, "raise 'connection.max_bytes', or ask for less with 'since.initial'")


@contextmanager
def _kept_if_interrupted(pages: Unfinished) -> Iterator[None]:
    try:
        yield
    except InterruptedFetchError:
        raise
    except RefusedFileError:
        pages.remove()
        raise


def _write_new(connection: RestConnection, fetched: Path, errand: Errand, delivery: Path) -> dict[str, Any]:
    """Write the records that have not landed before; return what the next fetch must know."""
    known = frozenset(errand.state.get("known", ()))
    with fetched.open("rb") as source, delivery.open("wb") as target:
        target.writelines(line for line in source if _digest(errand.key, line) not in known)
    if connection.since is None:
        return {}
    latest = max(_moments(connection, connection.since, fetched), key=_order, default=None)
    if latest is None:
        return dict(errand.state)
    start = _order(_behind(latest[0], _window(connection.since, latest[0])))
    with fetched.open("rb") as source:
        pairs = zip(_moments(connection, connection.since, fetched), source, strict=True)
        digests = sorted({_digest(errand.key, line) for moment, line in pairs if _order(moment) >= start})
    return {"since": latest[1], "known": digests}


def _moments(connection: RestConnection, since: Since, fetched: Path) -> Iterator[tuple[Moment, Any]]:
    """Yield each record's moment, read and as written."""
    kinds: set[str] = set()
    with fetched.open("rb") as source:
        for line in source:
            written = at_path(json.loads(line), since.field)
            try:
                moment = _moment(written)
            except (TypeError, ValueError):
                rule = f"the field '{since.field}' of a record is no number and no ISO time"
                raise _refused(connection, rule, "correct 'connection.since.field'") from None
            kinds.add("time" if isinstance(moment, dt.datetime) else "number")
            if len(kinds) > 1:
                rule = f"the field '{since.field}' holds numbers and times"
                raise _refused(connection, rule, "choose a field that is always the same")
            yield moment, written


def _moment(written: Any) -> Moment:
    if isinstance(written, bool) or written is None:
        raise TypeError(type(written).__name__)
    if isinstance(written, int | float):
        return written
    try:
        return int(written)
    except ValueError:
        moment = dt.datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _order(moment: Any) -> Any:
    return moment[0] if isinstance(moment, tuple) else moment


def _window(since: Since, latest: Moment) -> int:
    return max(since.overlap, _COARSEST_SECONDS) if isinstance(latest, dt.datetime) else since.overlap


def _behind(moment: Moment, overlap: int) -> Moment:
    return moment - dt.timedelta(seconds=overlap) if isinstance(moment, dt.datetime) else moment - overlap


def _written(moment: Moment) -> str:
    return moment.isoformat().replace("+00:00", "Z") if isinstance(moment, dt.datetime) else str(moment)


def _digest(key: bytes, line: bytes) -> str:
    return hmac.new(key, line, "sha256").hexdigest()[:_DIGEST_CHARACTERS]


def _refused(connection: RestConnection, rule: str, action: str) -> RefusedFileError:
    return RefusedFileError(file=connection.shown, rule=rule, action=action)


__all__ = ["fetch_rest"]
