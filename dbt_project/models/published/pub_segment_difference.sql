{% set series = ['measure', 'aspect', 'characteristic_key', 'period_type', 'period_start'] %}

with

segment_difference as (
    select * exclude (period_end, wave, suppress_reason, definition_version, input_hash)
    from {{ ref('mart_segment_difference') }}
),

kinds as (
    select distinct
        {{ series | join(', ') }},
        period_end,
        wave
    from {{ ref('mart_segment_difference') }}
),

grid as (
    select
        kinds.*,
        segment.cut,
        segment.cut_value
    from kinds
    cross join {{ ref('dim_segment') }} as segment
    where segment.cut <> 'overall'
),

-- A segment against the others tells the others' sum, so that none of them may be hidden.
disclosure as (
    select
        aspect,
        characteristic_key,
        cut,
        period_type,
        period_start,
        bool_or(is_hidden) as has_hidden
    from {{ ref('mart_disclosure') }}
    where subject = 'survey_answer'
    group by aspect, characteristic_key, cut, period_type, period_start
),

judged as (
    select
        grid.*,
        found.* exclude (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start),
        coalesce(not disclosure.has_hidden and found.n is not null, false) as is_shown
    from grid
    left join segment_difference as found
        using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
    left join disclosure using (aspect, characteristic_key, cut, period_type, period_start)
),

final as (
    select
        {{ figure_id('segment_difference', [
            'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        {{ shown(['segment_estimate', 'rest_estimate', 'estimate']) }},
        {{ shown(['se', 'ci_low', 'ci_high', 'ci_method', 'df', 'p_value', 'p_adjusted', 'verdict'], has_margin()) }},
        {{ shown(['n', 'n_eff', 'rest_n', 'rest_n_eff', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value
