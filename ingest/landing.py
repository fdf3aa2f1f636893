"""Landing: each new delivery of a source becomes an immutable batch of Parquet, committed by one rename per contract.

The way of a delivery, top to bottom: it arrives (from the inbox, or fetched by a connection), it is read, mapped, written, and
then its connection's cursor is moved. Landing the same bytes again changes nothing; a corrected file or a changed mapping
becomes a new batch. Only ``ingest`` writes below ``landing/``. Whether a landed row is good is decided by ``expectations``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, takewhile
from pathlib import Path

import duckdb

from ingest.batches import write_contracts
from ingest.columns import ColumnFinder, check_columns, unmapped
from ingest.connections.base import Arrival, Errand, Progress, silent
from ingest.connections.cursors import Cursor, read_cursor
from ingest.connections.fetch import fetch
from ingest.connections.inbox import look
from ingest.connections.settings import Connection, question_sha256
from ingest.connections.unfinished import SUFFIX, clear_old
from ingest.contracts import CONTRACTS
from ingest.errors import IngestError, RefusedFileError
from ingest.files import file_sha256, plain_link, writing
from ingest.ledger import Manifest, landing_folder, read_ledger, read_manifests
from ingest.mapping import compile_source, mapping_sha256, needs_pseudonyms
from ingest.personal.manifests import kept_name
from ingest.personal.rewrite import recover
from ingest.personal.vault import seal
from ingest.profiles.models import Profile, Source
from ingest.pseudonyms import install_key, load_key
from ingest.readers import READERS, Job, RawTable
from ingest.refusals import Refusal, forget, forget_absent, refusal_of, remember
from ingest.sql import identifier, literal, open_connection
from ingest.turns import Turns, memory_key, name_key

WORK = ".work"


@dataclass(frozen=True)
class LandingReport:
    """What landing one or several sources did.

    Attributes:
        new: manifests of the contracts that landed now.
        unchanged: deliveries whose bytes and mapping have landed before, and connections that had nothing new.
        refused: deliveries that were refused whole, and fetches that failed.
        missing_sources: sources for which no file was found.
        waiting: files that are still being written; a later run takes them.
    """

    new: list[Manifest] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    missing_sources: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

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
            self.waiting + other.waiting,
        )


@dataclass(frozen=True)
class _Landing:
    """The landing of one source at one moment.

    Attributes:
        mapping: hash of how the source is mapped.
        moment: with a time zone. progress: told how far a long fetch has come.
    """

    profile: Profile
    source: Source
    home: Path
    mapping: str
    moment: dt.datetime
    progress: Progress

    @property
    def landed_at(self) -> str:
        """The moment as manifests record it."""
        return self.moment.astimezone(dt.UTC).isoformat(timespec="seconds")

    @property
    def reading(self) -> str:
        """Everything but the bytes that decides what lands: contract versions, mapping, profile and source."""
        contracts = sorted({record.contract for record in self.source.records})
        versions = ",".join(f"{contract}:{CONTRACTS[contract].version}" for contract in contracts)
        return "|".join((versions, self.mapping, self.profile.organisation.id, self.source.id))

    def refuse(self, error: RefusedFileError, sha256: str | None = None) -> LandingReport:
        """Remember a refusal; without bytes it goes by the delivery's name."""
        told = sha256 or hashlib.sha256(error.file.encode()).hexdigest()
        with writing(self.home):
            refusal = remember(self.home, refusal_of(self.source.id, error, self.landed_at), told)
        return LandingReport(refused=[refusal])


@dataclass(frozen=True)
class _Seen:
    """An arrival and what its file is like: its hash, and its size and time of change before it was read."""

    arrival: Arrival
    sha256: str = ""
    stamp: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class _Delivery:
    """One delivery on its way in.

    Attributes:
        scope: the wave or period that the file's name says it delivers.
        is_whole: it is all that the source has, fetched anew, and takes the place of what was fetched before.
    """

    landing: _Landing
    seen: _Seen
    scope: str | None
    batch_id: str
    is_whole: bool

    @property
    def arrival(self) -> Arrival:
        """Where it came from."""
        return self.seen.arrival


def land_all(profile: Profile, data_dir: Path, home: Path, landed_at: dt.datetime) -> LandingReport:
    """Land every source of a profile; a refused delivery does not keep the others from landing."""
    report = LandingReport()
    for source in profile.sources:
        report += land_source(profile, source.id, data_dir, home, landed_at)
    return report


def land_source(
    profile: Profile,
    source_id: str,
    data_dir: Path,
    home: Path,
    landed_at: dt.datetime,
    *,
    settle_seconds: float = 0.0,
    progress: Progress = silent,
) -> LandingReport:
    """Land the new deliveries of one source, in the order of their names.

    Args:
        profile: the organisation's profile.
        source_id: one of its sources.
        data_dir: folder that the source's file pattern is relative to.
        home: folder that holds ``landing/``.
        landed_at: the moment to record, with a time zone.
        settle_seconds: files changed less than this ago are still being written and wait.
        progress: told in one sentence, every few seconds, how far a long fetch has come.

    Raises:
        IngestError: the data folder is absent, the home cannot be written, the disk is full, or the source is unknown.
    """
    source = _source(profile, source_id)
    landing = _Landing(profile, source, home, mapping_sha256(profile, source), landed_at, progress)
    with writing(home):
        recover(home)
        _write_schemas(home)
        _clear_work(home, source.id)
        clear_old(landing_folder(home) / WORK, landed_at)
    if source.connection is not None:
        return _land_connection(landing, source.connection)
    return _land_inbox(landing, str(source.files), data_dir, settle_seconds)


