"""``satisfaction sample-size``: how many to ask, before fieldwork. The formulas are ``dbt_project.statistics.power``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from orchestration.errors import RunError


def sample_size(
    margin: Annotated[
        float | None, typer.Option(help="Half width of the interval wanted, in the figure's unit (points of 100).")
    ] = None,
    difference: Annotated[
        float | None, typer.Option(help="Instead: a change between two equally large waves that must be found.")
    ] = None,
    of: Annotated[str, typer.Option("--of", help="share (in percent), mean (score 0-100) or nps.")] = "share",
    share: Annotated[float, typer.Option(help="Of a share: percentage expected; 50 needs the most answers.")] = 50.0,
    sd: Annotated[float | None, typer.Option(help="Of a mean: standard deviation of the scores expected.")] = None,
    promoters: Annotated[float | None, typer.Option(help="Of the NPS: percentage of promoters expected.")] = None,
    detractors: Annotated[float | None, typer.Option(help="Of the NPS: percentage of detractors expected.")] = None,
    confidence: Annotated[float, typer.Option(help="Confidence in percent.")] = 95.0,
    power: Annotated[float, typer.Option(help="Of --difference: chance in percent to find it.")] = 80.0,
    population: Annotated[
        int | None, typer.Option(help="Customers there are; none: so many that it does not matter.")
    ] = None,
    deff: Annotated[float, typer.Option(help="Design effect of weights and clusters expected.")] = 1.0,
    response_rate: Annotated[float, typer.Option(help="Percentage of those invited who answer.")] = 100.0,
) -> None:
    """Say how many interviews a margin of error (or a detectable change) needs, how many to invite, and what is assumed."""
    from dbt_project.statistics import power as formulas

    if (margin is None) == (difference is None):
        raise RunError("give exactly one of --margin and --difference, for example --margin 5.")
    try:
        level, rate = confidence / 100, response_rate / 100
        wanted = margin or 0.0
        if difference is not None:
            wanted = formulas.detectable_half_width(difference, power / 100, level)
        spread, assumed = _spread(of, share, sd, promoters, detractors)
        if of == "share":
            sizes = formulas.sample_size(wanted / 100, share / 100, population, deff, rate, level)
        else:
            sizes = formulas.sample_size_of_mean(wanted, spread, population, deff, rate, level)
    except ValueError as error:
        raise RunError(f"these numbers give no sample size: {error}.") from error
    goal = f"± {wanted:g} points" if difference is None else f"a change of {difference:g} points found in {power:g} %"
    whole = "so large that it does not matter" if population is None else f"{population} customers"
    _say(f"Interviews to hold: {sizes.interviews}   People to invite: {sizes.invitations}")
    if difference is not None:
        _say(f"in each of two waves; the interval of a single wave is then ± {wanted:.2f} points")
    _say(f"Wanted: {goal} at {confidence:g} % confidence, {assumed}.")
    _say(
        f"Assumed: population {whole}; design effect {deff:g}; response rate {response_rate:g} %; everybody drawn by chance."
    )
    _say(f"Without the finite population {sizes.infinite:.2f}, with it {sizes.finite:.2f}; rounded up.")


def _spread(
    of: str, share: float, sd: float | None, promoters: float | None, detractors: float | None
) -> tuple[float, str]:
    """Return the standard deviation of one answer in points, and the assumption in words."""
    from dbt_project.statistics.power import nps_sd

    if of == "share":
        return 0.0, f"for a share of {share:g} %"
    if of == "mean":
        if sd is None:
            raise RunError(
                "a mean needs --sd, the standard deviation of scores (25 is usual on a scale from 0 to 100)."
            )
        return sd, f"for a mean score with a standard deviation of {sd:g}"
    if of == "nps":
        if promoters is None or detractors is None:
            raise RunError("the NPS needs --promoters and --detractors in percent, for example from the last wave.")
        return (
            nps_sd(promoters / 100, detractors / 100),
            f"for an NPS with {promoters:g} % promoters and {detractors:g} % detractors",
        )
    raise RunError(f"'{of}' is no kind of figure: choose --of share, mean or nps.")


def _say(line: str) -> None:
    Console(file=sys.stdout, highlight=False, soft_wrap=True).print(line, markup=False)


__all__ = ["sample_size"]
