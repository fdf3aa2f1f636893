"""In what a column or a measure is counted. Names carry their units by convention (CONTRIBUTING.md), and are read here."""

from __future__ import annotations

import re

SCORE = "points, 0 to 100"
SHARE = "share, 0 to 1"
POINTS = "points of 0 to 100"

# The first pattern that a name fits decides.
COLUMNS: tuple[tuple[str, str], ...] = (
    (r"_at$", "moment, UTC"),
    (r"^(month|as_of)$|_start$|_end$|_on$|_from$|_to$|_date$|_day$|^(first|last)_period$", "date"),
    (r"_seconds$", "seconds"),
    (r"_hours$", "hours"),
    (r"_days$|^days$", "days"),
    (r"_0_100(_|$)", SCORE),
    (r"per_1000", "complaints per 1,000 of the exposure"),
    (r"^(is|has)_", "yes or no"),
    (r"(^|_)p_value$|^p_adjusted$|_p_adjusted$", "probability"),
    (r"share|^met_ci_", SHARE),
    (
        r"^(estimate|se|ci_low|ci_high|theta|se_weights_only|difference|smallest_detectable_difference)$|_estimate$",
        "as the row’s measure",
    ),
    (r"^(perceived|expected|planned|delivered)(_ci_low|_ci_high|_se)?$|^importance", SCORE),
    (r"^(gap|understanding|conformance|view|total)(_ci_low|_ci_high|_se)?$", POINTS),
    (r"_ci_(low|high)$|^change_size$|^sen_slope$", "as the row’s measure"),
    (r"^n_eff$|_n_eff$", "effective answers"),
    (r"^n$|^n_|_n$|_count$|^count|_rows$|^landed$|^accepted$|^quarantined$|^duplicate$|^superseded$|^kept$", "count"),
    (r"^w_sum$|weight$", "weight"),
    (r"^w2_sum$", "weight squared"),
    (r"^(raw_|scale_m|value$)", "label of the scale"),
    (
        r"_key$|_id$|_code$|^cut$|^cut_value$|^measure$|^aspect$|^verdict$|^caveat$|_type$|_method$|_reason$|^language$",
        "code",
    ),
)
MEASURES: tuple[tuple[str, str], ...] = (
    (r"nps", "points, −100 to 100"),
    (r"alpha|reliability|kappa|correlation|outcome", "coefficient, −1 to 1"),
    (r"driver", "share of explained variance, 0 to 1"),
    (r"days_to", "days"),
    (r"top2_total", "people"),
    (r"answer_total", "label of the scale, times people"),
    (r"cost", "money"),
    (r"share|distribution|rate_kept|attainment|kept", SHARE),
    (r"complaint_rate", "complaints per 1,000 of the exposure"),
    (r"complaint_(cause|state)", "share of complaints, 0 to 1"),
    (r"time_to|duration", "hours"),
    (r"gap|chain|wave_test|change_point|competitor|adequacy|superiority", POINTS),
    (r"trend", "points per period"),
    (r"focus_group", "groups"),
    (r"score|index|effort|mystery", SCORE),
    (r"difference|effect|quadrant|chart|width", POINTS),
    (r"per_100$", "disputes per 100 complaints"),
    (r"rate|late|reopened|recurrence|escalation|resolution|resulting|wrong|coverage|nonresponse|implemented", SHARE),
    (r"count|total|expectation", "count"),
)


def unit_of_column(name: str) -> str | None:
    """Return in what a column is counted, none where its name does not say."""
    return next((unit for pattern, unit in COLUMNS if re.search(pattern, name)), None)


def unit_of_measure(measure: str) -> str | None:
    """Return in what a measure is counted, none where its name does not say."""
    return next((unit for pattern, unit in MEASURES if re.search(pattern, measure)), None)
