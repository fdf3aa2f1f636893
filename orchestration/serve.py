"""A static file server for one edition, on this machine only."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rich.console import Console

from orchestration.errors import RunError


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line per request."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm", ".mjs": "text/javascript"}  # noqa: RUF012

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
