"""Folders, an S3 store and a Git branch: an edition arrives whole, once, beside the earlier ones, and nothing else goes out."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import sync_playwright

from ingest.profiles.publication import GitTarget, Publication
from orchestration.errors import RunError
from orchestration.printing.browser import BrowserError, find_chromium
from orchestration.publication.parcel import pack
from orchestration.publication.places import Folder
from orchestration.publication.publish import Outcome, publish
from orchestration.publication.store import cache_control, content_type
from tests.browser.server import serve
from tests.conftest import remove, satisfaction
from tests.fixtures_connections import COMPLAINTS, client_of, store
from tests.fixtures_publication import EDITION, write_edition

LATER = "2026-10-31-002"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    write_edition(folder, pdf=b"%PDF-1.7 x")
    yield folder
    remove(folder)


def send(home: Path, *targets: dict[str, Any], edition: str = "latest", **options: Any) -> list[Outcome]:
    publication = Publication.model_validate({"targets": list(targets)})
    return publish(home / "editions" / edition, publication, home, **options)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


# ── a folder ──


def test_a_folder_gets_the_site_with_its_pdfs_and_nothing_else(home: Path, tmp_path: Path) -> None:
    target = {"kind": "folder", "path": str(tmp_path / "www")}
    [outcome] = send(home, target)
    assert (outcome.state, outcome.name) == ("published", "folder")
    published = {name.removeprefix(f"{EDITION}/") for name in tree(tmp_path / "www") if name.startswith(EDITION)}
    site = home / "editions" / EDITION / "site"
    assert published == {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} | {
        "edition.json"
    }
    assert {"report-en.pdf", "en/segments/index.html"} <= published
    assert not any(name.endswith((".duckdb", ".parquet")) for name in tree(tmp_path / "www"))
    assert os.access(tmp_path / "www" / EDITION / "en" / "index.html", os.W_OK)


def test_the_same_edition_twice_changes_nothing(home: Path, tmp_path: Path) -> None:
    target = {"kind": "folder", "path": str(tmp_path / "www")}
    send(home, target)
    before = tree(tmp_path / "www")
    [outcome] = send(home, target)
    assert outcome.state == "unchanged"
    assert tree(tmp_path / "www") == before


def test_a_later_edition_leads_and_the_earlier_one_stays_as_it_was(home: Path, tmp_path: Path) -> None:
    target = {"kind": "folder", "path": "www"}
    send(home, target)
    www = home / "www"
    before = {name: data for name, data in tree(www).items() if name.startswith(EDITION)}
    write_edition(home, LATER)
    send(home, target)
    assert {name: data for name, data in tree(www).items() if name.startswith(EDITION)} == before
    assert f"url=../../{LATER}/en/" in (www / "latest" / "en" / "index.html").read_text()
    listed = json.loads((www / "editions.json").read_text())
    assert (listed["latest"], [each["edition"] for each in listed["editions"]]) == (LATER, [EDITION, LATER])
    index = (www / "index.html").read_text()
    assert index.index(LATER) < index.index(EDITION)
    assert f'href="{EDITION}/fa/" lang="fa"' in index
    assert "Satisfaction stands at 72.3 of 100" in index
    assert "synthetic data" in index


def test_an_earlier_edition_brought_later_does_not_lead(home: Path, tmp_path: Path) -> None:
    target = {"kind": "folder", "path": "www"}
    write_edition(home, LATER)
    send(home, target)
    send(home, target, edition=EDITION)
    assert json.loads((home / "www" / "editions.json").read_text())["latest"] == LATER
    assert LATER in (home / "www" / "latest" / "index.html").read_text()


def test_pages_that_the_latest_edition_no_longer_has_lead_nowhere(home: Path) -> None:
    target = {"kind": "folder", "path": "www"}
    send(home, target)
    stale = home / "www" / "latest" / "en" / "gone" / "index.html"
    stale.parent.mkdir()
    stale.write_text("x", encoding="utf-8")
    assert send(home, target)[0].state == "published"
    assert not stale.parent.exists()


def test_an_interrupted_publication_leaves_the_old_and_is_made_good(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = {"kind": "folder", "path": "www"}
    send(home, target)
    before = tree(home / "www")
    write_edition(home, LATER)
    with monkeypatch.context() as broken:
        broken.setattr(
            "orchestration.publication.places.shutil.copyfile",
            lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")),
        )
        [outcome] = send(home, target)
    assert outcome.state == "failed"
    assert "No space left on device" in outcome.sentence
    assert outcome.sentence.endswith("Then run 'satisfaction publish --to folder'.")
    assert tree(home / "www") == before
    assert send(home, target)[0].state == "published"
    assert not list((home / "www").glob(".work-*"))


def test_a_site_of_somebody_else_is_left_alone(home: Path) -> None:
    (home / "www").mkdir()
    (home / "www" / "index.html").write_text("mine", encoding="utf-8")
    [outcome] = send(home, {"kind": "folder", "path": "www"})
    assert "none of ours" in outcome.sentence
    assert (home / "www" / "index.html").read_text() == "mine"
    assert [path.name for path in (home / "www").iterdir()] == ["index.html"]


def test_the_mart_goes_out_only_where_it_is_asked_for_and_with_a_warning(home: Path) -> None:
    [plain, analysts] = send(
        home,
        {"kind": "folder", "path": "public"},
        {"kind": "folder", "name": "analysts", "path": "inside", "include": ["mart"]},
    )
    assert plain.warning == ""
    assert "single answers" in analysts.warning
    assert (home / "inside" / EDITION / "mart.duckdb").is_file()
    assert not (home / "public" / EDITION / "mart.duckdb").exists()


def test_a_renewed_edition_replaces_its_files(home: Path) -> None:
    target = {"kind": "folder", "path": "www"}
    send(home, target)
    page = home / "editions" / EDITION / "site" / "en" / "index.html"
    page.chmod(0o644)
    page.write_text(page.read_text().replace("72.3", "72.4"), encoding="utf-8")
    assert send(home, target)[0].state == "published"
    assert (home / "www" / EDITION / "en" / "index.html").read_text() == page.read_text()
    assert send(home, target)[0].state == "unchanged"


def test_published_pages_open_below_any_path_and_latest_leads_to_them(home: Path, tmp_path: Path) -> None:
    try:
        chromium = find_chromium()
    except BrowserError as error:
        pytest.skip(str(error))
    send(home, {"kind": "folder", "path": str(tmp_path / "www")})
    with serve(tmp_path / "www", "/a/base") as address, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = started.new_page()
        failed: list[str] = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{address}/latest/fa/segments/")
        page.wait_for_url(f"{address}/{EDITION}/fa/segments/")
        page.goto(f"{address}/")
        page.click("a[lang=en]")
        page.wait_for_url(f"{address}/{EDITION}/en/")
        page.click("nav a")
        page.wait_for_url(f"{address}/{EDITION}/en/gaps/")
        assert failed == []
        started.close()


# ── an S3 store ──


@pytest.fixture(scope="module")
def store_address() -> Iterator[str]:
    with store() as running:
        yield running


@pytest.fixture
def client(store_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    yield from client_of(store_address, "reports", monkeypatch)


S3 = {"kind": "s3", "bucket": "reports", "prefix": "satisfaction/", "endpoint_env": "STORE_ADDRESS"}


def objects(client: Any) -> dict[str, Any]:
    return {item["Key"]: item["LastModified"] for item in client.list_objects_v2(Bucket="reports").get("Contents", ())}


def test_a_store_gets_typed_compressed_objects_with_cache_times(home: Path, client: Any) -> None:
    [outcome] = send(home, S3)
    assert outcome.sentence == "published to s3://reports/satisfaction/"
    page = client.get_object(Bucket="reports", Key=f"satisfaction/{EDITION}/fa/index.html")
    assert (page["ContentType"], page["ContentEncoding"]) == ("text/html; charset=utf-8", "gzip")
    assert gzip.decompress(page["Body"].read()) == (home / "editions" / EDITION / "site/fa/index.html").read_bytes()
    style = client.head_object(Bucket="reports", Key=f"satisfaction/{EDITION}/_app/immutable/report.css")
    assert "immutable" in style["CacheControl"]
    pdf = client.get_object(Bucket="reports", Key=f"satisfaction/{EDITION}/report-en.pdf")
    assert (pdf["ContentType"], pdf.get("ContentEncoding")) == ("application/pdf", None)
    assert pdf["Body"].read().startswith(b"%PDF")
    assert client.head_object(Bucket="reports", Key="satisfaction/latest/en/index.html")["CacheControl"] == "no-cache"
    assert not any(name.endswith(".duckdb") for name in objects(client))


def test_a_store_keeps_earlier_editions_and_a_second_time_changes_nothing(home: Path, client: Any) -> None:
    client.put_object(Bucket="reports", Key="other/index.html", Body=b"x")
    send(home, S3)
    before = objects(client)
    assert send(home, S3)[0].state == "unchanged"
    assert objects(client) == before
    write_edition(home, LATER)
    send(home, S3)
    listed = json.loads(
        gzip.decompress(client.get_object(Bucket="reports", Key="satisfaction/editions.json")["Body"].read())
    )
    assert (listed["latest"], len(listed["editions"])) == (LATER, 2)
    assert f"satisfaction/{EDITION}/en/index.html" in objects(client)
    assert "other/index.html" in objects(client)


def test_a_store_without_compression_takes_the_mart_if_asked(home: Path, client: Any) -> None:
    send(home, S3 | {"compress": False, "include": ["mart"], "prefix": ""})
    page = client.get_object(Bucket="reports", Key=f"{EDITION}/en/index.html")
    assert page.get("ContentEncoding") is None
    assert f"{EDITION}/mart.duckdb" in objects(client)


@pytest.mark.parametrize(
    ("variables", "change", "sentence"),
    [
        ({}, {"bucket": "nowhere"}, "the store refuses (NoSuchBucket); correct the target's bucket"),
        ({"STORE_ADDRESS": "http://127.0.0.1:1"}, {}, "the store cannot be asked (EndpointConnectionError)"),
        ({"STORE_ADDRESS": ""}, {}, "the environment variable STORE_ADDRESS is not set"),
    ],
)
def test_what_goes_wrong_with_a_store_is_one_sentence(
    home: Path, client: Any, monkeypatch: pytest.MonkeyPatch, variables: dict, change: dict, sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    [outcome] = send(home, S3 | change)
    assert sentence in outcome.sentence
    assert "abracadabra" not in outcome.sentence


def test_types_and_cache_times() -> None:
    assert content_type("a/b.woff2") == "font/woff2"
    assert content_type("a/b.unknown-kind") == "application/octet-stream"
    assert cache_control("index.html") == cache_control("latest/en/index.html") == "no-cache"
    assert cache_control("2026/en/index.html") == "public, max-age=86400"


# ── a Git branch ──


def git(*arguments: str | Path, where: Path | None = None) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *identity, *map(str, arguments)], cwd=where, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A bare repository whose main branch holds something else."""
    bare, work = tmp_path / "site.git", tmp_path / "work"
    git("init", "--bare", "--quiet", bare)
    git("init", "--quiet", "-b", "main", work)
    (work / "source.txt").write_text("x", encoding="utf-8")
    git("add", "-A", where=work)
    git("commit", "-q", "-m", "first", where=work)
    git("push", "-q", bare, "main", where=work)
    return bare


