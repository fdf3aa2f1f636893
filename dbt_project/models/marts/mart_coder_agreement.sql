with

estimates as (
    select * from {{ ref('mart_coder_agreement__estimate') }}
),

final as (
    select
        source_id,
        session,
        kind,
        n_remarks,
        n_coders,
        n_codes,
        alpha,
        ci_low,
        ci_high,
        verdict,
        {{ provenance() }}
    from estimates
)

select * from final
