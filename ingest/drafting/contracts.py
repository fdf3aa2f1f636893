"""Which method an unknown file most likely belongs to, and which column fills which field of its contract.

Only what the file itself says is used: a required field that no column fills is left out with a remark, so that
``satisfaction profile check`` names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.contracts import CONTRACTS, Column
from ingest.drafting import words
from ingest.drafting.roles import Guess

METHODS = {
    "survey_response": "survey",
    "complaint": "complaints",
    "focus_group_note": "focus_groups",
    "competitor_score": "competitor_research",
    "suggestion": "suggestion_box",
    "mystery_visit_item": "mystery_shopping",
    "letter": "letters",
    "review": "reviews",
    "operation": "operations",
}
_PRESETS = {
    "qualtrics": "survey_response",
    "limesurvey": "survey_response",
    "kobotoolbox": "survey_response",
    "google_forms": "survey_response",
    "zendesk": "complaint",
    "google_reviews": "review",
}
_TELLING: dict[str, tuple[str, ...]] = {
    "complaint": (
        "complaint", "complaints", "ticket", "issue", "grievance", "queja", "quejas", "queixa", "queixes", "reclamacio",
        "reclamacions", "reclamacion", "شکایت", "شکایات", "plainte", "beschwerde", "resolution", "disputed", "severity",
    ),
    "review": (
        "review", "reviews", "reviewer", "stars", "star rating", "ressenya", "ressenyes", "resena", "avis",
        "rezension", "platform",
    ),
    "suggestion": (
        "suggestion", "suggestions", "idea", "comment body", "suggeriment", "suggeriments", "sugerencia", "bustia",
        "box",
        "پیشنهاد", "پیشنهادها", "vorschlag", "card",
    ),
    "letter": (
        "letter", "letters", "thank", "thanks", "carta", "cartes", "agraiment", "agraiments", "نامه", "تشکر",
        "lettre", "brief",
    ),
    "focus_group_note": (
        "session", "moderator", "remark", "participant", "coder", "focus group", "sessio", "grup de discussio",
        "جلسه", "گروه کانونی",
        "theme", "topic",
    ),
    "mystery_visit_item": ("mystery", "visit", "evaluator", "checklist", "points", "item", "scenario", "بازدید"),
    "competitor_score": ("competitor", "rival", "benchmark", "competidor", "company", "estimate", "رقیب"),
    "survey_response": (
        "survey", "interview", "respondent", "resp", "questionnaire", "nps", "enquesta", "encuesta", "entrevista",
        "نظرسنجی",
        "پرسشنامه", "interviewer", "wave", "weight", "befragung", "enquete",
    ),
    "operation": (
        "month", "period", "total", "count", "indicator", "measure", "mes", "periode", "ماه", "تعداد", "calls",
        "returns", "visits",
    ),
}  # fmt: skip
# Words by which a field's column is known, the most telling first.
_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "survey_response": {
        "mode": ("mode", "method", "method lbl", "interview mode", "canal", "modalitat"),
        "interviewer": ("interviewer", "enquestador", "enumerator", "username", "پرسشگر"),
        "wave": ("wave", "onada", "ola", "موج"),
        "started_at": ("start", "startdate", "start date", "started", "inici", "date started"),
        "ended_at": ("end", "enddate", "end date", "ended", "submitdate", "date submitted"),
        "stratum": ("stratum", "strata", "estrat", "estrato", "لایه"),
        "psu": ("psu", "cluster", "conglomerat", "خوشه"),
        "base_weight": (),
        "respondent_role": ("role", "rol", "نقش"),
        "completion_status": ("finished", "completion", "completed"),
    },
    "complaint": {
        "medium": ("received via", "submitted via", "channel", "medium", "via channel", "via", "canal", "کانال"),
        "problem": ("problem", "issue", "category", "type", "motiu", "motivo", "tema", "موضوع"),
        "product": ("product", "service", "producte", "producto", "محصول", "خدمت"),
        "severity": ("severity", "priority", "urgency", "gravetat", "prioritat", "اولویت"),
        "occurred_at": ("occurred", "incident date", "happened", "data dels fets"),
        "remedy_sought": ("remedy", "desired outcome", "peticio", "solicitud"),
        "verbatim_original": (
            "narrative", "description", "complaint", "text", "comment", "subject", "queixa", "queja", "متن", "شرح",
        ),
    },
    "review": {
        "rating": ("star rating", "rating", "stars", "score", "valoracio", "puntuacio", "امتیاز"),
        "platform": ("platform", "source", "plataforma"),
        "site": ("location", "site", "place", "branch", "store"),
        "title_original": ("title", "headline", "titol", "عنوان"),
        "verbatim_original": ("comment", "review", "text", "body", "comentari", "متن", "نظر"),
        "replied_at": ("replied", "reply", "review reply update time", "reply date"),
        "edited_at": ("updated", "edited", "update time"),
        "is_verified": ("verified", "verificada"),
    },
    "suggestion": {
        "kind": ("kind", "type", "category", "tipus", "tipo", "نوع"),
        "site": ("site", "branch", "location", "box", "bustia", "seu", "شعبه", "محل"),
        "verbatim_original": (
            "suggestion", "comment body", "body", "text", "comment", "message", "suggeriment", "پیشنهاد", "متن",
        ),
        "sentiment": ("sentiment", "to"),
        "box_emptied_at": ("emptied", "buidada"),
    },
    "letter": {
        "medium": ("medium", "type", "tipus", "نوع"),
        "addressed_team": ("team", "department", "addressed", "equip", "departament", "بخش", "تیم"),
        "verbatim_original": ("text", "letter", "message", "body", "carta", "متن", "نامه"),
    },
    "focus_group_note": {
        "session": ("session", "sessio", "sesion", "جلسه"),
        "remark_id": ("remark", "note", "remark id", "نکته"),
        "moderator": ("moderator", "moderador"),
        "guide_topic": ("topic", "guide", "tema"),
        "participant_role": ("participant", "role"),
        "theme": ("theme", "code", "tema", "مضمون"),
        "sentiment": ("sentiment", "احساس"),
        "coder": ("coder", "codificador", "کدگذار"),
        "verbatim_original": ("verbatim", "text", "quote", "remark text", "متن"),
    },
    "mystery_visit_item": {
        "visit": ("visit", "visit id", "بازدید"),
        "evaluator": ("evaluator", "shopper"),
        "site": ("site", "store", "branch", "location"),
        "scenario": ("scenario",),
        "item": ("item", "question", "check"),
        "characteristic_key": ("characteristic", "dimension"),
        "points": ("points", "score"),
        "applicable_points": ("applicable points", "possible points", "max points", "possible", "max"),
        "note_original": ("note", "notes", "comment"),
    },
    "competitor_score": {
        "study": ("study", "survey", "estudi"),
        "competitor_key": ("competitor", "company", "rival", "brand"),
        "characteristic_key": ("characteristic", "attribute", "dimension", "measure"),
        "estimate": ("estimate", "score", "value", "mean"),
        "se": ("se", "standard error"),
        "n": ("n", "base", "sample size", "respondents"),
        "period_start": ("period start", "start", "from"),
        "period_end": ("period end", "end", "to"),
    },
    "operation": {"category": ("category", "type", "reason", "categoria", "دسته")},
}  # fmt: skip
_CONSTANTS: dict[str, dict[str, tuple[object, str]]] = {
    "survey_response": {
        "mode": ("web", "TODO check: face_to_face, telephone, web, email, paper or kiosk"),
        "base_weight": (1, "no column of weights was found: everybody counts the same"),
        "is_internal": (False, "no column tells staff from customers"),
    },
    "complaint": {"is_internal": (False, "no column tells staff from customers")},
    "suggestion": {"is_internal": (False, "no column tells staff from customers")},
    "letter": {"is_internal": (False, "no column tells staff from customers")},
    "review": {
        "platform": ("google", "TODO check: where were the reviews published?"),
        "rating_min": (1, "TODO check: the lowest rating of the platform"),
        "rating_max": (5, "TODO check: the highest rating of the platform"),
    },
    "competitor_score": {"unit": ("score_0_100", "TODO check: score_0_100, share, count or rate_per_1000")},
    "mystery_visit_item": {},
    "focus_group_note": {"coder": ("first_coder", "no column names who coded: one coder")},
    "operation": {"entity_key": ("own", "the organisation itself")},
}
_CODES = ("segment", "category", "constant", "question", "number", "record_id", "text")
MOST_CODES = 30


@dataclass(frozen=True)
class FieldDraft:
    """One field of a record: its column or constant, and what a person should know of it."""

    name: str
    column: Guess | None = None
    value: object = None
    recode: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    pseudonymise: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Contract:
    """The contract a file most likely brings, with its fields; ``missing`` are required fields that no column fills."""

    name: str
    why: str
    fields: tuple[FieldDraft, ...]
    missing: tuple[str, ...]

    @property
    def method(self) -> str:
        """The method of the source."""
        return METHODS[self.name]

    @property
    def used(self) -> set[int]:
        """Positions of the columns that fill a field."""
        return {draft.column.facts.position for draft in self.fields if draft.column}


def contract_of(columns: list[Guess], file_name: str, preset: str | None) -> tuple[str, str]:
    """Return the most likely main contract and what speaks for it."""
    if preset in _PRESETS:
        return _PRESETS[preset], f"the columns are those of an export of {preset}"
    questions = sum(column.role == "question" for column in columns)
    headers = [column.header for column in columns]
    scores: dict[str, float] = {
        name: sum(words.says(header, telling) for header in headers) + 2 * words.says(file_name, telling)
        for name, telling in _TELLING.items()
    }
    scores["survey_response"] += min(questions, 6)
    if any(column.role == "text" for column in columns):
        for name in ("complaint", "review", "suggestion", "letter", "focus_group_note"):
            scores[name] += 0.5
    elif not questions:
        scores["operation"] += 1
    best = max(METHODS, key=lambda name: scores[name])
    told = [header for header in headers if words.says(header, _TELLING[best])][:3]
    reasons = [f"the columns {', '.join(told)}"] * bool(told) + [_asked(questions)] * bool(questions)
    return best, " and ".join(reasons) or "nothing speaks clearly for a method"


def _asked(questions: int) -> str:
    return "one question with a scale" if questions == 1 else f"{questions} questions with a scale"


def fields_of(name: str, why: str, columns: list[Guess], taken: set[int]) -> Contract:
    """Assign columns to the fields of a contract; ``taken`` columns are used for something else."""
    declared = CONTRACTS[name].columns()
    used = set(taken)
    drafts: list[FieldDraft] = []
    for field_name, phrases in _FIELDS[name].items():
        draft = _matched(
            field_name, declared[field_name], phrases, [c for c in columns if c.facts.position not in used]
        )
        if draft is not None and draft.column is not None:
            drafts.append(draft)
            used.add(draft.column.facts.position)
    drafts += _generic(declared, columns, used)
    told = {draft.name for draft in drafts}
    for field_name, (value, comment) in _CONSTANTS[name].items():
        if field_name not in told and not (field_name.startswith("rating_") and "rating" not in told):
            drafts.append(FieldDraft(field_name, value=value, comment=comment))
    told = {draft.name for draft in drafts}
    filled_elsewhere = {"source_id", "batch_id", "source_record_id", "source_row", "timezone", "event_at", "segments"}
    missing = [key for key, column in declared.items() if column.required and key not in told | filled_elsewhere]
    return Contract(name, why, tuple(drafts), tuple(missing))


def _generic(declared: dict[str, Column], columns: list[Guess], used: set[int]) -> list[FieldDraft]:
    """Assign what is told by a column's role rather than by a word: weight, customer, the main text."""
    found = []
    identifier = next((key for key in ("respondent_key", "customer_key") if key in declared), None)
    customers = [column for column in columns if column.role == "customer" and column.facts.position not in used]
    if identifier and customers:
        found.append(FieldDraft(identifier, customers[0], pseudonymise=True, comment="becomes a keyed hash"))
    weights = [column for column in columns if column.role == "weight"]
    if "base_weight" in declared and weights:
        found.append(FieldDraft("base_weight", weights[0], comment=f"seen: {weights[0].why}"))
    return found


