"""Chromium without a window, spoken to through two pipes: no port is opened, and every request is answered from one folder.

Here: finding Chromium, starting and ending it, asking it (DevTools protocol). What is printed belongs in ``printing.report``.
"""

from __future__ import annotations

import base64
import fcntl
import json
import mimetypes
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from orchestration.errors import RunError

VARIABLE = "SATISFACTION_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
MINIMUM_MAJOR = 131  # the first that prints page numbers from style sheets
ADDRESS = "http://report.invalid"  # a name that no network resolves
HOW_TO_GET = "install it (Debian: apt-get install chromium) or name it with SATISFACTION_CHROMIUM"
SECONDS_START, SECONDS_ASK, SECONDS_VERSION = 60, 120, 20
PIECE_BYTES = 1 << 16
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-crash-reporter",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--font-render-hinting=none",
    "--lang=en",
)
# Chromium reads commands from descriptor 3 and answers on 4.
LAUNCH = "import os, sys; [os.dup2(int(sys.argv[i]), i + 2) for i in (1, 2)]; os.execv(sys.argv[3], sys.argv[3:])"


class BrowserError(RunError):
    """Chromium is missing or does not do what it is asked; the message is one sentence that says what to do."""


def find_chromium() -> Path:
    """Return the Chromium that the environment names, else the one on PATH.

    Raises:
        BrowserError: there is none.
    """
    named = os.environ.get(VARIABLE, "").strip()
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    if named:
        raise BrowserError(f"Chromium was not found at {named}; {HOW_TO_GET}.")
    raise BrowserError(f"Chromium was not found; {HOW_TO_GET}.")


def version_of(chromium: Path) -> str:
    """Return what Chromium says its version is.

    Raises:
        BrowserError: it does not run, or is too old to print page numbers.
    """
    try:
        answer = subprocess.run(
            [chromium, "--version"], capture_output=True, text=True, timeout=SECONDS_VERSION, check=True
        )
    except (OSError, subprocess.SubprocessError):
        raise BrowserError(f"{chromium} does not run; {HOW_TO_GET}.") from None
    said = answer.stdout.strip()
    major = re.search(r"(\d+)\.\d+", said)
    if major is None or int(major.group(1)) < MINIMUM_MAJOR:
        raise BrowserError(f"{said or chromium} is older than {MINIMUM_MAJOR} and cannot number pages; {HOW_TO_GET}.")
    return said


