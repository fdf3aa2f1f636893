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
        {{ cell }},
        paired_perceived.n is not null as is_paired
        {%- for column in ['estimate', 'se', 'ci_low', 'ci_high', 'n', 'df'] %},
            case when paired_perceived.n is null then perceived.{{ column }} else paired_perceived.{{ column }} end
                as perceived_{{ column }},
            case when paired_expected.n is null then expected.{{ column }} else paired_expected.{{ column }} end
                as expected_{{ column }}
        {%- endfor %}
    from cells
    left join perceived using ({{ cell }})
    left join expected using ({{ cell }})
    left join paired_perceived using ({{ cell }})
    left join paired_expected using ({{ cell }})
)

select * from final
