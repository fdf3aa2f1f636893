"""The three surveys as their departments export them: column names, codes, dates and encodings all differ.

Who is asked is drawn in ``sample`` and what they think in ``answers``; here some of it goes missing, and the rest is
written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.demo.answers import Answers, draw_answers
from ingest.demo.organisation import ITEMS, LANGUAGES, REGION, month_starts, quarter_name
from ingest.demo.planted import with_hostile_ends
from ingest.demo.problems import PLACE as PROBLEMS_PLACE
from ingest.demo.problems import draw_problems
from ingest.demo.sample import MINIMUM_INTERVIEWS, PHONE, QUARTERS, SITES, WEB, Sample, Survey, draw_sample, generator
from ingest.demo.texts import COMMENTS, CONTACTS
from ingest.demo.truth import PlantedRow

Texts = NDArray[np.object_]

INTERNAL_ROWS: Final = 3
DUPLICATE_ROWS: Final = 2
PLANTED_QUARTER: Final = 7
COMMENT_SHARE: Final = 0.3
CONTACT_SHARE: Final = 0.02
BREAK_OFF_SHARE: Final = 0.03
PERSIAN_DIGITS: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True)
class NoAnswer:
    """How a department codes the reasons for a missing answer; ``wide`` holds for scales longer than nine points."""

    not_applicable: str
    dont_know: str
    refused: str
    blank: str = ""
    not_asked: str = ""
    wide: NoAnswer | None = None


WEB_CODES: Final = NoAnswer("N/A", "DK", "-", not_asked="NR")
PHONE_CODES: Final = NoAnswer("0", "8", "9", wide=NoAnswer("97", "98", "99"))
SITES_CODES: Final = NoAnswer("م", "ن", "خ")


@dataclass(frozen=True)
class Written:
    """What one survey's files came to: interviews (without the planted rows), and the planted rows."""

    interviews: int
    internal_rows: list[PlantedRow]
    duplicate_rows: list[PlantedRow]


@dataclass(frozen=True)
class _Interviews:
    """One quarter of one survey, before it is formatted."""

    quarter: str
    sample: Sample
    cells: dict[str, Texts]
    problems: tuple[Texts, Texts]
    comment: Texts
    broke_off: NDArray[np.bool_]
    rng: np.random.Generator


def write_surveys(data_dir: Path, seed: int, interviews: int) -> dict[str, Written]:
    """Write all quarters of all surveys below ``data_dir``; returns what was written, by source."""
    return {
        WEB.key: _write_web(data_dir, seed, interviews),
        PHONE.key: _write_simple(data_dir, PHONE, PHONE_CODES, _phone_frame, ";", "cp1252", "\r\n", seed, interviews),
        SITES.key: _write_simple(data_dir, SITES, SITES_CODES, _sites_frame, ",", "utf-8", "\n", seed, interviews),
    }


def _write_web(data_dir: Path, seed: int, interviews: int) -> Written:
    total, internal, duplicates = 0, list[PlantedRow](), list[PlantedRow]()
    for quarter in range(QUARTERS):
        held = _hold(WEB, WEB_CODES, quarter, seed, interviews)
        total += len(held.sample)
        frame = _web_frame(held)
        name = f"{WEB.key}/web_{held.quarter}.csv"
        if quarter == PLANTED_QUARTER:
            staff = _web_frame(_hold(WEB, WEB_CODES, quarter, seed, MINIMUM_INTERVIEWS, stream=1))
            frame, internal, duplicates = _planted(frame, staff, name, held.rng)
        write_csv(frame, data_dir / name)
    return Written(total, internal, duplicates)


def _planted(
    frame: pd.DataFrame, staff: pd.DataFrame, name: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[PlantedRow], list[PlantedRow]]:
    """Append staff who took part, and lines that the export wrote twice."""
    n = len(frame)
    internal = staff.iloc[:INTERNAL_ROWS].assign(staff="1", response_id=_ids("W", _quarter_of(name), INTERNAL_ROWS, n))
    repeated = frame.iloc[np.sort(rng.choice(n, DUPLICATE_ROWS, replace=False))]
    added = pd.concat([internal, repeated])["response_id"]
    rows = [PlantedRow(WEB.key, name, n + 2 + place, str(record)) for place, record in enumerate(added)]
    longer = pd.concat([frame, internal, repeated], ignore_index=True)
    return longer, rows[:INTERNAL_ROWS], rows[INTERNAL_ROWS:]


