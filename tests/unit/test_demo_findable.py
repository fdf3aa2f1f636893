"""What was planted in the demo is found in its raw files, and at the shipped seed nothing else: without our own code.

Monthly means come from pandas, the trend test from pymannkendall, the step from ruptures, the adjustment from scipy.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pymannkendall
import pytest
import ruptures
from scipy import stats

from ingest.demo import Truth
from ingest.demo.organisation import ITEM_KEYS
from ingest.demo.survey_files import PHONE_NAMES, SITES_NAMES
from tests.fixtures_demo import shipped

REGIONS = ["capital", "coast", "north", "south", "islands"]
TYPES = ["private", "business", "public"]
CHANNELS = ["online", "telephone", "service point"]
FA_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹/", "0123456789-")


def read(folder: Path, pattern: str, **options: str) -> pd.DataFrame:
    files = sorted(folder.glob(pattern))
    return pd.concat([pd.read_csv(file, dtype=str, keep_default_na=False, **options) for file in files])


def coded(values: pd.Series, codes: list[str], names: list[str]) -> pd.Series:
    return values.map(dict(zip(codes, names, strict=True)))


def scores(values: pd.Series, top: int) -> pd.Series:
    number = pd.to_numeric(values.str.translate(FA_DIGITS), errors="coerce")
    return 100 * (number.where(number.between(1, top)) - 1) / (top - 1)


def columns(table: pd.DataFrame, perceived: dict[str, str], expected: dict[str, str]) -> dict[str, pd.Series]:
    found = {}
    for prefix, names in (("P ", perceived), ("E ", expected)):
        for key, name in names.items():
            if name in table.columns:
                found[prefix + key] = scores(table[name], 10 if key == "overall" else 7)
    return found


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, Truth]:
    folder, truth = shipped()
    keys = [*ITEM_KEYS, "overall"]
    web = read(folder, "survey_web/*.csv")
    web = web[web["staff"] == "0"].drop_duplicates()
    phone = read(folder, "survey_phone/*.csv", sep=";", encoding="cp1252")
    sites = read(folder, "survey_sites/*.csv")
    parts = [
        pd.DataFrame(
            {
                "month": web["started_at"].str[:7],
                "weight": web["design_weight"].astype(float),
                "region": coded(web["region"], ["R1", "R2", "R3", "R4", "R5"], REGIONS),
                "type": web["account"],
                "channel": web["usual_channel"],
                **columns(web, {k: f"P_{k}" for k in keys}, {k: f"E_{k}" for k in keys}),
            }
        ),
        pd.DataFrame(
            {
                "month": pd.to_datetime(phone["inici"], format="%d/%m/%Y %H:%M").dt.strftime("%Y-%m"),
                "weight": phone["pes"].astype(float),
                "region": coded(phone["zona"], ["1", "2", "3", "4", "5"], REGIONS),
                "type": coded(phone["tipus"], ["P", "E", "A"], TYPES),
                "channel": coded(phone["canal"], ["web", "telèfon", "punt de servei"], CHANNELS),
                **columns(
                    phone,
                    {k: f"v_{name}" for k, name in PHONE_NAMES.items()},
                    {k: f"e_{name}" for k, name in PHONE_NAMES.items()},
                ),
            }
        ),
        pd.DataFrame(
            {
                "month": sites["تاریخ"].str.translate(FA_DIGITS).str[:7],
                "weight": sites["وزن"].astype(float),
                "region": coded(sites["منطقه"], ["پایتخت", "ساحل", "شمال", "جنوب", "جزایر"], REGIONS),
                "type": coded(sites["نوع_مشتری"], ["شخصی", "کسب‌وکار", "دولتی"], TYPES),
                "channel": coded(sites["راه_تماس"], ["برخط", "تلفن", "پایگاه"], CHANNELS),
                **columns(
                    sites,
                    {k: f"تجربه_{name}" for k, name in SITES_NAMES.items()},
                    {k: f"انتظار_{name}" for k, name in SITES_NAMES.items()},
                ),
            }
        ),
    ]
    return pd.concat(parts, ignore_index=True), truth


def segments(frame: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    found = [("all", pd.Series(True, index=frame.index))]
    for cut in ("region", "type", "channel"):
        found += [(f"{cut} {value}", frame[cut] == value) for value in sorted(frame[cut].unique())]
    return found


def monthly(frame: pd.DataFrame, column: str) -> pd.Series:
    known = frame[frame[column].notna()]
    sums = (known[column] * known["weight"]).groupby(known["month"]).sum()
    means = sums / known["weight"].groupby(known["month"]).sum()
    return means[known.groupby("month").size() >= 10].sort_index()


def test_the_planted_decline_is_the_only_trend(made: tuple[pd.DataFrame, Truth]) -> None:
    frame, truth = made
    series = {
        (key, name): monthly(frame[member], f"P {key}")
        for key in [*ITEM_KEYS, "overall"]
        for name, member in segments(frame)
    }
    p_values = [pymannkendall.original_test(values).p for values in series.values()]
    adjusted = stats.false_discovery_control(p_values)
    flagged = [key for key, p in zip(series, adjusted, strict=True) if p <= 0.05]
    assert len(series) == 120
    assert flagged == [("returns", "region islands")]
    assert sorted(adjusted)[1] > 0.1
    values = series["returns", "region islands"]
    step = ruptures.Binseg(model="l2", jump=1, min_size=3).fit(values.to_numpy()).predict(n_bkps=1)[0]
    assert values.index[step] == truth.planted_decline["first_month"] == "2025-06"
    size = values.iloc[step:].mean() - values.iloc[:step].mean()
    assert abs(size - truth.planted_decline["points"]) < 4


@pytest.mark.parametrize("period", ["2026Q3", "2025", "all"])
def test_the_planted_gap_is_the_only_gap(made: tuple[pd.DataFrame, Truth], period: str) -> None:
    frame, _ = made
    months = pd.PeriodIndex(frame["month"], freq="M")
    quarter = months.asfreq("Q").astype(str)
    frame = frame[(quarter == period) | (months.year.astype(str) == period) | (period == "all")]
    keys = [key for key in [*ITEM_KEYS, "overall"] if f"E {key}" in frame.columns]
    names, p_values, points = [], [], []
    for key in keys:
        for name, member in segments(frame):
            part = frame[member]
            gap = (part[f"P {key}"] - part[f"E {key}"]).to_numpy()
            weight = part["weight"].to_numpy()[~np.isnan(gap)]
            gap = gap[~np.isnan(gap)]
            mean = np.average(gap, weights=weight)
            se = np.sqrt(np.sum((weight * (gap - mean)) ** 2)) / weight.sum()
            names.append((key, name))
            points.append(mean)
            p_values.append(2 * stats.t.sf(abs(mean / se), len(gap) - 1))
    adjusted = stats.false_discovery_control(p_values)
    flagged = [name for name, p in zip(names, adjusted, strict=True) if p <= 0.05]
    assert {key for key, _ in flagged} == {"resolution"}
    assert len(flagged) == 12
    assert -17 < np.mean([p for (key, _), p in zip(names, points, strict=True) if key == "resolution"]) < -11
