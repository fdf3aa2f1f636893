"""``satisfaction trace FIGURE``: from a published figure to its definition, cells, landed rows with file and line, and back.

The walk itself is ``dbt_project.lineage``; this module asks for it and prints what it found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pyarrow as pa
import typer
from rich.console import Console

from dbt_project.lineage import figures, kinds, models
from dbt_project.lineage.ground import Ground, standing
from dbt_project.lineage.walks import LineageError, Part, Walk
from orchestration.errors import RunError
from orchestration.tables import draw, said, write_csv

UNCERTAINTY = ("se", "ci_low", "ci_high", "ci_method", "n", "n_eff", "deff", "df", "n_missing", "verdict", "caveat")
PROVENANCE = ("figure_id", "definition_version", "input_hash", "suppress_reason")
MOST_CELLS = 5
console = Console(file=sys.stdout, highlight=False, soft_wrap=True)


def trace(
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="Its id: f- and ten characters.")],
    home: Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")] = None,
    edition: Annotated[str, typer.Option(help="Edition that published it.")] = "latest",
    language: Annotated[
        str, typer.Option(help="Language of the definition: en, ca or fa; the organisation's own if not given.")
    ] = "",
    limit: Annotated[int, typer.Option(min=0, help="Landed rows to show of each part.")] = 20,
    to_csv: Annotated[Path | None, typer.Option("--csv", help="A new file for all landed rows.")] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Also print the SQL that made the figure.")] = False,
    including_suppressed: Annotated[
        bool, typer.Option("--including-suppressed", help="Walk a figure that readers may not see.")
    ] = False,
) -> None:
    """Walk a figure back to the landed rows it was made of, and make it again from them."""
    # The command line's module adds this one, and is complete only when a command runs.
    from orchestration.cli import settings_of

    place = settings_of(profile, None, home).home
    try:
        with standing(place, place / "editions" / edition) as ground:
            found = figures.find(ground, figure)
            _tell_figure(ground, found, language or figures.default_language(ground))
            _tell_models(place / "warehouse" / "dbt_target", found, sql)
            walk = kinds.walk(ground, found, including_suppressed=including_suppressed)
            is_old = figures.has_moved_on(ground)
    except LineageError as error:
        raise RunError(str(error)) from error
    for part in walk.parts:
        _tell_part(part, limit)
    if to_csv is not None:
        write_csv(_every_row(walk), to_csv)
        console.print(
            f"\nAll {sum(len(part.rows) for part in walk.parts):,} landed rows are in {to_csv}.", markup=False
        )
    _tell_return(walk, is_old, limit)
    raise typer.Exit(0 if walk.is_equal else 1)


def _tell_figure(ground: Ground, figure: figures.Figure, language: str) -> None:
    measure = kinds.measure_of(figure)
    definition = figures.definition_of(ground, measure, language)
    console.print(f"{figure.figure_id} in published.pub_{figure.kind}", style="bold", markup=False)
    if definition is not None:
        console.print(f"{definition.name} ({measure}, definition {definition.version})", markup=False)
        console.print(f"  formula  {definition.formula}\n  source   {definition.source}", markup=False)
    known = {name: value for name, value in figure.row.items() if value is not None and name not in PROVENANCE}
    for title, chosen in (
        ("Figure", [name for name in known if name not in UNCERTAINTY]),
        ("With", [name for name in UNCERTAINTY if name in known]),
    ):
        pairs = [f"{name} {_shown(ground, name, known[name], language)}" for name in chosen]
        if pairs:
            console.print(f"{title}  {' · '.join(pairs)}", markup=False)


def _shown(ground: Ground, name: str, value: Any, language: str) -> str:
    text = figures.label(ground, f"{name}.{value}", language) if name in ("verdict", "caveat") else None
    return f"{value} ({text})" if text else said(value)


def _tell_models(target: Path, figure: figures.Figure, sql: bool) -> None:
    layers = models.behind(target, f"pub_{figure.kind}")
    if layers:
        console.print("Models", style="bold")
    for layer, names in layers.items():
        told = [name for name in names if sql or "__" not in name]
        if layer not in ("gate", "reference"):
            console.print(f"  {layer:<11}{', '.join(told)}", markup=False)
    for name in (f"pub_{figure.kind}", f"mart_{figure.kind}") if sql else ():
        console.print(f"\n-- {name}\n{models.compiled(target, name) or '-- dbt has kept no SQL of it'}", markup=False)


def _tell_part(part: Part, limit: int) -> None:
    reduced = f", reduced to {len(part.cells):,} rows of {part.cells_of}" if part.cells_of else ""
    console.print(f"\n{part.role}: {len(part.rows):,} landed rows{reduced}", style="bold", markup=False)
    if len(part.cells) and limit:
        draw(_arrow(_telling(part.cells)), most=MOST_CELLS)
        console.print()
    if len(part.rows) and limit:
        draw(_arrow(_telling(part.rows)), most=limit)


def _telling(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that differ between rows, or that say where a row stands; the others would repeat the figure."""
    always = {"batch_id", "file", "line", "source_record_id", "value", "raw_value", "weight", "n", "w_sum", "month"}
    same = [name for name in frame if name not in always and frame[name].nunique(dropna=False) <= 1]
    return frame.drop(columns=same) if len(frame) > 1 else frame


def _arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _every_row(walk: Walk) -> pa.Table:
    frames = [part.rows.assign(part=part.role) for part in walk.parts]
    every = pd.concat(frames, ignore_index=True)
    return _arrow(every[["part", *(name for name in every if name != "part")]])


def _tell_return(walk: Walk, is_old: bool, limit: int) -> None:
    if walk.uses:
        console.print(f"\nBuilt on {len(walk.uses)} published figures", style="bold")
        told = [{"figure": use.figure_id, "what": use.what, "estimate": use.estimate} for use in walk.uses]
        draw(pa.Table.from_pylist(told), most=limit)
    console.print("\nMade again from the rows", style="bold")
    lines = [
        {
            "value": each.name,
            "published": _exact(each.published),
            "from the rows": _exact(each.recomputed),
            "": "equal" if each.is_equal else "DIFFERENT",
        }
        for each in walk.comparisons
    ]
    draw(pa.Table.from_pylist(lines))
    for note in walk.notes:
        console.print(note, markup=False)
    if is_old:
        console.print("The warehouse has moved on since this edition (its input hash differs): these are today's rows.")
    console.print("The rows give the figure." if walk.is_equal else "The rows do not give the figure.", style="bold")


def _exact(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else said(value)


__all__ = ["trace"]
