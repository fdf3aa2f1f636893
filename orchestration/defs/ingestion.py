"""One landing asset per source of the profile, each gated by its expectation suite."""

import datetime as dt
from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    asset,
)

from ingest.demo import generate
from ingest.profiles.models import Source
from orchestration.defs.workspace import Workspace
from orchestration.gating import SourceOutcome, land_and_gate
from orchestration.inbox import SETTLE_TAG, settle_seconds
from orchestration.settings import Settings

DEMO_FILES = AssetKey(["sources", "demo_files"])


@asset(key=DEMO_FILES, group_name="sources", kinds={"csv"})
def demo_files(workspace: Workspace) -> MaterializeResult[None]:
    """The demo organisation's exports, written once into the inbox; the same files on every machine."""
    inbox = workspace.settings.data
    is_new = not (inbox / "truth.json").exists()
    if is_new:
        generate(inbox)
    return MaterializeResult(metadata={"files": len(list(inbox.glob("**/*.csv"))), "generated_now": is_new})


def landing_asset(source: Source, has_demo_files: bool) -> AssetsDefinition:
    """Return the asset that lands one source's new files and runs its gate."""
    key = AssetKey(["landing", source.id])

    @asset(
        key=key,
        group_name="ingestion",
        kinds={"parquet", "greatexpectations"},
        description=f"Deliveries of '{source.name.get('en', source.id)}' ({source.method}, {source.cadence}), "
        f"owner: {source.owner_role}.",
        deps=[DEMO_FILES] if has_demo_files else [],
        check_specs=[
            AssetCheckSpec(
                "gate", asset=key, blocking=True, description="Nothing that an expectation rejects goes on."
            ),
            AssetCheckSpec(
                "delivery", asset=key, description="Every file of the source could be read and was admitted."
            ),
        ],
        tags={"cadence": source.cadence, "method": source.method},
    )
    def land(
        context: AssetExecutionContext, workspace: Workspace
    ) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
        outcome = land_and_gate(
            workspace.settings,
            workspace.profile,
            source.id,
            dt.datetime.now(dt.UTC),
            settle_seconds=settle_seconds(context.run.tags.get(SETTLE_TAG)),
            progress=context.log.info,
        )
        for line in outcome.messages:
            context.log.warning(line)
        yield MaterializeResult(metadata=outcome.metadata)
        yield AssetCheckResult(check_name="gate", passed=outcome.gate_holds, metadata={"rules": outcome.rules})
        yield delivery_check(outcome)

    return land


def delivery_check(outcome: SourceOutcome) -> AssetCheckResult:
    """Return the check that shows a blocked source in red without stopping the others."""
    return AssetCheckResult(
        check_name="delivery",
        passed=not outcome.messages,
        severity=AssetCheckSeverity.ERROR,
        description=" ".join(outcome.messages) or "Every delivery was admitted.",
    )


_settings = Settings.from_environment()
landing_assets = [landing_asset(source, _settings.generates_demo) for source in _settings.profile().sources]
if not _settings.generates_demo:
    del demo_files
