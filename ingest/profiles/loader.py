"""Find, read and validate a profile; everything wrong with it becomes one sentence with the place in the file.

What a profile may say is declared in ``ingest.profiles.models``; what must agree inside it is in
``ingest.profiles.checks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ingest.errors import ProfileError
from ingest.personal.names import read_names
from ingest.profiles.checks import Problem, problems
from ingest.profiles.likeness import LIKE, LikenessError, with_likeness
from ingest.profiles.lookups import read_table
from ingest.profiles.models import LookupTable, Profile

FOLDER = Path(__file__).parent
SHIPPED = ("demo", "airport")
PROFILE_FILE = "profile.yml"

YamlPath = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """YAML in which every key is text and no key may be given twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        if key_node.value in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key '{key_node.value}' is given twice", problem_mark=key_node.start_mark
            )
        seen.add(key_node.value)
    loader.flatten_mapping(node)
    return {str(key.value): loader.construct_object(value, deep=True) for key, value in node.value}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_profile(name_or_path: str | Path) -> Profile:
    """Return a validated profile.

    Args:
        name_or_path: a shipped profile's name (``demo``, ``airport``), a folder with ``profile.yml``, or a YAML file.

    Raises:
        ProfileError: the profile is absent, unreadable or contradicts itself; the sentence names the place in the file.
    """
    checked = check_profile(name_or_path)
    if checked.errors:
        raise checked.errors[0]
    if checked.profile is None:
        raise TypeError("a profile without errors is there")
    return checked.profile


@dataclass(frozen=True)
class Checked:
    """A profile that was looked at.

    Attributes:
        profile: the profile, None if it is not even of the form that a profile has.
        errors: everything that is wrong with it, most basic first.
    """

    path: Path
    profile: Profile | None
    errors: list[ProfileError]


def check_profile(name_or_path: str | Path) -> Checked:
    """Read a profile and tell everything that is wrong with it, not only the first thing.

    Raises:
        ProfileError: there is no profile, or its text is not YAML.
    """
    path = _find(name_or_path)
    text = _read(path)
    try:
        document = with_likeness(_parse(text, path))
    except LikenessError as error:
        place = _place(("sources", error.position, LIKE), text)
        wrong = ProfileError(file=str(path), place=place, rule=str(error), action="correct 'like'")
        return Checked(path, None, [wrong])
    try:
        profile = Profile.model_validate(document)
    except ValidationError as error:
        return Checked(path, None, _schema_errors(error, text, path))
    tables, errors = _tables(profile, path)
    profile = profile.with_tables(tables)
    try:
        profile = profile.with_names(read_names(path.parent / profile.personal.names) if profile.personal.names else ())
    except ProfileError as error:
        errors.append(error)
    if not errors:
        errors = [_contradiction(problem, text, path) for problem in problems(profile)]
    return Checked(path, profile, errors)


def _tables(profile: Profile, path: Path) -> tuple[dict[str, LookupTable], list[ProfileError]]:
    tables: dict[str, LookupTable] = {}
    errors = []
    for key, name in profile.lookups.items():
        try:
            tables[key] = read_table(path.parent, name)
        except ProfileError as error:
            errors.append(error)
    return tables, errors


def _contradiction(problem: Problem, text: str, path: Path) -> ProfileError:
    return ProfileError(file=str(path), place=_place(problem.path, text), rule=problem.rule, action=problem.action)


def _find(name_or_path: str | Path) -> Path:
    if str(name_or_path) in SHIPPED:
        return FOLDER / str(name_or_path) / PROFILE_FILE
    path = Path(name_or_path).expanduser()
    if path.is_dir():
        path = path / PROFILE_FILE
    if not path.is_file():
        raise ProfileError(
            file=str(path),
            rule="no profile is there",
            action=f"name a shipped profile ({', '.join(SHIPPED)}), a folder with {PROFILE_FILE}, or a YAML file",
        )
    return path


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(
            file=str(path), rule=f"the profile cannot be read ({error.strerror})", action="check its permissions"
        ) from None
    except UnicodeDecodeError as error:
        raise ProfileError(
            file=str(path),
            place=f"byte {error.start}",
            rule="the profile is not valid UTF-8",
            action="save it as UTF-8",
        ) from None


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (derived from SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileError(
            file=str(path),
            place=f"line {line}",
            rule=f"this is not valid YAML ({error.problem})",
            action="correct that line",
        ) from None
    except yaml.YAMLError as error:
        raise ProfileError(file=str(path), rule=f"this is not valid YAML ({error})", action="correct it") from None
    if not isinstance(document, dict):
        raise ProfileError(
            file=str(path), rule="a profile is a mapping of settings", action="start from one of the shipped profiles"
        )
    return document


def _schema_errors(error: ValidationError, text: str, path: Path) -> list[ProfileError]:
    # A misspelt key also leaves its right spelling absent: the misspelling is what a person looks for.
    wrong = sorted(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    told = [_schema_error(each, text, path) for each in wrong]
    return list({one.message: one for one in told}.values())


def _schema_error(first: ErrorDetails, text: str, path: Path) -> ProfileError:
    location = tuple(part for part in first["loc"] if not (isinstance(part, str) and part.startswith(("list[", "str"))))
    kind, rule = first["type"], first["msg"][0].lower() + first["msg"][1:]
    action = "correct the value"
    if kind == "extra_forbidden":
        rule, action = f"the key '{location[-1]}' is not known here", "correct its spelling or remove it"
    elif kind == "missing":
        rule, action = f"the key '{location[-1]}' is required and absent", "add it"
    elif kind == "string_type":
        rule, action = f"text is expected, found {first['input']!r}", "put the value in quotation marks"
    elif kind == "value_error":
        rule = str(first.get("ctx", {}).get("error", rule))
    return ProfileError(file=str(path), place=_place(location, text), rule=rule, action=action)


def _place(location: YamlPath, text: str) -> str:
    """Return ``sources[0].records (line 12)`` for a path into the document."""
    written = ""
    for part in location:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else str(part)
    line = _line(location, text)
    return f"{written} (line {line})" if written else f"line {line}"


def _line(location: YamlPath, text: str) -> int:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for part in location:
        step = _child(node, part)
        if step is None:
            break
        mark, node = step
        line = mark.line + 1
    return line


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark, value
    return None


__all__ = ["SHIPPED", "Checked", "check_profile", "load_profile"]
