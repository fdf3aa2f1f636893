"""Units of measurement and how one becomes another, as exact fractions where the definition is exact.

Which field has which unit is said in the profile; how the number is read belongs in ``ingest.values``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ingest.profiles.models import Unit


@dataclass(frozen=True)
class Conversion:
    """Multiply by ``factor``, then add ``offset``."""

    factor: Fraction
    offset: Fraction = Fraction(0)

    def of(self, number: str) -> str:
        """Return SQL for the converted DOUBLE of a SQL number."""
        scaled = f"({number} * {self.factor.numerator} / {self.factor.denominator})"
        return f"({scaled} + {float(self.offset)!r})" if self.offset else scaled


# By kind: how many of the kind's first unit one unit is.
_SIZES: dict[str, dict[str, Fraction]] = {
    "time": {
        "seconds": Fraction(1),
        "milliseconds": Fraction(1, 1000),
        "minutes": Fraction(60),
        "hours": Fraction(3600),
        "days": Fraction(86400),
        "weeks": Fraction(604800),
    },
    "length": {
        "metres": Fraction(1),
        "kilometres": Fraction(1000),
        "miles": Fraction(1609344, 1000),
    },
    "mass": {
        "kilograms": Fraction(1),
        "grams": Fraction(1, 1000),
        "tonnes": Fraction(1000),
        "pounds": Fraction(45359237, 100000000),
    },
    "count": {
        "ones": Fraction(1),
        "hundreds": Fraction(100),
        "thousands": Fraction(1000),
        "millions": Fraction(1000000),
    },
    "share": {
        "share": Fraction(1),
        "percent": Fraction(1, 100),
        "per_thousand": Fraction(1, 1000),
    },
    "temperature": {
        "celsius": Fraction(1),
        "fahrenheit": Fraction(5, 9),
    },
}
_FREEZING_FAHRENHEIT = 32
_SIZE = {name: (kind, size) for kind, sizes in _SIZES.items() for name, size in sizes.items()}


def known_units() -> list[str]:
    """Return the names of all units."""
    return sorted(_SIZE)


def same_kind(unit: str) -> list[str]:
    """Return the units that ``unit`` can be converted to, itself among them."""
    return list(_SIZES[_SIZE[unit][0]])


def between(source: str, target: str) -> Conversion:
    """Return how a number in one unit becomes a number in another of the same kind."""
    factor = _SIZE[source][1] / _SIZE[target][1]
    offset = Fraction(0)
    if (source, target) == ("fahrenheit", "celsius"):
        offset = -_FREEZING_FAHRENHEIT * factor
    elif (source, target) == ("celsius", "fahrenheit"):
        offset = Fraction(_FREEZING_FAHRENHEIT)
    return Conversion(factor, offset)


def declared(unit: Unit) -> Conversion:
    """Return the conversion of a unit setting that does not depend on the row."""
    if unit.source is not None and unit.to is not None:
        return between(unit.source, unit.to)
    return Conversion(Fraction(str(unit.factor or 1)), Fraction(str(unit.offset)))


def by_text(unit: Unit) -> dict[str, Conversion]:
    """Return the conversion for each text that a unit column may hold."""
    target = unit.to or ""
    names = {name: name for name in same_kind(target)} | unit.recode
    return {text: between(name, target) for text, name in names.items()}


__all__ = ["Conversion", "between", "by_text", "declared", "known_units", "same_kind"]
