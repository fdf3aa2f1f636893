{% set kept = [
    'changed_figure_id', 'figure_table', 'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'wave',
    'item_kind', 'item', 'period_start', 'period_end', 'kind', 'value_column', 'is_leading', 'is_verdict', 'old_value',
    'new_value', 'old_text', 'new_text'
] %}

with

change as (
    select * from {{ ref('pub_edition_change__value') }}
),

delivery as (
    select * from {{ ref('pub_edition_change__batch') }}
),

-- This edition and the one before it.
last_two as (
    select *
    from {{ ref('pub_edition_list') }}
    order by position desc
    limit 2
),

compared as (
    select
        count(distinct coalesce(made_by, '')) > 1 as has_other_code,
        count(distinct as_of) > 1 as has_other_cut_off
    from last_two
),

-- Tables in which something is new although not in this figure's period: their tests are judged together.
delivered_table as (
    select distinct feed.figure_table
    from {{ ref('pub_edition_change__feed') }} as feed
    inner join {{ ref('pub_edition_batch__month') }} as batch on feed.contract = batch.contract
),

defined as (
    select * from {{ ref('pub_edition_change__definition') }}
),

explained as (
    select
        change.*,
        delivery.batch_ids,
        delivery.sources,
        defined.settings,
        list_concat(
            case when defined.settings is not null then ['definition'] else [] end,
            coalesce(delivery.row_reasons, [])
        ) as told,
        case
            when delivery.has_new_weights then 'weights'
            when change.kind in ('now_hidden', 'now_shown') then 'disclosure'
            when {{ is_judgement('change.value_column') }} and delivered_table.figure_table is not null then 'related'
            when compared.has_other_code then 'code'
            when compared.has_other_cut_off then 'cut_off'
            else 'unexplained'
        end as otherwise
    from change
    cross join compared
    left join defined
        on
            change.figure_table = defined.figure_table
            and change.method = defined.method
            and change.measure = defined.measure
            and coalesce(change.characteristic_key, '') = defined.characteristic_key
    left join delivery
        on
            change.figure_table = delivery.figure_table
            and (change.evidence_from, change.evidence_to)
            is not distinct from (delivery.evidence_from, delivery.evidence_to)
    left join delivered_table on change.figure_table = delivered_table.figure_table
),

final as (
    select
        {% for column in kept %}
            {{ column }},
        {% endfor %}
        {{ visible_decimals('old_value', 'new_value') }} as visible_decimals,
        {{ is_visible_change() }} as is_visible,
        abs(new_value - old_value) / nullif(greatest(abs(old_value), abs(new_value)), 0) as relative_size,
        coalesce(told[1], otherwise) as reason,
        array_to_string(case when len(told) > 0 then told else [otherwise] end, ',') as reasons,
        case when len(told) > 0 or otherwise = 'weights' then batch_ids end as batch_ids,
        case when len(told) > 0 or otherwise = 'weights' then sources end as sources,
        settings
    from explained
)

select * from final
order by figure_table, changed_figure_id, value_column
