"""``python -m ingest.demo DATA_DIR``: write the demo organisation's files into a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ingest.demo.generate import DEFAULT_INTERVIEWS, DEFAULT_SEED, generate


def main(arguments: list[str] | None = None) -> int:
    """Generate from command-line arguments; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ingest.demo", description="Write the demo organisation's files.")
    parser.add_argument("data_dir", type=Path, help="folder to write to; made if absent")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--interviews", type=int, default=DEFAULT_INTERVIEWS)
    given = parser.parse_args(arguments)
    try:
        truth = generate(given.data_dir, given.seed, given.interviews)
    except (ValueError, OSError) as problem:
        sys.stderr.write(f"The demo organisation was not written: {problem}\n")
        return 1
    sys.stdout.write(f"{truth.interviews} interviews and their registers written to {given.data_dir}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
