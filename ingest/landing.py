"""Landing: each new file of a source becomes an immutable batch of Parquet, committed by one rename per contract.

Landing the same bytes again changes nothing; a corrected file or a changed mapping becomes a new batch. Only this
module writes below ``landing/``, apart from the reference tables. Whether a landed row is good is decided by
``expectations``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.batches import write_contracts
from ingest.columns import ColumnFinder, check_columns, unmapped
from ingest.contracts import CONTRACTS
from ingest.errors import IngestError, RefusedFileError
from ingest.files import file_sha256, writing
from ingest.ledger import Manifest, landing_folder, read_ledger, read_manifests
from ingest.mapping import compile_source, mapping_sha256, needs_pseudonyms
from ingest.profiles.models import Profile, Source
from ingest.pseudonyms import install_key, load_key
from ingest.readers import READERS, Job, RawTable
from ingest.refusals import Refusal, forget, forget_absent, refusal_of, remember
from ingest.sql import identifier, literal, open_connection

WORK = ".work"


@dataclass(frozen=True)
class LandingReport:
    """What landing one or several sources did.

    Attributes:
        new: manifests of the contracts that landed now.
        unchanged: files whose bytes and mapping have landed before.
        refused: files that were refused whole.
        missing_sources: sources for which no file was found.
    """

    new: list[Manifest] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    missing_sources: list[str] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Whether a source had no file at all."""
        return bool(self.missing_sources)

    def __add__(self, other: LandingReport) -> LandingReport:
        """Join two reports."""
        return LandingReport(
            self.new + other.new,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
            self.missing_sources + other.missing_sources,
        )


@dataclass(frozen=True)
class _Delivery:
    """One file on its way in."""

    profile: Profile
    source: Source
    home: Path
    file: Path
    shown: str
    sha256: str
    batch_id: str
    landed_at: str

    @property
    def scope(self) -> str | None:
        """The wave or period that the file's name says it delivers.

        Raises:
            RefusedFileError: the source's pattern does not fit the name.
        """
        pattern = self.source.delivery.scope_pattern
        if pattern is None:
            return None
        found = re.search(pattern, self.file.name)
        if found is None:
            raise RefusedFileError(
                file=self.shown,
                place="file name",
                rule=f"the name does not fit the pattern {pattern!r} that tells which delivery this is",
                action="rename the file or correct 'delivery.scope_pattern' in the profile",
            )
        return found.group("scope")


def land_all(profile: Profile, data_dir: Path, home: Path, landed_at: dt.datetime) -> LandingReport:
    """Land every source of a profile; a refused file does not keep the others from landing."""
    report = LandingReport()
    for source in profile.sources:
        report += land_source(profile, source.id, data_dir, home, landed_at)
    return report


def land_source(profile: Profile, source_id: str, data_dir: Path, home: Path, landed_at: dt.datetime) -> LandingReport:
    """Land the new files of one source, in the order of their names.

    Args:
        profile: the organisation's profile.
        source_id: one of its sources.
        data_dir: folder that the source's file pattern is relative to.
        home: folder that holds ``landing/``.
        landed_at: the moment to record, with a time zone.

    Raises:
        IngestError: the data folder is absent, the home cannot be written, the disk is full, or the source is unknown.
    """
    source = _source(profile, source_id)
    if not data_dir.is_dir():
        raise IngestError(
            file=str(data_dir),
            rule="this data folder does not exist",
            action="name the folder with --data (SATISFACTION_DATA)",
        )
    files = sorted(path for path in data_dir.glob(source.files) if path.is_file())
    moment = landed_at.astimezone(dt.UTC).isoformat(timespec="seconds")
    with writing(home):
        _write_schemas(home)
        _clear_work(home, source.id)
        forget_absent(home, source.id, {path.relative_to(data_dir).as_posix() for path in files})
    report = LandingReport(missing_sources=[] if files else [source.id])
    mapping = mapping_sha256(profile, source)
    for path in files:
        shown = path.relative_to(data_dir).as_posix()
        report += _land_file(profile, source, home, path, shown, mapping, moment)
    return report


def _source(profile: Profile, source_id: str) -> Source:
    for source in profile.sources:
        if source.id == source_id:
            return source
    raise IngestError(
        file=f"profile {profile.organisation.id}",
        rule=f"it declares no source '{source_id}'",
        action=f"choose one of {', '.join(source.id for source in profile.sources)}",
    )


def _land_file(
    profile: Profile, source: Source, home: Path, path: Path, shown: str, mapping: str, landed_at: str
) -> LandingReport:
    try:
        sha256 = file_sha256(path)
    except OSError as error:
        refused = RefusedFileError(
            file=shown, rule=f"the file cannot be read ({error.strerror})", action="check its permissions"
        )
        return LandingReport(
            refused=[_refuse(home, source, refused, landed_at, hashlib.sha256(shown.encode()).hexdigest())]
        )
    batch_id = _batch_id(profile, source, sha256, mapping)
    if any(manifest.batch_id == batch_id for manifest in read_ledger(home, source.id)):
        with writing(home):
            forget(home, source.id, shown)
        return LandingReport(unchanged=[shown])
    delivery = _Delivery(profile, source, home, path, shown, sha256, batch_id, landed_at)
    try:
        with writing(home):
            landed = _land(delivery, mapping)
            forget(home, source.id, shown)
    except RefusedFileError as error:
        return LandingReport(refused=[_refuse(home, source, error, landed_at, sha256)])
    return LandingReport(new=landed)


