"""Generated sentences: numbers and dates as each language writes them, and the sentence each situation calls for."""

from __future__ import annotations

import datetime as dt
import string
from typing import Any

import pandas as pd
import pytest

from dbt_project.wording import formats, jalali
from dbt_project.wording.figures import Figures
from dbt_project.wording.findings import findings
from dbt_project.wording.formats import LANGUAGES
from dbt_project.wording.limits import limits
from dbt_project.wording.tables import write
from dbt_project.wording.templates import TEMPLATES

QUARTER = ("quarter", dt.date(2026, 7, 1), dt.date(2026, 9, 30), None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # University of Tehran's published first days of the year, and dates of the report's design
        (dt.date(2026, 9, 30), (1405, 7, 8)),
        (dt.date(2024, 3, 20), (1403, 1, 1)),
        (dt.date(2025, 3, 20), (1403, 12, 30)),
        (dt.date(2025, 3, 21), (1404, 1, 1)),
        (dt.date(2024, 4, 1), (1403, 1, 13)),
        (dt.date(2026, 10, 12), (1405, 7, 20)),
    ],
)
def test_jalali_days(day: dt.date, expected: tuple[int, int, int]) -> None:
    assert jalali.from_gregorian(day) == expected


def test_a_day_before_the_calendars_anchor_is_refused() -> None:
    with pytest.raises(ValueError, match="anchor"):
        jalali.from_gregorian(dt.date(1900, 1, 1))


def test_numbers_as_the_visual_language_writes_them() -> None:
    assert [formats.number(72.4, x) for x in LANGUAGES] == ["72.4", "72,4", "۷۲٫۴"]
    assert [formats.number(1284, x, 0) for x in LANGUAGES] == ["1,284", "1.284", "۱٬۲۸۴"]
    assert [formats.number(-2.5, x, signed=True) for x in LANGUAGES] == ["−2.5", "−2,5", "\u200e−۲٫۵"]
    assert [formats.number(2.5, x, signed=True) for x in LANGUAGES] == ["+2.5", "+2,5", "\u200e+۲٫۵"]
    assert [formats.percent(0.881, x, 1) for x in LANGUAGES] == ["88.1\u202f%", "88,1\u202f%", "۸۸٫۱٪"]
    assert [formats.interval("70.9", "73.9", x) for x in LANGUAGES] == [
        "70.9 to 73.9",
        "de 70.9 a 73.9",
        "70.9 تا 73.9",
    ]


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert formats.number(-0.04, "en", signed=True) == "0.0"


def test_small_rates_keep_their_digits() -> None:
    assert [formats.rate(value, "en") for value in (4.91, 0.137, 0.01372)] == ["4.9", "0.14", "0.0137"]


def test_days_and_periods() -> None:
    assert [formats.day(dt.date(2026, 9, 30), x) for x in LANGUAGES] == ["30 Sep 2026", "30 set. 2026", "۸ مهر ۱۴۰۵"]
    assert [formats.period(*QUARTER, x) for x in LANGUAGES] == [
        "Q3 2026",
        "tercer trimestre de 2026",
        "سه‌ماههٔ منتهی به ۸ مهر ۱۴۰۵",
    ]
    assert [formats.since(*QUARTER, x) for x in LANGUAGES] == [
        "since Q3 2026",
        "des del tercer trimestre de 2026",
        "نسبت به سه‌ماههٔ منتهی به ۸ مهر ۱۴۰۵",
    ]


def test_catalan_elides_before_a_vowel() -> None:
    assert formats.onset(dt.date(2026, 4, 1), "month", "ca") == "des de l’abril de 2026"
    assert formats.onset(dt.date(2026, 6, 1), "month", "ca") == "des del juny de 2026"
    wave = dt.date(2013, 5, 1)
    assert formats.since("wave", wave, wave, "2013", "ca") == "des de l’onada 2013"
    assert formats.since("wave", wave, wave, "2013", "en") == "since the 2013 wave"


def test_every_template_has_every_language_with_the_same_places() -> None:
    for name, texts in TEMPLATES.items():
        assert set(texts) == set(LANGUAGES), name
        places = {
            language: {place for _, place, _, _ in string.Formatter().parse(text) if place}
            for language, text in texts.items()
        }
        assert places["en"] == places["ca"] == places["fa"], name


