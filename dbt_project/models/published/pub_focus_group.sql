{% set counts = ['n_groups_raised', 'n_positive', 'n_neutral', 'n_negative', 'n_mixed'] %}

with

focus_group as (
    select * from {{ ref('mart_focus_group') }}
),

judged as (
    select
        *,
        status <> 'not_published' as is_shown
    from focus_group
),

final as (
    select
        {{ figure_id('focus_group', ['theme_key', 'characteristic_key']) }},
        theme_key,
        characteristic_key,
        {{ shown(counts) }},
        n_groups,
        n_groups_not_counted,
        agreement_alpha,
        agreement_ci_low,
        agreement_ci_high,
        status,
        caveat,
        case when not is_shown then 'coders_disagree' end as suppress_reason,
        {{ provenance() }}
    from judged
)

select * from final
order by theme_key, characteristic_key
