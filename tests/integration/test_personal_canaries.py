"""Personal data planted in every text and key column of every contract is in no file that landing, gate and Data Docs write.

The profile is made from the contracts, so that a new column is planted without anybody thinking of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from expectations import data_docs, gate
from ingest.contracts import CONTRACTS, Column
from ingest.landing import describe_refusals, land_all, read_ledger
from ingest.profiles import load_profile
from tests.fixtures_profile import PROFILE

LANDED_AT = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
NAMES = "Núria Exemple\nعلی‌رضا نمونه\nQwertz\n"
CANARIES = {
    "e-mail": "ana.canary@example.org",
    "e-mail, Catalan": "núria.canary@exemple.cat",
    "phone": "+34 600 000 123",
    "phone, bare": "600000123",
    "phone, grouped": "600 000 123",
    "phone, Persian digits": "۰۹۱۲۳۴۵۶۷۸۹",
    "phone, Arabic digits": "٠٩١٢٣٤٥٦٧٨٩",
    "card": "4111 1111 1111 1111",
    "card, bare": "4111111111111111",
    "IBAN, Spain": "ES91 2100 0418 4502 0005 1332",
    "IBAN, Iran": "IR062960000000100324200001",
    "URL with a token": "https://example.org/reset?token=abc123def",
    "IPv4": "192.168.100.27",
    "IPv6": "2001:db8::ff00:42:8329",
    "DNI": "12345678Z",
    "NIE": "X1234567L",
    "Iranian national id": "1234567891",
    "name": "Núria Exemple",
    "name without accents": "NURIA EXEMPLE",
    "name, Persian": "علی‌رضا نمونه",
    "name, Arabic letters": "علي‌رضا نمونه",
    "name without joiner": "علیرضا نمونه",
    "name, one word": "qwertz",
}
SENTENCE = "Please tell {} about it today"
GIVEN = {"BIGINT": "1", "BOOLEAN": "false", "DATE": "2024-05-17", "TIMESTAMP": "2024-05-17"}
SKIPPED = (
    "source_id",
    "batch_id",
    "source_record_id",
    "source_row",
    "timezone",
    "record_version",
    "unparsed",
    "language",
)


def given(column: Column) -> str | None:
    """A valid text for a column of another type; None for text, where canaries go."""
    return GIVEN.get(column.sql_type, "1" if column.sql_type.startswith("DECIMAL") else None)


def source_of(contract: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, column in CONTRACTS[contract].columns().items():
        if name in SKIPPED or name == "segments" or name.endswith("_normalised"):
            continue
        if contract == "survey_answer" and name != "event_at":
            continue
        fields[name] = {"columns": [name]}
        if column.sql_type in ("DATE", "TIMESTAMP"):
            fields[name]["dates"] = [{"format": "%Y-%m-%d"}]
        if name in ("customer_key", "respondent_key"):
            fields[name]["pseudonymise"] = True
    record: dict[str, Any] = {"contract": contract, "key": ["key"], "fields": fields, "key_version": ["version"]}
    if "segments" in CONTRACTS[contract].columns():
        record["segments"] = {"region": {"columns": ["region"]}}
    if contract == "survey_answer":
        record["answers"] = [{"question": key, "columns": [f"q_{key}"]} for key in ("whole", "staff", "why")]
    return {
        "id": f"source_{contract}",
        "name": {"en": contract, "fa": contract},
        "method": "register",
        "owner_role": "Manager",
        "cadence": "monthly",
        "files": f"{contract}*.csv",
        "language": {"columns": ["language"]},
        "max_quarantined_share": 1.0,
        "records": [record],
    }


def write_delivery(data: Path, contract: str) -> None:
    columns = [name for name in CONTRACTS[contract].columns() if name not in SKIPPED and name != "segments"]
    header = ["key", "version", "language", "region", "q_whole", "q_staff", "q_why", *columns, "not.mapped@example.org"]
    texts = {name: given(column) for name, column in CONTRACTS[contract].columns().items()}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for canary in CANARIES.values():
        for text in (canary, SENTENCE.format(canary)):
            writer.writerow([texts.get(name) or text for name in header])
            # Where another type is expected, the text cannot be read and is noted.
            writer.writerow([(texts.get(name) if text.isdigit() else None) or text for name in header])
    (data / f"{contract}-file.canary@example.org.csv").write_text(buffer.getvalue(), encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after landing, gate, ledger and Data Docs of one delivery of each contract."""
    folder = tmp_path_factory.mktemp("canaries")
    document = yaml.safe_load(PROFILE)
    document["personal"] = {"names": "names.csv", "vault": True}
    document["sources"] = [source_of(contract) for contract in CONTRACTS]
    (folder / "profile.yml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    for contract in CONTRACTS:
        write_delivery(data, contract)
    (data / "letter-broken.canary@example.org.csv").write_text("key;ana.canary@example.org\n1;2\n", encoding="utf-8")
    profile = load_profile(folder)
    report = land_all(profile, data, folder / "home", LANDED_AT)
    (folder / "home" / "logs").mkdir()
    (folder / "home" / "logs" / "report.txt").write_text(describe_refusals(report) + repr(report), encoding="utf-8")
    gate.validate_pending(folder / "home", profile)
    gate.write_ledger(folder / "home", profile)
    data_docs.build(folder / "home")
    return folder / "home"


def readable(path: Path) -> str:
    if path.suffix == ".parquet":
        return "\n".join(str(row) for row in pq.read_table(path).to_pylist())
    return path.read_bytes().decode("utf-8", errors="replace")


def test_every_contract_landed_with_all_its_lines(home: Path) -> None:
    landed = {manifest.contract: manifest.rows for manifest in read_ledger(home)}
    lines = 4 * len(CANARIES)
    assert landed == {contract: lines * (3 if contract == "survey_answer" else 1) for contract in CONTRACTS}


def test_no_canary_is_in_any_file(home: Path) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) > 100
    found = []
    for path in files:
        text = readable(path).casefold()
        found += [(path.relative_to(home).as_posix(), what) for what, one in CANARIES.items() if one.casefold() in text]
        found += [(path.as_posix(), "name of a file or column") for one in ("canary@", "not.mapped@") if one in text]
    assert not found, found[:20]


def test_keys_that_differ_still_differ(home: Path) -> None:
    for contract in ("complaint", "mystery_visit_item", "programme"):
        [folder] = (home / "landing" / contract).glob("*/*")
        ids = {row["source_record_id"] for path in folder.glob("*.parquet") for row in pq.read_table(path).to_pylist()}
        # Alone: the grouped number, Arabic digits and Arabic letters are who the canary before them is; the latter two also
        # within a sentence.
        assert len(ids) == 2 * len(CANARIES) - 5