EDITION = {
    "headline_characteristic": "overall",
    "headline_aspect": "overall",
    "headline_period": "quarter",
    "as_of": pd.Timestamp("2026-09-30"),
    "n_hidden_figures": 0,
    "minimum_n": 10,
}
START, END, BEFORE = pd.Timestamp("2026-07-01"), pd.Timestamp("2026-09-30"), pd.Timestamp("2026-04-01")
SERIES = {
    "measure": "M2_mean_score",
    "aspect": "overall",
    "characteristic_key": "overall",
    "cut": "overall",
    "cut_value": "all",
}
COLUMNS = {
    "metric": [*SERIES, "figure_id", "period_type", "period_start", "period_end", "estimate", "ci_low", "ci_high", "n"],
    "wave_test": [
        *SERIES,
        "figure_id",
        "period_type",
        "period_start",
        "previous_period_start",
        "comparison",
        "difference",
        "ci_low",
        "ci_high",
        "verdict",
        "smallest_detectable_difference",
        "n",
    ],
    "trend": [
        *SERIES,
        "figure_id",
        "period_type",
        "first_period",
        "n_points",
        "sen_slope",
        "ci_low",
        "ci_high",
        "p_value",
        "verdict",
        "change_point_period_start",
        "change_size",
        "change_ci_low",
        "change_ci_high",
    ],
    "gap": [
        "characteristic_key",
        "cut",
        "cut_value",
        "figure_id",
        "period_type",
        "period_start",
        "period_end",
        "gap",
        "ci_low",
        "ci_high",
        "verdict",
    ],
    "gap_chain": [
        "characteristic_key",
        "cut",
        "cut_value",
        "figure_id",
        "period_type",
        "period_start",
        "period_end",
        "understanding",
        "conformance",
        "view",
        "total",
        "missing_level",
    ],
    "complaint_rate": [
        "figure_id",
        "period_type",
        "period_start",
        "period_end",
        "rate_per_1000",
        "ci_low",
        "ci_high",
        "verdict",
    ],
    "complaint_cause": ["figure_id", "period_type", "cause_key", "rank", "running_share"],
    "competitor": ["figure_id", "unit", "period_start", "verdict", "caveat"],
    "promise": [
        "figure_id",
        "promise_key",
        "cut",
        "cut_value",
        "period_type",
        "period_start",
        "period_end",
        "estimate",
        "previous_estimate",
        "change_verdict",
    ],
    "target": ["measure", "aspect", "characteristic_key", "target_value"],
    "period": ["period_type", "period_start", "period_end", "wave", "has_survey", "is_complete"],
    "source_health": ["source_id", "status", "last_event_date", "sampling_kind", "accepted"],
    "refusal": ["source_id", "file"],
}
PERIODS = [
    {
        "period_type": "quarter",
        "period_start": BEFORE,
        "period_end": pd.Timestamp("2026-06-30"),
        "has_survey": True,
        "is_complete": True,
    },
    {"period_type": "quarter", "period_start": START, "period_end": END, "has_survey": True, "is_complete": True},
]
SCORE = {
    **SERIES,
    "figure_id": "f-score",
    "period_type": "quarter",
    "period_start": START,
    "period_end": END,
    "estimate": 72.4,
    "ci_low": 70.9,
    "ci_high": 73.9,
    "n": 1284,
}
CHANGE = {
    **SERIES,
    "figure_id": "f-change",
    "period_type": "quarter",
    "period_start": START,
    "previous_period_start": BEFORE,
    "comparison": "previous",
    "difference": 2.6,
    "ci_low": 0.5,
    "ci_high": 4.7,
    "verdict": "improved",
    "n": 1284,
}
DECLINE = {
    **SERIES,
    "characteristic_key": "news",
    "cut": "customer",
    "cut_value": "new",
    "figure_id": "f-decline",
    "period_type": "month",
    "first_period": pd.Timestamp("2023-10-01"),
    "n_points": 36,
    "sen_slope": -0.5,
    "ci_low": -0.8,
    "ci_high": -0.2,
    "p_value": 1e-5,
    "verdict": "declined",
    "change_point_period_start": pd.Timestamp("2025-06-01"),
    "change_size": -13.9,
    "change_ci_low": -16.0,
    "change_ci_high": -11.8,
}


