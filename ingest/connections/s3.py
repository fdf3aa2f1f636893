"""S3-compatible stores: every object that fits and has not landed as it is now is one delivery, named by its key.

Credentials come from the environment's usual chain (variables, shared files, instance roles). What an object holds belongs in
``ingest.readers``.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # type: ignore[import-untyped]

from ingest.connections.base import Arrival, Errand, Ticker
from ingest.connections.inbox import is_partial_name, shown_name
from ingest.connections.secrets import from_environment
from ingest.connections.settings import S3Connection
from ingest.errors import RefusedFileError
from ingest.turns import keyed_hash

_PIECE_BYTES = 1024 * 1024
_LONGEST_SUFFIX = 16


@dataclass(frozen=True)
class _Object:
    key: str
    etag: str
    size: int
    changed: dt.datetime

    @property
    def version(self) -> str:
        """What changes when the object does."""
        return f"{self.etag}:{self.size}"


def fetch_s3(connection: S3Connection, errand: Errand) -> Iterator[Arrival]:
    """Yield each new object as a delivery, the oldest first; its file is gone when the next one is asked for.

    Raises:
        RefusedFileError: the store cannot be asked.
    """
    with _told(connection):
        client = _client(connection)
        found = _list(client, connection)
    landed = errand.state.get("objects", {})
    ticker = Ticker(errand.progress)
    for number, each in enumerate(found, start=1):
        hidden = keyed_hash(errand.key, each.key)
        if landed.get(hidden) == each.version:
            continue
        ticker.tell(f"{connection.shown}: object {number:,} of {len(found):,}")
        arrival = _bring(client, connection, errand, each, ticker)
        yield replace(arrival, state={"objects": {hidden: each.version}})
        arrival.file.unlink(missing_ok=True)


def _client(connection: S3Connection) -> Any:
    endpoint = None
    if connection.endpoint_env is not None:
        endpoint = from_environment(connection.endpoint_env, connection.shown, "the store's address")
    patience = Config(
        connect_timeout=15,
        read_timeout=connection.timeout_seconds,
        retries={"mode": "standard", "total_max_attempts": 5},
    )
    # A session of its own: the shared one remembers the credentials of whoever came first.
    return boto3.Session().client("s3", endpoint_url=endpoint, region_name=connection.region, config=patience)


def _list(client: Any, connection: S3Connection) -> list[_Object]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=connection.bucket, Prefix=connection.prefix)
    listed = (
        _Object(item["Key"], item["ETag"].strip('"'), item["Size"], item["LastModified"])
        for page in pages
        for item in page.get("Contents", ())
    )
    fitting = (each for each in listed if _fits(each.key, connection))
    # By age first: where all are read again, a correction must not lose to the object that it corrects.
    return sorted(fitting, key=lambda each: (each.changed, each.key))


def _fits(key: str, connection: S3Connection) -> bool:
    rest = key.removeprefix(connection.prefix)
    if key.endswith("/") or is_partial_name(PurePosixPath(rest)):
        return False
    return fnmatch.fnmatchcase(*(unicodedata.normalize("NFC", text) for text in (rest, connection.pattern)))


def _bring(client: Any, connection: S3Connection, errand: Errand, wanted: _Object, ticker: Ticker) -> Arrival:
    key = PurePosixPath(wanted.key)
    shown = f"s3://{connection.bucket}/{shown_name(Path(wanted.key))}"
    file = errand.work / f"object{_plain_suffix(key)}"
    problem = None
    try:
        with _told(connection, shown):
            _download(client, connection, wanted, file, shown, ticker)
    except RefusedFileError as error:
        file.unlink(missing_ok=True)
        problem = error
    return Arrival(file, shown, unicodedata.normalize("NFC", key.name), errand.reader, problem=problem)


def _plain_suffix(key: PurePosixPath) -> str:
    """Return what a key's name ends in where that can end a file's name; a key may be longer than any file system allows."""
    suffix = key.suffix
    return suffix if len(suffix) <= _LONGEST_SUFFIX and suffix.isascii() and suffix[1:].isalnum() else ""


def _download(client: Any, connection: S3Connection, wanted: _Object, file: Path, shown: str, ticker: Ticker) -> None:
    if wanted.size > connection.max_object_bytes:
        raise RefusedFileError(
            file=shown,
            rule=f"the object has {wanted.size:,} bytes, more than {connection.max_object_bytes:,}",
            action="deliver it in parts or raise 'connection.max_object_bytes'",
        )
    answer = client.get_object(Bucket=connection.bucket, Key=wanted.key, IfMatch=wanted.etag)
    size = 0
    with file.open("wb") as target:
        for piece in answer["Body"].iter_chunks(_PIECE_BYTES):
            size += target.write(piece)
            ticker.tell(f"{shown}: {size:,} of {wanted.size:,} bytes")
    if size != wanted.size:
        raise RefusedFileError(
            file=shown,
            rule=f"{size:,} of {wanted.size:,} bytes arrived",
            action="run again; if it stays so, upload it again",
        )


@contextmanager
def _told(connection: S3Connection, shown: str = "") -> Iterator[None]:
    """Turn what the client reports into one sentence; its own ones may hold addresses and signatures."""
    shown = shown or connection.shown
    try:
        yield
    except NoCredentialsError:
        raise RefusedFileError(
            file=shown,
            rule="there are no credentials for the store",
            action="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ) from None
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise RefusedFileError(
            file=shown, rule=f"the store refuses ({code})", action=_ACTIONS.get(code, _ANY)
        ) from None
    except (BotoCoreError, ValueError) as error:
        rule = f"the store cannot be asked ({type(error).__name__})"
        raise RefusedFileError(file=shown, rule=rule, action=_ANY) from None


_ANY = "check the store's address, the region and the network, and run again"
_ACTIONS = {
    "NoSuchBucket": "correct 'connection.bucket'",
    "AccessDenied": "give these credentials the right to list and read the bucket",
    "InvalidAccessKeyId": "check the credentials in the environment",
    "SignatureDoesNotMatch": "check the credentials in the environment",
    "PreconditionFailed": "the object changed while it was fetched: run again",
    "412": "the object changed while it was fetched: run again",
}

__all__ = ["fetch_s3"]
