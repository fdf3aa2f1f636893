"""Dagster's own interface on a home, for data engineers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rich.console import Console

from orchestration.home import prepare_home
from orchestration.settings import CHECKOUT, Settings
from orchestration.warehouse import prepare_manifest


def start_interface(settings: Settings, port: int, console: Console) -> None:
    """Replace this process by Dagster's webserver and daemon, bound to this machine.

    Raises:
        IngestError: the profile or the home is unusable.
    """
    settings.profile()
    prepare_home(settings.home)
    settings.export()
    prepare_manifest()
    console.print(f"Dagster's UI opens at http://127.0.0.1:{port}/ (Ctrl-C ends it)")
    program = str(Path(sys.executable).parent / "dg")
    os.execv(program, [program, "dev", "--target-path", str(CHECKOUT), "--host", "127.0.0.1", "--port", str(port)])  # noqa: S606
