"""Bad folders, profiles and options: one clear sentence, a non-zero exit, never a traceback."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.conftest import satisfaction


def sentence_of(*arguments: str | Path) -> str:
    done = satisfaction(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_profile_that_does_not_exist(tmp_path: Path) -> None:
    said = sentence_of("run", "--profile", tmp_path / "nowhere.yml", "--home", tmp_path / "home")
    assert "nowhere.yml" in said


def test_a_profile_with_a_wrong_key_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "profile.yml").write_text("profile_version: 1\norganisatoin: {}\n")
    assert "organisatoin" in sentence_of("profile", "check", tmp_path / "profile.yml")


def test_a_data_folder_that_does_not_exist(tmp_path: Path) -> None:
    said = sentence_of("run", "--profile", "airport", "--data", tmp_path / "missing", "--home", tmp_path / "home")
    assert "missing" in said
    assert "--data" in said


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that nobody can write, root neither")
def test_a_home_that_cannot_be_written() -> None:
    assert "--home" in sentence_of("run", "--profile", "demo", "--home", "/proc/satisfaction")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration import home
    from orchestration.errors import RunError

    for folder in home.FOLDERS:
        (tmp_path / folder).mkdir()
    (tmp_path / "landing" / ".write-probe").symlink_to("/dev/full")
    with pytest.raises(RunError, match="is full"):
        home.prepare_home(tmp_path)


def test_two_runs_in_one_home(tmp_path: Path) -> None:
    from orchestration.errors import RunError
    from orchestration.home import exclusive

    with exclusive(tmp_path), pytest.raises(RunError, match="Another run"), exclusive(tmp_path):
        pass
    with exclusive(tmp_path):
        pass


def test_opening_a_report_before_there_is_one(tmp_path: Path) -> None:
    assert "make run" in sentence_of("open", "--home", tmp_path)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    site = tmp_path / "editions" / "latest" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<title>x</title>")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "--port" in sentence_of("open", "--home", tmp_path, "--port", str(port))