def _refuse(home: Path, source: Source, error: RefusedFileError, landed_at: str, sha256: str) -> Refusal:
    with writing(home):
        return remember(home, refusal_of(source.id, error, landed_at), sha256)


def _batch_id(profile: Profile, source: Source, sha256: str, mapping: str) -> str:
    contracts = sorted({record.contract for record in source.records})
    versions = ",".join(f"{contract}:{CONTRACTS[contract].version}" for contract in contracts)
    told = "|".join((sha256, versions, mapping, profile.organisation.id, source.id))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _land(delivery: _Delivery, mapping: str) -> list[Manifest]:
    """Read, map and write one file; return the manifests of the contracts that were not there yet."""
    profile, source, home = delivery.profile, delivery.source, delivery.home
    earlier = read_manifests(home, source.id)
    work = _make_work(home, source.id)
    try:
        with open_connection(work / "spill") as connection:
            if needs_pseudonyms(source):
                install_key(connection, load_key(home))
            job = Job(delivery.file, delivery.shown, source.reader, work)
            raw = READERS[source.reader.format](connection, job)
            previous = _previous_columns(earlier)
            check_columns(source, delivery.scope, raw.headers, previous, delivery.shown)
            template = _template(delivery, raw, mapping, earlier, previous)
            finder = ColumnFinder(raw.headers)
            compiled = compile_source(
                profile, source, finder, delivery.scope, delivery.batch_id, str(raw.path), delivery.shown
            )
            return write_contracts(connection, home, compiled, raw, template, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _previous_columns(earlier: list[Manifest]) -> frozenset[str] | None:
    return frozenset(earlier[-1].columns) if earlier else None


def _template(
    delivery: _Delivery, raw: RawTable, mapping: str, earlier: list[Manifest], previous: frozenset[str] | None
) -> Manifest:
    """The part of a delivery's manifests that all its contracts share."""
    source = delivery.source
    begun = [manifest.sequence for manifest in earlier if manifest.batch_id == delivery.batch_id]
    news = unmapped(source, delivery.scope, raw.headers)
    return Manifest(
        contract="",
        contract_version=0,
        source_id=source.id,
        batch_id=delivery.batch_id,
        contracts=sorted({record.contract for record in source.records}),
        file=delivery.shown,
        file_sha256=delivery.sha256,
        file_bytes=delivery.file.stat().st_size,
        scope=delivery.scope,
        mode=source.delivery.mode,
        sequence=begun[0] if begun else max((manifest.sequence for manifest in earlier), default=0) + 1,
        mapping_sha256=mapping,
        landed_at=delivery.landed_at,
        rows=0,
        source_rows=raw.rows,
        out_of_scope_rows=0,
        months=[],
        columns=[name for name in raw.headers if name],
        new_columns=[] if previous is None else [name for name in news if name not in previous],
        rounded={},
        encoding=raw.encoding,
    )


def _make_work(home: Path, source_id: str) -> Path:
    root = landing_folder(home) / WORK
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{source_id}--", dir=root))


def _clear_work(home: Path, source_id: str) -> None:
    """Remove what an interrupted landing of this source left behind."""
    for folder in (landing_folder(home) / WORK).glob(f"{source_id}--*"):
        shutil.rmtree(folder, ignore_errors=True)


def _write_schemas(home: Path) -> None:
    """Write a Parquet file without rows for every contract, so that readers always find its columns."""
    folder = landing_folder(home) / "_schema"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for contract, model in CONTRACTS.items():
            columns = {name: column.sql_type for name, column in model.columns().items()}
            path = folder / f"{contract}.parquet"
            if path.exists() and _columns_of(connection, path) == columns:
                continue
            empty = ", ".join(f"CAST(NULL AS {kind}) AS {identifier(name)}" for name, kind in columns.items())
            temporary = path.with_suffix(".tmp")
            connection.execute(f"COPY (SELECT {empty} LIMIT 0) TO {literal(str(temporary))} (FORMAT parquet)")
            temporary.replace(path)


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    return {row[0]: row[1] for row in rows}


def describe_refusals(report: LandingReport) -> str:
    """Return the refusals and missing sources of a report for people, one line each; empty if there are none."""
    lines = [refusal.sentence() for refusal in report.refused]
    lines += [f"{source_id}: no file found." for source_id in report.missing_sources]
    return "\n".join(lines)


__all__ = ["LandingReport", "Manifest", "Refusal", "describe_refusals", "land_all", "land_source", "read_ledger"]
