"""``satisfaction sample-size``: what it answers, what it assumes, and what it says to numbers that cannot be."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from orchestration.cli import application
from orchestration.errors import RunError


def asked(*options: str) -> str:
    done = CliRunner().invoke(application, ["sample-size", *options], catch_exceptions=False)
    return " ".join(done.output.split())


def test_the_answer_and_its_assumptions() -> None:
    said = asked("--margin", "5", "--population", "1000", "--response-rate", "25")
    assert "Interviews to hold: 278 People to invite: 1112" in said
    assert "population 1000 customers; design effect 1; response rate 25 %" in said


def test_a_detectable_change_is_asked_for_each_of_two_waves() -> None:
    said = asked("--difference", "5", "--of", "mean", "--sd", "25")
    assert "Interviews to hold: 393" in said
    assert "in each of two waves" in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "exactly one of --margin and --difference"),
        (("--margin", "5", "--difference", "3"), "exactly one of"),
        (("--margin", "5", "--of", "mean"), "--sd"),
        (("--margin", "5", "--of", "nps"), "--promoters and --detractors"),
        (("--margin", "5", "--of", "median"), "no kind of figure"),
        (("--margin", "5", "--response-rate", "0"), "response rate"),
        (("--margin", "5", "--population", "0"), "at least one member"),
    ],
)
def test_numbers_that_give_no_size_are_told(options: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(RunError, match=sentence):
        asked(*options)
