"""A static file server for the editions of one home, on this machine only.

Addresses are those of a publication target: ``/<edition>/en/`` is the site of an edition, so that links from one edition to
another work.
"""

from __future__ import annotations

import functools
import io
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from rich.console import Console

from orchestration.errors import RunError


class EditionHandler(SimpleHTTPRequestHandler):
    """Serves the sites of all editions without a line per request; the root leads to the edition that was asked for."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm", ".mjs": "text/javascript"}  # noqa: RUF012

    def __init__(self, *arguments: object, edition: str, **options: object) -> None:
        self.edition = edition
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer a request."""
        if urlsplit(self.path).path != "/":
            super().do_GET()
            return
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"/{self.edition}/")
        self.end_headers()

    def translate_path(self, path: str) -> str:
        """Map an address to a file below the edition's site; nothing else of an edition is served."""
        edition, _, rest = urlsplit(path).path.lstrip("/").partition("/")
        wanted = Path(super().translate_path(f"/{rest}"))
        inside = wanted.relative_to(Path(self.directory).absolute()) if rest else Path()
        name = Path(super().translate_path(f"/{edition}")).name
        return str(Path(self.directory) / name / "site" / inside) + ("/" if rest.endswith("/") or not rest else "")

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send the compressed copy of a file where there is one and the reader takes it."""
        path = Path(self.translate_path(self.path))
        asked = path / "index.html" if path.is_dir() and urlsplit(self.path).path.endswith("/") else path
        copy = asked.with_name(asked.name + ".gz")
        if "gzip" not in self.headers.get("Accept-Encoding", "") or not copy.is_file():
            return super().send_head()
        content = copy.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(asked)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def make_server(editions: Path, edition: str, port: int) -> ThreadingHTTPServer:
    """Return a server of a home's editions on the loopback address.

    Args:
        editions: the home's folder of editions.
        edition: the one that the root leads to; its folder's name, or ``latest``.
        port: 0 for any free one.

    Raises:
        RunError: there is no site of that edition, or the port is taken.
    """
    site = editions / edition / "site"
    if not (site / "index.html").exists():
        raise RunError(f"There is no report in {site}; publish an edition first with 'make run'.")
    handler = functools.partial(EditionHandler, directory=str(editions.absolute()), edition=edition)
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise RunError(f"Port {port} cannot be used ({error.strerror}); choose another with --port.") from error


def serve(editions: Path, edition: str, port: int, console: Console) -> None:
    """Serve until interrupted."""
    with make_server(editions, edition, port) as server:
        console.print(f"The report is at http://127.0.0.1:{server.server_address[1]}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.print("Closed.")
