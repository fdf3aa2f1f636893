"""Agreement of coders: against published worked examples and tables, and what happens where nothing can be said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics.agreement import agreement_with_people, coder_agreement, cohen_kappa, nominal_alpha

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section E: four observers, twelve units, missing data.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def notes() -> pd.DataFrame:
    rows = [
        {"source_id": "g", "session": "s", "remark_id": str(unit), "coder": coder, "theme": code, "sentiment": None}
        for coder, codes in OBSERVERS.items()
        for unit, code in enumerate(codes.split())
        if code != "."
    ]
    return pd.DataFrame(rows)


def test_alpha_of_the_published_example() -> None:
    found = coder_agreement(notes(), seed=1).to_pandas().set_index("session")
    assert found.loc["s", "alpha"] == pytest.approx(0.743, abs=0.0005)
    # Unit 12 has one code only and is left out; 40 of the 41 codes are paired (n.. = 40 in the paper).
    assert found.loc["s", ["n_remarks", "n_coders", "n_codes", "verdict"]].tolist() == [11, 4, 40, "tentative"]
    assert found.loc["all", "alpha"] == pytest.approx(found.loc["s", "alpha"])


def test_alpha_of_two_observers_without_missing_data() -> None:
    # Krippendorff (2011), section B: two observers, ten units, nominal alpha = 0.095 (binary data of section A).
    first, second = "0100000010", "1110010000"
    counts = np.array([[(a == "0") + (b == "0"), (a == "1") + (b == "1")] for a, b in zip(first, second, strict=True)])
    assert nominal_alpha(counts, seed=1).value == pytest.approx(0.095, abs=0.0005)


def test_the_interval_of_alpha_holds_it_and_depends_on_the_seed_alone() -> None:
    one, again = (coder_agreement(notes(), seed=1).to_pandas() for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    assert ((one["ci_low"] < one["alpha"]) & (one["alpha"] < one["ci_high"])).all()
    assert (one["ci_high"] - one["ci_low"] > 0.2).all()


def test_more_remarks_narrow_the_interval() -> None:
    counts = np.array([[2, 0], [0, 2], [1, 1], [2, 0]])
    few, many = (nominal_alpha(np.tile(counts, (times, 1)), seed=1) for times in (5, 80))
    assert few.ci_low is not None
    assert few.ci_high is not None
    assert many.ci_low is not None
    assert many.ci_high is not None
    assert 3 < (few.ci_high - few.ci_low) / (many.ci_high - many.ci_low) < 5  # sqrt(16) = 4


def test_without_variation_or_second_coder_there_is_no_alpha() -> None:
    same = notes().assign(theme="x")
    alone = notes().query("coder == 'A'")
    for frame, verdict in ((same, "no_variation"), (alone, "not_coded_twice")):
        found = coder_agreement(frame, seed=1).to_pandas()
        assert found["alpha"].isna().all()
        assert set(found["verdict"]) == {verdict}


def test_nothing_coded_gives_no_rows() -> None:
    assert coder_agreement(notes().head(0), seed=1).num_rows == 0


def test_kappa_and_its_error_of_a_published_table() -> None:
    # Agresti (1990), p. 367: sexual fun of husbands and wives; R vcd::Kappa(SexualFun) prints 0.1293 and ASE 0.06860.
    table = np.array([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])
    kappa = cohen_kappa(table)
    assert kappa.value == pytest.approx(0.1293, abs=0.00005)
    assert kappa.se == pytest.approx(0.06860, abs=0.000005)
    assert (kappa.ci_low, kappa.ci_high) == (pytest.approx(-0.0051, abs=0.0001), pytest.approx(0.2638, abs=0.0001))


def test_kappa_by_hand() -> None:
    # Observed 0.7; expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = 0.2 / 0.5.
    assert cohen_kappa(np.array([[20, 5], [10, 15]])).value == pytest.approx(0.4)
    assert cohen_kappa(np.array([[9, 0], [0, 0]])).value is None


def counts(coder_kind: str, agreeing: int, differing: int) -> pd.DataFrame:
    rows = [("a", "a", agreeing), ("b", "b", agreeing), ("a", "b", differing), ("b", "a", differing)]
    frame = pd.DataFrame(rows, columns=["human_code", "other_code", "n"])
    return frame.assign(source_id="s", language="en", kind="theme", coder_kind=coder_kind)


@pytest.mark.parametrize(
    ("coder_kind", "agreeing", "differing", "status", "is_used"),
    [
        ("model", 90, 10, "accepted", True),  # kappa 0.8
        ("model", 80, 20, "accepted", True),  # kappa 0.6, the minimum itself
        ("model", 79, 21, "below_minimum", False),
        ("model", 50, 0, "too_few_human_codes", False),
        ("code_book", 50, 50, "below_minimum", False),
        ("code_book", 10, 10, "too_few_human_codes", True),
    ],
)
def test_who_may_be_used(coder_kind: str, agreeing: int, differing: int, status: str, is_used: bool) -> None:
    found = agreement_with_people(counts(coder_kind, agreeing, differing), 0.6, 200).to_pylist()
    assert [(row["status"], row["is_used"]) for row in found] == [(status, is_used)]


def test_silence_is_a_disagreement() -> None:
    silent = (
        counts("code_book", 50, 50)
        .assign(other_code="not_classified")
        .groupby(["human_code", "other_code", "source_id", "language", "kind", "coder_kind"], as_index=False)["n"]
        .sum()
    )
    [row] = agreement_with_people(silent, 0.6, 200).to_pylist()
    assert (row["n"], row["kappa"], row["status"]) == (200, pytest.approx(0.0), "below_minimum")
