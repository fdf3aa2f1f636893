{% set cell = 'period_type, period_start, characteristic_key, cut, cut_value' %}

with

intervals as (
    select * from {{ ref('mart_metric__interval') }}
    where measure = 'M2_mean_score'
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

paired_perceived as (
    select * from intervals
    where aspect = 'paired_perceived'
),

paired_expected as (
    select * from intervals
    where aspect = 'paired_expected'
),

perceived as (
    select * from intervals
    where aspect in ('perception', 'overall')
    qualify row_number() over (partition by {{ cell }} order by aspect desc) = 1
),

expected as (
    select intervals.*
    from intervals
    inner join settings on intervals.aspect = settings.expectation_aspect
),

cells as (
    select {{ cell }} from perceived
    union
    select {{ cell }} from expected
),

-- Where respondents gave both, both levels are theirs; otherwise each level is that of whoever was asked.
final as (
    select
        {% for column in ['estimate', 'se', 'ci_low', 'ci_high', 'n', 'df'] %}
            {% for level in ['perceived', 'expected'] %}
                case
                    when paired_{{ level }}.n is not null then paired_{{ level }}.{{ column }}
                    else {{ level }}.{{ column }}
                end as {{ level }}_{{ column }},
            {% endfor %}
        {% endfor %}
        paired_perceived.n is not null as is_paired,
        {{ cell }}
    from cells
    left join perceived using ({{ cell }})
    left join expected using ({{ cell }})
    left join paired_perceived using ({{ cell }})
    left join paired_expected using ({{ cell }})
)

select * from final
