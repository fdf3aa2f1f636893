"""A static file server for one edition, on this machine only."""

from __future__ import annotations

import functools
import io
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from orchestration.errors import RunError


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line per request."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm", ".mjs": "text/javascript"}  # noqa: RUF012

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send the compressed copy of a file where there is one and the reader takes it."""
        path = Path(self.translate_path(self.path))
        asked = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        copy = asked.with_name(asked.name + ".gz")
        if "gzip" not in self.headers.get("Accept-Encoding", "") or not copy.is_file():
            return super().send_head()
        content = copy.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(asked)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder on the loopback address.

    Args:
        folder: the site.
        port: 0 for any free one.

    Raises:
        RunError: there is no site there, or the port is taken.
    """
    if not (folder / "index.html").exists():
        raise RunError(f"There is no report in {folder}; publish an edition first with 'make run'.")
    handler = functools.partial(QuietHandler, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise RunError(f"Port {port} cannot be used ({error.strerror}); choose another with --port.") from error


def serve(folder: Path, port: int, console: Console) -> None:
    """Serve until interrupted."""
    with make_server(folder.resolve(), port) as server:
        console.print(f"The report is at http://127.0.0.1:{server.server_address[1]}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.print("Closed.")
