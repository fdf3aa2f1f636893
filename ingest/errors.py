"""What goes wrong on the way in, said so that a person can act on it.

Every error names the file, the place in it, the rule that was broken and what to do, as one sentence. Bad values in
single rows are no errors: they land in ``unparsed`` and are judged by ``expectations``.
"""

from __future__ import annotations


class IngestError(Exception):
    """Something outside the data stops ingest: a folder that cannot be written, a key file that others can read.

    Attributes:
        file: the file or folder concerned, as the user knows it.
        place: line, byte or key inside it; empty where the whole file is meant.
        rule: what is wrong, as a clause without a full stop.
        action: what to do about it, as a clause without a full stop.
    """

    def __init__(self, *, file: str, rule: str, action: str, place: str = "") -> None:
        self.file = file
        self.place = place
        self.rule = rule
        self.action = action
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The error as one sentence."""
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.rule}; {self.action}."


class RefusedFileError(IngestError):
    """One delivered file cannot be read as its profile says; it is refused whole and the other files go on."""


class ProfileError(IngestError):
    """A profile says something that cannot be carried out."""


__all__ = ["IngestError", "ProfileError", "RefusedFileError"]
