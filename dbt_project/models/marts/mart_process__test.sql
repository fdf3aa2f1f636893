with

counts as (
    select * from {{ ref('mart_process__count') }}
),

shares as (
    select
        *,
        k / nullif(n, 0) as share
    from counts
),

-- Answers of one interview go together, so interviews are the base of what is missing among answers.
tests as (
    select
        shares.*,
        earlier.share as previous_share,
        concat_ws('|', shares.measure, shares.period_type, shares.period_start) as family,
        case
            when shares.is_complete_count or earlier.share is null or shares.k + earlier.k = 0 then null
            when shares.measure = 'R20_quarantined_share'
                then binomial_p(shares.k, shares.k + earlier.k, shares.n / (shares.n + earlier.n))
            else {{ two_shares_p('shares', 'earlier') }}
        end as p_value
    from shares
    left join shares as earlier
        on
            shares.measure = earlier.measure
            and shares.source_id = earlier.source_id
            and shares.period_type = earlier.period_type
            and shares.period_start = earlier.period_start + interval 1 year
),

final as (
    {{ benjamini_hochberg('tests') }}
)

select * from final