def figures(edition: dict[str, Any] | None = None, **rows: list[dict[str, Any]]) -> Figures:
    tables = {}
    for name, columns in COLUMNS.items():
        frame = pd.DataFrame(rows.get(name, PERIODS if name == "period" else []), columns=[*columns, "suppress_reason"])
        tables[name] = frame
    return Figures(tables, {**EDITION, **(edition or {})})


def said(found: Figures, sentence_id: str, language: str = "en") -> list[str]:
    rows = write(
        findings(found), {("characteristic.news", "en"): "News", ("cut_value.customer.new", "en"): "New customers"}
    )
    chosen = rows[(rows["sentence_id"] == sentence_id) & (rows["language"] == language)]
    return chosen.sort_values("position")["text"].tolist()


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        ("improved", "Satisfaction improved to 72.4 of 100"),
        ("declined", "Satisfaction declined to 72.4 of 100"),
        ("no_detectable_change", "Satisfaction stands at 72.4 of 100, with no detectable change"),
        ("not_comparable", "Satisfaction stands at 72.4 of 100"),
        ("too_small", "Satisfaction stands at 72.4 of 100"),
    ],
)
def test_the_headline_says_the_verdict(verdict: str, text: str) -> None:
    assert said(figures(metric=[SCORE], wave_test=[{**CHANGE, "verdict": verdict}]), "headline") == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Willingness to recommend us declined to 72.4 of 100"),
        ("ca", "La disposició a recomanar-nos empitjora fins a 72,4 sobre 100"),
        ("fa", "آمادگی برای پیشنهاد ما بدتر شد و به ۷۲٫۴ از ۱۰۰ رسید"),
    ],
)
def test_an_organisation_may_lead_with_recommendation(language: str, text: str) -> None:
    leads = {"aspect": "intention_to_recommend"}
    found = figures(
        {"headline_aspect": "intention_to_recommend"},
        metric=[SCORE | leads],
        wave_test=[{**CHANGE, **leads, "verdict": "declined"}],
        trend=[{**DECLINE, **SERIES, **leads, "verdict": "no_detectable_change"}],
    )
    assert said(found, "headline", language) == [text]
    assert "intention_to_recommend" in said(found, "title.trend", language)[0]


def test_without_gaps_or_declines_the_first_cause_of_complaints_is_the_finding() -> None:
    causes = [
        {
            "figure_id": f"f-{key}",
            "period_type": "last_12_months",
            "cause_key": key,
            "rank": rank,
            "running_share": share,
        }
        for key, rank, share in (("late", 1, 0.4), ("damaged", 2, 0.7))
    ]
    found = figures(metric=[SCORE], complaint_cause=causes)
    assert said(found, "headline") == ["Satisfaction stands at 72.4 of 100; “late” is the first cause of complaints"]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("improved", ["We keep more promises than before: 88 % against 91 %."]),
        ("declined", ["We keep fewer promises than before: 88 % against 91 %."]),
        ("no_detectable_change", []),
        ("too_small", []),
    ],
)
def test_promises_are_told_below_the_headline_only_where_they_changed(verdict: str, expected: list[str]) -> None:
    quarter = {"cut": "overall", "cut_value": "all", "period_type": "quarter", "period_start": START, "period_end": END}
    kept = {"figure_id": "f-kept", "promise_key": "all", "estimate": 0.881, "previous_estimate": 0.906}
    found = figures(metric=[SCORE], promise=[{**quarter, **kept, "change_verdict": verdict}])
    assert [text.replace("\u202f", " ") for text in said(found, "subheadline")[1:]] == expected


def test_a_hidden_score_is_not_told() -> None:
    hidden = {**SCORE, "estimate": None, "suppress_reason": "small_base"}
    [text] = said(figures(metric=[hidden]), "headline")
    assert text == "The satisfaction score of this edition cannot be shown: there are too few answers"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (70.0, ", above the target of 70"),
        (75.0, ", below the target of 75"),
        (72.5, "; whether it meets the target of 72.5 cannot be told"),
    ],
)
def test_a_target_inside_the_interval_is_undetermined(target: float, text: str) -> None:
    targets = [
        {"measure": "M2_mean_score", "aspect": "overall", "characteristic_key": "overall", "target_value": target}
    ]
    assert said(figures(metric=[SCORE], target=targets), "headline") == [f"Satisfaction stands at 72.4 of 100{text}"]


