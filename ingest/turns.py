"""Turns: what lay under a name, and in which order contents came, told from the manifests of a source alone.

A name may hold the same bytes twice, with others in between; each time is a turn of its own, while a file that merely lies
where it lay is none. Landing a turn belongs in ``ingest.landing``.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterable
from pathlib import Path

from ingest.ledger import Manifest
from ingest.personal.manifests import plain_name
from ingest.pseudonyms import key_versions, read_key

_KEY_CHARACTERS = 32


def memory_key(home: Path) -> bytes:
    """Return the key for hashes of what must be recognised and not be read: record contents, names with a person in them.

    It comes from the first version of the pseudonym key, which stays when the key is rotated.
    """
    return hmac.new(key_versions(read_key(home))[0], b"what landing recognises", "sha256").hexdigest().encode()


def keyed_hash(key: bytes, text: str) -> str:
    """Return the keyed hash of a text."""
    return hmac.new(key, text.encode("utf-8", "backslashreplace"), "sha256").hexdigest()[:_KEY_CHARACTERS]


def name_key(home: Path, shown: str) -> str | None:
    """Return what tells a delivery's name from others that read alike without the persons in them; else None."""
    return None if plain_name(shown) == shown else keyed_hash(memory_key(home), shown)


class Turns:
    """The deliveries of one source in landing order."""

    def __init__(self, home: Path, manifests: Iterable[Manifest]) -> None:
        self._home = home
        self._latest: dict[tuple[str, str | None], Manifest] = {}
        self._of_name: dict[tuple[str, str | None, str], int] = {}
        self._of_bytes: dict[str, int] = {}
        self._latest_of_bytes: dict[tuple[str | None, str], Manifest] = {}
        for each in sorted(manifests, key=lambda manifest: manifest.sequence):
            name, content = (each.file, each.name_key), (each.scope, each.file_sha256)
            before = self._latest.get(name)
            is_other = before is not None and before.file_sha256 != each.file_sha256
            if is_other or content not in self._latest_of_bytes:
                self._of_name[(*name, each.file_sha256)] = each.sequence
            self._of_bytes.setdefault(each.file_sha256, each.sequence)
            self._latest[name] = self._latest_of_bytes[content] = each

    def latest(self, shown: str, scope: str | None, sha256: str) -> Manifest | None:
        """Return what landed last under a name; for a name that nothing landed under, the last landing of its bytes.

        So a copy of a file under another name is none anew.
        """
        told = None if scope is None else plain_name(scope)
        return self._latest.get(self._name(shown)) or self._latest_of_bytes.get((told, sha256))

    def place(self, shown: str, sha256: str) -> float:
        """Return the place of a file in the order of arrival; what has not landed before comes last.

        Reading the same bytes again by another mapping does not change their place.
        """
        other = self._of_bytes.get(sha256, math.inf)
        return self._of_name.get((*self._name(shown), sha256), other)

    def _name(self, shown: str) -> tuple[str, str | None]:
        return plain_name(shown), name_key(self._home, shown)


__all__ = ["Turns", "keyed_hash", "memory_key", "name_key"]
