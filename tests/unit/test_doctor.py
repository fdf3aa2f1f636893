"""What ``satisfaction doctor`` says of printing and publication."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.doctor import Finding, _chromium, _targets
from orchestration.settings import Settings
from tests.fixtures_connections import COMPLAINTS
from tests.fixtures_profile import write_profile

EMAIL = {
    "kind": "email",
    "host": "mail",
    "user": "u",
    "sender": "r@example.org",
    "recipients": [{"address": "a@example.org"}],
}


def settings(folder: Path, *targets: dict) -> Settings:
    profile = yaml.safe_load(COMPLAINTS)
    profile["sources"][0]["files"] = "*.csv"
    profile["publication"] = {"targets": list(targets)}
    file = write_profile(folder / "profile", yaml.safe_dump(profile))
    return Settings(home=folder / "home", data=folder, profile_name=str(file))


def test_without_targets_editions_stay_at_home(tmp_path: Path) -> None:
    assert _targets(settings(tmp_path)) == Finding(
        True, "Editions stay in the home folder: the profile names no place to publish to."
    )


def test_variables_that_targets_need_are_named_and_never_their_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = {"kind": "git", "repository": "https://example.org/x.git", "token_env": "PAGES_TOKEN"}
    found = _targets(settings(tmp_path, git, EMAIL))
    assert not found.is_good
    assert "PAGES_TOKEN, SATISFACTION_SMTP_PASSWORD" in found.sentence
    monkeypatch.setenv("PAGES_TOKEN", "token-77")
    monkeypatch.setenv("SATISFACTION_SMTP_PASSWORD", "open-77")
    found = _targets(settings(tmp_path, git, EMAIL))
    assert found == Finding(True, "Editions go to git, email.")


def test_git_is_asked_for_where_a_target_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = _targets(settings(tmp_path, {"kind": "git", "repository": "/srv/x.git"}))
    assert "apt-get install git" in found.sentence


def test_missing_chromium_fails_nothing_and_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATISFACTION_CHROMIUM", str(tmp_path / "none"))
    found = _chromium(settings(tmp_path))
    assert (found.is_good, found.is_optional) == (False, True)
    assert "Editions have no PDF" in found.sentence
    assert "apt-get install chromium" in found.sentence
