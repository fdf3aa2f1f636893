"""What a profile may say of publication: where the finished report goes, and who is told.

Secrets never stand in a profile: passwords and tokens are named by the environment variable that holds them. How an edition
gets there is in ``orchestration.publication``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

Variable = Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$", description="Name of an environment variable.")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Address = Annotated[str, Field(pattern=r"^[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+$", max_length=254)]
Extra = Literal["mart"]


class _Strict(BaseModel):
    """Unknown keys are errors, as everywhere in a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderTarget(_Strict):
    """A folder that a web server serves, or that people open."""

    name: Name = "folder"
    kind: Literal["folder"]
    path: str = Field(min_length=1, description="Absolute, or from the home folder; it is made if it is not there.")
    include: list[Extra] = Field(default_factory=list, description="mart: the analysts' file too; it is for analysts.")

    @property
    def shown(self) -> str:
        """How messages name the place."""
        return self.path


class S3Target(_Strict):
    """An S3-compatible store; credentials come from the environment's usual chain."""

    name: Name = "s3"
    kind: Literal["s3"]
    bucket: str = Field(min_length=1)
    prefix: str = Field("", pattern=r"^([^/].*/)?$", description="Path in the bucket, ending with a slash.")
    region: str | None = None
    endpoint_env: Variable | None = Field(None, description="Environment variable with another store's address.")
    compress: bool = Field(True, description="Store pages, styles and scripts gzipped, marked as such.")
    timeout_seconds: float = Field(60.0, gt=0)
    include: list[Extra] = Field(default_factory=list, description="mart: the analysts' file too; it is for analysts.")

    @property
    def shown(self) -> str:
        """How messages name the place."""
        return f"s3://{self.bucket}/{self.prefix}"


class GitTarget(_Strict):
    """A branch of a repository from which pages are served. Exactly one of ``repository`` and ``repository_env`` is given."""

    name: Name = "git"
    kind: Literal["git"]
    repository: str | None = Field(None, min_length=1, description="Path or address, without a password.")
    repository_env: Variable | None = Field(None, description="Environment variable with an address that is a secret.")
    token_env: Variable | None = Field(None, description="Environment variable with a token for an https address.")
    user: str = Field("git", description="User name that goes with the token.")
    branch: str = Field("pages", pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", description="Made if it is not there.")
    folder: str = Field("", pattern=r"^([A-Za-z0-9][A-Za-z0-9._/-]*)?$", description="Folder in the branch.")
    timeout_seconds: float = Field(300.0, gt=0)

    @model_validator(mode="after")
    def one_address(self) -> GitTarget:
        """Check that there is one address, that it is none of Git's options, and that it holds no password."""
        if (self.repository is None) == (self.repository_env is None):
            raise ValueError("give exactly one of repository, repository_env")
        if self.repository is not None and self.repository.startswith("-"):
            raise ValueError("the repository is a path or an address")
        if self.repository is not None and urlsplit(self.repository).password:
            raise ValueError("the repository holds a password; put it into the environment and name it with token_env")
        return self

    @property
    def shown(self) -> str:
        """How messages name the place."""
        return f"{self.repository or self.repository_env} ({self.branch})"


class Recipient(_Strict):
    """One person or list that is told, and in which language."""

    address: Address
    language: Literal["en", "ca", "fa"] | None = Field(None, description="By default the organisation's.")


class EmailTarget(_Strict):
    """The front page's figures by e-mail, one message per recipient."""

    name: Name = "email"
    kind: Literal["email"]
    host: str = Field(min_length=1, description="The mail server.")
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="none: only for a server on this machine or in a protected network."
    )
    user: str | None = Field(None, description="Name to sign in with; the password is in the environment.")
    password_env: Variable = "SATISFACTION_SMTP_PASSWORD"  # noqa: S105 (the variable's name)
    certificate_env: Variable | None = Field(
        None, description="Environment variable with the path of the authority's certificate that signed the server's."
    )
    sender: Address
    recipients: list[Recipient] = Field(min_length=1)
    attach_pdf: bool = Field(True, description="Attach the report as PDF where the edition has one.")
    timeout_seconds: float = Field(60.0, gt=0)

    @property
    def shown(self) -> str:
        """How messages name the place: never by its recipients."""
        return f"{self.host}:{self.port}"


Target = Annotated[FolderTarget | S3Target | GitTarget | EmailTarget, Field(discriminator="kind")]


class Publication(_Strict):
    """Where a finished edition goes. Without targets it stays in the home folder."""

    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="Where readers find the published folder, with its base path: https://example.org/satisfaction",
    )
    targets: list[Target] = Field(default_factory=list)

    @model_validator(mode="after")
    def different_names(self) -> Publication:
        """Check that every target can be named."""
        names = [target.name for target in self.targets]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two targets are called '{name}'; give each a 'name' of its own")
        return self

    @property
    def base_path(self) -> str:
        """The path of ``public_url``, without a slash at the end; empty for the root of a host."""
        return urlsplit(self.public_url or "").path.rstrip("/")

    def address(self, edition: str, language: str) -> str | None:
        """Return where an edition is read in a language, None if nobody said where it will be."""
        return f"{self.public_url.rstrip('/')}/{edition}/{language}/" if self.public_url else None

    def emails(self) -> Iterator[tuple[int, EmailTarget]]:
        """Yield the e-mail targets with their positions."""
        yield from ((at, target) for at, target in enumerate(self.targets) if isinstance(target, EmailTarget))


__all__ = ["EmailTarget", "FolderTarget", "GitTarget", "Publication", "Recipient", "S3Target", "Target"]
