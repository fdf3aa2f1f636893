"""What the figures say: the headline, the sentences below it, and each chart's title, which is its finding.

What they do not say is in ``limits``. Every number in a sentence is a published figure, named by its id.
"""

from __future__ import annotations

import pandas as pd

from dbt_project.wording.figures import EVERYBODY, Figures, day_of, onset, points, rates, segment_label
from dbt_project.wording.values import NOTHING, Label, Number, Period, Phrase, Rate, Sentence, Share, Since, Value

# The chart of causes is titled by the fewest causes that make two thirds of all complaints.
MOST_COMPLAINTS = 2 / 3
RECOMMENDATION = "intention_to_recommend"
PERIODS_A_YEAR = {"month": 12, "quarter": 4, "year": 1, "wave": 1}
Values = dict[str, Value]

CHANGED = ("improved", "declined")
SENTENCES_ON_SEGMENTS = 2


def findings(figures: Figures) -> list[Sentence]:
    """Return all sentences that the figures call for, in order of the report."""
    return [
        *headline(figures),
        *subheadline(figures),
        *trend_title(figures),
        *chain_title(figures),
        *gaps_title(figures),
        *complaints_title(figures),
        *competitors_title(figures),
        *segments_title(figures),
    ]


def _headline_figure(figures: Figures) -> pd.Series | None:
    where = {**figures.headline(), "period_type": figures.edition["headline_period"]}
    start = figures.latest_start("metric", **where)
    return None if start is None else figures.one("metric", **where, period_start=start)


def _headline_change(figures: Figures, comparison: str) -> pd.Series | None:
    return figures.one("wave_test", **figures.headline(), comparison=comparison)


def headline(figures: Figures) -> list[Sentence]:
    """Return the headline: the score, its verdict against the period before, its target, and the weightiest finding."""
    figure = _headline_figure(figures)
    if figure is None:
        return [Sentence("headline", 1, Phrase("headline.hidden"))]
    change = _headline_change(figures, "previous")
    verdict = None if change is None else change["verdict"]
    template = f"headline.{verdict}" if verdict in (*CHANGED, "no_detectable_change") else "headline.plain"
    finding, made_from = _weightiest_finding(figures)
    values: Values = {
        "subject": _subject(figure),
        "score": Number(figure["estimate"]),
        "target": _target(figures, figure),
        "finding": finding,
    }
    used = [figure["figure_id"], *([change["figure_id"]] if change is not None else []), *made_from]
    return [Sentence("headline", 1, Phrase(template, values), tuple(used))]


def _subject(figure: pd.Series) -> Phrase:
    """Return what the leading score measures: satisfaction, unless the organisation leads with recommendation."""
    leads = "recommendation" if figure["aspect"] == RECOMMENDATION else "satisfaction"
    return Phrase(f"subject.{leads}")


def _target(figures: Figures, figure: pd.Series) -> Phrase:
    declared = figures.rows("target", measure=figure["measure"])
    for column in ("aspect", "characteristic_key"):
        declared = declared[declared[column].isna() | (declared[column] == figure[column])]
    if declared.empty or pd.isna(figure["ci_low"]):
        return NOTHING
    target = float(declared["target_value"].iloc[0])
    outcome = "met" if figure["ci_low"] >= target else "not_met" if figure["ci_high"] < target else "undetermined"
    return Phrase(f"target.{outcome}", {"target": Number(target, 0 if target == int(target) else 1)})


def _weightiest_finding(figures: Figures) -> tuple[Phrase, list[str]]:
    gaps = _shortfalls(figures)
    if len(gaps):
        worst = gaps.iloc[0]
        return Phrase("finding.gap", {"characteristic": _characteristic(worst)}), [worst["figure_id"]]
    changes = _changed_segments(figures)
    declined = changes[changes["verdict"] == "declined"]
    if len(declined):
        row = declined.iloc[0]
        values: Values = {"characteristic": _characteristic(row), "segment": Label(segment_label(row))}
        return Phrase("finding.declined", values), [row["figure_id"]]
    for cause in _rows(_leading_causes(figures).head(1)):
        return Phrase("finding.cause", {"cause": Label(f"cause.{cause['cause_key']}")}), [cause["figure_id"]]
    return NOTHING, []


def _leading_causes(figures: Figures) -> pd.DataFrame:
    causes = figures.rows("complaint_cause", period_type="last_12_months")
    return causes[causes["suppress_reason"].isna()].sort_values("rank")