def files_of(repository: Path, branch: str = "pages") -> list[str]:
    return git("-C", repository, "ls-tree", "-r", "--name-only", branch).splitlines()


def test_a_branch_begins_without_history_and_leaves_others_alone(home: Path, repository: Path) -> None:
    [outcome] = send(home, {"kind": "git", "repository": str(repository)})
    assert outcome.state == "published", outcome.sentence
    files = files_of(repository)
    assert {".nojekyll", "index.html", f"{EDITION}/en/index.html", f"{EDITION}/_app/immutable/report.css"} <= set(files)
    assert "source.txt" not in files
    assert git("-C", repository, "rev-list", "--count", "pages").strip() == "1"
    assert (
        git("-C", repository, "log", "-1", "--format=%s %an", "pages").strip()
        == f"Edition {EDITION} Satisfaction Warehouse"
    )
    assert files_of(repository, "main") == ["source.txt"]


def test_a_branch_keeps_earlier_editions_and_a_second_time_changes_nothing(home: Path, repository: Path) -> None:
    target = {"kind": "git", "repository": str(repository), "folder": "docs"}
    send(home, target)
    assert send(home, target)[0].state == "unchanged"
    assert git("-C", repository, "rev-list", "--count", "pages").strip() == "1"
    write_edition(home, LATER)
    send(home, target)
    assert {f"docs/{EDITION}/en/index.html", f"docs/{LATER}/en/index.html"} <= set(files_of(repository))
    assert git("-C", repository, "rev-list", "--count", "pages").strip() == "2"


