"""``like:`` – a source that takes over the settings of another one, except for what it says itself.

Works on the profile as it was written, before it is validated, so that the result is judged like any other source.
"""

from __future__ import annotations

from typing import Any

# What tells the items of a list apart, so that one of them can be changed alone; other lists are replaced whole.
_IDENTITY = {"records": "contract", "answers": "question"}
LIKE = "like"
_RECODE = "recode"


class LikenessError(Exception):
    """A source is like one that is not there, or that is like it in turn."""

    def __init__(self, position: int, rule: str) -> None:
        self.position = position
        super().__init__(rule)


def with_likeness(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every ``like`` carried out.

    Raises:
        LikenessError: a source is like one that is not there, or that is like it in turn.
    """
    sources = document.get("sources")
    if not isinstance(sources, list) or not any(isinstance(source, dict) and LIKE in source for source in sources):
        return document
    by_id = {source.get("id"): source for source in sources if isinstance(source, dict)}
    return {**document, "sources": [_complete(source, place, by_id, ()) for place, source in enumerate(sources)]}


def _complete(source: Any, place: int, by_id: dict[Any, dict[str, Any]], seen: tuple[Any, ...]) -> Any:
    if not isinstance(source, dict) or source.get(LIKE) is None:
        return source
    model = source[LIKE]
    if not isinstance(model, str) or model not in by_id:
        known = ", ".join(str(key) for key in by_id if key != source.get("id"))
        raise LikenessError(place, f"there is no source '{model}' to be like; the others are: {known or 'none'}")
    if model in seen or model == source.get("id"):
        raise LikenessError(place, f"the source is like '{model}', which is like it in turn")
    base = _complete(by_id[model], place, by_id, (*seen, source.get("id")))
    return _changed(base, source)


def _changed(base: Any, change: Any, name: str = "") -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        merged = dict(base)
        for key, value in change.items():
            if value is None and key in base and name != _RECODE:
                del merged[key]
            else:
                # The tables of single scopes are recodes, too.
                below = _RECODE if name == f"{_RECODE}_by_scope" else key
                merged[key] = _changed(base[key], value, below) if key in base else value
        return merged
    if isinstance(base, list) and isinstance(change, list) and name in _IDENTITY:
        return _changed_items(base, change, _IDENTITY[name])
    return change


def _changed_items(base: list[Any], change: list[Any], identity: str) -> list[Any]:
    """Change the items of the same identity; what is new comes after them. Without clear identities: replace."""
    places = {item[identity]: place for place, item in enumerate(base) if isinstance(item, dict) and identity in item}
    if len(places) != len(base) or not all(isinstance(item, dict) and identity in item for item in change):
        return change
    items = list(base)
    for item in change:
        if item[identity] in places:
            place = places[item[identity]]
            items[place] = _changed(items[place], item)
        else:
            items.append(item)
    return items


__all__ = ["LIKE", "LikenessError", "with_likeness"]
