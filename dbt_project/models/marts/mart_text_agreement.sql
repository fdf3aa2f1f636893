with

texts as (
    select * from {{ ref('fct_text') }}
),

agreement as (
    select * from {{ ref('fct_text__agreement') }}
),

-- Codes for the model of a language are those of all its sources.
labels as (
    select
        source_id,
        language,
        kind,
        count(*) as n_human_codes
    from {{ ref('fct_text__label') }}
    group by source_id, language, kind
    union all
    select
        'all' as source_id,
        language,
        kind,
        count(*) as n_human_codes
    from {{ ref('fct_text__label') }}
    group by language, kind
),

settings as (
    select
        max(case when setting = 'text_minimum_kappa' then cast(value as double) end) as minimum_kappa,
        max(case when setting = 'text_minimum_human_codes' then cast(value as bigint) end) as minimum_human_codes
    from {{ ref('stg_setting') }}
),

scopes as (
    select
        source_id,
        language
    from texts
    union
    select
        source_id,
        language
    from agreement
),

kinds as (
    select
        unnest(['theme', 'theme', 'sentiment', 'sentiment']) as kind,
        unnest(['model', 'code_book', 'model', 'code_book']) as coder_kind
),

-- A source and language nobody coded has its row too: that nothing is known of a coder is a finding.
final as (
    select
        scopes.source_id,
        scopes.language,
        kinds.kind,
        kinds.coder_kind,
        coalesce(labels.n_human_codes, 0) as n_human_codes,
        coalesce(agreement.n, 0) as n,
        agreement.kappa,
        agreement.se,
        agreement.ci_low,
        agreement.ci_high,
        settings.minimum_kappa,
        settings.minimum_human_codes,
        coalesce(agreement.status, 'too_few_human_codes') as status,
        coalesce(agreement.is_used, kinds.coder_kind = 'code_book') as is_used,
        {{ provenance() }}
    from scopes
    cross join kinds
    cross join settings
    left join agreement
        on
            scopes.source_id = agreement.source_id
            and scopes.language = agreement.language
            and kinds.kind = agreement.kind
            and kinds.coder_kind = agreement.coder_kind
    left join labels
        on
            scopes.source_id = labels.source_id
            and scopes.language = labels.language
            and kinds.kind = labels.kind
    where not (scopes.source_id = 'all' and kinds.coder_kind = 'code_book')
)

select * from final
