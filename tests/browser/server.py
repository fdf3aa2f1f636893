"""A small static server for a built site, under any base path, on a free loopback port. Tests and screenshots use it."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files below ``base_path`` and says nothing about it."""

    base_path = ""

    def translate_path(self, path: str) -> str:
        """Map an address below the base path to a file; anything else is not found."""
        if self.base_path and not path.startswith(self.base_path + "/"):
            return str(Path(self.directory) / "outside-the-base-path")
        return super().translate_path(path[len(self.base_path) :])

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serve(site: Path, base_path: str = "") -> Iterator[str]:
    """Serve ``site`` and yield its address without a slash at the end."""
    handler = type("Handler", (QuietHandler,), {"base_path": base_path})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{base_path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
