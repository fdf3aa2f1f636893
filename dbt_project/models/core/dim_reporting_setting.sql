with

settings as (
    select * from {{ ref('stg_setting') }}
),

-- One row even where a setting is not declared, so that every reader may join it without asking.
pivoted as (
    select
        max(case when setting = 'minimum_n' then cast(value as integer) end) as minimum_n,
        max(case when setting = 'flag_n' then cast(value as integer) end) as flag_n,
        max(case when setting = 'verbatim_minimum_n' then cast(value as integer) end) as verbatim_minimum_n,
        max(case when setting = 'publish_quotes' then lower(value) = 'true' end) as publish_quotes,
        max(case when setting = 'quotes_per_theme' then cast(value as integer) end) as quotes_per_theme,
        max(case when setting = 'false_discovery_rate' then cast(value as double) end) as false_discovery_rate,
        max(case when setting = 'headline_characteristic' then value end) as headline_characteristic,
        max(case when setting = 'headline_aspect' then value end) as headline_aspect,
        max(case when setting = 'headline_period' then value end) as headline_period,
        max(case when setting = 'trend_period' then value end) as trend_period,
        max(case when setting = 'expectation_aspect' then value end) as expectation_aspect,
        max(case when setting = 'complaint_count_measure' then nullif(value, '') end) as complaint_count_measure,
        max(case when setting = 'complaint_exposure_measure' then nullif(value, '') end) as complaint_exposure_measure,
        max(case when setting = 'as_of' then cast(nullif(value, '') as date) end) as declared_as_of
    from settings
),

customer_events as (
    select event_at from {{ ref('stg_survey_response') }}
    union all
    select event_at from {{ ref('stg_complaint') }}
    union all
    select event_at from {{ ref('stg_focus_group_note') }}
    union all
    select event_at from {{ ref('stg_suggestion') }}
    union all
    select event_at from {{ ref('stg_letter') }}
    union all
    select event_at from {{ ref('stg_review') }}
),

last_event as (
    select {{ last_day_of_month('max(event_at)') }} as last_data_day
    from customer_events
),

final as (
    select
        coalesce(
            cast(nullif('{{ var("as_of") }}', '') as date),
            pivoted.declared_as_of,
            last_event.last_data_day
        ) as as_of,
        coalesce(pivoted.minimum_n, 10) as minimum_n,
        coalesce(pivoted.flag_n, 30) as flag_n,
        coalesce(pivoted.verbatim_minimum_n, 15) as verbatim_minimum_n,
        coalesce(pivoted.publish_quotes, false) as publish_quotes,
        coalesce(pivoted.quotes_per_theme, 3) as quotes_per_theme,
        coalesce(pivoted.false_discovery_rate, 0.05) as false_discovery_rate,
        pivoted.headline_characteristic,
        pivoted.headline_aspect,
        pivoted.headline_period,
        pivoted.trend_period,
        coalesce(pivoted.expectation_aspect, 'expectation_desired') as expectation_aspect,
        pivoted.complaint_count_measure,
        pivoted.complaint_exposure_measure
    from pivoted
    cross join last_event
)

select * from final
