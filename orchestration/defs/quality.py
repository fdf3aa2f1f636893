"""The ledger of what the gates admitted, the plan of the run, and the validation results as pages."""

import datetime as dt
from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    MaterializeResult,
    Output,
    asset,
)

from expectations import data_docs, gate
from expectations.freshness import Freshness, of_sources
from ingest.reference import write_reference
from orchestration.defs.ingestion import landing_assets
from orchestration.defs.workspace import Workspace
from orchestration.inputs import make_plan, read_plan
from orchestration.warehouse import LEDGER_KEY

ARITHMETIC = AssetCheckSpec(
    "arithmetic_closes", asset=LEDGER_KEY, blocking=True, description="landed = accepted + quarantined + duplicate"
)
FRESHNESS = AssetCheckSpec(
    "freshness", asset=LEDGER_KEY, description="Every delivery that the sources' cadences make due has come."
)


@asset(
    key=LEDGER_KEY,
    group_name="quality",
    deps=[key for landing in landing_assets for key in landing.keys if key.path[0] == "landing"],
    check_specs=[ARITHMETIC, FRESHNESS],
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
    yield freshness_check(of_sources(settings.home, profile, dt.date.fromisoformat(plan.as_of)))
    if plan.changed:
        yield Output(None, metadata={"edition": plan.edition, "as_of": plan.as_of, "months": str(plan.months)})


def freshness_check(sources: list[Freshness]) -> AssetCheckResult:
    """Return the check that names overdue deliveries; it holds nothing up."""
    overdue = [each for each in sources if each.missed]
    return AssetCheckResult(
        check_name=FRESHNESS.name,
        passed=not overdue,
        severity=AssetCheckSeverity.WARN,
        description=" ".join(each.sentence for each in overdue) or "No delivery is overdue.",
        metadata={each.source_id: f"{each.missed} missed, expected until {each.expected_on}" for each in overdue},
    )


@asset(key=AssetKey(["quality", "data_docs"]), group_name="quality", deps=[LEDGER_KEY], kinds={"greatexpectations"})
def validation_pages(workspace: Workspace) -> MaterializeResult[None]:
    """Great Expectations' Data Docs of the latest validations, readable without a network."""
    index = data_docs.build(workspace.settings.home)
    return MaterializeResult(metadata={"index": str(index), "edition": read_plan(workspace.settings.home).edition})
