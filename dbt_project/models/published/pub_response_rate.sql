with

response_rate as (
    select
        * exclude (verdict),
        estimate as share
    from {{ ref('mart_response_rate') }}
    where period_type = {{ setting('headline_period') }}
),

paired as (
    select
        this.*,
        this.measure || ' ' || this.source_id as family,
        before.estimate as previous_estimate,
        this.estimate - before.estimate as difference,
        this.estimate - before.estimate
        - sqrt(pow(this.estimate - this.ci_low, 2) + pow(before.ci_high - before.estimate, 2)) as difference_ci_low,
        this.estimate - before.estimate
        + sqrt(pow(this.ci_high - this.estimate, 2) + pow(before.estimate - before.ci_low, 2)) as difference_ci_high,
        {{ two_shares_p('this', 'before') }} as p_value
    from response_rate as this
    left join response_rate as before
        on
            this.measure = before.measure
            and this.source_id = before.source_id
            and this.stratum = before.stratum
            and this.stratum = 'all'
            and this.period_start = before.period_end + 1
),

adjusted as (
    {{ benjamini_hochberg('paired', 'family') }}
),

-- Strata add up to all, so one small stratum hides them all; they are shown of the last period only.
judged as (
    select
        *,
        min(n) over (partition by source_id, period_start, stratum = 'all') >= {{ setting('minimum_n') }} as is_shown,
        case
            when p_value is null then null
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when (difference > 0) = (measure <> 'M28_refusal_rate_1') then 'improved'
            else 'declined'
        end as verdict
    from adjusted
    qualify stratum = 'all' or period_start = max(period_start) over (partition by source_id)
),

final as (
    select
        {{ figure_id('response_rate', ['measure', 'source_id', 'stratum', 'period_type', 'period_start']) }},
        measure,
        source_id,
        stratum,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'estimate', 'ci_low', 'ci_high', 'ci_method', 'n', 'n_eff', 'n_complete', 'n_partial', 'n_refusal', 'n_non_contact',
            'n_other', 'n_not_eligible', 'previous_estimate', 'difference', 'difference_ci_low', 'difference_ci_high',
            'p_adjusted', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, source_id, stratum, period_start