def _matched(name: str, declared: Column, phrases: Iterable[str], columns: list[Guess]) -> FieldDraft | None:
    for phrase in phrases:
        for column in columns:
            if words.says(column.header, (phrase,)):
                draft = _fitting(name, declared, column)
                if draft is not None:
                    return draft
    if name == "verbatim_original":
        texts = [column for column in columns if column.role == "text"]
        if texts:
            longest = max(texts, key=lambda column: (column.facts.words, -column.facts.position))
            return FieldDraft(name, longest, comment=longest.why)
    return None


def _fitting(name: str, declared: Column, column: Guess) -> FieldDraft | None:
    """Return a draft if the column can fill the field, else None."""
    if name.endswith("_original"):
        return FieldDraft(name, column, comment=column.why) if column.role in ("text", "category", "segment") else None
    if declared.sql_type in ("DATE", "TIMESTAMP"):
        return FieldDraft(name, column, comment=column.why) if column.role == "date" else None
    if declared.vocabulary or declared.sql_type == "BOOLEAN":
        return _recoded(name, declared, column)
    if declared.sql_type.startswith(("DECIMAL", "BIGINT")):
        return FieldDraft(name, column, comment=column.why) if column.facts.is_numeric else None
    if declared.references in ("characteristic", "theme", "competitor") and column.facts.distinct > MOST_CODES:
        return None
    return FieldDraft(name, column, comment=column.why) if column.role in _CODES else None


def _recoded(name: str, declared: Column, column: Guess) -> FieldDraft | None:
    """Return a draft with a recode if every value of the column is known to mean one of the closed list."""
    values = [value for value, _ in column.facts.top]
    if not values or len(values) > MOST_CODES or column.role == "personal":
        return None
    allowed = declared.vocabulary or ()
    meant = {v: words.vocabulary_of(v, allowed) if allowed else words.truth_of(v) for v in values}
    if not all(meant.values()):
        return None
    recode = {value: str(meaning) for value, meaning in meant.items() if value != meaning}
    return FieldDraft(name, column, recode=recode, otherwise="quarantine" if recode else None, comment=column.why)


__all__ = ["METHODS", "MOST_CODES", "Contract", "FieldDraft", "contract_of", "fields_of"]