def _source(profile: Profile, source_id: str) -> Source:
    for source in profile.sources:
        if source.id == source_id:
            return source
    raise IngestError(
        file=f"profile {profile.organisation.id}",
        rule=f"it declares no source '{source_id}'",
        action=f"choose one of {', '.join(source.id for source in profile.sources)}",
    )


def _land_inbox(landing: _Landing, pattern: str, data_dir: Path, settle_seconds: float) -> LandingReport:
    """Land the files that lie in the data folder."""
    if not data_dir.is_dir():
        raise IngestError(
            file=str(data_dir),
            rule="this data folder does not exist",
            action="name the folder with --data (SATISFACTION_DATA)",
        )
    source = landing.source
    inbox = look(data_dir, pattern, source.reader, landing.moment, settle_seconds)
    present = {*(arrival.shown for arrival in inbox.arrivals), *inbox.waiting}
    with writing(landing.home):
        forget_absent(landing.home, source.id, present)
    report = LandingReport(missing_sources=[] if present else [source.id], waiting=inbox.waiting)
    for seen in _in_order(landing, [_look_at(arrival) for arrival in inbox.arrivals]):
        report += _land_arrival(landing, seen)
    return report


def _in_order(landing: _Landing, found: list[_Seen]) -> list[_Seen]:
    """Return arrivals in the order in which their contents came first, new ones last, by name.

    Where a changed mapping reads all files again, a correction must not lose to the file that it corrects.
    """
    turns = Turns(landing.home, read_ledger(landing.home, landing.source.id))
    return sorted(found, key=lambda seen: turns.place(seen.arrival.shown, seen.sha256))


def _land_connection(landing: _Landing, connection: Connection) -> LandingReport:
    """Fetch what is new, land it, and move the cursor; nothing that was fetched stays."""
    home, source = landing.home, landing.source
    landed = {manifest.batch_id for manifest in read_ledger(home, source.id)}
    question = hashlib.sha256(f"{question_sha256(connection)}|{landing.reading}".encode()).hexdigest()
    cursor = read_cursor(home, source.id, question, landed)
    # An object of a store is one delivery of many: the same bytes are known again, and none stands for the whole source.
    is_whole = not cursor.batches and connection.kind != "s3" and source.delivery.mode == "incremental"
    report = LandingReport()
    with writing(home), _work_folder(home, source.id) as work:
        unfinished = work.parent / f"{source.id}{SUFFIX}"
        errand = Errand(
            source.reader, cursor.state, work, unfinished, landing.moment, memory_key(home), landing.progress
        )
        try:
            with closing(fetch(connection, errand)) as arrivals:
                for arrival in arrivals:
                    report += _land_arrival(landing, _look_at(arrival), cursor, is_whole=is_whole)
        except RefusedFileError as error:
            return report + landing.refuse(error)
        forget_absent(home, source.id, {refusal.file for refusal in report.refused})
    nothing_came = report == LandingReport()
    return LandingReport(unchanged=[connection.shown]) if nothing_came else report


def _look_at(arrival: Arrival) -> _Seen:
    if arrival.problem is not None:
        return _Seen(arrival)
    try:
        return _Seen(arrival, stamp=_stamp(arrival.file), sha256=file_sha256(arrival.file))
    except OSError as error:
        problem = RefusedFileError(
            file=arrival.shown, rule=f"the file cannot be read ({error.strerror})", action="check its permissions"
        )
        return _Seen(replace(arrival, problem=problem))


def _land_arrival(
    landing: _Landing, seen: _Seen, cursor: Cursor | None = None, *, is_whole: bool = False
) -> LandingReport:
    """Land one delivery unless it has landed before; then, and only then, move the cursor of its connection."""
    arrival = seen.arrival
    if arrival.problem is not None:
        return landing.refuse(arrival.problem)
    try:
        with writing(landing.home):
            delivery, has_landed = _delivery(landing, seen, is_whole)
            report = LandingReport(unchanged=[arrival.shown]) if has_landed else LandingReport(new=_land(delivery))
            forget(landing.home, landing.source.id, arrival.shown)
            if cursor is not None and arrival.state is not None:
                cursor.commit(delivery.batch_id, arrival.state)
    except RefusedFileError as error:
        return landing.refuse(error, seen.sha256)
    return report