def test_the_change_and_a_decline_stand_below_the_headline_in_three_languages() -> None:
    found = figures(metric=[SCORE], wave_test=[CHANGE], trend=[DECLINE])
    assert said(found, "subheadline") == [
        "+2.6 points since Q2 2026 (95 % interval +0.5 to +4.7; 1,284 answers).",
        "“News” declined among “New customers”: −13.9 points since June 2025 (−16.0 to −11.8).",
    ]
    assert said(found, "subheadline", "ca")[0] == (
        "+2,6 punts des del segon trimestre de 2026 (interval del 95 %: de +0,5 a +4,7; 1.284 respostes)."
    )
    assert said(found, "subheadline", "fa")[0] == (
        "\u200e+۲٫۶ امتیاز نسبت به سه‌ماههٔ منتهی به ۹ تیر ۱۴۰۵ (بازهٔ ۹۵٪: \u200e+۰٫۵ تا \u200e+۴٫۷؛ ۱٬۲۸۴ پاسخ)."
    )
    assert said(found, "title.segments") == ["“News” declined among “New customers” since June 2025"]


def gap(name: str, points: float, verdict: str) -> dict[str, Any]:
    return {
        "characteristic_key": name,
        "cut": "overall",
        "cut_value": "all",
        "figure_id": f"f-{name}",
        "period_type": "quarter",
        "period_start": START,
        "period_end": END,
        "gap": points,
        "ci_low": points - 1,
        "ci_high": points + 1,
        "verdict": verdict,
    }


def test_titles_of_gaps() -> None:
    flat, low, lower = gap("a", 0.1, "no_detectable_gap"), gap("b", -5, "below"), gap("c", -12.2, "below")
    assert said(figures(gap=[flat]), "title.gaps") == ["No characteristic falls detectably short of expectation"]
    assert said(figures(gap=[flat, low]), "title.gaps") == [
        "“b” falls 5.0 points short of expectation; no other shortfall can be detected"
    ]
    assert said(figures(gap=[flat, low, lower]), "title.gaps") == [
        "2 of 3 characteristics fall short of expectation, “c” by most: 12.2 points"
    ]
    assert said(figures(), "title.gaps") == []


def test_title_of_the_chain_names_the_largest_loss() -> None:
    chain = {
        **gap("a", 0, ""),
        "understanding": -2.0,
        "conformance": -6.9,
        "view": -2.7,
        "total": -11.6,
        "missing_level": None,
    }
    del chain["gap"], chain["ci_low"], chain["ci_high"], chain["verdict"]
    assert said(figures(gap_chain=[chain]), "title.gap_chain") == [
        "“a”: the largest loss lies between plan and delivery (−6.9 points)"
    ]
    assert said(figures(gap_chain=[{**chain, "missing_level": "planned"}]), "title.gap_chain") == []


def test_a_complaint_rate_says_which_period_it_is_of() -> None:
    rate = {
        "figure_id": "f-1",
        "period_type": "year",
        "period_start": pd.Timestamp("2025-01-01"),
        "period_end": pd.Timestamp("2025-12-31"),
        "rate_per_1000": 4.4,
        "ci_low": 3.8,
        "ci_high": 5.0,
        "verdict": "declined",
    }
    [text] = said(figures(complaint_rate=[rate]), "title.complaints")
    assert text == "Complaints rose to 4.4 (3.8 to 5.0) per 1,000 exposure_unit, 2025."


def test_title_of_complaints_names_the_fewest_causes_that_make_two_thirds() -> None:
    causes = [
        {"figure_id": f"f-{i}", "period_type": "last_12_months", "cause_key": key, "rank": i, "running_share": running}
        for i, (key, running) in enumerate((("late", 0.36), ("rude", 0.56), ("news", 0.70), ("bill", 1.0)), start=1)
    ]
    assert said(figures(complaint_cause=causes), "title.complaints") == [
        "3 causes make 70\u202f% of complaints; the first is “late”"
    ]


