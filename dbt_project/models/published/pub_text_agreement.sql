with

agreement as (
    select * from {{ ref('mart_text_agreement') }}
),

judged as (
    select
        *,
        n >= {{ setting('minimum_n') }} as is_shown
    from agreement
),

final as (
    select
        source_id,
        language,
        kind,
        coder_kind,
        {{ shown(['n', 'kappa', 'ci_low', 'ci_high']) }},
        minimum_kappa,
        minimum_human_codes,
        status,
        is_used,
        {{ provenance() }}
    from judged
    where n > 0
)

select * from final
order by source_id, language, kind, coder_kind
