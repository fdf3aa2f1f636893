"""The one door to all connections: send an errand, get deliveries."""

from __future__ import annotations

from collections.abc import Generator

from ingest.connections.base import Arrival, Errand
from ingest.connections.settings import RestConnection, S3Connection, SqlConnection


def fetch(connection: SqlConnection | RestConnection | S3Connection, errand: Errand) -> Generator[Arrival, None, None]:
    """Yield the deliveries that have not landed; drivers are imported when they are needed.

    Raises:
        RefusedFileError: the place cannot be asked or what it answers cannot be used.
    """
    if isinstance(connection, SqlConnection):
        from ingest.connections.sql import fetch_sql

        yield from fetch_sql(connection, errand)
    elif isinstance(connection, RestConnection):
        from ingest.connections.rest import fetch_rest

        yield from fetch_rest(connection, errand)
    else:
        from ingest.connections.s3 import fetch_s3

        yield from fetch_s3(connection, errand)


__all__ = ["fetch"]
