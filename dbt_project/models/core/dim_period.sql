with

period_months as (
    select * from {{ ref('dim_period__month') }}
),

response_months as (
    select distinct
        month,
        wave
    from {{ ref('fct_response') }}
),

complaint_months as (
    select distinct month from {{ ref('fct_complaint') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

observed as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        period_months.wave,
        bool_or(response_months.month is not null) as has_survey,
        bool_or(complaint_months.month is not null) as has_complaints
    from period_months
    left join response_months
        on
            period_months.month = response_months.month
            and (period_months.wave is null or period_months.wave = response_months.wave)
    left join complaint_months on period_months.month = complaint_months.month
    group by all
),

final as (
    select
        observed.period_type,
        observed.period_start,
        observed.period_end,
        case observed.period_type
            when 'month' then substr(cast(observed.period_start as varchar), 1, 7)
            when 'quarter'
                then
                    substr(cast(observed.period_start as varchar), 1, 4)
                    || '-Q'
                    || cast(quarter(observed.period_start) as varchar)
            when 'year' then substr(cast(observed.period_start as varchar), 1, 4)
            else observed.wave
        end as period_key,
        observed.wave,
        observed.period_end <= settings.as_of as is_complete,
        observed.has_survey,
        observed.has_complaints
    from observed
    cross join settings
)

select * from final
