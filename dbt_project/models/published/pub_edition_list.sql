with

edition as (
    select * from {{ ref('pub_edition_list__row') }}
),

final as (
    select
        edition,
        cast(position as integer) as position,
        position = max(position) over () as is_current,
        as_of,
        cast(published_at as timestamp) as published_at,
        content_hash,
        input_hash,
        made_by,
        lag(edition) over (order by position) as previous_edition,
        lead(edition) over (order by position) as superseded_by,
        n_new_batches,
        n_corrected_batches,
        sources,
        headline_figure_id,
        headline_characteristic,
        headline_aspect,
        headline_period,
        period_start,
        period_end,
        wave,
        estimate,
        ci_low,
        ci_high,
        n,
        difference,
        verdict
    from edition
)

select * from final
order by position
