"""Is there anything new? The hash of everything that figures depend on, and the plan of a run.

A run whose inputs hash to what the latest edition was made from has nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from expectations.cut_off import Batch, admitted_batches, data_cut_off, ledger_content, touched_months
from expectations.occasions import with_whole_occasions
from ingest.personal.state import landing_revision
from ingest.profiles.models import Profile
from orchestration.settings import CHECKOUT, DBT_PROJECT_DIR, REPORTS_DIR, Settings

CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".svelte", ".js", ".mjs", ".json", ".css", ".html"}
PACKAGES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "scipy")
GENERATED_FOLDERS = {"target", "logs", "node_modules", ".evidence", ".svelte-kit", "build", "__pycache__", "data"}


@dataclass(frozen=True)
class Plan:
    """What a run is to do, decided once by the ledger asset and read by every later one.

    Attributes:
        changed: whether anything differs from the latest edition.
        as_of: data cut-off, ISO. edition: identifier of the edition to publish.
        input_hash: over admitted batches, reference tables, cut-off and model code. report_hash: over the report's code.
        months: months to recompute, or ``all``. state: what to remember once the warehouse is built.
    """

    changed: bool
    as_of: str
    edition: str
    input_hash: str
    report_hash: str
    months: list[str] | str
    state: dict[str, Any] = field(default_factory=dict)


def plan_path(home: Path) -> Path:
    """Return where a run's plan lies for its later steps."""
    return home / "warehouse" / "plan.json"


def applied_path(home: Path) -> Path:
    """Return where the batches that the warehouse holds are remembered."""
    return home / "warehouse" / "applied.json"


def building_path(home: Path) -> Path:
    """Return the marker of a build that has begun: while it stands, the warehouse may hold what ``applied.json`` does not say."""
    return home / "warehouse" / "building.json"


def begin_build(home: Path) -> None:
    """Mark that the warehouse is about to change."""
    write_json(building_path(home), {"input_hash": read_plan(home).input_hash})


def make_plan(settings: Settings, profile: Profile) -> Plan:
    """Compare landing, ledger and code with the latest edition, write the plan and return it."""
    home = settings.home
    batches = admitted_batches(home)
    as_of = data_cut_off(home, profile, settings.as_of).isoformat()
    state = {
        "code": code_hash([DBT_PROJECT_DIR, CHECKOUT / "ingest", CHECKOUT / "expectations"]),
        "reference": folder_hash(home / "landing" / "_reference"),
        "ledger": digest(repr(ledger_content(home))),
        "as_of": as_of,
        "rewritten": landing_revision(home),
        "batches": {_batch_name(batch): _decision(home, batch) for batch in batches},
    }
    input_hash = digest(
        json.dumps({k: state[k] for k in ("code", "reference", "ledger", "as_of", "rewritten")}, sort_keys=True)
    )
    report_hash = code_hash([REPORTS_DIR, CHECKOUT / "orchestration"])
    latest = read_json(home / "editions" / "latest" / "manifest.json")
    changed = latest.get("input_hash") != input_hash or latest.get("report_hash") != report_hash
    months = _months(home, profile, state, batches)
    plan = Plan(changed, as_of, next_edition(home, as_of), input_hash, report_hash, months, state)
    write_json(plan_path(home), asdict(plan))
    return plan


def read_plan(home: Path) -> Plan:
    """Return the plan that the current run's ledger wrote."""
    return Plan(**read_json(plan_path(home)))


def remember_applied(home: Path) -> None:
    """Record that the warehouse now holds what the plan said."""
    write_json(applied_path(home), read_plan(home).state)
    building_path(home).unlink(missing_ok=True)


def _months(home: Path, profile: Profile, state: dict[str, Any], batches: list[Batch]) -> list[str] | str:
    applied = read_json(applied_path(home))
    same_base = all(applied.get(name) == state[name] for name in ("code", "reference", "rewritten"))
    if building_path(home).exists() or not same_base or not (home / "warehouse" / "warehouse.duckdb").exists():
        return "all"
    before, now = applied["batches"], state["batches"]
    if set(before) - set(now):
        return "all"
    changed = [batch for batch in batches if before.get(_batch_name(batch)) != now[_batch_name(batch)]]
    others = [batch for batch in batches if batch not in changed]
    weighted = {source.id for source in profile.sources if source.sampling.weighting is not None}
    return with_whole_occasions(home, touched_months(home, changed, others), weighted, changed, batches)


def _batch_name(batch: Batch) -> str:
    return "/".join((batch["contract"], batch["source_id"], batch["batch_id"]))


def _decision(home: Path, batch: Batch) -> str:
    rows = home / "quarantine" / batch["source_id"] / batch["batch_id"] / "rows.parquet"
    return hashlib.sha256(rows.read_bytes()).hexdigest()[:16] if rows.exists() else "none"


def next_edition(home: Path, as_of: str) -> str:
    """Return the identifier of the next edition of a cut-off: the date and a running number from 001."""
    taken = [int(path.name.rsplit("-", 1)[1]) for path in (home / "editions").glob(f"{as_of}-[0-9][0-9][0-9]")]
    return f"{as_of}-{max(taken, default=0) + 1:03d}"


def code_hash(folders: list[Path]) -> str:
    """Return one hash over the source files below some folders, in name order; generated folders do not count."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.suffix in CODE_SUFFIXES and not GENERATED_FOLDERS.intersection(parts) and path.is_file():
                total.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def made_by(plan: Plan) -> str:
    """Return one hash over the model code and the packages that compute figures: figures may differ where it does."""
    return digest(json.dumps([plan.state.get("code", ""), {name: version(name) for name in PACKAGES}]))


def folder_hash(folder: Path) -> str:
    """Return one hash over the Parquet files directly in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.parquet")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON file's object, empty where there is no such file."""
    if not path.exists():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file by replacing it whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(path)
