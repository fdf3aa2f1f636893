with

validation as (
    select * from {{ ref('mart_validation') }}
    where period_type = {{ setting('headline_period') }}
),

composition as (
    select * from {{ ref('mart_validation__composition') }}
),

headline as (
    {{ disclosed('survey_answer', ['aspect', 'characteristic_key', 'cut', 'period_type', 'period_start']) }}
),

hidden_headline as (
    select
        period_type,
        period_start
    from headline
    where
        is_hidden and cut = 'overall' and aspect = {{ setting('headline_aspect') }}
        and characteristic_key = {{ setting('headline_characteristic') }}
),

-- Shares of the values of a cut add up, over values and over sources: one small cell hides them all.
judged as (
    select
        validation.*,
        min(case when validation.cut_value = 'all' then validation.n else coalesce(composition.n_value, 0) end) over (
            partition by
                validation.validation_check, validation.period_start, validation.cut, validation.cut_value = 'all'
        ) >= {{ setting('minimum_n') }}
        and (validation.validation_check <> 'weighted_against_unweighted' or hidden_headline.period_start is null)
            as is_shown
    from validation
    left join composition using (period_type, period_start, source_id, cut, cut_value)
    left join hidden_headline using (period_type, period_start)
    qualify
        validation.cut_value = 'all'
        or validation.period_start
        = max(case when validation.period_end <= {{ setting('as_of') }} then validation.period_start end) over ()
),

final as (
    select
        {{ figure_id('validation', [
            'validation_check', 'source_id', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        validation_check,
        source_id,
        period_type,
        period_start,
        period_end,
        cut,
        cut_value,
        {{ shown([
            'observed', 'reference_value', 'estimate', 'ci_low', 'ci_high', 'ci_method', 'p_adjusted', 'n', 'n_eff', 'verdict',
            'caveat'
        ]) }},
        is_provisional,
        signed_by_role,
        signed_on,
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by validation_check, source_id, period_start, cut, cut_value