def subheadline(figures: Figures) -> list[Sentence]:
    """Return the sentences below the headline: change, largest gap, changed segments, complaints, promises."""
    phrases: list[tuple[Phrase, str]] = []
    figure = _headline_figure(figures)
    if figure is not None and not pd.isna(figure["ci_low"]):
        phrases.append(_change_or_interval(figures, figure))
    for gap in _rows(_shortfalls(figures).head(1)):
        values: Values = {"characteristic": _characteristic(gap), "size": Number(-gap["gap"])}
        values["interval"] = points(-gap["ci_high"], -gap["ci_low"], signed=False)
        phrases.append((Phrase("sub.gap", values), gap["figure_id"]))
    changes = _changed_segments(figures)
    with_step = changes[changes["change_size"].notna()]
    phrases += [(_step(row), row["figure_id"]) for row in _rows(with_step.head(SENTENCES_ON_SEGMENTS))]
    phrases += [(sentence.phrase, sentence.figure_ids[0]) for sentence in _complaint_rate(figures, "subheadline")]
    phrases += _promises(figures)
    return [
        Sentence("subheadline", position, phrase, (used,)) for position, (phrase, used) in enumerate(phrases, start=1)
    ]


def _promises(figures: Figures) -> list[tuple[Phrase, str]]:
    """Return whether promises are kept more or less often than before, where that changed detectably."""
    where = {**EVERYBODY, "promise_key": "all", "period_type": figures.edition["headline_period"]}
    row = figures.one("promise", **where, period_start=figures.latest_start("promise", **where))
    if row is None or row["change_verdict"] not in CHANGED:
        return []
    values: Values = {"now": Share(row["estimate"]), "before": Share(row["previous_estimate"])}
    return [(Phrase(f"promises.{row['change_verdict']}", values), row["figure_id"])]


def _change_or_interval(figures: Figures, figure: pd.Series) -> tuple[Phrase, str]:
    change = _headline_change(figures, "previous")
    n = Number(figure["n"], 0)
    if change is None or pd.isna(change["difference"]) or pd.isna(change["ci_low"]):
        values: Values = {"interval": points(figure["ci_low"], figure["ci_high"], signed=False), "n": n}
        return Phrase("sub.interval", values), figure["figure_id"]
    return Phrase("sub.change", {**_difference(figures, change), "n": n}), change["figure_id"]


def _difference(figures: Figures, change: pd.Series) -> Values:
    return {
        "change": Number(change["difference"], 1, signed=True),
        "since": Since(figures.period(change["period_type"], change["previous_period_start"])),
        "interval": points(change["ci_low"], change["ci_high"]),
    }


def _step(row: pd.Series) -> Phrase:
    values: Values = {
        "characteristic": _characteristic(row),
        "segment": Label(segment_label(row)),
        "size": Number(row["change_size"], 1, signed=True),
        "onset": onset(row),
        "interval": points(row["change_ci_low"], row["change_ci_high"]),
    }
    return Phrase(f"sub.{row['verdict']}", values)


def trend_title(figures: Figures) -> list[Sentence]:
    """Return the title of the headline's trend chart."""
    trend = figures.one("trend", **figures.headline())
    if trend is None or pd.isna(trend["verdict"]):
        return []
    values: Values = {"characteristic": _characteristic(trend), "n": Number(trend["n_points"], 0), "first": NOTHING}
    used = [trend["figure_id"]]
    if trend["verdict"] in CHANGED:
        a_year = PERIODS_A_YEAR[trend["period_type"]] * (1 if trend["verdict"] == "improved" else -1)
        low, high = sorted((a_year * trend["ci_low"], a_year * trend["ci_high"]))
        values |= {"slope": Number(a_year * trend["sen_slope"]), "interval": points(low, high, signed=False)}
    first = _headline_change(figures, "first")
    if trend["verdict"] == "not_enough_data" and first is not None and not pd.isna(first["difference"]):
        values["first"] = Phrase("trend.first", _difference(figures, first))
        used.append(first["figure_id"])
    return [Sentence("title.trend", 1, Phrase(f"trend.{trend['verdict']}", values), tuple(used))]


def chain_title(figures: Figures) -> list[Sentence]:
    """Return the title of the gap chain: of the characteristic with the largest total gap, where most is lost."""
    chains = _latest(figures, "gap_chain", **EVERYBODY)
    chains = chains[chains["suppress_reason"].isna() & chains["missing_level"].isna() & chains["total"].notna()]
    if chains.empty:
        return []
    row = chains.sort_values(["total", "characteristic_key"]).iloc[0]
    losses = {gap: row[gap] for gap in ("understanding", "conformance", "view")}
    worst = min(losses, key=lambda gap: losses[gap])
    values: Values = {"characteristic": _characteristic(row), "size": Number(losses[worst], 1, signed=True)}
    template = f"chain.{worst}" if losses[worst] < 0 else "chain.none"
    return [Sentence("title.gap_chain", 1, Phrase(template, values), (row["figure_id"],))]


def gaps_title(figures: Figures) -> list[Sentence]:
    """Return the title of the chart of gaps."""
    judged = _judged_gaps(figures)
    if judged.empty:
        return []
    below = _shortfalls(figures)
    if below.empty:
        return [Sentence("title.gaps", 1, Phrase("gaps.none"), tuple(judged["figure_id"]))]
    worst = below.iloc[0]
    values: Values = {
        "characteristic": _characteristic(worst),
        "size": Number(-worst["gap"]),
        "n": Number(len(below), 0),
        "total": Number(len(judged), 0),
    }
    template = "gaps.one" if len(below) == 1 else "gaps.many"
    return [Sentence("title.gaps", 1, Phrase(template, values), tuple(below["figure_id"]))]