def _quarter_of(name: str) -> str:
    return Path(name).stem.rpartition("_")[2]


def _write_simple(
    data_dir: Path,
    survey: Survey,
    codes: NoAnswer,
    frame_of: Callable[[_Interviews], pd.DataFrame],
    delimiter: str,
    encoding: str,
    line_end: str,
    seed: int,
    interviews: int,
) -> Written:
    total = 0
    for quarter in range(QUARTERS):
        held = _hold(survey, codes, quarter, seed, interviews)
        total += len(held.sample)
        path = data_dir / survey.key / f"{survey.key.removeprefix('survey_')}_{held.quarter}.csv"
        write_csv(frame_of(held), path, delimiter, encoding, line_end)
    return Written(total, [], [])


def write_csv(
    frame: pd.DataFrame, path: Path, delimiter: str = ",", encoding: str = "utf-8", line_end: str = "\n"
) -> None:
    """Write a table as a delimited text file, the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, sep=delimiter, encoding=encoding, lineterminator=line_end)


def question_keys(survey: Survey) -> list[str]:
    """Return the questions with a scale that a survey asks, in the order of its questionnaire."""
    asked = [item for item in ITEMS if item.face_to_face or not survey.is_clustered]
    keys = ["overall_expected", "overall"]
    keys += [f"{item.key}_expected" for item in asked if item.expected is not None]
    keys += [f"{item.key}_perceived" for item in asked]
    keys += [f"{item.key}_importance" for item in asked]
    return [*keys, "recommend"]


def _hold(survey: Survey, codes: NoAnswer, quarter: int, seed: int, interviews: int, stream: int = 0) -> _Interviews:
    sample, rng = draw_sample(survey, quarter, interviews, seed, stream)
    answers = draw_answers(sample.people, rng)
    cells = {key: _cell(key, answers, codes, rng) for key in question_keys(survey)}
    broke_off = np.zeros(len(sample), dtype=bool)
    if codes.not_asked:
        broke_off = rng.random(len(sample)) < BREAK_OFF_SHARE
        _break_off(cells, broke_off, codes.not_asked, rng)
    comment = _comments(sample, answers, rng)
    comment[broke_off] = ""
    comment = with_hostile_ends(comment, np.full(len(sample), quarter >= QUARTERS - 4))
    name = quarter_name(month_starts()[3 * quarter])
    problems = draw_problems(len(sample), generator(seed, PROBLEMS_PLACE, survey.number, quarter, stream))
    return _Interviews(name, sample, cells, problems, comment, broke_off, rng)


def _cell(key: str, answers: Answers, codes: NoAnswer, rng: np.random.Generator) -> Texts:
    is_wide = key in ("overall", "overall_expected", "recommend")
    missing = codes.wide if is_wide and codes.wide else codes
    cell = answers.codes[key].astype(str).astype(object)
    chance = rng.random(len(cell))
    cell[chance < 0.015] = missing.dont_know
    cell[(chance >= 0.015) & (chance < 0.022)] = missing.refused
    cell[(chance >= 0.022) & (chance < 0.032)] = missing.blank
    item = key.removesuffix("_perceived").removesuffix("_expected")
    if item in answers.not_applicable:
        cell[answers.not_applicable[item]] = missing.not_applicable
    return cell


def _break_off(cells: dict[str, Texts], broke_off: NDArray[np.bool_], code: str, rng: np.random.Generator) -> None:
    reached = rng.integers(3, len(cells), len(broke_off))
    for position, cell in enumerate(cells.values()):
        cell[broke_off & (position >= reached)] = code


def _comments(sample: Sample, answers: Answers, rng: np.random.Generator) -> Texts:
    """Return open comments that agree with what the person answered, most of them empty."""
    n = len(sample)
    table = np.array([[list(COMMENTS[item.key][mood]) for mood in (0, 1)] for item in ITEMS], dtype=object)
    pull = np.array([item.pull for item in ITEMS])
    about = rng.choice(len(ITEMS), size=n, p=pull / pull.sum())
    perceived = np.array([answers.codes[f"{item.key}_perceived"] for item in ITEMS])[about, np.arange(n)]
    applies = ~np.array([answers.not_applicable[item.key] for item in ITEMS])[about, np.arange(n)]
    comment = table[about, (perceived < 5).astype(int), sample.language]
    with_contact = rng.random(n) < CONTACT_SHARE
    comment[with_contact] = comment[with_contact] + " " + contacts(sample.language, rng)[with_contact]
    comment[(rng.random(n) >= COMMENT_SHARE) | ~applies] = ""
    return np.asarray(comment, dtype=object)


def contacts(language: NDArray[np.int64], rng: np.random.Generator) -> Texts:
    """Return one sentence for each person that gives an impossible e-mail address or telephone number."""
    kind, number = rng.integers(0, len(CONTACTS), len(language)), rng.integers(1000, 10000, len(language))
    sentence = np.array([list(sentences) for sentences in CONTACTS], dtype=object)[kind, language]
    written = np.where(
        (language == LANGUAGES.index("fa")) & (kind == 1), translated(number), number.astype(str).astype(object)
    )
    parts = pd.Series(sentence).str.split("{number}", expand=True).to_numpy(dtype=object)
    return np.asarray(parts[:, 0] + written + parts[:, 1], dtype=object)


def translated(numbers: NDArray[Any]) -> Texts:
    """Return whole numbers, or texts with digits in them, in Persian digits."""
    texts = pd.Series(numbers.astype(str), dtype=object)
    return np.asarray(texts.str.translate(PERSIAN_DIGITS), dtype=object)


def _ids(prefix: str, quarter: str, count: int, after: int = 0) -> Texts:
    numbers = pd.Series(np.arange(after + 1, after + count + 1)).astype(str).str.zfill(5)
    return np.asarray(prefix + "-" + quarter + "-" + numbers, dtype=object)


def _picked(values: tuple[str, ...], index: NDArray[np.int64]) -> Texts:
    return np.array(values, dtype=object)[index]


def weights(sample: Sample) -> Texts:
    """Return the sample's weights as text with the six decimal places that the warehouse keeps."""
    return np.char.mod("%.6f", sample.weight).astype(object)


