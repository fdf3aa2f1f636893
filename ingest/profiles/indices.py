"""Declared indices: several answers of one respondent in one figure of 0 to 100 (measure M25), and what must agree in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.contracts.survey import ASPECTS

if TYPE_CHECKING:
    from ingest.profiles.checks import Problem
    from ingest.profiles.models import Profile

_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class IndexItem(BaseModel):
    """One answer that counts in an index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    characteristic: _Key
    aspect: Literal[ASPECTS] = "perception"  # type: ignore[valid-type]
    weight: float = Field(1, gt=0, le=1, description="Unstandardised weight, at most six places; only ratios count.")


class Index(BaseModel):
    """A weighted mean of items, 0 to 100, of the respondents who answered all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: _Key
    name: dict[Literal["en", "ca", "fa"], str]
    weighting: Literal["equal", "declared", "pls"] = Field(
        "declared",
        description="Where the weights come from: all alike, chosen, or estimated once by partial least squares.",
    )
    weighted_on: dt.date | None = Field(None, description="When the weights were chosen or estimated.")
    items: list[IndexItem] = Field(min_length=2)


def index_problems(profile: Profile) -> Iterator[Problem]:
    """Yield what contradicts itself in the indices of a profile."""
    from ingest.profiles.checks import Problem

    taken = {item.key for item in profile.characteristics}
    for position, index in enumerate(profile.indices):
        if index.key in taken:
            yield Problem(
                ("indices", position, "key"), f"the key '{index.key}' is in use", "give each index a key of its own"
            )
        taken.add(index.key)
        yield from _item_problems(profile, index, position)


def _item_problems(profile: Profile, index: Index, position: int) -> Iterator[Problem]:
    from ingest.profiles.checks import Problem

    scales, seen = set(), set()
    for place, item in enumerate(index.items):
        path = ("indices", position, "items", place)
        asked = [
            question
            for question in profile.questions
            if (question.characteristic, question.aspect) == (item.characteristic, item.aspect)
        ]
        if not asked:
            rule = f"no question asks the {item.aspect} of '{item.characteristic}'"
            yield Problem(path, rule, "declare the question or correct the item")
        if (item.characteristic, item.aspect) in seen:
            yield Problem(path, "the item stands twice in the index", "leave it out or raise its weight")
        seen.add((item.characteristic, item.aspect))
        scales.add(frozenset(_bounds(profile, question.scale) for question in asked))
        if -Decimal(str(item.weight)).as_tuple().exponent > 6:  # type: ignore[operator]
            yield Problem((*path, "weight"), f"the weight {item.weight} has more than six places", "round it")
    if len(scales) > 1:
        rule = f"the items of the index '{index.key}' are asked on different scales"
        yield Problem(("indices", position, "items"), rule, "scales of different length are never pooled: drop items")
    if index.weighting == "equal" and len({item.weight for item in index.items}) > 1:
        yield Problem(
            ("indices", position, "weighting"), "the weights are not equal", "write declared, or leave them out"
        )


def _bounds(profile: Profile, scale: str | None) -> tuple[float, float] | None:
    found = profile.scales.get(scale) if scale else None
    return (found.min, found.max) if found else None


__all__ = ["Index", "IndexItem", "index_problems"]
