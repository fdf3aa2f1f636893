{% set counts = [
    'n_checks', 'n_kept', 'n_remedies', 'n_remedy_known', 'n_breaches_with_complaint', 'n_kept_with_complaint'
] %}

with

checks as (
    select * from {{ ref('agg_promise') }}
),

promises as (
    select * from {{ ref('dim_promise') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

-- A check of a day on which no version holds has version 0 and no target; a warning names it.
versioned as (
    select
        checks.*,
        promises.characteristic_key,
        cast(promises.target_kept_rate as double) as target_kept_rate,
        coalesce(promises.version_number, 0) as version_number,
        concat_ws(' ', checks.promise_key, promises.version_number) as promise_version
    from checks
    left join promises
        on
            checks.promise_key = promises.promise_key
            and checks.checked_on >= promises.valid_from
            and checks.checked_on <= coalesce(promises.valid_to, checks.checked_on)
),

-- The target of all promises is what would be kept if each just met its own; where one has none, all have none.
every_scope as (
    select * from versioned
    union all
    select
        * replace (
            'all' as promise_key,
            0 as version_number,
            cast(null as varchar) as characteristic_key
        )
    from versioned
),

final as (
    select
        every_scope.promise_key,
        every_scope.version_number,
        every_scope.characteristic_key,
        every_scope.cut,
        every_scope.cut_value,
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        case
            when bool_or(every_scope.target_kept_rate is null) then null
            when count(distinct every_scope.target_kept_rate) = 1 then max(every_scope.target_kept_rate)
            else sum(every_scope.n_checks * every_scope.target_kept_rate) / sum(every_scope.n_checks)
        end as target_kept_rate,
        string_agg(distinct every_scope.promise_version, '; ' order by every_scope.promise_version) as promise_versions,
        {% for count in counts %}
            cast(sum(every_scope.{{ count }}) as bigint) as {{ count }},
        {% endfor %}
        bool_or(coalesce(sources.sampling_kind = 'self_selected', false)) as is_self_selected,
        bool_or(coalesce(sources.sampling_kind = 'quota', false)) as is_quota
    from every_scope
    inner join period_months on every_scope.month = period_months.month
    left join sources on every_scope.source_id = sources.source_id
    group by all
)

select * from final
