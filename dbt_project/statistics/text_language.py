"""In which language a text is written: for texts whose source does not say.

Script first (letters that only one of the languages has), then the n-gram model of ``py3langid`` among a short list of languages.
Texts too short to tell, and guesses that are hardly better than chance, are ``unknown``: they are never counted as any language.
What is said in a language belongs in the code book.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pyarrow as pa

UNKNOWN = "unknown"
# The report's languages, and those which its customers are likely to use besides: a guess among few is a better guess.
LATIN_LANGUAGES = ("ca", "de", "en", "es", "fr", "it", "pt")
ARABIC_SCRIPT_LANGUAGES = ("ar", "fa")
MINIMUM_LETTERS = 7
MINIMUM_PROBABILITY = 0.6

_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_URDU = re.compile("[ٹڈڑںےہھ]")
# Letters, the verb prefix and the plural with ZWNJ, and small words that Arabic lacks, on either keyboard.
_PERSIAN = re.compile(
    "[پچژگ]|\u0645[یي]\u200c|\u200cها|"
    r"(?:^|\s)(?:است|بود|نبود|ن[یي]ست|شد|نشد|خ[یي]ل[یي]|[کك]ه|را|برا[یي]|ا[یي]ن|از|در|[یي][کك])(?=$|[\s.،!؟])"
)
_ARABIC = re.compile("[ة]|(?:^|\\s)ال\\w{3}")
# What redaction put in place of an address or a number is nobody's language.
_REDACTED = re.compile(r"\[(?:url|email|iban|phone|card|name)\]")


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages)
    return identifier


def _most_likely(text: str, languages: tuple[str, ...]) -> str:
    language, probability = _identifier(languages).classify(text)
    return str(language) if probability >= MINIMUM_PROBABILITY else UNKNOWN


def _arabic_script(text: str) -> str:
    if _URDU.search(text):
        return UNKNOWN
    is_persian, is_arabic = bool(_PERSIAN.search(text)), bool(_ARABIC.search(text))
    if is_persian != is_arabic:
        return "fa" if is_persian else "ar"
    return _most_likely(text, ARABIC_SCRIPT_LANGUAGES)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, or ``unknown``.

    Persian letters and spellings decide for Persian whatever the text's length; everything else needs ``MINIMUM_LETTERS`` letters
    and a probability of ``MINIMUM_PROBABILITY`` among the likely languages.
    """
    words = _REDACTED.sub(" ", text)
    letters = len(_LETTER.findall(words))
    arabic = len(_ARABIC_SCRIPT.findall(words))
    if arabic * 2 > letters:
        return _arabic_script(words) if letters >= MINIMUM_LETTERS or _PERSIAN.search(words) else UNKNOWN
    if letters < MINIMUM_LETTERS or len(_LATIN.findall(words)) * 2 <= letters:
        return UNKNOWN
    return _most_likely(words, LATIN_LANGUAGES)


def detect_languages(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return the language of each text; NULL in, NULL out. Equal texts are looked at once."""
    column = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    coded = column.dictionary_encode()
    found = pa.array([detect_language(text) for text in coded.dictionary.to_pylist()], type=pa.string())
    return found.take(coded.indices)


__all__ = ["MINIMUM_LETTERS", "MINIMUM_PROBABILITY", "UNKNOWN", "detect_language", "detect_languages"]
