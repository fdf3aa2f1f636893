"""A small organisation that publishes edition after edition through the real path, so that what differs between them is planted.

Forty customers a month answer two questions; ten complaints a month come in. Sites are built only where a test opens them.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.gate import validate_pending, write_ledger
from ingest.landing import land_all
from ingest.profiles import load_profile
from ingest.reference import write_reference
from orchestration import editions
from orchestration.inputs import begin_build, make_plan, remember_applied
from orchestration.settings import Settings
from orchestration.site import build_site
from orchestration.warehouse import dbt_variables
from tests.fixtures_dbt import DBT, PROJECT

LANDED_AT = dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)
TIMEOUT_SECONDS = 900
NEEDED = ("+path:models/published",)
PROFILE = """
profile_version: 1
organisation:
  id: shop
  name: {en: "Shop", ca: "Botiga", fa: "فروشگاه"}
  kind: private
  is_synthetic: true
  timezone: UTC
  languages: [en, ca, fa]
  default_language: en
characteristics:
  - {key: whole, name: {en: "Whole", ca: "Conjunt", fa: "همه"}, group: organisation, is_overall: true}
  - {key: staff, name: {en: "Staff", ca: "Personal", fa: "کارکنان"}, group: delivery}
scales:
  five: {min: 1, max: 5}
questions:
  - {key: whole, characteristic: whole, aspect: overall, scale: five}
  - {key: staff, characteristic: staff, aspect: perception, scale: five}
indices:
  - key: service
    name: {en: "Service", ca: "Servei", fa: "خدمت"}
    weighting: declared
    items:
      - {characteristic: whole, aspect: overall, weight: 0.6}
      - {characteristic: staff, weight: 0.4}
causes:
  - {key: delay, name: {en: "Delay", ca: "Retard", fa: "تأخیر"}}
reporting:
  {headline_characteristic: whole, headline_aspect: overall, headline_period: month, as_of: 2026-03-31, first_month: 2026-01-01}
sources:
  - id: survey
    name: {en: "Survey", ca: "Enquesta", fa: "نظرسنجی"}
    method: survey
    owner_role: Manager
    cadence: monthly
    files: survey_*.csv
    language: {value: en}
    delivery: {scope_pattern: 'survey_(?P<scope>.+)\\.csv$', mode: snapshot}
    sampling: {kind: probability}
    records:
      - contract: survey_response
        key: [id]
        fields:
          event_at: &day {columns: [day], dates: [{format: "%Y-%m-%d"}]}
          mode: {value: web}
          base_weight: {value: 1}
          is_internal: {value: false}
      - contract: survey_answer
        key: [id]
        fields: {event_at: *day}
        answers:
          - {question: whole, columns: [q_whole]}
          - {question: staff, columns: [q_staff]}
  - id: desk
    name: {en: "Desk", ca: "Mostrador", fa: "پیشخان"}
    method: complaints
    owner_role: Manager
    cadence: monthly
    files: desk_*.csv
    language: {value: en}
    records:
      - contract: complaint
        key: [id]
        fields:
          event_at: {columns: [day], dates: [{format: "%Y-%m-%d"}]}
          medium: {value: email}
          cause_key: {columns: [cause]}
          is_internal: {value: false}
"""


def survey_file(month: str, people: int, first: int = 0, shift: int = 0) -> str:
    """Return interviews of a month; answers go round 1 to 5, moved on by ``shift``."""
    rows = [
        f"{month}-{first + n},{month}-{1 + n % 27:02d},{1 + (n + shift) % 5},{1 + (2 * n + shift) % 5}"
        for n in range(people)
    ]
    return "\n".join(["id,day,q_whole,q_staff", *rows]) + "\n"


@dataclass
class Series:
    """A folder with data, profile and home, out of which editions come."""

    folder: Path

    def __post_init__(self) -> None:
        self.home, self.data, self.profile_file = (
            self.folder / "home",
            self.folder / "data",
            self.folder / "profile.yml",
        )
        self.data.mkdir()
        self.home.mkdir()
        self.profile_file.write_text(PROFILE, encoding="utf-8")

    def deliver(self, name: str, text: str) -> None:
        """Put a file into the data folder."""
        (self.data / name).write_text(text, encoding="utf-8")

    def publish(self, *, with_site: bool = False) -> Path | None:
        """Land, judge, plan, build and seal, as a run does; return the edition's folder, or none where nothing changed."""
        profile = load_profile(str(self.profile_file))
        land_all(profile, self.data, self.home, LANDED_AT)
        validate_pending(self.home, profile)
        write_reference(profile, self.home)
        write_ledger(self.home, profile)
        (self.home / "warehouse").mkdir(exist_ok=True)
        plan = make_plan(Settings(self.home, self.data, str(self.profile_file)), profile)
        if not plan.changed:
            return None
        begin_build(self.home)
        variables = dbt_variables(plan, plan.months)
        if not (self.home / "warehouse" / "warehouse.duckdb").exists():
            self._dbt("seed", variables)
        self._dbt("run", variables, "--select", *NEEDED, *(["--full-refresh"] if plan.months == "all" else []))
        remember_applied(self.home)
        (self.home / "editions").mkdir(exist_ok=True)
        editions.write_mart(self.home, plan)
        if with_site:
            work = editions.work_folder(self.home, plan)
            build_site(work / "published.duckdb", work / "site", self.home / "warehouse" / "site_build")
        editions.publish(self.home, plan, profile, "shop")
        return self.home / "editions" / plan.edition

    def _dbt(self, command: str, variables: str, *options: str) -> None:
        environment = os.environ | {"SATISFACTION_HOME": str(self.home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        environment |= {
            "DBT_TARGET_PATH": str(self.home / "warehouse" / "dbt_target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        arguments = [
            str(DBT),
            "--no-use-colors",
            command,
            "--project-dir",
            str(PROJECT),
            "--profiles-dir",
            str(PROJECT),
        ]
        arguments += ["--vars", variables, *options]
        done = subprocess.run(
            arguments, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr


def rows(edition: Path, table: str, where: str = "true") -> list[dict]:
    """Return rows of a published table as an edition's files hold them."""
    file = edition / "parquet" / "published" / f"{table}.parquet"
    with duckdb.connect() as connection:
        return connection.execute(f"select * from read_parquet('{file}') where {where}").fetch_arrow_table().to_pylist()


__all__ = ["Series", "rows", "survey_file"]
