-- Agreement of machine codes with people.
select
    source_id,
    language,
    kind,
    coder_kind,
    n::double as n,
    kappa::double as kappa,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    minimum_kappa::double as minimum_kappa,
    minimum_human_codes::double as minimum_human_codes,
    status,
    is_used
from (from published.pub_text_agreement union all by name select null as source_id)
