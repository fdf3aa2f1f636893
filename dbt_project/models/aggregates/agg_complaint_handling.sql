-- What is counted of a complaint, and from which day it has been followed long enough to count.
{% set shares = {
    'M19_reopened': ('is_reopened', 'closure_counts_on'),
    'M19_first_contact_resolution': ('is_resolved_at_first_contact', 'closure_counts_on'),
    'M19_escalation': ('is_escalated', 'outcome_counts_on'),
    'M19_external_escalation': ('is_disputed', 'outcome_counts_on'),
    'M19_improvement_resulting': ('is_improved', 'outcome_counts_on'),
    'M19_recurrence': ('is_repeat', 'received_on'),
    'M19_wrong_priority': ('is_wrong_priority', 'received_on'),
} %}
{% set scores = {
    'M19_handling_score_complainant': 'handling_score_complainant',
    'M19_handling_score_organisation': 'handling_score_organisation',
    'M19_handling_score_difference': 'handling_score_organisation - handling_score_complainant',
} %}

with

handling as (
    select * from {{ ref('fct_complaint_handling') }}
),

cuts as (
    select * from {{ ref('fct_complaint_cut') }}
),

valued as (
    {% for measure, (flag, counts_on) in shares.items() %}
        select
            complaint_key,
            month,
            '{{ measure }}' as measure,
            {{ counts_on }} as counts_on,
            cast(case when {{ flag }} then 1 when not {{ flag }} then 0 end as decimal(18, 6)) as value
        from handling
        union all
    {% endfor %}
    {% for measure, score in scores.items() %}
        select
            complaint_key,
            month,
            '{{ measure }}' as measure,
            received_on as counts_on,
            cast({{ score }} as decimal(18, 6)) as value
        from handling
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        valued.month,
        valued.measure,
        cuts.cut,
        cuts.cut_value,
        valued.counts_on,
        count(valued.value) as n,
        count(*) as n_complaints,
        cast(sum(valued.value) as decimal(38, 6)) as value_sum,
        cast(sum(valued.value * valued.value) as decimal(38, 12)) as value_square_sum
    from valued
    inner join cuts on valued.complaint_key = cuts.complaint_key
    group by valued.month, valued.measure, cuts.cut, cuts.cut_value, valued.counts_on
)

select * from final
