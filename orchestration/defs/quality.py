"""The ledger of what the gates admitted, the plan of the run, and the validation results as pages."""

from collections.abc import Iterator

from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, AssetKey, MaterializeResult, Output, asset

from expectations import data_docs, gate
from ingest.reference import write_reference
from orchestration.defs.ingestion import landing_assets
from orchestration.defs.workspace import Workspace
from orchestration.inputs import make_plan, read_plan
from orchestration.warehouse import LEDGER_KEY

ARITHMETIC = AssetCheckSpec(
    "arithmetic_closes", asset=LEDGER_KEY, blocking=True, description="landed = accepted + quarantined + duplicate"
)


@asset(
    key=LEDGER_KEY,
    group_name="quality",
    deps=[key for landing in landing_assets for key in landing.keys if key.path[0] == "landing"],
    check_specs=[ARITHMETIC],
    output_required=False,
)
def ledger(context: AssetExecutionContext, workspace: Workspace) -> Iterator[Output[None] | AssetCheckResult]:
    """Which batches the gates admitted, and what follows from them. Yields nothing when nothing changed: the run ends here."""
    settings, profile = workspace.settings, workspace.profile
    write_reference(profile, settings.home)
    totals = gate.write_ledger(settings.home, profile)
    plan = make_plan(settings, profile)
    context.log.info("Changed." if plan.changed else "Nothing changed since the latest edition.")
    yield AssetCheckResult(
        check_name=ARITHMETIC.name, passed=totals.arithmetic_closes, metadata={"totals": totals.as_metadata()}
    )
    if plan.changed:
        yield Output(None, metadata={"edition": plan.edition, "as_of": plan.as_of, "months": str(plan.months)})


@asset(key=AssetKey(["quality", "data_docs"]), group_name="quality", deps=[LEDGER_KEY], kinds={"greatexpectations"})
def validation_pages(workspace: Workspace) -> MaterializeResult[None]:
    """Great Expectations' Data Docs of the latest validations, readable without a network."""
    index = data_docs.build(workspace.settings.home)
    return MaterializeResult(metadata={"index": str(index), "edition": read_plan(workspace.settings.home).edition})
