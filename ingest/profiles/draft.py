"""The command that drafts a profile: where the draft goes and what is said about it.

How a file becomes a draft belongs in ``ingest.drafting``.
"""

from __future__ import annotations

from pathlib import Path

from ingest.drafting import draft_text
from ingest.drafting.decide import slug
from ingest.errors import IngestError, ProfileError
from ingest.profiles.loader import PROFILE_FILE, load_profile


def draft_command(file: Path, output: Path | None = None) -> str:
    """Write a commented profile to start from, and return what to do next, for people.

    Args:
        file: an export of any format that the readers know.
        output: folder for ``profile.yml``; by default one named after the file, in the working folder.

    Raises:
        RefusedFileError: the file cannot be read.
        IngestError: there is a profile already, or the folder cannot be written.
    """
    folder = output or Path(f"{slug(file.stem, 'profile')}_profile")
    target = folder / PROFILE_FILE
    if target.exists():
        raise IngestError(
            file=str(target), rule="there is a profile already", action="name another folder with --output"
        )
    text = draft_text(file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise IngestError(
            file=str(folder), rule=f"the draft cannot be written ({error.strerror})", action="name another folder"
        ) from None
    return _next_steps(target, file)


def _next_steps(target: Path, file: Path) -> str:
    questions = sum("TODO" in line for line in target.read_text(encoding="utf-8").splitlines())
    lines = [f"Drafted {target}: {questions} lines are marked TODO."]
    try:
        load_profile(target)
    except ProfileError as error:
        lines.append(f"One of them must be answered first: {error}")
    else:
        data = file.resolve().parent
        lines.append(
            f"The profile is valid as it is. When you have read it: satisfaction run --profile {target.parent} --data {data}"
        )
    return "\n".join(lines)


__all__ = ["draft_command"]
