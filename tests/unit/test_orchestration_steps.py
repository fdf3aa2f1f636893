"""Every model is built by exactly one step of the run, and no step needs what a later one makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json
from orchestration.warehouse import prepare_manifest
prepare_manifest()
from orchestration.defs import warehouse
nodes = json.loads(warehouse.project.manifest_path.read_text())["nodes"].values()
steps = {step.node_def.name: sorted(key.path[-1] for key in step.keys)
         for step in (warehouse.facts, warehouse.aggregates, warehouse.estimates)}
print(json.dumps({"steps": steps, "models": sorted(n["name"] for n in nodes if n["resource_type"] in ("model", "seed"))}))
"""


def test_each_model_belongs_to_one_step(tmp_path: Path) -> None:
    environment = os.environ | {"SATISFACTION_HOME": str(tmp_path), "SATISFACTION_PROFILE": "demo"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    built = [name for names in told["steps"].values() for name in names]
    assert sorted(built) == told["models"]