def test_somebody_who_was_faster_is_not_overwritten(
    home: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.publication.branch import Branch

    target = {"kind": "git", "repository": str(repository)}
    send(home, target)
    write_edition(home, LATER)
    real, others = Branch.push, []

    def push(self: Branch) -> bool:
        if not others:
            other = self.tree.parent / "other"
            git("clone", "-q", "-b", "pages", repository, other)
            (other / "notice.txt").write_text("x", encoding="utf-8")
            git("add", "-A", where=other)
            git("commit", "-q", "-m", "notice", where=other)
            git("push", "-q", where=other)
            others.append(other)
        return real(self)

    monkeypatch.setattr(Branch, "push", push)
    assert send(home, target)[0].state == "published"
    assert {"notice.txt", f"{LATER}/en/index.html"} <= set(files_of(repository))


def test_what_goes_wrong_with_git_is_one_sentence_without_secrets(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [absent] = send(home, {"kind": "git", "repository": str(tmp_path / "none.git")})
    assert "correct the target's repository. Then run 'satisfaction publish --to git'." in absent.sentence
    monkeypatch.setenv("PAGES_ADDRESS", "http://user:hidden-abracadabra@127.0.0.1:1/x.git")
    monkeypatch.setenv("PAGES_TOKEN", "token-abracadabra")
    [away] = send(
        home, {"kind": "git", "repository_env": "PAGES_ADDRESS", "token_env": "PAGES_TOKEN", "timeout_seconds": 60}
    )
    assert away.state == "failed"
    assert "abracadabra" not in away.sentence
    [unset] = send(home, {"kind": "git", "repository_env": "NOT_SET_ANYWHERE"})
    assert "the environment variable NOT_SET_ANYWHERE is not set" in unset.sentence


@pytest.mark.parametrize(
    "wrong",
    [
        {"repository": "--upload-pack=x"},
        {"repository": "https://user:password@example.org/x.git"},
        {},
        {"repository": "x", "repository_env": "Y"},
        {"repository": "x", "branch": "-x"},
        {"repository": "x", "folder": "../x"},
    ],
)
def test_addresses_that_are_none_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="validation error"):
        GitTarget.model_validate({"kind": "git"} | wrong)


# ── the command, and all of it together ──


def test_a_failed_target_does_not_keep_the_others_from_the_edition(home: Path) -> None:
    outcomes = send(home, {"kind": "s3", "bucket": "x", "endpoint_env": "NOT_SET"}, {"kind": "folder", "path": "www"})
    assert [outcome.state for outcome in outcomes] == ["failed", "published"]


def test_an_edition_that_is_not_there_and_a_target_that_nobody_named(home: Path) -> None:
    with pytest.raises(RunError, match="There is no finished edition"):
        send(home, {"kind": "folder", "path": "www"}, edition="2020-01-31-001")
    with pytest.raises(RunError, match="choose one of: folder"):
        send(home, {"kind": "folder", "path": "www"}, only="web")


def test_the_command_says_what_it_did_and_its_exit_code_tells(home: Path, tmp_path: Path) -> None:
    profile = yaml.safe_load(COMPLAINTS)
    profile["sources"][0]["files"] = "*.csv"
    targets = [
        {"kind": "folder", "name": "web", "path": str(tmp_path / "www")},
        {"kind": "git", "repository": "/none.git"},
    ]
    file = tmp_path / "profile.yml"
    file.write_text(yaml.safe_dump(profile | {"publication": {"targets": targets}}), encoding="utf-8")
    common = ("publish", "--profile", str(file), "--home", str(home))
    one = satisfaction(*common, "--to", "web")
    assert (one.returncode, one.stdout) == (0, f"  ✓ web: published to {tmp_path / 'www'}\n")
    both = satisfaction(*common)
    assert both.returncode == 1
    assert f"✓ web: {tmp_path / 'www'} has it already" in both.stdout
    assert "✗ git:" in both.stdout
    file.write_text(yaml.safe_dump(profile), encoding="utf-8")
    none = satisfaction(*common)
    assert (none.returncode, "names no place to publish to" in none.stderr) == (2, True)


def test_a_card_tells_what_is_there(home: Path) -> None:
    card = pack(home / "editions" / EDITION).card
    assert (card.edition, card.languages, card.default_language) == (EDITION, ["en", "fa"], "en")
    assert "en/segments/" in card.pages
    assert Folder(home).cards() == []
