{#-
  Seconds that the desk was open before an instant, by one lookup: `day` is the row of dim_business_day of the instant's local day.
  The difference of two such sums is the business time between two instants, whatever nights, holidays and clock changes lie between.
-#}
{% macro open_seconds_until(day, instant) -%}
    {{ day }}.open_seconds_before
    + {{ seconds_open_in(day ~ '.opens_at', day ~ '.closes_at', instant) }}
    + {{ seconds_open_in(day ~ '.reopens_at', day ~ '.recloses_at', instant) }}
{%- endmacro %}

{% macro seconds_open_in(opens, closes, instant) -%}
    coalesce(greatest(0, {{ seconds_between(opens, 'least(' ~ instant ~ ', ' ~ closes ~ ')') }}), 0)
{%- endmacro %}

{#- Pre-hook: months of receipt whose complaints, steps or declarations changed are emptied; the model fills what is not there. -#}
{% macro delete_changed_months() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        {%- if var('months') != 'all' %}
            where not exists (
                select 1
                from {{ ref('fct_complaint__fingerprint') }} as unchanged
                where unchanged.month = {{ this.identifier }}.month and unchanged.fingerprint = {{ this.identifier }}.fingerprint
            )
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- How every model is made that is rebuilt where complaints changed: those months are emptied, and what is missing is added. -#}
{% macro rebuilt_where_changed() -%}
    {{ config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook="{{ delete_changed_months() }}"
    ) }}
{%- endmacro %}

{% macro where_month_is_missing(column='month') -%}
    {%- if is_incremental() -%}
        where {{ column }} not in (select present.month from {{ this }} as present)
    {%- endif -%}
{%- endmacro %}

{#- The instant at which the desk has been open for `second` seconds, in the row `day` of dim_business_day that holds it. -#}
{% macro instant_of_open_second(day, second) -%}
    case
        when {{ second }} - {{ day }}.open_seconds_before <= {{ seconds_between(day ~ '.opens_at', day ~ '.closes_at') }}
            then {{ add_seconds(day ~ '.opens_at', second ~ ' - ' ~ day ~ '.open_seconds_before') }}
        else
            {{ add_seconds(
                day ~ '.reopens_at',
                second ~ ' - ' ~ day ~ '.open_seconds_before - ' ~ seconds_between(day ~ '.opens_at', day ~ '.closes_at')
            ) }}
    end
{%- endmacro %}

{#- A step noted before the receipt took no time; `greatest` alone would take an unknown duration for none. -#}
{% macro not_negative(seconds) -%}
    cast(case when {{ seconds }} < 0 then 0 else {{ seconds }} end as bigint)
{%- endmacro %}

{#- The same in whole days begun. -#}
{% macro whole_days(seconds) -%}
    cast(ceil({{ not_negative(seconds) }} / 86400.0) as integer)
{%- endmacro %}

{#- The instant at which a local day ends. -#}
{% macro end_of_day(day, timezone) -%}
    {{ local_to_utc(add_seconds('cast(' ~ day ~ ' as timestamp)', 86400), timezone) }}
{%- endmacro %}

{#- The instant of a minute of the local day `days.local_day`, in the settings' time zone; null on holidays. -#}
{% macro opening_instant(minute) -%}
    case
        when holidays.holiday is null
            then {{ local_to_utc(
                add_seconds('cast(days.local_day as timestamp)', minute ~ ' * 60'), 'settings.timezone'
            ) }}
    end
{%- endmacro %}

{#- When the first step of some types was taken. -#}
{% macro first_of(types, in_round='true') -%}
    min(case when event_type in {{ types }} and {{ in_round }} then event_at end)
{%- endmacro %}

{% macro seconds_of(unit) -%}
    case {{ unit }} when 'hours' then 3600 else 86400 end
{%- endmacro %}

{#- How often a condition holds. -#}
{% macro times_that(condition) -%}
    sum(case when {{ condition }} then 1 else 0 end)
{%- endmacro %}

{#- Whether a later instant came within so many days. -#}
{% macro is_within_days(earlier, later, days) -%}
    {{ seconds_between(earlier, later) }} <= {{ days }} * 86400
{%- endmacro %}