def _delivery(landing: _Landing, seen: _Seen, is_whole: bool) -> tuple[_Delivery, bool]:
    """Return the delivery, and whether it has landed and nothing has come in its place since.

    Raises:
        RefusedFileError: the source's pattern does not fit the name.
    """
    scope = _scope(landing.source, seen.arrival)
    ledger = read_ledger(landing.home, landing.source.id)
    landed = {manifest.batch_id for manifest in ledger}
    ids = (_batch_id(seen.sha256, landing.reading, scope, turn) for turn in count(1))
    turns = list(takewhile(landed.__contains__, ids))
    if is_whole:
        latest = max(ledger, key=lambda manifest: manifest.sequence, default=None)
    else:
        latest = Turns(landing.home, ledger).latest(seen.arrival.shown, scope, seen.sha256)
    has_landed = latest is not None and latest.batch_id in turns and (latest.replaces_earlier or not is_whole)
    batch_id = turns[-1] if has_landed else _batch_id(seen.sha256, landing.reading, scope, len(turns) + 1)
    return _Delivery(landing, seen, scope, batch_id, is_whole), has_landed


def _scope(source: Source, arrival: Arrival) -> str | None:
    pattern = source.delivery.scope_pattern
    if pattern is None:
        return None
    found = re.search(pattern, arrival.name)
    if found is None:
        raise RefusedFileError(
            file=arrival.shown,
            place="file name",
            rule=f"the name does not fit the pattern {pattern!r} that tells which delivery this is",
            action="rename the file or correct 'delivery.scope_pattern' in the profile",
        )
    return found.group("scope")


def _batch_id(sha256: str, reading: str, scope: str | None, turn: int) -> str:
    """Return the id of the n-th time that these bytes come, with others in between."""
    return hashlib.sha256(f"{sha256}|{reading}|{scope or ''}|{turn}".encode()).hexdigest()[:16]


def _land(delivery: _Delivery) -> list[Manifest]:
    """Read, map and write one delivery; return the manifests of the contracts that were not there yet."""
    landing, arrival = delivery.landing, delivery.arrival
    profile, source, home = landing.profile, landing.source, landing.home
    earlier = read_manifests(home, source.id)
    with _work_folder(home, source.id) as work, open_connection(work / "spill") as connection:
        if needs_pseudonyms(source):
            install_key(connection, load_key(home))
        job = Job(plain_link(arrival.file, work), arrival.shown, arrival.reader, work)
        raw = READERS[arrival.reader.format](connection, job)
        _check_still(delivery)
        previous = _previous_columns(earlier)
        check_columns(source, delivery.scope, raw.headers, previous, arrival.shown)
        template = _template(delivery, raw, earlier, previous)
        finder = ColumnFinder(raw.headers)
        compiled = compile_source(profile, source, finder, delivery.scope, delivery.batch_id, arrival.shown)
        landed = write_contracts(connection, home, compiled, raw, template, work)
        if profile.personal.vault:
            seal(connection, home, source.id, delivery.batch_id, [sql for one in compiled for sql in one.identifiers])
        return landed


def _check_still(delivery: _Delivery) -> None:
    """Refuse a file that was written on while it was read: its batch id would belong to other bytes."""
    if _stamp(delivery.arrival.file) != delivery.seen.stamp:
        raise RefusedFileError(
            file=delivery.arrival.shown,
            rule="the file changed while it was read",
            action="wait until it is complete and run again",
        )


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def _previous_columns(earlier: list[Manifest]) -> frozenset[str] | None:
    return frozenset(earlier[-1].columns) if earlier else None


def _template(delivery: _Delivery, raw: RawTable, earlier: list[Manifest], previous: frozenset[str] | None) -> Manifest:
    """The part of a delivery's manifests that all its contracts share."""
    landing, source = delivery.landing, delivery.landing.source
    begun = [manifest.sequence for manifest in earlier if manifest.batch_id == delivery.batch_id]
    news = unmapped(source, delivery.scope, raw.headers)
    return Manifest(
        contract="",
        contract_version=0,
        source_id=source.id,
        batch_id=delivery.batch_id,
        contracts=sorted({record.contract for record in source.records}),
        file=delivery.arrival.shown,
        file_sha256=delivery.seen.sha256,
        file_bytes=delivery.arrival.file.stat().st_size,
        scope=delivery.scope,
        mode=source.delivery.mode,
        sequence=begun[0] if begun else max((manifest.sequence for manifest in earlier), default=0) + 1,
        mapping_sha256=landing.mapping,
        landed_at=landing.landed_at,
        rows=0,
        source_rows=raw.rows,
        out_of_scope_rows=0,
        months=[],
        columns=[name for name in raw.headers if name],
        new_columns=[] if previous is None else [name for name in news if kept_name(name) not in previous],
        rounded={},
        encoding=raw.encoding,
        name_key=name_key(landing.home, delivery.arrival.shown),
        replaces_earlier=delivery.is_whole,
        origin="inbox" if source.connection is None else source.connection.kind,
    )


@contextmanager
def _work_folder(home: Path, source_id: str) -> Iterator[Path]:
    """An empty folder that only its owner may look into, gone afterwards: what lies there holds identifiers."""
    root = landing_folder(home) / WORK
    root.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{source_id}--", dir=root))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


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
