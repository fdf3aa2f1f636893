-- Power and false verdicts of the tests on simulated truth.
select
    test,
    change_in_se::double as change_in_se,
    family_size::double as family_size,
    families::double as families,
    power::double as power,
    false_discovery_rate::double as false_discovery_rate,
    false_verdicts::double as false_verdicts,
    expected_false_verdicts::double as expected_false_verdicts
from (from published.pub_calibration_verdict union all by name select null as test)