def _times(moments: NDArray[np.datetime64], pattern: str) -> Texts:
    return np.asarray(pd.Series(moments).dt.strftime(pattern), dtype=object)


def _web_frame(held: _Interviews) -> pd.DataFrame:
    sample, people = held.sample, held.sample.people
    iso = "%Y-%m-%dT%H:%M:%S"
    columns: dict[str, Any] = {
        "response_id": _ids("W", held.quarter, len(sample)),
        "started_at": _times(sample.started_at, iso),
        "submitted_at": _times(sample.started_at + sample.seconds.astype("timedelta64[s]"), iso),
        "status": np.where(held.broke_off, "partial", "complete"),
        "disposition": np.where(held.broke_off, "120", "110"),
        "lang": _picked(("EN", "CA", "FA"), sample.language),
        "email": "client" + pd.Series(sample.customer).astype(str) + "@example.org",
        "staff": np.full(len(sample), "0", dtype=object),
        "questionnaire": np.full(len(sample), "web-2023"),
        "region": _picked(("R1", "R2", "R3", "R4", "R5"), people.region),
        "account": _picked(("private", "business", "public"), people.customer_type),
        "usual_channel": _picked(("online", "telephone", "service point"), people.channel),
        "design_weight": weights(sample),
    }
    columns |= {web_column(key): cell for key, cell in held.cells.items()}
    columns["comment"] = held.comment
    return pd.DataFrame(columns)


def web_column(key: str) -> str:
    """Return the web survey's column name of a question, for example ``P_on_time``."""
    for ending, prefix in (("_perceived", "P_"), ("_expected", "E_"), ("_importance", "I_")):
        if key.endswith(ending):
            return prefix + key.removesuffix(ending)
    return {"overall": "P_overall", "recommend": "NPS"}[key]


PHONE_NAMES: Final = {
    "on_time": "puntualitat",
    "delay_news": "avis_retard",
    "returns": "devolucions",
    "parcel_condition": "estat_paquet",
    "value_for_money": "qualitat_preu",
    "booking": "comanda",
    "staff": "tracte",
    "resolution": "resolucio",
    "invoices": "factures",
    "overall": "global",
}


