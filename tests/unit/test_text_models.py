"""Texts of all methods through the real dbt project: language, code book, people, models, and who is used."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fixtures_dbt import build, query
from tests.fixtures_landing import LandingHome

DAY = "2026-01-15"
MODELS = ("+mart_text_agreement", "+mart_coder_agreement", "+agg_text_theme")
HOSTILE = "'); drop table fct_text; -- %_[a-z]+(?i).* \\ {{ ref('x') }} the driver was rude"

# By theme: beginnings and ends of sentences that a person would code so, none of which the code book needs to know.
SENTENCES = {
    "told_again": (("I repeated", "once more I told", "again I had to say"), ("my story", "the same facts", "it all")),
    "kind_drivers": (
        ("the man at the door", "our driver", "he who brought it"),
        ("was lovely", "had a smile", "helped"),
    ),
}
# Language, what was said, the themes and the sentiment that a reader sees in it (None: no word says so).
SAID: list[tuple[str, str, set[str], str | None]] = [
    ("en", "The waiter was not friendly and the soup arrived late.", {"staff_courtesy", "delivery"}, "negative"),
    ("en", "No problem with the invoice", {"billing"}, "positive"),
    ("en", "I didn\u2019t like the app, it crashes.", {"digital"}, "negative"),
    ("en", "Not good. Not bad.", set(), "mixed"),
    ("en", "The price is very good, a bit slow", {"price_value", "waiting"}, "positive"),  # 1.5 against 0.5
    ("en", "We had scones; nothing to report.", set(), None),
    ("en", "Couldn't use the lift with my wheelchair", {"accessibility"}, None),
    ("en", "They are unprofessional and had no idea", {"competence"}, "negative"),
    ("ca", "L\u2019atenció no és bona i els lavabos, bruts.", {"environment"}, "negative"),
    ("ca", "NO ES BO EL TRACTE", {"staff_courtesy"}, "negative"),  # capitals and no accents
    (
        "ca",
        "La instal\u00b7lació elèctrica està espatllada i no responen a la reclamació",
        {"complaint_handling", "product_quality"},
        "negative",
    ),
    ("ca", "Gens ràpid: vam fer cua una hora", {"waiting"}, "negative"),
    ("ca", "Haurien d'explicar-me la factura", {"information", "billing"}, None),
    ("ca", "El preu és excel.lent", {"price_value"}, "positive"),  # the typist's l·l
    ("ca", "Mai no han tingut cap problema", set(), "positive"),
    ("ca", "L'aplicació no és gens fàcil", {"digital"}, "negative"),
    ("fa", "کارمندان خوش‌برخورد بودند", {"staff_courtesy"}, "positive"),
    ("fa", "كارمندان خوش برخورد بودند", {"staff_courtesy"}, "positive"),  # Arabic kaf, a blank for the joiner
    ("fa", "کارمندان خوشبرخورد بودند", {"staff_courtesy"}, "positive"),  # one word
    ("fa", "غذا خوب نیست", {"product_quality"}, "negative"),
    ("fa", "سرویس بهداشتی خيلي كثيف بود", {"environment"}, "negative"),
    ("fa", "قیمت بد نبود", {"price_value"}, "positive"),
    ("fa", "اصلا راضی نیستم، به شکایتم رسیدگی نشد", {"complaint_handling"}, "negative"),
    ("fa", "دسترسی ویلچر نداشت", {"accessibility"}, None),
]
PLACES = ("in May", "on Monday", "near home", "at noon", "in town", "last week", "by the sea")


def verbatim(text: str | None, **fields: Any) -> dict[str, Any]:
    return {"event_at": DAY, "verbatim_original": text, "verbatim_normalised": text, **fields}


def suggestions(prefix: str, theme_of: Any) -> list[dict[str, Any]]:
    rows = []
    for theme, (starts, ends) in SENTENCES.items():
        for start, end, place in itertools.product(starts, ends, PLACES):
            rows.append(
                verbatim(
                    f"{start} {end} {place}", language="en", theme=theme_of(theme), sentiment=None, is_internal=False
                )
            )
    return [{"source_record_id": f"{prefix}{number}", **row} for number, row in enumerate(rows)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = LandingHome(tmp_path_factory.mktemp("texts"))
    landing.settings |= {"text_minimum_human_codes": "50"}
    landing.reference("theme", [{"theme_key": key, "position": 1} for key in (*SENTENCES, "staff_courtesy", "odd")])
    landing.reference(
        "code_book_theme",
        [
            {"theme_key": "kind_drivers", "code_book_theme_key": "staff_courtesy"},
            {"theme_key": "told_again", "code_book_theme_key": "complaint_handling"},
        ],
    )
    response = {"source_record_id": "i1", "event_at": DAY}
    answer = {"aspect": "open_text", "question_key": "why", "characteristic_key": "overall"}
    landing.source("web", method="survey").batch(
        "web",
        {
            "survey_response": [response],
            "survey_answer": [
                response
                | answer
                | {"text_original": "El repartidor va ser molt antipàtic i va arribar tard."}
                | {"text_normalised": "El repartidor va ser molt antipàtic i va arribar tard."}
            ],
        },
    )
    landing.source("calls", method="complaints").batch(
        "calls",
        {
            "complaint": [
                {
                    "source_record_id": "c1",
                    **verbatim("برخورد کارمند اصلاً خوب نبود و یک ساعت منتظر ماندیم.", language="fa-IR"),
                },
                {"source_record_id": "c2", **verbatim(HOSTILE, language="en")},
                {"source_record_id": "c3", **verbatim("   ", language="en")},
            ]
        },
    )
    said = [
        {"source_record_id": f"{number:02d}", **verbatim(text, language=language)}
        for number, (language, text, _, _) in enumerate(SAID)
    ]
    landing.source("said", method="complaints").batch("said", {"complaint": said})
    review = {"platform": "p", "title_original": "Not good", "title_normalised": "Not good", "language": "en"}
    landing.source("stars", method="reviews").batch(
        "stars",
        {
            "review": [
                {"source_record_id": "v1", **review, **verbatim("The toilets were filthy, but the price was fair.")}
            ]
        },
    )
    visit = {"visit": "1", "site": "s", "item": "a", "characteristic_key": "overall", "applicable_points": 1}
    note = {"note_original": "Queue of ten people", "note_normalised": "Queue of ten people", "language": "en"}
    landing.source("mystery", method="mystery_shopping").batch(
        "mystery", {"mystery_visit_item": [{"source_record_id": "m1", "event_at": DAY, **visit, **note}]}
    )
    landing.source("post", method="letters").batch(
        "post", {"letter": [{"source_record_id": "l1", **verbatim("Gràcies per tot, va ser molt fàcil.", theme="odd")}]}
    )
    landing.source("groups", method="focus_groups").batch("groups", {"focus_group_note": remarks()})
    draw = random.Random(7)  # noqa: S311 (codes without meaning, not secrets)
    coded = suggestions("a", lambda theme: theme)
    uncoded = [
        {"source_record_id": "new1", **verbatim("our driver was lovely at dawn", language="en", is_internal=False)},
        {
            "source_record_id": "new2",
            **verbatim("once more I told the same facts at dawn", language="en", is_internal=False),
        },
    ]
    landing.source("box", method="suggestion_box").batch("box", {"suggestion": coded + uncoded})
    noise = suggestions("b", lambda _: draw.choice(sorted(SENTENCES)))
    landing.source("noise", method="suggestion_box").batch("noise", {"suggestion": noise + uncoded})
    return build(landing.write(), *MODELS, command="build")


def remarks() -> list[dict[str, Any]]:
    """Two coders agree on remark 1 and differ on remark 2; one alone coded remark 3."""
    codes = [("1", "a", "told_again", "negative"), ("1", "b", "told_again", "negative")]
    codes += [("2", "a", "told_again", "negative"), ("2", "b", "kind_drivers", "positive"), ("3", "a", "odd", "mixed")]
    return [
        {
            "source_record_id": f"s1|{remark}|{coder}",
            "session": "s1",
            "remark_id": remark,
            "coder": coder,
            "theme": theme,
            **verbatim(f"Remark number {remark} was said", language="en", sentiment=sentiment),
        }
        for remark, coder, theme, sentiment in codes
    ]


def codes(home: Path, source: str, record: str) -> dict[str, set[str]]:
    found = query(
        home,
        f"select coder_kind, theme_key from core.fct_text_code inner join core.fct_text using (text_key) "
        f"where source_id = '{source}' and source_record_id = '{record}' and is_used",
    )
    return {coder: set(part["theme_key"]) for coder, part in found.groupby("coder_kind")}


def sentiment(home: Path, text_key: str) -> str | None:
    found = query(home, f"select sentiment from core.fct_text_sentiment where text_key = '{text_key}' and is_used")
    return None if found.empty else str(found["sentiment"].item())


def test_every_text_of_every_method_is_one_row(home: Path) -> None:
    found = query(
        home, "select text_key from core.fct_text where source_id not in ('box', 'noise', 'said') order by 1"
    )["text_key"]
    assert list(found) == [
        "calls|complaint|c1|verbatim",
        "calls|complaint|c2|verbatim",
        "groups|focus_group_note|s1|1|verbatim",
        "groups|focus_group_note|s1|2|verbatim",
        "groups|focus_group_note|s1|3|verbatim",
        "mystery|mystery_visit_item|m1|note",
        "post|letter|l1|verbatim",
        "stars|review|v1|title",
        "stars|review|v1|verbatim",
        "web|survey_response|i1|why",
    ]


def test_a_stated_language_is_kept_and_an_unstated_one_detected(home: Path) -> None:
    found = query(home, "select source_record_id, language, is_language_detected from core.fct_text").set_index(
        "source_record_id"
    )
    assert tuple(found.loc["i1"]) == ("ca", True)
    assert tuple(found.loc["c1"]) == ("fa", False)
    assert tuple(found.loc["l1"]) == ("ca", True)


def test_the_code_book_finds_themes_in_three_languages(home: Path) -> None:
    assert codes(home, "web", "i1") == {"code_book": {"staff_courtesy", "delivery"}}
    assert codes(home, "calls", "c1") == {"code_book": {"staff_courtesy", "waiting"}}
    assert codes(home, "stars", "v1") == {"code_book": {"environment", "price_value"}}
    assert codes(home, "mystery", "m1") == {"code_book": {"waiting"}}


def test_hostile_text_is_only_text(home: Path) -> None:
    assert "staff_courtesy" in codes(home, "calls", "c2")["code_book"]
    assert sentiment(home, "calls|complaint|c2|verbatim") == "negative"


def test_a_denied_word_turns_the_sentiment(home: Path) -> None:
    assert sentiment(home, "stars|review|v1|title") == "negative"
    assert sentiment(home, "calls|complaint|c1|verbatim") == "negative"


@pytest.mark.parametrize("number", range(len(SAID)), ids=[text for _, text, _, _ in SAID])
def test_a_reader_would_say_the_same(home: Path, number: int) -> None:
    _, _, themes, feeling = SAID[number]
    record = f"{number:02d}"
    assert codes(home, "said", record).get("code_book", set()) == themes
    assert sentiment(home, f"said|complaint|{record}|verbatim") == feeling


def test_what_matched_can_be_looked_up(home: Path) -> None:
    found = query(
        home, "select code_book_version, code_book_rows from core.fct_text_code where text_key like 'mystery|%'"
    )
    assert found["code_book_version"].item() == 1
    patterns = query(
        home, f"select pattern from seeds.seed_code_book where code_book_row in ({found['code_book_rows'].item()})"
    )
    assert list(patterns["pattern"]) == ["queue*"]


def test_people_count_where_they_agree(home: Path) -> None:
    found = query(
        home, "select source_record_id, human_theme, n_coders from core.fct_text where source_id = 'groups' order by 1"
    )
    assert found["human_theme"].tolist()[0] == "told_again"
    assert found["human_theme"].isna().tolist() == [False, True, False]
    assert found["n_coders"].tolist() == [2, 2, 1]
    assert codes(home, "post", "l1") == {"human": {"odd"}}


def test_a_model_that_agrees_with_people_codes_the_rest_and_one_that_does_not_is_refused(home: Path) -> None:
    found = query(
        home, "select * from marts.mart_text_agreement where kind = 'theme' and coder_kind = 'model'"
    ).set_index("source_id")
    assert found.loc["box", ["n", "status", "is_used"]].tolist() == [126, "accepted", True]
    assert found.loc["box", "kappa"] > 0.9
    assert found.loc["noise", ["status", "is_used"]].tolist() == ["below_minimum", False]
    assert found.loc["noise", "kappa"] < 0.4
    assert codes(home, "box", "new1") == {"model": {"kind_drivers"}}
    assert codes(home, "box", "new2") == {"model": {"told_again"}}
    # Its own examination failed: nobody else's model speaks for it, and the code book failed it too.
    assert codes(home, "noise", "new1") == {}


def test_the_code_book_is_examined_too(home: Path) -> None:
    found = query(home, "select * from marts.mart_text_agreement where kind = 'theme' and coder_kind = 'code_book'")
    by_source = found.set_index("source_id")
    assert by_source.loc["noise", ["status", "is_used"]].tolist() == ["below_minimum", False]
    assert by_source.loc["stars", ["n", "status", "is_used"]].tolist() == [0, "too_few_human_codes", True]


def test_main_themes_add_up_to_the_texts(home: Path) -> None:
    [total] = query(home, "select cast(sum(n_texts_main) as bigint) as n from aggregates.agg_text_theme")["n"]
    [texts] = query(home, "select count(*) as n from core.fct_text")["n"]
    assert total == texts


def test_the_coders_of_focus_groups_are_compared(home: Path) -> None:
    found = query(home, "select * from marts.mart_coder_agreement where session = 's1'").set_index("kind")
    # By hand: two remarks coded twice, values A A and A B. D_o = 2/4; D_e = 2 * 3 * 1 / (4 * 3); alpha = 1 - 0.5 / 0.5.
    assert found.loc["theme", "alpha"] == pytest.approx(0.0, abs=1e-12)
    assert found.loc["theme", ["n_remarks", "n_coders", "n_codes", "verdict"]].tolist() == [2, 2, 4, "not_published"]


def test_rebuilding_a_month_is_rebuilding_all(home: Path) -> None:
    def tables() -> list[pd.DataFrame]:
        names = ("core.fct_text", "core.fct_text_code", "core.fct_text_sentiment", "marts.mart_text_agreement")
        return [query(home, f"select * from {name} order by all") for name in names]

    before = tables()
    build(home, "+mart_text_agreement", "+agg_text_theme")
    for old, new in zip(before, tables(), strict=True):
        pd.testing.assert_frame_equal(old, new)