def complaints_title(figures: Figures) -> list[Sentence]:
    """Return the title of the complaints chart: its causes, or the rate where causes are not known."""
    causes = _leading_causes(figures)
    if causes.empty:
        return _complaint_rate(figures, "title.complaints")
    n = int((causes["running_share"] < MOST_COMPLAINTS).sum()) + 1
    leading = causes.iloc[n - 1]
    values: Values = {
        "n": Number(n, 0),
        "share": Share(leading["running_share"]),
        "cause": Label(f"cause.{causes['cause_key'].iloc[0]}"),
    }
    template = "causes.one" if n == 1 else "causes.many"
    return [Sentence("title.complaints", 1, Phrase(template, values), tuple(causes["figure_id"].head(n)))]


def _complaint_rate(figures: Figures, sentence_id: str) -> list[Sentence]:
    known = set(figures.tables["complaint_rate"]["period_type"])
    preferred = (figures.edition["headline_period"], "year", "quarter", "month")
    period_type = next((kind for kind in preferred if kind in known), None)
    start = figures.latest_start("complaint_rate", period_type=period_type)
    if start is None:
        return []
    row = figures.one("complaint_rate", period_type=period_type, period_start=start)
    if row is None:
        return []
    values: Values = {
        "rate": Rate(row["rate_per_1000"]),
        "unit": Label("exposure_unit"),
        "interval": rates(row["ci_low"], row["ci_high"]),
        "period": Period(str(period_type), day_of(row["period_start"]), day_of(row["period_end"])),
    }
    outcome = row["verdict"] if row["verdict"] in (*CHANGED, "no_detectable_change") else "plain"
    return [Sentence(sentence_id, 1, Phrase(f"complaints.{outcome}", values), (row["figure_id"],))]


def competitors_title(figures: Figures) -> list[Sentence]:
    """Return the title of the chart of rivals: the latest study, or that only counts are known."""
    rivals = figures.tables["competitor"]
    judged = rivals[rivals["verdict"].isin(["ahead", "behind", "no_clear_difference"])]
    judged = judged[judged["period_start"] == judged["period_start"].max()]
    if len(judged):
        counted = judged["verdict"].value_counts()
        values: Values = {name: Number(int(counted.get(name, 0)), 0) for name in ("ahead", "behind")}
        values["n"] = Number(len(judged), 0)
        return [Sentence("title.competitors", 1, Phrase("rivals.scores", values), tuple(judged["figure_id"]))]
    counts = rivals[rivals["unit"] == "count"]
    if counts.empty:
        return []
    return [Sentence("title.competitors", 1, Phrase("rivals.counts"), tuple(counts["figure_id"]))]


def segments_title(figures: Figures) -> list[Sentence]:
    """Return the title of the chart of segments: which changed, and since when."""
    trends = figures.tables["trend"]
    if not len(trends[(trends["cut"] != "overall") & trends["verdict"].isin([*CHANGED, "no_detectable_change"])]):
        return []
    changes = _changed_segments(figures)
    if changes.empty:
        return [Sentence("title.segments", 1, Phrase("segments.none"))]
    row = changes.iloc[0]
    others = Phrase("segments.others", {"n": Number(len(changes) - 1, 0)}) if len(changes) > 1 else NOTHING
    values: Values = {
        "characteristic": _characteristic(row),
        "segment": Label(segment_label(row)),
        "onset": onset(row),
        "others": others,
    }
    return [Sentence("title.segments", 1, Phrase(f"segments.{row['verdict']}", values), tuple(changes["figure_id"]))]


def _characteristic(row: pd.Series) -> Label:
    if row.get("aspect") == RECOMMENDATION:
        return Label(f"aspect.{RECOMMENDATION}")
    return Label(f"characteristic.{row['characteristic_key']}")


def _rows(frame: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in frame.iterrows()]


def _latest(figures: Figures, table: str, **where: str) -> pd.DataFrame:
    key = {**where, "period_type": figures.edition["headline_period"]}
    start = figures.latest_start(table, **key)
    return figures.rows(table, **key, period_start=start) if start is not None else figures.tables[table].head(0)


def _judged_gaps(figures: Figures) -> pd.DataFrame:
    gaps = _latest(figures, "gap", **EVERYBODY)
    return gaps[gaps["verdict"].isin(["below", "above", "no_detectable_gap"])]


def _shortfalls(figures: Figures) -> pd.DataFrame:
    gaps = _judged_gaps(figures)
    return gaps[gaps["verdict"] == "below"].sort_values(["gap", "characteristic_key"])


def _changed_segments(figures: Figures) -> pd.DataFrame:
    """Return changed series of segments, declines first, then by the strength of the evidence."""
    trends = figures.tables["trend"]
    changed = trends[(trends["cut"] != "overall") & trends["verdict"].isin(CHANGED)]
    return changed.sort_values(["verdict", "p_value", "figure_id"])
