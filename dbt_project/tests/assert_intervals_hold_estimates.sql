-- Fails where an interval does not hold its estimate, or a share's leaves 0-1: a wrong sign or scale factor.
select * from {{ ref('mart_metric') }}
where
    ci_low > estimate + 1e-9
    or ci_high < estimate - 1e-9
    or (measure in ({{ quoted(share_measures()) }}) and (ci_low < 0 or ci_high > 1))
    or (ci_method = 'none') <> (ci_low is null)
