-- What was delivered since the edition before, a delivery a row.
select
    source_id, batch_id, file, scope, mode, replaces, reasons, contracts,
    first_month::varchar as first_month,
    last_month::varchar as last_month,
    n_rows::double as n_rows,
    n_figures::double as n_figures
from (
    select
        source_id, batch_id, any_value(file) as file, any_value(scope) as scope, any_value(mode) as mode,
        any_value(replaces) as replaces, string_agg(distinct reason, ',' order by reason) as reasons,
        string_agg(distinct contract, ',' order by contract) as contracts, min(month) as first_month,
        last_day(max(month)) as last_month, sum(n_rows) filter (where contract not in ('survey_answer', 'complaint_event')) as n_rows,
        (select count(distinct changed_figure_id) from published.pub_edition_change where contains(batch_ids, batch.batch_id)) as n_figures
    from published.pub_edition_batch as batch
    where reason <> 'weights'
    group by source_id, batch_id
    union all by name
    select null as batch_id
)