@dataclass
class Tab:
    """One tab of a running Chromium whose only world is a folder.

    Attributes:
        commands, answers: descriptors of the two pipes. folder: what ``ADDRESS`` is answered from.
        missing: addresses that were asked for and are not there; a page that needs another host is a defect.
    """

    commands: int
    answers: int
    folder: Path
    missing: list[str] = field(default_factory=list)
    _session: str | None = None
    _number: int = 0
    _rest: bytes = b""

    def ask(self, method: str, seconds: float = SECONDS_ASK, **parameters: Any) -> dict[str, Any]:
        """Send one command and return its result, serving the page's requests meanwhile.

        Raises:
            BrowserError: it fails, takes too long, or Chromium ends.
        """
        number = self._send(method, parameters)
        deadline = time.monotonic() + seconds
        while True:
            message = self._receive(method, deadline)
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"Chromium refuses {method} ({message['error'].get('message', '')}).")
                return dict(message["result"])
            if message.get("method") == "Fetch.requestPaused":
                self._serve(message["params"])

    def attach(self) -> None:
        """Open an empty tab and take charge of everything that it asks for."""
        target = self.ask("Target.createTarget", SECONDS_START, url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def open(self, path: str) -> None:
        """Open a page of the folder and wait until it and its fonts are there."""
        self.ask("Page.navigate", url=ADDRESS + path)
        self.run(
            "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
            ".then(() => document.fonts.ready).then(() => true)"
        )

    def run(self, script: str) -> Any:
        """Return what a script's promise comes to."""
        said = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            what = said["exceptionDetails"].get("exception", {}).get("description", "an error")
            raise BrowserError(f"A page's script failed while it was printed: {what.splitlines()[0]}")
        return said["result"].get("value")

    def pdf(self) -> bytes:
        """Return the page on paper: tagged, with its headings as outline."""
        made = self.ask(
            "Page.printToPDF",
            printBackground=True,
            preferCSSPageSize=True,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
            transferMode="ReturnAsStream",
        )
        pieces = []
        while True:
            piece = self.ask("IO.read", handle=made["stream"], size=1 << 20)
            data = piece["data"]
            pieces.append(base64.b64decode(data) if piece.get("base64Encoded") else data.encode("latin-1"))
            if piece["eof"]:
                self.ask("IO.close", handle=made["stream"])
                return b"".join(pieces)

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session and not method.startswith("Target."):
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self.commands, data) :]
        except BrokenPipeError:
            raise BrowserError("Chromium ended unexpectedly; start it by hand with --headless to see why.") from None
        return self._number

    def _receive(self, method: str, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], left)[0]:
                raise BrowserError(f"Chromium did not answer {method} in time; run again.")
            piece = os.read(self.answers, PIECE_BYTES)
            if not piece:
                raise BrowserError("Chromium ended unexpectedly; start it by hand with --headless to see why.")
            self._rest += piece
        whole, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(whole))

    def _serve(self, request: dict[str, Any]) -> None:
        address = request["request"]["url"]
        file = file_for(self.folder, address)
        if file is None:
            if not address.startswith("data:"):
                self.missing.append(address)
            self._send("Fetch.failRequest", {"requestId": request["requestId"], "errorReason": "BlockedByClient"})
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        answer = {
            "requestId": request["requestId"],
            "responseCode": 200,
            "responseHeaders": [{"name": "Content-Type", "value": kind}],
            "body": base64.b64encode(file.read_bytes()).decode(),
        }
        self._send("Fetch.fulfillRequest", answer)


def file_for(folder: Path, address: str) -> Path | None:
    """Return the folder's file that an address names, or None where there is none or it lies elsewhere."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != ADDRESS:
        return None
    file = (folder / unquote(parts.path).lstrip("/")).resolve()
    if file.is_dir():
        file = file / "index.html"
    return file if file.is_relative_to(folder.resolve()) and file.is_file() else None


@contextmanager
def open_folder(folder: Path) -> Iterator[Tab]:
    """Start Chromium and yield a tab that sees this folder and nothing else; ends Chromium with all its children.

    Raises:
        BrowserError: there is no Chromium that can print.
    """
    chromium = find_chromium()
    version_of(chromium)
    with tempfile.TemporaryDirectory(prefix="satisfaction-chromium-", ignore_cleanup_errors=True) as scratch:
        to_it, from_it = _pipe(), _pipe()
        process = _start(chromium, Path(scratch), to_it[0], from_it[1])
        for end in (to_it[0], from_it[1]):
            os.close(end)
        try:
            tab = Tab(to_it[1], from_it[0], folder)
            tab.attach()
            yield tab
        finally:
            for end in (to_it[1], from_it[0]):
                os.close(end)
            _end(process)


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends are above the two descriptors that Chromium wants."""
    pair = os.pipe()
    high = (fcntl.fcntl(pair[0], fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(pair[1], fcntl.F_DUPFD_CLOEXEC, 10))
    for end in pair:
        os.close(end)
    return high


def _start(chromium: Path, scratch: Path, commands: int, answers: int) -> subprocess.Popen[bytes]:
    # Root cannot use Chromium's sandbox; anybody else keeps it. The pages are the edition's own and reach no network.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = [chromium, *FLAGS, *sandbox, f"--user-data-dir={scratch}"]
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(commands), str(answers), *map(str, browser)],
        pass_fds=(commands, answers),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch), "XDG_CACHE_HOME": str(scratch)},
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
