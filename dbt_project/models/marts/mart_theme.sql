{% set cell = 'theme_vocabulary, theme_key, characteristic_key, method, language' %}

with

counts as (
    select * from {{ ref('mart_theme__count') }}
),

totals as (
    select
        period_type,
        period_start,
        method,
        language,
        n as n_total
    from counts
    where theme_key = 'all' and characteristic_key = 'all'
),

of_all as (
    select
        counts.*,
        totals.n_total
    from counts
    inner join totals using (period_type, period_start, method, language)
),

previous as (
    select * from of_all
    where period_type = 'previous_12_months'
),

paired as (
    select
        of_all.*,
        case when of_all.period_type = 'last_12_months' then coalesce(previous.n, 0) end as previous_n,
        case when of_all.period_type = 'last_12_months' then coalesce(previous.n_persons, 0) end as previous_n_persons,
        case when of_all.period_type = 'last_12_months' then totals.n_total end as previous_n_total
    from of_all
    left join previous using ({{ cell }})
    left join totals
        on
            totals.period_type = 'previous_12_months'
            and of_all.method = totals.method
            and of_all.language = totals.language
    where of_all.period_type <> 'previous_12_months'
),

-- Given how often it was raised in both years, this year's part is binomial where its share of all remarks stayed the
-- same (Przyborowski and Wilenski 1940). What few people said is not tested.
tests as (
    select
        *,
        concat_ws(
            '|', period_type, theme_key = 'all', characteristic_key = 'all', method = 'all', language = 'all'
        ) as family,
        case
            when
                greatest(n_persons, previous_n_persons) >= {{ setting('minimum_n') }}
                and previous_n_total > 0
                and n < n_total
                then binomial_p(n, n + previous_n, cast(n_total as double) / (n_total + previous_n_total))
        end as p_value
    from paired
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        'M23_theme_count' as measure,
        * exclude (family),
        n / n_total as share,
        case
            when period_type <> 'last_12_months' or (theme_key = 'all' and characteristic_key = 'all') then null
            when p_value is null then 'not_enough_data'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when n * previous_n_total > previous_n * n_total then 'more_often'
            else 'less_often'
        end as verdict,
        'self_selected' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
)

select * from final
