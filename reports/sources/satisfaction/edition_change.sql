-- The changes that lead: verdicts, then what a reader sees, then the largest. All of them are in the edition's mart file.
select
    changed_figure_id, figure_table, measure, aspect, characteristic_key, cut, cut_value, period_type, wave, item_kind, item,
    period_start::varchar as period_start,
    period_end::varchar as period_end,
    kind, value_column, is_leading, is_verdict, is_visible, old_value, new_value, old_text, new_text,
    visible_decimals::double as visible_decimals,
    reason, reasons, sources, position
from (
    from (
        select *, row_number() over (
            order by is_verdict desc, is_visible desc, is_leading desc, cut = 'overall' desc, relative_size desc nulls last,
                changed_figure_id, value_column
        )::double as position
        from published.pub_edition_change
    )
    where position <= 1000
    union all by name
    select null as changed_figure_id
)
