"""From published tables to an immutable edition: the mart file, the site, the manifest and the pointer to the latest."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetSelection,
    MaterializeResult,
    asset,
)

from orchestration import editions
from orchestration.defs.warehouse import estimates
from orchestration.defs.workspace import Workspace
from orchestration.inputs import read_plan, write_json
from orchestration.printing.report import PrintReport, print_site
from orchestration.publication.publish import Outcome, publish
from orchestration.site import build_site

MART = AssetKey(["publishing", "mart"])
SITE = AssetKey(["publishing", "site"])
PDF = AssetKey(["publishing", "pdf"])
EDITION = AssetKey(["publishing", "edition"])
PUBLISHED = AssetKey(["publishing", "publish"])
REACHED = AssetCheckSpec("reached", asset=PUBLISHED, description="Every target of the profile has the edition.")
PRINTED = AssetCheckSpec("printed", asset=PDF, description="The edition has a PDF in every language.")

published_models = AssetSelection.assets(estimates).resolve([estimates])


@asset(key=MART, group_name="publishing", deps=sorted(published_models), kinds={"duckdb", "parquet"})
def mart(workspace: Workspace) -> MaterializeResult[None]:
    """The analysts' file and its Parquet copies, in the edition's folder of work."""
    settings = workspace.settings
    tables = editions.write_mart(settings.home, read_plan(settings.home))
    return MaterializeResult(metadata={"tables": len(tables), "rows": sum(table["rows"] for table in tables.values())})


@asset(key=SITE, group_name="publishing", deps=[MART], kinds={"evidence"})
def site(workspace: Workspace) -> MaterializeResult[None]:
    """The report as a static site, built from the published tables only."""
    settings = workspace.settings
    plan = read_plan(settings.home)
    work = editions.work_folder(settings.home, plan)
    report = build_site(work / "published.duckdb", work / "site", settings.home / "warehouse" / "site_build")
    return MaterializeResult(
        metadata={
            "pages": report.pages,
            "megabytes": round(report.size_bytes / 1e6, 1),
            "seconds": round(report.seconds, 1),
        }
    )


@asset(key=PDF, group_name="publishing", deps=[SITE], kinds={"pdf"}, check_specs=[PRINTED])
def pdf(workspace: Workspace) -> Iterator[MaterializeResult[None]]:
    """The report on paper, one PDF per language; without Chromium the edition is complete and says that it has none."""
    settings = workspace.settings
    work = editions.work_folder(settings.home, read_plan(settings.home))
    report = print_site(work / "site", work / "published.duckdb", settings.profile().publication.public_url or "")
    for one in report.printed:
        (work / one.file.name).symlink_to(one.file.relative_to(work))
    write_json(work / editions.PRINTED, report.as_manifest())
    sheets = {one.language: one.sheets for one in report.printed}
    yield MaterializeResult(metadata={"sheets": sheets}, check_results=[printed_check(report)])


def printed_check(report: PrintReport) -> AssetCheckResult:
    """Return the check that says why there is no PDF; it holds nothing up."""
    return AssetCheckResult(
        check_name=PRINTED.name,
        passed=not report.reason,
        severity=AssetCheckSeverity.WARN,
        description=f"This edition has no PDF: {report.reason}" if report.reason else "Every language is printed.",
    )


@asset(key=EDITION, group_name="publishing", deps=[PDF, AssetKey(["quality", "data_docs"])])
def edition(workspace: Workspace) -> MaterializeResult[None]:
    """The finished edition: sealed, listed, and made the latest in one step."""
    settings = workspace.settings
    manifest = editions.publish(settings.home, read_plan(settings.home), settings.profile(), settings.profile_name)
    return MaterializeResult(metadata={"edition": manifest["edition"], "content_hash": manifest["content_hash"]})


@asset(key=PUBLISHED, group_name="publishing", deps=[EDITION], check_specs=[REACHED])
def published(workspace: Workspace) -> Iterator[MaterializeResult[None]]:
    """The edition at the profile's targets: folders, stores, branches, mailboxes; one that fails leaves the edition as it is."""
    settings = workspace.settings
    edition = settings.home / "editions" / read_plan(settings.home).edition
    outcomes = publish(edition, settings.profile().publication, settings.home)
    told = {each.name: each.sentence for each in outcomes} | {
        f"{e.name} warning": e.warning for e in outcomes if e.warning
    }
    yield MaterializeResult(metadata=told, check_results=[reached_check(outcomes)])


def reached_check(outcomes: list[Outcome]) -> AssetCheckResult:
    """Return the check that names the targets which do not have the edition, and what to do."""
    failed = [each for each in outcomes if not each.is_good]
    return AssetCheckResult(
        check_name=REACHED.name,
        passed=not failed,
        description=" ".join(f"{each.name}: {each.sentence}" for each in failed) or "Every target has the edition.",
    )
