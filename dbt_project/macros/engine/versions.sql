{#-
  The CTEs `versions` and `bounded` of a register whose entries change over time (SCD type 2): each row of the staging model with
  its `version_number` and `last_day`. A version ends when it says so, at the latest the day before the next one begins.
-#}
{% macro bounded_versions(staging, key) -%}
    versions as (
        select
            *,
            row_number() over in_order as version_number,
            lead(valid_from) over in_order as next_from
        from {{ ref(staging) }}
        window in_order as (partition by {{ key }} order by valid_from asc, event_at asc, source_record_id asc)
    ),

    bounded as (
        select
            *,
            case
                when next_from is null then valid_to
                else least(coalesce(valid_to, next_from), cast(next_from - interval 1 day as date))
            end as last_day
        from versions
    )
{%- endmacro %}

{#- Whether what holds from one day to another, or has no end, holds on `day`. -#}
{% macro is_in_force(valid_from, valid_to, day) -%}
    {{ valid_from }} <= {{ day }} and coalesce({{ valid_to }} >= {{ day }}, true)
{%- endmacro %}
