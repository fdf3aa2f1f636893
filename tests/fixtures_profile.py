"""A small profile and its files, fit to be checked by hand: five customers of a shop, asked in three languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from ingest.landing import LandingReport, land_source
from ingest.profiles import load_profile

LANDED_AT = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)

PROFILE = """
profile_version: 1
organisation:
  id: shop
  name: {en: "Shop", fa: "فروشگاه"}
  kind: private
  timezone: Asia/Tehran
  languages: [en, fa]
  default_language: en
characteristics:
  - {key: whole, name: {en: "Whole", fa: "همه"}, group: organisation, is_overall: true}
  - {key: staff, name: {en: "Staff", fa: "کارکنان"}, group: delivery}
segmentations:
  - key: region
    name: {en: "Region", fa: "منطقه"}
    values:
      - {key: north, name: {en: "North", fa: "شمال"}}
      - {key: south, name: {en: "South", fa: "جنوب"}}
scales:
  five: {min: 1, max: 5, missing: {"6": not_applicable, "0": blank, "Refused": refused}}
questions:
  - {key: whole, characteristic: whole, aspect: overall, scale: five}
  - {key: staff, characteristic: staff, aspect: perception, scale: five}
  - {key: why, characteristic: whole, aspect: open_text}
reporting: {headline_characteristic: whole}
sources:
  - id: survey
    name: {en: "Survey", fa: "نظرسنجی"}
    method: survey
    owner_role: Manager
    cadence: quarterly
    files: survey/*.csv
    language: {columns: [lang]}
    delivery: {scope_pattern: '(?P<scope>\\d{4})', mode: snapshot}
    records:
      - contract: survey_response
        key: [[id, ID]]
        fields:
          event_at: &day
            columns: [day]
            dates: [{format: "%d/%m/%Y"}, {format: "%Y-%m-%d %H:%M"}]
          mode: {value: web}
          wave: {from_scope: true}
          respondent_key: {columns: [mail], optional: true, pseudonymise: true}
          base_weight: {columns: [weight]}
          is_internal: {columns: [staff_member], recode: {"yes": "true", "no": "false"}}
        segments:
          region:
            columns: [region]
            recode: {"1": north, "2": south, "9": null}
            recode_by_scope: {"2025": {"1": south}}
      - contract: survey_answer
        key: [[id, ID]]
        fields: {event_at: *day}
        answers:
          - {question: whole, columns: [q_whole]}
          - {question: staff, columns: [q_staff], scopes: ["2024"]}
          - {question: why, columns: [why]}
"""

HEADER = "id,day,mail,weight,staff_member,region,lang,q_whole,q_staff,why\n"
ROWS = [
    "1,01/05/2024,ana@example.org,1.5,no,1,en,5,4,Fine\n",
    "2,2024-04-30 23:30,,0.123456789,no,2,fa,۴,6.0,تماس با ۰۹۱۲۳۴۵۶۷۸۹\n",
    "3,03/05/2024,,1,yes,9,ca,0,REFUSED ,\n",
    "4,31/02/2024,,heavy,no,1,en,7,good,x\n",
    "5,05/05/2024,,1,no,2,en,3\n",
]


def write_profile(folder: Path, text: str = PROFILE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.yml").write_text(text, encoding="utf-8")
    return folder


def write_survey(data: Path, rows: list[str] | None = None, *, name: str = "2024.csv", header: str = HEADER) -> Path:
    path = data / "survey" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + "".join(ROWS if rows is None else rows), encoding="utf-8")
    return path


def land(folder: Path, *, home: str = "home", text: str = PROFILE) -> LandingReport:
    """Land the survey of ``folder/data`` into ``folder/home``."""
    profile = load_profile(write_profile(folder / "profile", text))
    (folder / "data").mkdir(exist_ok=True)
    return land_source(profile, "survey", folder / "data", folder / home, LANDED_AT)


def rows(folder: Path, contract: str, columns: str, where: str = "true", home: str = "home") -> list[tuple]:
    """Query what landed, as dbt reads it: schema file and batches together, in file order."""
    landing = folder / home / "landing"
    landed = sorted(str(path) for path in (landing / contract).rglob("*.parquet"))
    files = [str(landing / "_schema" / f"{contract}.parquet"), *landed]
    sql = f"SELECT {columns} FROM read_parquet({files}, union_by_name = true) WHERE {where} ORDER BY source_row"
    return duckdb.sql(sql).fetchall()
