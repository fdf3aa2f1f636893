"""How numbers, dates and periods are written in each language (babel; the rules are the report's visual language).

Which words stand around them belongs in ``templates``.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from dbt_project.wording import jalali

Language = Literal["en", "ca", "fa"]
LANGUAGES: tuple[Language, ...] = ("en", "ca", "fa")
LOCALES: dict[Language, str] = {"en": "en", "ca": "ca", "fa": "fa"}

MINUS = "\u2212"
LEFT_TO_RIGHT_MARK = "\u200e"
NARROW_SPACE = "\u202f"
_CATALAN_QUARTERS = ("primer", "segon", "tercer", "quart")
_CATALAN_VOWELS = ("a", "e", "i", "o", "u")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def number(value: float, language: Language, decimals: int = 1, signed: bool = False) -> str:
    """Write a number with the language's digits and separators; what rounds to zero carries no sign."""
    rounded = round(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    digits = _digits(
        format_decimal(abs(rounded), pattern, locale=LOCALES[language], numbering_system="default"), language
    )
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    # Persian sets the sign left of the number, which needs a left-to-right start.
    return (LEFT_TO_RIGHT_MARK + sign if sign and language == "fa" else sign) + digits


def percent(share: float, language: Language, decimals: int = 0) -> str:
    """Write a share as a percentage."""
    return number(100 * share, language, decimals) + ("٪" if language == "fa" else f"{NARROW_SPACE}%")


def rate(value: float, language: Language) -> str:
    """Write a rate with the decimals its size needs."""
    decimals = 1 if abs(value) >= 1 else 2 if abs(value) >= 0.1 else 4
    return number(value, language, decimals)


def interval(low: str, high: str, language: Language) -> str:
    """Join two written ends."""
    return {"en": f"{low} to {high}", "ca": f"de {low} a {high}", "fa": f"{low} تا {high}"}[language]


def names(found: list[str], language: Language) -> str:
    """Write names as a list, each in the language's quotation marks."""
    if language == "en":
        return ", ".join(f"“{name}”" for name in found)
    return ("، " if language == "fa" else ", ").join(f"«{name}»" for name in found)


def day(value: dt.date, language: Language) -> str:
    """Write a day: 30 Sep 2026, 30 set. 2026, ۸ مهر ۱۴۰۵."""
    if language == "fa":
        year, month, number_in_month = jalali.from_gregorian(value)
        return _digits(f"{number_in_month} {jalali.MONTHS[month - 1]} {year}", "fa")
    return str(format_date(value, "d MMM y" if language == "en" else "d LLL y", locale=LOCALES[language]))


def period(period_type: str, start: dt.date, end: dt.date, wave: str | None, language: Language) -> str:
    """Name a period: Q2 2026, segon trimestre de 2026, سه‌ماههٔ منتهی به ۹ تیر ۱۴۰۵."""
    if period_type == "wave":
        return _digits({"en": f"wave {wave}", "ca": f"onada {wave}", "fa": f"موج {wave}"}[language], language)
    if language == "fa":
        length = {"month": "ماه", "quarter": "سه‌ماههٔ", "year": "سال"}[period_type]
        return f"{length} منتهی به {day(end, 'fa')}"
    if period_type == "month":
        joined = "LLLL y" if language == "en" else "LLLL 'de' y"
        return str(format_date(start, joined, locale=LOCALES[language]))
    if period_type == "quarter":
        quarter = (start.month - 1) // 3
        return (
            f"Q{quarter + 1} {start.year}"
            if language == "en"
            else f"{_CATALAN_QUARTERS[quarter]} trimestre de {start.year}"
        )
    return str(start.year)


def since(period_type: str, start: dt.date, end: dt.date, wave: str | None, language: Language) -> str:
    """Say from when on something is compared: since Q2 2026, des del segon trimestre de 2026, نسبت به …."""
    name = period(period_type, start, end, wave, language)
    if language == "ca":
        return _catalan_since(name, is_feminine=period_type == "wave")
    if language == "fa":
        return f"نسبت به {name}"
    return f"since the {wave} wave" if period_type == "wave" else f"since {name}"


def onset(start: dt.date, period_type: str, language: Language) -> str:
    """Say when something began: since June 2025, des del juny de 2025, از ۱۱ خرداد ۱۴۰۴."""
    if language == "fa":
        return f"از {day(start, 'fa')}"
    written_as = "month" if period_type == "wave" else period_type
    return since(written_as, start, start, None, language)


def _catalan_since(name: str, is_feminine: bool) -> str:
    if name.startswith(_CATALAN_VOWELS):
        return f"des de l’{name}"
    return f"des de la {name}" if is_feminine else f"des del {name}"


def _digits(text: str, language: Language) -> str:
    """Return the text with the language's digits: babel knows Persian separators, and leaves the digits Latin."""
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text