def phone_column(key: str) -> str:
    """Return the telephone survey's column name of a question, for example ``v_puntualitat``."""
    for ending, prefix in (("_perceived", "v_"), ("_expected", "e_"), ("_importance", "i_")):
        if key.endswith(ending):
            return prefix + PHONE_NAMES[key.removesuffix(ending)]
    return {"overall": "v_global", "recommend": "recomanacio"}[key]


def _phone_frame(held: _Interviews) -> pd.DataFrame:
    sample, people = held.sample, held.sample.people
    local = "%d/%m/%Y %H:%M"
    columns: dict[str, Any] = {
        "num_entrevista": _ids("T", held.quarter, len(sample)),
        "inici": _times(sample.started_at, local),
        "fi": _times(sample.started_at + sample.seconds.astype("timedelta64[s]"), local),
        "idioma": _picked(("1", "2", "3"), sample.language),
        "client": "K-" + pd.Series(sample.customer).astype(str),
        "agent": "A-" + pd.Series(held.rng.integers(1, 13, len(sample))).astype(str).str.zfill(2),
        "zona": (people.region + 1).astype(str),
        "tipus": _picked(("P", "E", "A"), people.customer_type),
        "canal": _picked(("web", "telèfon", "punt de servei"), people.channel),
        "pes": weights(sample),
    }
    columns |= {phone_column(key): cell for key, cell in held.cells.items()}
    columns["problema"], columns["queixa"] = held.problems
    columns["comentari"] = held.comment
    return pd.DataFrame(columns)


SITES_NAMES: Final = {
    "on_time": "تحویل",
    "delay_news": "خبر_تأخیر",
    "parcel_condition": "سلامت_بسته",
    "value_for_money": "ارزش",
    "booking": "سفارش",
    "staff": "کارکنان",
    "resolution": "حل_مشکل",
    "invoices": "صورتحساب",
    "overall": "کلی",
}


def sites_column(key: str) -> str:
    """Return the fieldwork partner's column name of a question, for example ``تجربه_تحویل``."""
    for ending, prefix in (("_perceived", "تجربه_"), ("_expected", "انتظار_"), ("_importance", "اهمیت_")):
        if key.endswith(ending):
            return prefix + SITES_NAMES[key.removesuffix(ending)]
    return {"overall": "تجربه_کلی", "recommend": "پیشنهاد"}[key]


def site_names(region: NDArray[np.int64], site: NDArray[np.int64]) -> Texts:
    """Return the names of sites, for example ``islands-07``."""
    number = pd.Series(site + 1).astype(str).str.zfill(2)
    return np.asarray(pd.Series(_picked(REGION.values, region)) + "-" + number, dtype=object)


def _sites_frame(held: _Interviews) -> pd.DataFrame:
    sample, people = held.sample, held.sample.people
    # The partner notes one day for start and end, so the interview must end on it.
    end = np.minimum(
        sample.started_at + sample.seconds.astype("timedelta64[s]"),
        sample.started_at.astype("datetime64[D]").astype("datetime64[s]") + 86399,
    )
    columns: dict[str, Any] = {
        "کد_مصاحبه": _ids("S", held.quarter, len(sample)),
        "تاریخ": translated(_times(sample.started_at, "%Y/%m/%d")),
        "شروع": translated(_times(sample.started_at, "%H:%M")),
        "پایان": translated(_times(end, "%H:%M")),
        "زبان": _picked(("انگلیسی", "کاتالان", "فارسی"), sample.language),
        "کد_مشتری": "K-" + pd.Series(sample.customer).astype(str),
        "پرسشگر": "F-" + pd.Series(held.rng.integers(1, 9, len(sample))).astype(str).str.zfill(2),
        "پایگاه": site_names(people.region, people.site),
        "منطقه": _picked(("پایتخت", "ساحل", "شمال", "جنوب", "جزایر"), people.region),
        "نوع_مشتری": _picked(("شخصی", "کسب‌وکار", "دولتی"), people.customer_type),
        "راه_تماس": _picked(("برخط", "تلفن", "پایگاه"), people.channel),
        "وزن": weights(sample),
    }
    columns |= {sites_column(key): translated(cell) for key, cell in held.cells.items()}
    columns["نظر"] = held.comment
    return pd.DataFrame(columns)