def test_titles_of_trends() -> None:
    trend = {**DECLINE, **SERIES}
    assert said(figures(trend=[trend]), "title.trend") == ["“overall” declined by 6.0 points a year (2.4 to 9.6)"]
    quiet = {**trend, "verdict": "no_detectable_change"}
    assert said(figures(trend=[quiet]), "title.trend") == [
        "“overall”: in 36 points in time no trend can be told from chance"
    ]
    few = {**trend, "verdict": "not_enough_data", "n_points": 6}
    first = {**CHANGE, "comparison": "first", "difference": 1.4, "ci_low": 0.4, "ci_high": 2.4}
    assert said(figures(trend=[few], wave_test=[first]), "title.trend") == [
        "“overall”: 6 points in time are too few for a trend; +1.4 points since Q2 2026 (+0.4 to +2.4)"
    ]


def test_rivals_by_scores_and_by_counts() -> None:
    latest = ["behind", "behind", "ahead", "not_comparable"]
    scores = [
        {"figure_id": str(i), "unit": "score_0_100", "verdict": verdict, "period_start": START}
        for i, verdict in enumerate(latest)
    ]
    scores.append({"figure_id": "e", "unit": "score_0_100", "verdict": "ahead", "period_start": BEFORE})
    assert said(figures(competitor=scores), "title.competitors") == [
        "Of 3 comparisons with rivals we are behind in 2 and ahead in 1"
    ]
    counts = [{"figure_id": "1", "unit": "count", "verdict": "not_comparable", "caveat": "count_without_exposure"}]
    assert said(figures(competitor=counts), "title.competitors") == [
        "Rivals are known by counts alone, which cannot be compared"
    ]


def test_what_cannot_be_said() -> None:
    found = figures(
        {"n_hidden_figures": 3},
        source_health=[
            {"source_id": "shop", "status": "missing", "accepted": 0},
            {"source_id": "post", "status": "late", "last_event_date": pd.Timestamp("2026-02-01"), "accepted": 5},
            {"source_id": "letters", "status": "ok", "sampling_kind": "self_selected", "accepted": 2},
            {"source_id": "box", "status": "ok", "sampling_kind": "self_selected", "accepted": 5},
        ],
        refusal=[{"source_id": "survey", "file": "wave_2014.csv"}],
        wave_test=[
            {
                **CHANGE,
                "cut": "customer",
                "cut_value": "lapsed",
                "verdict": "too_small",
                "n": 24,
                "smallest_detectable_difference": 22.04,
            }
        ],
        competitor=[
            {"figure_id": "1", "unit": "count", "verdict": "not_comparable", "caveat": "count_without_exposure"}
        ],
    )
    rows = write(limits(found), {})
    english = rows[rows["language"] == "en"]
    assert english[["sentence_id", "text"]].values.tolist() == [
        ["missing_source", "survey: the file wave_2014.csv was refused and is not in these figures."],
        ["missing_source", "post: the last data are of 1 Feb 2026; by its rhythm newer ones are due."],
        ["missing_source", "shop: nothing has arrived yet."],
        [
            "not_comparable",
            "Complaints of rivals are counts without the customers they come from: they are shown, not compared.",
        ],
        ["not_shown", "3 cells: under 10 answers, empty, or protecting such. Which is not said."],
        ["no_margin", "“box”, “letters”: no random sample, so how far it stands for all customers is not known."],
        ["too_small", "“lapsed”, 24 answers: a change below 22.0 points could not have been seen."],
        ["no_cause_proven", "The figures show what goes together, not what causes what."],
    ]
    assert len(rows) == 3 * len(english)
    assert rows["text"].str.strip().ne("").all()


def test_sentences_name_the_figures_they_were_made_from() -> None:
    rows = write(findings(figures(metric=[SCORE], wave_test=[CHANGE], gap=[gap("c", -12.2, "below")])), {})
    headline = rows[(rows["sentence_id"] == "headline") & (rows["language"] == "fa")]
    assert headline["figure_ids"].tolist() == ["f-score,f-change,f-c"]
