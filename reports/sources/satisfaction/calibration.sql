-- Coverage of intervals on simulated truth.
select
    design,
    measure,
    aspect,
    waves::double as waves,
    truth::double as truth,
    coverage::double as coverage,
    coverage_ci_low::double as coverage_ci_low,
    coverage_ci_high::double as coverage_ci_high,
    mean_width::double as mean_width,
    mean_estimate::double as mean_estimate,
    se_ratio::double as se_ratio
from (from published.pub_calibration union all by name select null as design)
