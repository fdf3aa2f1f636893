-- Catches a published number on a base below the minimum, and a hidden cell that still tells something.
select *
from {{ ref('pub_metric') }}
where
    n < {{ setting('minimum_n') }}
    or (
        suppress_reason is not null
        and coalesce(
            cast(estimate as varchar),
            cast(se as varchar),
            cast(ci_low as varchar),
            cast(n as varchar),
            cast(n_eff as varchar),
            cast(n_missing as varchar),
            cast(scale_max as varchar),
            caveat,
            ci_method
        ) is not null
    )
    or (suppress_reason is null and (estimate is null or n is null))
