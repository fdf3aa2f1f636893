"""The demo's files: the same bytes every time, the promised numbers, and nothing that could be about a real person."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from ingest.demo import DEFAULT_SEED, Truth, generate
from ingest.demo.__main__ import main
from tests.fixtures_demo import shipped

ENCODINGS = {"survey_phone": "cp1252", "indicators": "cp1252"}
DELIMITERS = {
    "survey_web": ",",
    "survey_phone": ";",
    "survey_sites": ",",
    "complaints": "|",
    "focus_groups": "\t",
    "competitors": ",",
    "activity": "\t",
    "quality_levels": ";",
}
# Registers that people write by hand: the same whatever is drawn.
WITHOUT_CHANCE = {
    "promises/code_of_conduct.csv",
    "actions/actions.csv",
    "population/margins.csv",
    "communications/told.csv",
    "programmes/programmes.json",
}


@pytest.fixture(scope="module")
def made() -> tuple[Path, Truth]:
    return shipped()


def table(folder: Path, source: str) -> pd.DataFrame:
    files = sorted((folder / source).glob("*.csv"))
    parts = [
        pd.read_csv(
            file, sep=DELIMITERS[source], dtype=str, keep_default_na=False, encoding=ENCODINGS.get(source, "utf-8")
        ).assign(file=file.name)
        for file in files
    ]
    return pd.concat(parts, ignore_index=True)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_same_bytes_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path / "a", interviews=2500)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    generate(Path("b"), interviews=2500)
    first = hashes(tmp_path / "a")
    assert hashes(Path("b")) == first


def test_another_seed_gives_other_answers_and_the_same_population(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", seed=1, interviews=2500)
    second = generate(tmp_path / "b", seed=2, interviews=2500)
    one, other = hashes(tmp_path / "a"), hashes(tmp_path / "b")
    assert set(one) == set(other)
    assert {name for name in one if one[name] == other[name]} == WITHOUT_CHANCE
    assert (first.cells, first.gaps) == (second.cells, second.gaps)


def test_interviews_and_planted_rows_add_up(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    lines = {source: len(table(folder, source)) for source in truth.interviews_by_source}
    assert sum(truth.interviews_by_source.values()) == truth.interviews == 14_000
    assert (len(truth.internal_rows), len(truth.duplicate_rows)) == (3, 2)
    assert lines["survey_web"] == truth.interviews_by_source["survey_web"] + 3 + 2
    assert lines["survey_phone"] == truth.interviews_by_source["survey_phone"]
    assert lines["survey_sites"] == truth.interviews_by_source["survey_sites"]


def test_months_are_even(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    web = table(folder, "survey_web")
    months = [
        web.loc[web["staff"] == "0"].drop_duplicates()["started_at"].str[:7],
        pd.to_datetime(table(folder, "survey_phone")["inici"], format="%d/%m/%Y %H:%M").dt.strftime("%Y-%m"),
        table(folder, "survey_sites")["تاریخ"].str.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹/", "0123456789-")).str[:7],
    ]
    counts = pd.concat(months).value_counts().sort_index()
    assert (counts.index[0], counts.index[-1], len(counts)) == ("2023-10", "2026-09", 36)
    assert set(counts) == {388, 389}


def test_planted_rows_stand_where_the_truth_says(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    for row in truth.internal_rows:
        cells = (folder / row.file).read_text(encoding="utf-8").splitlines()[row.line - 1].split(",")
        assert (cells[0], cells[7]) == (row.record, "1")
    for row in truth.duplicate_rows:
        lines = (folder / row.file).read_text(encoding="utf-8").splitlines()
        assert lines[row.line - 1].startswith(row.record)
        assert lines.count(lines[row.line - 1]) == 2
    web = table(folder, "survey_web")
    assert (web["staff"] == "1").sum() == 3
    assert web.duplicated().sum() == 2


def test_record_numbers_are_unique(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    for source, key in (("survey_phone", "num_entrevista"), ("survey_sites", "کد_مصاحبه"), ("complaints", "entry")):
        assert table(folder, source)[key].is_unique


def test_complaints_go_through_their_steps_in_order(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    log = table(folder, "complaints")
    log["moment"] = pd.to_datetime(log["at"], format="%d.%m.%Y %H:%M")
    assert log["moment"].max() < pd.Timestamp("2026-10-01")
    log = log.sort_values(["case", "entry"])
    assert (log.groupby("case")["moment"].diff().dropna() > pd.Timedelta(0)).all()
    full = ["received", "acknowledged", "assessed", "response_offered", "decision_communicated", "closed"]
    ways = log.groupby("case")["step"].agg(list)
    allowed = [full[:n] for n in range(1, 7)]
    allowed += [[*full, "reopened"], [*full, "reopened", "closed"], ["received", "acknowledged", "withdrawn"]]
    assert all(way in allowed for way in ways)
    assert {way[-1] for way in ways} >= {"closed", "withdrawn", "reopened", "received"}
    told = truth.registers["complaints"]
    assert (len(ways), len(log)) == (told["n_received"], told["n_steps"])
    assert sum(way[-1] not in ("closed", "withdrawn") for way in ways) == told["n_open_at_cut_off"]
    assert 2300 < told["n_received"] < 2700


def test_only_the_line_of_receipt_carries_the_complaint(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    log = table(folder, "complaints")
    later = log[log["step"] != "received"]
    assert (later[["customer", "text", "cause", "severity"]] == "").all(axis=None)
    assert (log.loc[log["step"] == "received", ["customer", "text", "cause"]] != "").all(axis=None)


def test_addresses_and_numbers_cannot_belong_to_anybody(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    ascii_digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    mails, telephones = 0, 0
    for file in folder.rglob("*.csv"):
        text = file.read_text(encoding=ENCODINGS.get(file.parent.name, "utf-8")).translate(ascii_digits)
        found = re.findall(r"[\w.+-]+@[\w.-]+\w", text)
        assert all(re.fullmatch(r"client\d+@example\.org", mail) for mail in found)
        mails += len(found)
        for number in re.findall(r"\+[\d ]+\d", text):
            assert re.fullmatch(r"\+999 555 \d{4}", number)
            telephones += 1
        assert not re.search(r"https?://|www\.", text)
    assert mails > 6000
    assert telephones > 20


def test_every_language_is_written_and_spoken(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    web, log, groups = table(folder, "survey_web"), table(folder, "complaints"), table(folder, "focus_groups")
    assert set(web["lang"]) == {"EN", "CA", "FA"}
    assert set(log.loc[log["step"] == "received", "language"]) == {"en", "ca", "fa"}
    assert groups.groupby("language")["session"].nunique().to_dict() == {"en": 2, "ca": 2, "fa": 2}
    persian = re.compile("[\u0600-\u06ff]")
    comments = web[web["comment"] != ""]
    assert (comments["comment"].str.contains(persian) == (comments["lang"] == "FA")).all()
    assert not any(letter in "".join(comments["comment"]) for letter in "يك")


def test_remarks_are_coded_by_two_coders_who_mostly_agree(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    wide = table(folder, "focus_groups").pivot(index=["session", "remark"], columns="coder", values="theme")
    assert wide.shape == (6 * 24, 2)
    assert 0.85 < (wide["coder_1"] == wide["coder_2"]).mean() < 1


def test_truth_is_written_beside_the_files(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert told["is_synthetic"] is True
    assert told["seed"] == DEFAULT_SEED
    assert told["planted_decline"] == truth.planted_decline
    assert told["planted_gap"]["characteristic"] == "resolution"


def test_too_few_interviews_are_refused_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "demo"), "--interviews", "100"]) == 1
    written = capsys.readouterr()
    assert written.err == (
        "The demo organisation was not written: the demo organisation needs at least 2000 interviews, not 100\n"
    )
    assert not (tmp_path / "demo").exists()


def test_the_smallest_demo_has_every_region_in_every_quarter(tmp_path: Path) -> None:
    truth = generate(tmp_path, interviews=2_000)
    assert sum(truth.interviews_by_source.values()) == 2_000
    phone = table(tmp_path, "survey_phone")
    assert phone.groupby("file")["zona"].nunique().tolist() == [5] * 12
