"""The words by which columns and answers are recognised, in English, Catalan, Spanish, Persian, French and German.

Only vocabulary and its matching belong here; what follows from a match is decided in ``ingest.drafting.roles`` and
``ingest.drafting.contracts``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_ARABIC = str.maketrans("يكةۀ", "یکهه")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text in the form it is compared in: lower case, no accents, Persian letters, words parted by one blank."""
    parted = _CAMEL.sub(" ", text).replace("\u200c", " ").translate(_ARABIC)
    bare = "".join(c for c in unicodedata.normalize("NFKD", parted.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def says(header: str, phrases: Iterable[str]) -> bool:
    """Tell whether a header holds one of the phrases as whole words."""
    padded = f" {plain(header)} "
    return any(f" {plain(phrase)} " in padded for phrase in phrases)


def first_meaning(header: str, meanings: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the first key whose phrases the header holds, else None."""
    return next((key for key, phrases in meanings.items() if says(header, phrases)), None)


# fmt: off
PERSONAL: dict[str, tuple[str, ...]] = {
    "e-mail address": (
        "email", "e mail", "mail", "correu", "correo", "courriel", "ایمیل", "پست الکترونیک", "رایانامه",
    ),
    "telephone number": (
        "phone", "telephone", "mobile", "cell", "tel", "telefon", "telefono", "mobil", "movil", "fax", "whatsapp",
        "تلفن", "موبایل", "شماره تماس", "همراه", "portable", "handy", "rufnummer",
    ),
    "internet address": ("ip", "ip address", "ipaddress", "adreca ip", "direccion ip", "adresse ip", "آی پی"),
    "postal address": (
        "address", "street", "adreca", "carrer", "direccion", "calle", "adresse", "rue", "strasse", "anschrift",
        "آدرس", "نشانی", "خیابان",
    ),
    "position on the map": (
        "latitude", "longitude", "gps", "geolocation", "lat", "lon", "lng", "location latitude",
        "location longitude", "latitud", "longitud", "geopoint",
    ),
    "account or identity number": (
        "iban", "account number", "card number", "passport", "national id", "dni", "nif", "nie", "ssn",
        "compte bancari", "کد ملی", "شماره حساب", "شماره کارت", "konto", "kontonummer", "ausweis",
    ),
    "date of birth": (
        "birth", "birthday", "date of birth", "dob", "birthdate", "naixement", "nacimiento", "naissance",
        "geburtsdatum", "تولد", "تاریخ تولد",
    ),
    "name": (
        "name", "first name", "last name", "surname", "full name", "firstname", "lastname", "username", "reviewer",
        "author name", "nom", "cognom", "cognoms", "nombre", "apellido", "apellidos", "prenom", "vorname",
        "nachname", "familienname", "نام", "نام خانوادگی", "interviewer name", "submitted by", "contact",
        "recipient first name", "recipient last name", "requester",
    ),
}
# 'name' says nothing about a person in these.
NO_PERSON = (
    "company", "product", "file", "airline", "agency", "brand", "store", "shop", "site", "branch", "category",
    "hotel", "facility", "state", "measure", "producte", "botiga", "seu", "empresa", "competitor", "city", "station",
    "team", "field", "airport", "question", "category", "محصول", "شرکت", "شعبه",
)
CUSTOMER = (
    "customer", "customer id", "customer number", "client", "client id", "member", "member id", "respondent",
    "respondent id", "patient id", "requester id", "author id", "user id", "external data reference", "token",
    "client id", "soci", "numero de soci", "cliente", "kunde", "kundennummer", "mitglied", "مشتری", "شناسه مشتری",
    "کد مشتری", "عضو", "شماره عضویت", "beneficiary", "beneficiary id", "مددجو", "carnet",
)
RECORD_ID = (
    "id", "uuid", "key", "number", "no", "nr", "num", "ticket", "case", "record", "code", "response id", "respnum",
    "reference", "ref", "submission", "identificador", "codi", "codigo", "numero", "شناسه", "شماره", "کد", "ردیف",
    "kennung", "nummer", "pk", "respondent", "respondent id",
)
DATE = (
    "date", "datetime", "time", "timestamp", "day", "at", "created", "submitted", "received", "data", "fecha",
    "hora", "dia", "datum", "zeit", "تاریخ", "زمان", "start", "end", "intdate", "month", "mes", "periode", "period",
    "ماه", "week",
)
EVENT_DATE = (
    "date received", "received", "submitted", "submission time", "submitdate", "end date", "end", "created",
    "created at", "recorded date", "createtime", "create time", "timestamp", "interview date", "intdate", "date",
    "data", "fecha", "تاریخ", "datum", "day", "marca de temps",
)
LANGUAGE = (
    "language", "lang", "startlanguage", "user language", "idioma", "llengua", "lengua", "langue", "sprache", "زبان",
)
WEIGHT = (
    "weight", "weights", "wt", "wgt", "weighting", "pes", "ponderacio", "peso", "ponderacion", "poids", "gewicht",
    "gewichtung", "وزن",
)
OPEN_TEXT = (
    "comment", "comments", "why", "text", "suggestion", "suggestions", "narrative", "description", "remarks",
    "feedback", "open", "comentari", "comentaris", "per que", "suggeriments", "observacions", "comentario",
    "comentarios", "por que", "چرا", "توضیح", "توضیحات", "پیشنهاد", "نظر", "commentaire", "kommentar", "message",
    "body", "verbatim", "review",
)
QUESTION = (
    "satisfied", "satisfaction", "rate", "rating", "quality", "score", "recommend", "agree", "nps", "netpro",
    "importance", "important", "satisfaccio", "satisfet", "valoracio", "valora", "recomanaries", "qualitat",
    "satisfaccion", "valoracion", "recomendaria", "calidad", "رضایت", "راضی", "کیفیت", "توصیه", "امتیاز", "اهمیت",
    "zufrieden", "zufriedenheit", "bewertung", "satisfait", "qualite", "expect", "expectation", "expectativa",
    "انتظار", "ease", "effort", "punts", "nota",
)
NO_QUESTION = (
    "age", "gender", "sex", "income", "year", "month", "day", "hour", "zip", "zipcode", "postcode", "count", "code",
    "region", "area", "edat", "sexe", "genere", "ingressos", "codi postal", "any", "edad", "genero", "سن", "جنسیت",
    "درآمد", "منطقه", "سال", "gate", "strata", "stratum", "stratum", "duration", "progress", "lastpage", "seed",
    "visits", "alter", "geschlecht", "id", "version", "agrees", "disagrees", "moderated", "votes", "finished",
    "method", "lang", "language", "peak", "flight", "airline", "status", "number", "quantity", "amount", "price",
    "cost", "total",
)
ASPECTS: dict[str, tuple[str, ...]] = {
    "intention_to_recommend": (
        "recommend", "nps", "netpro", "net promoter", "recomanaries", "recomanar", "recomanacio", "recomendaria",
        "recomendar", "توصیه", "empfehlen", "recommander", "likely to recommend", "promoter",
    ),
    "importance": ("importance", "important", "importancia", "اهمیت", "wichtig", "wichtigkeit"),
    "expectation_desired": (
        "expectation", "expectations", "expected", "expect", "expectativa", "esperava", "انتظار", "erwartung",
        "attente",
    ),
    "effort": ("effort", "easy", "ease", "esforc", "facil", "facilitat", "esfuerzo", "آسانی", "aufwand"),
    "overall": (
        "overall", "in general", "as a whole", "general satisfaction", "en general", "en conjunt",
        "satisfaccio general", "satisfaccion general", "در مجموع", "کلی", "به طور کلی", "insgesamt", "globale",
        "whole", "total satisfaction",
    ),
}
LIKERT: dict[str, tuple[str, ...]] = {
    "satisfaction_en": (
        "very dissatisfied|very unsatisfied|extremely dissatisfied|completely dissatisfied",
        "dissatisfied|unsatisfied|somewhat dissatisfied", "neither satisfied nor dissatisfied|neutral|neither nor",
        "satisfied|somewhat satisfied", "very satisfied|extremely satisfied|completely satisfied",
    ),
    "agreement_en": (
        "strongly disagree|completely disagree|totally disagree", "disagree|somewhat disagree",
        "neither agree nor disagree|neutral|undecided", "agree|somewhat agree",
        "strongly agree|completely agree|totally agree",
    ),
    "quality_en": (
        "very poor|very bad|terrible|unacceptable", "poor|bad", "fair|average|acceptable|ok|regular", "good",
        "very good|excellent|outstanding",
    ),
    "importance_en": (
        "not at all important|not important at all|unimportant", "not very important|slightly important",
        "moderately important|neutral", "important", "very important|extremely important",
    ),
    "satisfaction_ca": (
        "molt insatisfet|molt insatisfeta|gens satisfet|gens satisfeta",
        "insatisfet|insatisfeta|poc satisfet|poc satisfeta",
        "ni satisfet ni insatisfet|neutral|indiferent|ni satisfeta ni insatisfeta",
        "satisfet|satisfeta|bastant satisfet|bastant satisfeta", "molt satisfet|molt satisfeta",
    ),
    "agreement_ca": (
        "gens d'acord|totalment en desacord|molt en desacord", "poc d'acord|en desacord",
        "ni d'acord ni en desacord|neutral", "d'acord|bastant d'acord", "molt d'acord|totalment d'acord",
    ),
    "quality_ca": (
        "molt dolent|molt dolenta|molt malament", "dolent|dolenta|malament", "regular|acceptable", "bo|bona|be",
        "molt bo|molt bona|molt be|excel·lent",
    ),
    "satisfaction_es": (
        "muy insatisfecho|muy insatisfecha|nada satisfecho", "insatisfecho|insatisfecha|poco satisfecho",
        "ni satisfecho ni insatisfecho|neutral|indiferente", "satisfecho|satisfecha|bastante satisfecho",
        "muy satisfecho|muy satisfecha",
    ),
    "satisfaction_fa": (
        "بسیار ناراضی|خیلی ناراضی|کاملاً ناراضی|کاملا ناراضی", "ناراضی",
        "نه راضی نه ناراضی|متوسط|بی‌تفاوت|نه راضی و نه ناراضی", "راضی",
        "بسیار راضی|خیلی راضی|کاملاً راضی|کاملا راضی",
    ),
    "agreement_fa": (
        "کاملاً مخالفم|کاملا مخالفم|کاملاً مخالف", "مخالفم|مخالف", "نظری ندارم|بی‌نظر|نه موافق نه مخالف",
        "موافقم|موافق", "کاملاً موافقم|کاملا موافقم|کاملاً موافق",
    ),
    "quality_fa": (
        "بسیار بد|خیلی بد|بسیار ضعیف|خیلی ضعیف", "بد|ضعیف", "متوسط|معمولی", "خوب", "بسیار خوب|خیلی خوب|عالی",
    ),
    "amount_fa": ("خیلی کم|بسیار کم|اصلاً", "کم", "متوسط|تا حدی", "زیاد", "خیلی زیاد|بسیار زیاد"),
}
MISSING: dict[str, tuple[str, ...]] = {
    "dont_know": (
        "dk", "don't know", "dont know", "do not know", "not sure", "unsure", "no ho se", "no ho sé", "no sap", "ns",
        "ns/nc", "no sé", "no sabe", "نمی‌دانم", "نمیدانم", "weiss nicht", "je ne sais pas", "don't know or refused",
        "don't know / refused",
    ),
    "not_applicable": (
        "n/a", "na", "not applicable", "does not apply", "never used", "not used", "no aplicable", "no s'aplica",
        "no aplica", "no procede", "مورد ندارد", "کاربرد ندارد", "استفاده نکرده‌ام", "entfallt", "sans objet",
    ),
    "refused": (
        "refused", "refusal", "declined", "prefer not to say", "no contesta", "nc", "no vol contestar",
        "prefereixo no dir ho", "پاسخ نداد", "نمی‌خواهم پاسخ دهم", "امتناع", "keine angabe", "prefiero no decirlo",
    ),
    "not_asked": ("not asked", "no preguntat", "no preguntado", "پرسیده نشد", "nicht gefragt", "skipped", "saltada"),
    "blank": (
        "blank", "en blanc", "null", "none", "nan", "-", "--", ".", "?", "empty", "missing", "no answer",
        "sense resposta", "sin respuesta", "بدون پاسخ", "خالی", "en blanco",
    ),
}
YES = ("yes", "y", "true", "t", "si", "sí", "oui", "ja", "vertader", "cert", "verdadero", "بله", "بلی", "آری", "1")
NO = ("no", "n", "false", "f", "non", "nein", "fals", "falso", "خیر", "نه", "0")
# How closed lists of the contracts are written elsewhere.
VOCABULARY: dict[str, tuple[str, ...]] = {
    "positive": ("positive", "pos", "+", "positiu", "positivo", "مثبت", "positif", "positiv"),
    "negative": ("negative", "neg", "negatiu", "negativo", "منفی", "negatif", "negativ"),
    "neutral": ("neutral", "neutro", "neutre", "خنثی", "neutru"),
    "mixed": ("mixed", "mixt", "mixto", "آمیخته", "gemischt"),
    "low": ("low", "minor", "baixa", "baja", "کم", "niedrig", "p4"),
    "medium": ("medium", "normal", "moderate", "mitjana", "media", "متوسط", "mittel", "p3"),
    "high": ("high", "urgent", "critical", "major", "alta", "زیاد", "فوری", "hoch", "p1", "p2"),
    "suggestion": ("suggestion", "idea", "suggeriment", "sugerencia", "پیشنهاد", "vorschlag"),
    "complaint": ("complaint", "queixa", "queja", "reclamacio", "شکایت", "انتقاد", "beschwerde"),
    "praise": (
        "praise", "compliment", "thanks", "felicitacio", "agraiment", "felicitacion", "قدردانی", "تشکر", "lob",
    ),
    "comment": ("comment", "remark", "comentari", "comentario", "نظر", "kommentar"),
    "face_to_face": (
        "face to face", "in person", "personal", "presencial", "cara a cara", "حضوری", "capi", "interview",
    ),
    "telephone": ("telephone", "phone", "cati", "telefon", "telefonica", "تلفنی"),
    "web": ("web", "online", "internet", "cawi", "en linia", "اینترنتی", "آنلاین"),
    "email": ("email", "e mail", "correu", "correo", "ایمیل"),
    "paper": ("paper", "papi", "paper form", "paper questionnaire", "papel", "کاغذی", "papier"),
    "kiosk": ("kiosk", "tablet", "terminal", "quiosc", "کیوسک"),
    "current": ("current", "customer", "customers", "actual", "existing", "فعلی"),
    "lapsed": ("lapsed", "former", "antic", "ex", "سابق"),
    "potential": ("potential", "prospect", "non customers", "non customer", "potencial", "بالقوه"),
    "user": ("user", "usuari", "usuario", "end user", "کاربر"),
    "buyer": ("buyer", "purchaser", "purchasing", "comprador", "خریدار"),
    "decision_maker": ("decision maker", "manager", "decisor", "director", "تصمیم گیرنده"),
    "intermediary": ("intermediary", "dealer", "reseller", "distribuidor", "واسطه"),
    "simple": ("simple", "senzilla", "ساده"),
    "complex": ("complex", "complexa", "پیچیده"),
    "complete": ("complete", "completed", "finished", "true", "1", "completa", "کامل"),
    "partial": ("partial", "incomplete", "false", "0", "parcial", "ناقص"),
    "screened_out": ("screened out", "screenout", "disqualified"),
}

LANGUAGE_NAMES = {
    "english": "en", "catalan": "ca", "catala": "ca", "spanish": "es", "castella": "es", "espanol": "es",
    "persian": "fa", "farsi": "fa", "فارسی": "fa", "french": "fr", "francais": "fr", "german": "de", "deutsch": "de",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar", "italian": "it", "portuguese": "pt",
    "russian": "ru", "anglais": "en", "angles": "en", "ingles": "en", "englisch": "en",
}
# fmt: on


def language_code(value: str) -> str | None:
    """Return the ISO 639-1 code that a cell stands for: a code, a locale or the name of a language; else None."""
    short = re.fullmatch(r"([A-Za-z]{2})(?:[-_][A-Za-z]+)?", value)
    return LANGUAGE_NAMES.get(plain(value)) or (short.group(1).lower() if short else None)


def meaning_of_missing(value: str) -> str | None:
    """Return the missing code that a word stands for, else None."""
    bare = value.strip().casefold()
    for code, listed in MISSING.items():
        if bare in listed or (plain(value) and plain(value) in {plain(word) for word in listed}):
            return code
    return None


def truth_of(value: str) -> str | None:
    """Return ``true`` or ``false`` for a word that says yes or no, else None."""
    bare = value.strip().casefold()
    if bare in YES:
        return "true"
    return "false" if bare in NO else None


def vocabulary_of(value: str, allowed: tuple[str, ...]) -> str | None:
    """Return the member of a closed list that a value stands for, else None."""
    bare = plain(value) or value.strip()
    for member in allowed:
        if bare in (plain(member), *(plain(word) or word for word in VOCABULARY.get(member, ()))):
            return member
    return None


def likert_points(values: Iterable[str]) -> dict[str, int] | None:
    """Return the point from 1 (worst) of each answer word, if at least two and most of the values are of one word scale."""
    told = [value for value in values if meaning_of_missing(value) is None]
    best: dict[str, int] = {}
    for points in LIKERT.values():
        where = {plain(word): number for number, wordings in enumerate(points, start=1) for word in wordings.split("|")}
        found = {value: where[plain(value)] for value in told if plain(value) in where}
        if len(found) > len(best):
            best = found
    enough = len(set(best.values())) >= 2 and len(best) >= 0.8 * len(told)
    return best if enough else None


__all__ = [
    "ASPECTS",
    "CUSTOMER",
    "DATE",
    "EVENT_DATE",
    "LANGUAGE",
    "NO_PERSON",
    "NO_QUESTION",
    "OPEN_TEXT",
    "PERSONAL",
    "QUESTION",
    "RECORD_ID",
    "WEIGHT",
    "first_meaning",
    "language_code",
    "likert_points",
    "meaning_of_missing",
    "plain",
    "says",
    "truth_of",
    "vocabulary_of",
]
