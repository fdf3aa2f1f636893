"""A branch of a Git repository as a place, for static hosting: one commit per edition, earlier editions stay.

Git is asked with time limits, never for a password, and with its own configuration of the user left out of commits.
"""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from pathlib import Path

from ingest.connections.secrets import from_environment, mask, parts_of_url
from ingest.errors import RefusedFileError
from ingest.profiles.publication import GitTarget
from orchestration.publication.parcel import Parcel, TargetError
from orchestration.publication.places import Folder, bring

NO_JEKYLL = ".nojekyll"  # hosts that would leave out folders such as _app are told not to
AUTHOR = {"NAME": "Satisfaction Warehouse", "EMAIL": "satisfaction@localhost"}
ATTEMPTS = 3
PASSED_ON = {"GIT_SSH_COMMAND", "GIT_SSL_CAINFO"}
REJECTED = ("non-fast-forward", "fetch first", "cannot lock ref", "rejected")
NO_BRANCH = "not found in upstream"
HOW_TO = {
    "could not read Username": "name a token with 'token_env', or use an address with a key",
    "Authentication failed": "check the token in the environment",
    "Permission denied": "give this machine's key the right to write",
    "does not appear to be a git repository": "correct the target's repository",
    "not found": "correct the target's repository",
    "does not exist": "correct the target's repository",
    "protected branch": "allow this account to push to the branch, or choose another",
    "Could not resolve host": "check the address and the network",
}


def publish_to_branch(parcel: Parcel, target: GitTarget) -> bool:
    """Commit an edition onto a branch and push it; return whether anything changed.

    Raises:
        TargetError: Git is missing, or the repository cannot be read or written.
    """
    try:
        address = target.repository or from_environment(str(target.repository_env), target.shown, "the address")
        token = from_environment(target.token_env, target.shown, "a token") if target.token_env else ""
    except RefusedFileError as error:
        raise TargetError(str(error)) from None
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory(prefix="satisfaction-git-", ignore_cleanup_errors=True) as scratch:
            work = Branch(Path(scratch) / "tree", target, address, token)
            work.fetch()
            changed = work.add(parcel)
            if not changed or work.push():
                return changed
    raise TargetError(f"{target.shown} was changed by others {ATTEMPTS} times meanwhile; publish again.")


class Branch:
    """A working copy of one branch, made for one publication."""

    def __init__(self, tree: Path, target: GitTarget, address: str, token: str) -> None:
        self.tree, self.target, self.address, self.token = tree, target, address, token

    def fetch(self) -> None:
        """Bring the branch's last commit, or begin a branch without history."""
        options = ["--depth=1", "--single-branch", "--no-tags", f"--branch={self.target.branch}"]
        done = self._git(
            "clone", "--quiet", *options, "--", self._clone_address(), str(self.tree), where=self.tree.parent
        )
        if done.returncode == 0:
            return
        if NO_BRANCH not in done.stderr:
            raise self._error(done)
        self._must("init", "--quiet", str(self.tree), where=self.tree.parent)
        self._must("symbolic-ref", "HEAD", f"refs/heads/{self.target.branch}")
        self._must("remote", "add", "origin", self.address)

    def add(self, parcel: Parcel) -> bool:
        """Bring the edition into the working copy and commit; return whether there was anything to commit."""
        root = self.tree / self.target.folder
        root.mkdir(parents=True, exist_ok=True)
        bring(parcel, Folder(root, self.target.shown))
        (self.tree / NO_JEKYLL).touch()
        self._must("add", "--all", "--force")
        if not self._must("status", "--porcelain").strip():
            return False
        self._must("commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", f"Edition {parcel.card.edition}")
        return True

    def push(self) -> bool:
        """Push the commit; return False if somebody else was faster."""
        done = self._git("push", "--quiet", "origin", f"HEAD:refs/heads/{self.target.branch}")
        if done.returncode == 0:
            return True
        if any(word in done.stderr for word in REJECTED) and "protected" not in done.stderr:
            return False
        raise self._error(done)

    def _clone_address(self) -> str:
        # Git ignores --depth for plain paths, which it would say on its error stream.
        path = Path(self.address)
        return path.absolute().as_uri() if path.exists() else self.address

    def _must(self, *arguments: str, where: Path | None = None) -> str:
        done = self._git(*arguments, where=where)
        if done.returncode != 0:
            raise self._error(done)
        return done.stdout

    def _git(self, *arguments: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", *arguments]
        try:
            return subprocess.run(
                command,
                cwd=where or self.tree,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=self.target.timeout_seconds,
                check=False,
            )
        except FileNotFoundError:
            raise TargetError("Git was not found; install it (Debian: apt-get install git).") from None
        except subprocess.TimeoutExpired:
            raise TargetError(
                f"{self.target.shown} did not answer within {self.target.timeout_seconds:g} seconds; check the network, or "
                "raise the target's timeout_seconds."
            ) from None

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in PASSED_ON}
        own = {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "true",
            "LC_ALL": "C",
            "GIT_ALLOW_PROTOCOL": "file:https:http:ssh",
        }
        own |= {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in AUTHOR.items()}
        own |= {"GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")}
        if self.token:
            # In the environment, never on a command line, which every user of the machine can read.
            secret = base64.b64encode(f"{self.target.user}:{self.token}".encode()).decode()
            own |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader"}
            own["GIT_CONFIG_VALUE_0"] = f"Authorization: Basic {secret}"
        return kept | own

    def _error(self, done: subprocess.CompletedProcess[str]) -> TargetError:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        telling = (
            [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines or ["no reason given"]
        )
        told = next(
            (action for sign, action in HOW_TO.items() if sign in done.stderr), "check the repository and its rights"
        )
        secrets = {self.token, *(parts_of_url(self.address) if self.target.repository is None else ())}
        return TargetError(f"{self.target.shown}: Git says '{mask(telling[0].strip(), secrets)[:200]}'; {told}.")


__all__ = ["publish_to_branch"]
