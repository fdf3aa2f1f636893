"""S3-compatible stores as places: content types, cache times, gzipped pages. Credentials come from the environment's chain."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # type: ignore[import-untyped]

from ingest.connections.secrets import from_environment
from ingest.errors import RefusedFileError
from ingest.profiles.publication import S3Target
from orchestration.publication.parcel import CARD, Card, Parcel, TargetError
from orchestration.publication.places import bring

FOREVER = "public, max-age=31536000, immutable"  # of files whose name changes with their content
A_DAY = "public, max-age=86400"
ALWAYS_ASK = "no-cache"
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml"}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}
UNKNOWN_TYPE = "application/octet-stream"
ABSENT = {"NoSuchKey", "404", "NotFound"}
ACTIONS = {
    "NoSuchBucket": "correct the target's bucket",
    "AccessDenied": "give these credentials the right to list, read, write and delete below the prefix",
    "InvalidAccessKeyId": "check the credentials in the environment",
    "SignatureDoesNotMatch": "check the credentials in the environment",
}
ANY_ACTION = "check the store's address, the region and the network"


def publish_to_store(parcel: Parcel, target: S3Target) -> bool:
    """Bring an edition to a store; return whether anything changed.

    Raises:
        TargetError: the store cannot be asked or refuses.
    """
    with _told(target):
        return bring(parcel, Store(_client(target), target))


def _client(target: S3Target) -> Any:
    endpoint = (
        from_environment(target.endpoint_env, target.shown, "the store's address") if target.endpoint_env else None
    )
    patience = Config(
        connect_timeout=15,
        read_timeout=target.timeout_seconds,
        retries={"mode": "standard", "total_max_attempts": 5},
    )
    return boto3.Session().client("s3", endpoint_url=endpoint, region_name=target.region, config=patience)


class Store:
    """A bucket below a prefix."""

    def __init__(self, client: Any, target: S3Target) -> None:
        self.client = client
        self.target = target
        self.shown = target.shown

    def read(self, path: str) -> bytes | None:
        """Return an object's bytes as they were before they were compressed, None if it is not there."""
        try:
            answer = self.client.get_object(Bucket=self.target.bucket, Key=self._key(path))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ABSENT:
                return None
            raise
        data = bytes(answer["Body"].read())
        return gzip.decompress(data) if answer.get("ContentEncoding") == "gzip" else data

    def cards(self) -> list[Card]:
        """Return the cards of all editions that are there."""
        asked = {"Bucket": self.target.bucket, "Prefix": self.target.prefix, "Delimiter": "/"}
        pages = self.client.get_paginator("list_objects_v2").paginate(**asked)
        folders = [
            each["Prefix"].removeprefix(self.target.prefix) for page in pages for each in page.get("CommonPrefixes", ())
        ]
        found = (Card.read(self.read(folder + CARD)) for folder in folders)
        return [card for card in found if card is not None]

    def put_edition(self, parcel: Parcel) -> None:
        """Upload an edition; its card comes last, so that an edition without one is known to be incomplete."""
        folder = f"{parcel.card.edition}/"
        for path, file in parcel.files.items():
            self._upload(folder + path, file)
        for path in self.paths(folder):
            if path.removeprefix(folder) not in {*parcel.files, CARD}:
                self.remove(path)
        self.write(folder + CARD, parcel.card.as_bytes())

    def write(self, path: str, data: bytes) -> bool:
        """Write an object unless it is there already; return whether it was written."""
        if self.read(path) == data:
            return False
        self._put(path, data)
        return True

    def paths(self, folder: str) -> list[str]:
        """Return the objects below a folder."""
        asked = {"Bucket": self.target.bucket, "Prefix": self._key(folder)}
        pages = self.client.get_paginator("list_objects_v2").paginate(**asked)
        return [item["Key"].removeprefix(self.target.prefix) for page in pages for item in page.get("Contents", ())]

    def remove(self, path: str) -> None:
        """Remove an object."""
        self.client.delete_object(Bucket=self.target.bucket, Key=self._key(path))

    def _key(self, path: str) -> str:
        return self.target.prefix + path

    def _upload(self, path: str, file: Path) -> None:
        if self._compresses(path) or file.stat().st_size < 1 << 20:
            self._put(path, file.read_bytes())
        else:
            headers = self._headers(path)
            self.client.upload_file(str(file), self.target.bucket, self._key(path), ExtraArgs=headers)

    def _put(self, path: str, data: bytes) -> None:
        body = gzip.compress(data, mtime=0) if self._compresses(path) else data
        self.client.put_object(Bucket=self.target.bucket, Key=self._key(path), Body=body, **self._headers(path))

    def _compresses(self, path: str) -> bool:
        return self.target.compress and PurePosixPath(path).suffix in TEXTS

    def _headers(self, path: str) -> dict[str, Any]:
        headers: dict[str, Any] = {"ContentType": content_type(path), "CacheControl": cache_control(path)}
        return headers | ({"ContentEncoding": "gzip"} if self._compresses(path) else {})


def content_type(path: str) -> str:
    """Return the media type of a file, texts with their encoding."""
    suffix = PurePosixPath(path).suffix
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or UNKNOWN_TYPE
    return f"{kind}; charset=utf-8" if suffix in TEXTS else kind


def cache_control(path: str) -> str:
    """Return how long a file may be kept: what leads to the latest edition is always asked for anew."""
    parts = path.split("/")
    if len(parts) == 1 or parts[0] == "latest":
        return ALWAYS_ASK
    return FOREVER if "immutable" in parts else A_DAY


@contextmanager
def _told(target: S3Target) -> Iterator[None]:
    """Turn what the client reports into one sentence; its own ones may hold addresses and signatures."""
    try:
        yield
    except RefusedFileError as error:
        raise TargetError(str(error)) from None
    except NoCredentialsError:
        raise TargetError(
            f"{target.shown}: there are no credentials for the store; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ) from None
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise TargetError(f"{target.shown}: the store refuses ({code}); {ACTIONS.get(code, ANY_ACTION)}.") from None
    except (BotoCoreError, ValueError, boto3.exceptions.Boto3Error) as error:
        raise TargetError(
            f"{target.shown}: the store cannot be asked ({type(error).__name__}); {ANY_ACTION}."
        ) from None


__all__ = ["Store", "cache_control", "content_type", "publish_to_store"]
