"""What a profile may say about a source that is not a file: where to ask, what to ask for, and how patiently.

Secrets never stand in a profile: addresses with passwords, tokens and headers are named by the environment variable that
holds them. How a connection is used belongs in the modules beside this one.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

Variable = Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$", description="Name of an environment variable.")]
MEBIBYTE = 1024 * 1024


class _Strict(BaseModel):
    """Unknown keys are errors, as everywhere in a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SqlConnection(_Strict):
    """A database that SQLAlchemy knows. Exactly one of ``query`` and ``table`` is given."""

    kind: Literal["sql"]
    url_env: Variable = Field(description="Environment variable with the SQLAlchemy URL, password included.")
    query: str | None = Field(None, description="One SELECT (or WITH) statement.")
    table: str | None = Field(None, description="Table or view, with its schema if need be: helpdesk.ticket.")
    cursor: str | None = Field(
        None,
        description="Column that only grows (a change time, a number): later fetches begin where the last one ended.",
    )
    overlap: int = Field(
        0, ge=0, description="How far to look back behind the cursor for late commits: seconds for times, else units."
    )
    timeout_seconds: int = Field(300, ge=1, description="Longest time for one statement.")
    batch_rows: int = Field(20_000, ge=1, description="Rows held in memory at a time.")

    @model_validator(mode="after")
    def one_question(self) -> SqlConnection:
        """Check that there is exactly one thing to ask, and that it only reads."""
        if (self.query is None) == (self.table is None):
            raise ValueError("give exactly one of query, table")
        if self.query is not None and not self.query.lstrip().lower().startswith(("select", "with", "(")):
            raise ValueError("the query must be one SELECT statement")
        if self.query is not None and ";" in self.query.rstrip().rstrip(";"):
            raise ValueError("the query must be one statement, without a semicolon inside")
        return self

    @property
    def shown(self) -> str:
        """How messages and manifests name the place."""
        return f"sql:{self.url_env}"


class Paging(_Strict):
    """How a service hands out its records page by page."""

    style: Literal["none", "next_link", "link_header", "page", "offset", "cursor_token"] = "none"
    path: str | None = Field(None, description="next_link, cursor_token: where the body tells the next page, as a.b.c")
    parameter: str | None = Field(None, description="page, offset, cursor_token: the query parameter to set.")
    size_parameter: str | None = Field(None, description="Query parameter for the number of records of a page.")
    size: int | None = Field(None, ge=1, description="Records of a page; a shorter page is the last.")
    first: int = Field(1, ge=0, description="page: number of the first page.")
    more_path: str | None = Field(None, description="Where the body says whether there is more, as a.b.c")

    @model_validator(mode="after")
    def complete(self) -> Paging:
        """Check that the style has what it needs."""
        needs: dict[str, tuple[str, ...]] = {"next_link": ("path",), "page": ("parameter",), "offset": ("parameter",)}
        needs["cursor_token"] = ("path", "parameter")
        for name in needs.get(self.style, ()):
            if getattr(self, name) is None:
                raise ValueError(f"the paging style {self.style} needs '{name}'")
        if self.size_parameter is not None and self.size is None:
            raise ValueError("'size_parameter' needs 'size'")
        return self


class Since(_Strict):
    """How to ask only for what changed: a query parameter, and the field of a record that it is compared with."""

    parameter: str
    field: str = Field(description="Field of a record, as a.b.c: a number or an ISO time that only grows.")
    template: str = Field("{value}", description="How the parameter is written, with {value}.")
    initial: str | None = Field(None, description="Value for the first fetch; by default everything is asked for.")
    overlap: int = Field(0, ge=0, description="How far to look back: seconds for times, units for numbers.")

    @model_validator(mode="after")
    def has_value(self) -> Since:
        """Check that the template says where the value goes."""
        if "{value}" not in self.template:
            raise ValueError("the template needs {value}")
        return self


class Retry(_Strict):
    """How patient a fetch is with a server that is busy, failing or silent."""

    attempts: int = Field(6, ge=1, le=20)
    first_wait_seconds: float = Field(1.0, ge=0)
    longest_wait_seconds: float = Field(
        120.0, ge=0, description="A server that asks for more is left for the next run."
    )


class RestConnection(_Strict):
    """A service that answers GET requests with JSON. Exactly one of ``url`` and ``url_env`` is given."""

    kind: Literal["rest"]
    url: str | None = None
    url_env: Variable | None = Field(None, description="Environment variable with the address, if it is a secret.")
    parameters: dict[str, str] = Field(default_factory=dict)
    parameter_env: dict[str, Variable] = Field(default_factory=dict, description="Parameters that are secrets.")
    header_env: dict[str, Variable] = Field(
        default_factory=dict, description="Headers whose whole value an environment variable holds (Authorization)."
    )
    records_path: str = Field(
        "", description="Where the body has its list of records, as a.b.c; empty: the body is it."
    )
    paging: Paging = Paging()
    since: Since | None = None
    retry: Retry = Retry()
    timeout_seconds: float = Field(60.0, gt=0)
    max_pages: int = Field(10_000, ge=1)
    max_page_bytes: int = Field(64 * MEBIBYTE, ge=1)
    max_bytes: int = Field(4096 * MEBIBYTE, ge=1)
    resume_hours: int = Field(
        24, ge=0, description="How long the pages of an interrupted fetch are kept to go on from."
    )
    allow_http: bool = Field(False, description="Without encryption, for a network that is protected otherwise.")

    @model_validator(mode="after")
    def one_address(self) -> RestConnection:
        """Check that there is one address and that it holds no password."""
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give exactly one of url, url_env")
        if self.url is not None and "@" in urlsplit(self.url).netloc:
            raise ValueError(
                "the url holds a user name or password; put it into the environment and name it with url_env"
            )
        return self

    @property
    def shown(self) -> str:
        """How messages and manifests name the place: never with its query, which may hold a token."""
        if self.url is None:
            return f"rest:{self.url_env}"
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"


class S3Connection(_Strict):
    """A bucket of an S3-compatible store; credentials come from the environment's usual chain."""

    kind: Literal["s3"]
    bucket: str
    prefix: str = ""
    pattern: str = Field("*", description="Glob on the key after the prefix.")
    endpoint_env: Variable | None = Field(
        None, description="Environment variable with the store's address; absent: AWS."
    )
    region: str | None = None
    timeout_seconds: float = Field(60.0, gt=0)
    max_object_bytes: int = Field(8192 * MEBIBYTE, ge=1)

    @property
    def shown(self) -> str:
        """How messages name the place."""
        return f"s3://{self.bucket}/{self.prefix}"


Connection = Annotated[SqlConnection | RestConnection | S3Connection, Field(discriminator="kind")]

# Changing one of these changes how patiently is asked, not what for.
_PATIENCE = {
    "overlap", "timeout_seconds", "batch_rows", "retry", "max_pages", "max_page_bytes", "max_bytes", "resume_hours",
    "allow_http", "max_object_bytes",
}  # fmt: skip


def question_sha256(connection: SqlConnection | RestConnection | S3Connection) -> str:
    """Return a hash of what a connection asks for: where it changes, everything is fetched anew."""
    return hashlib.sha256(connection.model_dump_json(exclude=_PATIENCE).encode()).hexdigest()


__all__ = [
    "Connection",
    "Paging",
    "RestConnection",
    "Retry",
    "S3Connection",
    "Since",
    "SqlConnection",
    "question_sha256",
]
