"""The inbox sensor as Dagster evaluates it, from the real definitions: it starts the whole job when there is something new."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.fixtures_profile import write_profile, write_survey

EVALUATE = """
import json, sys
from dagster import DagsterInstance, SkipReason, build_sensor_context
from orchestration.warehouse import prepare_manifest
prepare_manifest()
from orchestration.definitions import defs
definitions = defs()
sensor = definitions.get_sensor_def("inbox_sensor")
definitions.resolve_job_def(sensor.job_name)
with DagsterInstance.ephemeral() as instance:
    cursor = None
    for line in sys.stdin:
        context = build_sensor_context(instance=instance, cursor=cursor, definitions=definitions)
        data = sensor.evaluate_tick(context)
        cursor = data.cursor
        requests = [{"key": each.run_key, "tags": dict(each.tags)} for each in data.run_requests or ()]
        print(json.dumps({"job": sensor.job_name, "requests": requests, "skipped": data.skip_message}), flush=True)
"""


def test_new_files_start_the_whole_job_once_they_have_settled(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    profile = write_profile(tmp_path / "profile")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SATISFACTION_", "DAGSTER_"))
    }
    environment |= {"SATISFACTION_HOME": str(tmp_path / "home"), "SATISFACTION_DATA": str(data)}
    environment["SATISFACTION_PROFILE"] = str(profile)
    with subprocess.Popen(
        [sys.executable, "-c", EVALUATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:

        def tick() -> dict:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        assert tick() == {"job": "satisfaction", "requests": [], "skipped": "Nothing new in the inbox."}
        path = write_survey(data)
        assert tick() == {"job": "satisfaction", "requests": [], "skipped": "Files are still being written."}
        a_minute_ago = time.time() - 61
        os.utime(path, (a_minute_ago, a_minute_ago))
        (request,) = tick()["requests"]
        assert request["key"].startswith("inbox-")
        assert request["tags"]["satisfaction/inbox_settle_seconds"] == "60"
        assert "dagster/asset_partition_range_start" in request["tags"]
        assert tick()["skipped"] == "Nothing new in the inbox."
        changed = a_minute_ago - 600
        os.utime(path, (changed, changed))
        (second,) = tick()["requests"]
        assert second["key"] != request["key"]
        process.stdin.close()
        assert process.wait(60) == 0
