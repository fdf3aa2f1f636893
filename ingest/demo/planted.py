"""What is hidden in the demo's files to try the warehouse: personal data, hostile text, and the count of every bad row.

None of the personal data can belong to anybody: example.org is reserved, no country has the telephone code 999, and the
card and account numbers are the ones that handbooks print. What customers truly mean is in ``phrases``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

CANARY_EMAIL: Final = "client90001@example.org"
CANARY_PHONE: Final = "+999 555 9002"
CANARY_PHONE_PERSIAN: Final = "+۹۹۹ ۵۵۵ ۹۰۰۳"
CANARY_CARD: Final = "4111 1111 1111 1111"
CANARY_IBAN: Final = "ES91 2100 0418 4502 0005 1332"
CANARY_URL: Final = "https://example.org/parcel?token=canary0f9e8d7c6b5a49382716"
CANARY_NAME: Final = "Mostra Inventada"
CANARY_NAME_PERSIAN: Final = "نمونه ساختگی"

# Everything that no file of an edition, of landing or of the quarantine may hold, in any of its spellings.
CANARIES: Final = (
    CANARY_EMAIL,
    CANARY_PHONE,
    CANARY_PHONE_PERSIAN,
    CANARY_CARD,
    CANARY_IBAN,
    "canary0f9e8d7c6b5a49382716",
    CANARY_NAME,
    CANARY_NAME_PERSIAN,
)

# One text for each canary, by language: what is left when the canary is redacted is an ordinary message.
PERSONAL: Final[tuple[tuple[str, str], ...]] = (
    ("en", f"Please answer me at {CANARY_EMAIL}, I am there every day."),
    ("ca", f"Truqueu-me al {CANARY_PHONE} a partir de les cinc."),
    ("fa", f"لطفاً با شمارهٔ {CANARY_PHONE_PERSIAN} تماس بگیرید."),
    ("en", f"My card {CANARY_CARD} was charged twice."),
    ("ca", f"Feu el reemborsament al compte {CANARY_IBAN}, si us plau."),
    ("en", f"The page {CANARY_URL} shows somebody else’s address."),
    ("ca", f"La repartidora {CANARY_NAME} ens va ajudar molt."),
    ("fa", f"از {CANARY_NAME_PERSIAN} برای کمکش ممنونم."),
)

# Text that would do harm where a program takes text for orders; each must come out as the letters that it is.
HOSTILE: Final[tuple[str, ...]] = (
    "<script>window.pwned = 1</script>",
    '<img src=x onerror="window.pwned = 1">',
    "<svg/onload=window.pwned=1>",
    '</td></tr></table><iframe src="javascript:window.pwned=1"></iframe>',
    "{template} {window.pwned = 1} {#if true}{/if}",
    "{{ 7 * 7 }} {% raw %} ${window.pwned = 1}",
    "[click me](javascript:window.pwned=1) ![x](https://example.org/x.png)",
    "```sql\nselect * from secrets\n```",
    "\u202egnp.exe\u202c right to left override",
    '=HYPERLINK("http://example.org","click")',
    "+1+1 and @SUM(1+1) and -2+3",
    "'; drop table complaint; --",
    '" OR ""="',
    "../../../etc/passwd\\..\\boot.ini",
    "%s %d %n %x {0} {}",
)
# Hostile ends of ordinary sentences: by language, what a customer says of a theme and what harms. Theirs are the words of the
# theme, so that they are quoted in the report, where each must stand as the letters that it is. What runs sets a canary.
CANARY_CALL: Final = "window.__canary=1"
QUOTED_HOSTILE: Final[tuple[tuple[str, str, str], ...]] = (
    ("en", "The driver was friendly and patient.", f"Your driver is always friendly. <script>{CANARY_CALL}</script>"),
    (
        "en",
        "They told me about the delay before I had to ask.",
        f'They warned me of the delay. <img src=x onerror="{CANARY_CALL}">',
    ),
    (
        "en",
        "I cannot tell what the second charge on the invoice is for.",
        f"The charge on the invoice: {{template}} {{{{ 7 * 7 }}}} ${{{CANARY_CALL}}}",
    ),
    (
        "en",
        "A fair price for what you get.",
        'The price is fair. =HYPERLINK("javascript:alert(1)","click") +cmd|calc',
    ),
    (
        "en",
        "My return was not collected on the day that was booked.",
        f"My return! [click me](javascript:{CANARY_CALL}) <javascript:{CANARY_CALL}>",
    ),
    (
        "en",
        "My problem was solved with the first call.",
        f"One call and it was solved. {{@html {CANARY_CALL}}} {{#if 1}}",
    ),
    ("ca", "El repartidor va ser amable i pacient.", f"És sempre amable. <svg onload={CANARY_CALL}></svg>"),
    ("ca", "Em van avisar del retard abans que ho preguntés.", "Un avís sincer. <!-- --> null undefined NaN"),
    ("ca", "La factura és clara i s’entén cada concepte.", "Una factura que s’entén: " + "aiii" * 25),
    (
        "ca",
        "No van recollir la devolució el dia reservat.",
        "La devolució, \u202egnp.exe\u202c, \u2067del revés\u2069, no la van recollir.",
    ),
    ("fa", "پیک خوش‌برخورد و باحوصله بود.", f"پیک همیشه خوش‌برخورد است. <script>{CANARY_CALL}</script>"),
    (
        "fa",
        "قیمتش با خدمتی که می‌دهند می‌خواند.",
        f"قیمتش خوب است \u202e<img src=x onerror={CANARY_CALL}>\u202c",
    ),
)
HOSTILE_TIMES: Final = 3
LONG_TEXT: Final = "The parcel came late. " * 900


def with_hostile_ends(texts: NDArray[np.object_], is_recent: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return texts in which the first recent ones that say a sentence of ``QUOTED_HOSTILE`` go on with its hostile end.

    No random number is drawn, so that everything else stays as it was.
    """
    said = texts.copy()
    for _language, sentence, end in QUOTED_HOSTILE:
        places = np.flatnonzero((texts == sentence) & is_recent)[:HOSTILE_TIMES]
        said[places] = f"{sentence} {end}"
    return said


@dataclass(frozen=True)
class Counted:
    """What the gate must find in one contract of one source.

    Attributes:
        landed: rows of the contract in all files together.
        quarantined: rows in quarantine.
        duplicate: rows that repeat a record of the same file.
        superseded: accepted rows that a later file brings again.
        rules: lines of the files that break each rule.
    """

    landed: int
    quarantined: int = 0
    duplicate: int = 0
    superseded: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the counts as ``truth.json`` states them; ``accepted`` is what the gate accepts before replacement."""
        return {
            "landed": self.landed,
            "accepted": self.landed - self.quarantined - self.duplicate,
            "quarantined": self.quarantined,
            "duplicate": self.duplicate,
            "superseded": self.superseded,
            "rules": dict(sorted(self.rules.items())),
        }


def counted(landed: int, rules: Mapping[str, int] | None = None, duplicate: int = 0, superseded: int = 0) -> Counted:
    """Return the counts of a source in which every bad line breaks exactly one rule and holds one row."""
    broken = dict(rules or {})
    return Counted(landed, sum(broken.values()), duplicate, superseded, broken)


@dataclass(frozen=True)
class Register:
    """What one writer of files states about them: counts by contract, and everything else that is true."""

    counts: dict[str, Counted]
    facts: dict[str, Any] = field(default_factory=dict)
