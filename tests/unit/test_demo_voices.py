"""What the demo's customers write unasked, and the other new files: varied, dated rightly, and as true as truth.json says."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jdatetime
import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from scipy import stats

from ingest.demo import Truth
from ingest.demo.files import write_sav, write_xlsx
from ingest.demo.indicators import ACTIONS, BAD_ACTIONS, indicator_values
from ingest.demo.organisation import CUTS, LANGUAGES
from ingest.demo.phrases import CLOSINGS, OPENINGS, PECULIAR, VOICES
from ingest.demo.planted import CANARIES, HOSTILE, PERSONAL
from ingest.demo.promises import PROMISES
from ingest.demo.voice_files import excel_day, jalali
from tests.fixtures_demo import shipped

PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture(scope="module")
def made() -> tuple[Path, Truth]:
    return shipped()


@pytest.fixture(scope="module")
def cards(made: tuple[Path, Truth]) -> pd.DataFrame:
    files = sorted((made[0] / "suggestions").glob("*.xlsx"))
    return pd.concat([pd.read_excel(file, header=2, dtype=object).assign(file=file.name) for file in files])


@pytest.fixture(scope="module")
def letters(made: tuple[Path, Truth]) -> pd.DataFrame:
    files = sorted((made[0] / "letters").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return pd.DataFrame(lines)


@pytest.fixture(scope="module")
def reviews(made: tuple[Path, Truth]) -> pd.DataFrame:
    files = sorted((made[0] / "reviews").glob("*.json"))
    pulled = [review for file in files for review in json.loads(file.read_text(encoding="utf-8"))["reviews"]]
    return pd.DataFrame(pulled)


def test_sentences_come_in_three_languages_and_tell_themes_apart() -> None:
    cores = [(theme, sentences) for theme, (_, some) in VOICES.items() for _, sentences in some]
    texts = [sentence for _, sentences in cores for sentence in sentences]
    assert len(texts) == len(set(texts)) == 3 * 56
    assert all(len(some) == 4 for _, some in VOICES.values())
    spoken = [*OPENINGS, *(closing for some in CLOSINGS.values() for closing in some), *(core for _, core in cores)]
    for english, _catalan, persian in spoken:
        assert not any("\u0600" <= letter <= "\u06ff" for letter in english)
        assert persian == "" or any("\u0600" <= letter <= "\u06ff" for letter in persian)
        assert not any(letter in persian for letter in "يك")


def test_enough_varied_texts_are_coded_by_a_person(
    made: tuple[Path, Truth], cards: pd.DataFrame, letters: pd.DataFrame, reviews: pd.DataFrame
) -> None:
    reviewed = reviews.dropna(subset=["coding", "comment"])
    coded = pd.concat(
        [
            cards.loc[cards["Codificat per"].notna(), "Text"],
            letters.loc[letters["coding"].notna(), "text"],
            reviewed["comment"],
        ]
    )
    assert coded.nunique() >= 400
    known = dict.fromkeys(VOICES, 0)
    themes = [*cards["Tema"].dropna(), *(each["theme"] for each in [*letters["coding"].dropna(), *reviewed["coding"]])]
    for theme in themes:
        known[theme] = known.get(theme, 0) + 1
    assert min(known[theme] for theme in VOICES) >= 20
    told = made[1].registers
    assert sum(told[source]["coded"] for source in ("suggestions", "letters", "reviews")) >= 600


@pytest.mark.parametrize(
    "day", [dt.date(2023, 10, 1), dt.date(2024, 3, 19), dt.date(2024, 3, 20), dt.date(2026, 10, 2)]
)
def test_jalali_days_are_those_of_jdatetime(day: dt.date) -> None:
    expected = jdatetime.date.fromgregorian(date=day)
    assert jalali(day).translate(PERSIAN_DIGITS) == f"{expected.year}/{expected.month:02d}/{expected.day:02d}"


def test_every_day_of_the_demo_has_its_jalali_date() -> None:
    for number in range((dt.date(2026, 10, 31) - dt.date(2023, 9, 1)).days):
        day = dt.date(2023, 9, 1) + dt.timedelta(days=number)
        assert jalali(day).translate(PERSIAN_DIGITS) == jdatetime.date.fromgregorian(date=day).strftime("%Y/%m/%d")
    with pytest.raises(ValueError, match="outside"):
        jalali(dt.date(2030, 1, 1))


def test_excel_knows_the_days_by_these_numbers() -> None:
    assert openpyxl.utils.datetime.from_excel(excel_day(dt.date(2024, 2, 29))) == dt.datetime(2024, 2, 29)


def test_one_box_is_dated_in_another_calendar(cards: pd.DataFrame) -> None:
    is_text = cards["Data"].map(lambda value: isinstance(value, str))
    good = ~cards["Núm. targeta"].str.startswith("B-9")
    assert set(cards.loc[good & is_text, "Bústia"]) == {"south-04"}
    assert (good & is_text).sum() > 80
    assert cards.loc[good & ~is_text, "Data"].between(45_200, 46_295).all()


def test_what_is_planted_stands_in_every_voice(
    cards: pd.DataFrame, letters: pd.DataFrame, reviews: pd.DataFrame
) -> None:
    for texts in (cards["Text"], letters["text"], reviews["comment"]):
        found = set(texts.dropna())
        assert {text for _, text in PERSONAL} | set(HOSTILE) | {text for _, text in PECULIAR} <= found
    for canary in CANARIES:
        assert any(canary in text for _, text in PERSONAL), canary


def test_a_formula_in_a_workbook_is_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", {"One": [["=1+1", 2]]})
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["One"]["A1"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_an_spss_file_does_not_tell_when_it_was_written(tmp_path: Path) -> None:
    write_sav(tmp_path / "a.sav", pd.DataFrame({"zone": [1.0, 2.0]}), {"zone": "Zone"}, {"zone": {1.0: "north"}})
    table, about = pyreadstat.read_sav(tmp_path / "a.sav")
    assert table["zone"].tolist() == [1.0, 2.0]
    assert about.variable_value_labels == {"zone": {1.0: "north"}}
    assert about.creation_time == dt.datetime(2026, 10, 1, 8, 0)


def test_reviews_are_pulled_again_edited_and_deleted(made: tuple[Path, Truth], reviews: pd.DataFrame) -> None:
    told = made[1].registers["reviews"]
    good = reviews[reviews["reviewId"].notna() & ~reviews["reviewId"].str.match("G-90").fillna(False)]
    last = good.sort_values("updateTime", kind="stable").groupby("reviewId").tail(1).drop_duplicates("reviewId")
    assert (len(last), last["isDeleted"].sum()) == (told["reviews"], told["deleted"]) == (450, 5)
    stars = last.loc[~last["isDeleted"], "starRating"].map({"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5})
    assert stars.mean() == pytest.approx(told["mean_rating_shown"], abs=1e-9)


def test_visits_score_what_their_items_truly_score(made: tuple[Path, Truth]) -> None:
    told = made[1].registers["mystery"]
    files = [made[0] / "mystery" / f"visits_{year}.xlsx" for year in range(2023, 2027)]
    items = pd.concat([pd.read_excel(file, sheet_name="Items", keep_default_na=False) for file in files])
    items = items[~items["Visit"].str.startswith("MV-9")].drop_duplicates(["Visit", "Item"])
    assert (items["Visit"].nunique(), len(items)) == (told["visits"], told["visits"] * told["items"]) == (216, 2160)
    judged = items[items["N/A"] != "x"]
    assert judged["Points"].sum() == told["points"]
    assert items["Max"].sum() == told["applicable_points"]
    fair = judged[judged["Evaluator"] != told["strict_evaluator"]["evaluator"]].groupby("Item")[["Points", "Max"]].sum()
    for item, chance in told["chance_per_point"].items():
        points, most = fair.loc[item]
        assert stats.binomtest(int(points), int(most), chance).pvalue > 0.001, item
    strict = judged[judged["Evaluator"] == told["strict_evaluator"]["evaluator"]]
    earned, of_strict = (table["Points"].sum() / table["Max"].sum() for table in (judged, strict))
    assert of_strict < earned - 0.05


def test_one_promise_is_kept_less_often_than_promised(made: tuple[Path, Truth]) -> None:
    checks = pd.concat([pd.read_parquet(file) for file in sorted((made[0] / "promise_checks").glob("*.parquet"))])
    checks = checks[~checks["check_id"].str.startswith("PC-9")].drop_duplicates("check_id")
    missed = set()
    for promise in PROMISES:
        kept = checks.loc[checks["promise"] == promise.key, "kept"].astype(bool)
        assert stats.binomtest(int(kept.sum()), len(kept), promise.kept).pvalue > 0.01
        if stats.binomtest(int(kept.sum()), len(kept), promise.target, alternative="less").pvalue < 0.01:
            missed.add(promise.key)
    assert missed == {"delivery_window"}
    versions = pd.read_csv(made[0] / "promises" / "code_of_conduct.csv", sep=";")
    assert versions.groupby("promise").size().to_dict() == {"answer_time": 2, "delivery_window": 1, "refund_time": 1}


def test_a_kept_promise_lies_within_the_threshold_of_its_day(made: tuple[Path, Truth]) -> None:
    checks = pd.concat([pd.read_parquet(file) for file in sorted((made[0] / "promise_checks").glob("*.parquet"))])
    checks = checks[(checks["promise"] == "answer_time") & ~checks["check_id"].str.startswith("PC-9")]
    threshold = np.where(checks["checked_at"] < pd.Timestamp("2025-01-01"), 48.0, 24.0)
    assert ((checks["value"] <= threshold) == checks["kept"].astype(bool)).all()


def test_the_actions_did_what_the_truth_says(made: tuple[Path, Truth]) -> None:
    values = indicator_values(made[1].seed)
    months = pd.period_range("2023-10", periods=36, freq="M")

    def change(measure: str, exposure: str, start: str) -> tuple[float, float]:
        after = months >= pd.Period(start, "M")
        n1, n0 = values[measure][after].sum(), values[measure][~after].sum()
        e1, e0 = values[exposure][after].sum(), values[exposure][~after].sum()
        return (n1 / e1) / (n0 / e0), float(stats.binomtest(int(n1), int(n1 + n0), e1 / (e1 + e0)).pvalue)

    ratio, p = change("warranty_claims", "parcels_delivered", "2025-03")
    assert (0.62 < ratio < 0.78, p < 1e-6) == (True, True)
    ratio, p = change("churned_customers", "active_customers", "2025-01")
    assert (0.96 < ratio < 1.04, p > 0.05) == (True, True)
    rate = values["returns"] / values["parcels_delivered"]
    extreme = int(np.argmax(rate))
    assert str(months[extreme]) == "2025-08"
    assert rate[extreme] > 1.3 * np.delete(rate, extreme).mean()
    others = np.delete(rate, extreme)
    assert stats.ttest_ind(others[:22], others[22:]).pvalue > 0.05
    assert set(made[1].registers["actions"]) == {action[0] for action in ACTIONS}
    assert made[1].counts["actions"]["improvement_action"]["landed"] == len(ACTIONS) + len(BAD_ACTIONS)


def test_the_sampled_units_hold_every_interview(made: tuple[Path, Truth]) -> None:
    truth = made[1]
    told = truth.registers["sample_units"]
    files = sorted((made[0] / "sample_units").glob("*.sav"))
    units = pd.concat([pyreadstat.read_sav(file)[0] for file in files], ignore_index=True)
    units = units[~units["unit"].str.startswith("U-9")]
    counts = units["disposition"].value_counts()
    assert counts.to_dict() == told["dispositions"]
    assert counts["1.1"] == truth.interviews_by_source["survey_phone"]
    eligible = len(units) - counts["4.1"]
    assert told["response_rate_1"] == pytest.approx(counts["1.1"] / eligible)
    phone = pd.concat(
        pd.read_csv(file, sep=";", encoding="cp1252", dtype=str) for file in (made[0] / "survey_phone").glob("*.csv")
    )
    assert set(phone["client"]) <= set(units.loc[units["disposition"] == "1.1", "client"])


def test_registers_refer_to_records_that_are_there(made: tuple[Path, Truth], letters: pd.DataFrame) -> None:
    folder = made[0]
    log = pd.concat(pd.read_csv(file, sep="|", dtype=str) for file in (folder / "complaints").glob("*.csv"))
    received = pd.to_datetime(log.loc[log["step"] == "received"].set_index("case")["at"], format="%d.%m.%Y %H:%M")
    disputes = pd.concat(
        pd.read_csv(file, sep=";", dtype=str).assign(file=file.name) for file in (folder / "disputes").glob("*.csv")
    )
    assert set(disputes["queixa"]) <= set(received.index)
    good = disputes[~disputes["expedient"].str.startswith("D-9")]
    noticed = pd.to_datetime(good["avís"], format="%d/%m/%Y").to_numpy()
    assert (noticed > received.loc[good["queixa"]].to_numpy()).all()
    still_open = good.sort_values("file").groupby("expedient").tail(1)["tancat"].isna().sum()
    assert still_open == made[1].registers["disputes"]["open_at_cut_off"] > 0
    checks = pd.concat([pd.read_parquet(file) for file in (folder / "promise_checks").glob("*.parquet")])
    assert checks["complaint"].nunique() > 10
    assert set(checks["complaint"].dropna()) <= set(received.index)
    expectations = pd.read_csv(folder / "expectations" / "expectations.csv", sep="\t", keep_default_na=False)
    assert set(expectations["kind"]) == {"EX", "IM", "NF", "LE", "??"}
    told = expectations[expectations["learned_by"] == "letters"]["learned_in_record"]
    assert set(told) <= set(letters["letter_id"] + "|" + letters["praised"])
    complaints = expectations[expectations["learned_by"] == "complaints"]["learned_in_record"]
    assert set(complaints) <= set(received.index)


def test_population_margins_are_the_true_shares(made: tuple[Path, Truth]) -> None:
    margins = pd.read_csv(made[0] / "population" / "margins.csv", sep=";", decimal=",")
    margins = margins[margins["as_of"] != "2025-01-01"]
    for cut in CUTS:
        some = margins[margins["segmentation"] == cut.key]
        sizes = some["share"].fillna(some["customers"] / 38_000).to_numpy().reshape(4, -1)
        assert sizes == pytest.approx(np.tile(cut.share, (4, 1)))


def test_languages_are_all_there(cards: pd.DataFrame, letters: pd.DataFrame) -> None:
    assert set(cards["Idioma"]) == {"anglès", "català", "persa"}
    assert set(letters["language"]) == {*LANGUAGES, "xx"}
