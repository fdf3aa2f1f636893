{#- Time zones, days and seconds, which the two engines write differently. Timestamps are in UTC without a zone, as everywhere. -#}

{#- The instant in UTC at which clocks of the zone show `local`; a time that a clock change skips is the same span later. -#}
{% macro local_to_utc(local, timezone) -%}
    {{ return(adapter.dispatch('local_to_utc', 'satisfaction')(local, timezone)) }}
{%- endmacro %}

{% macro default__local_to_utc(local, timezone) -%}
    timezone('UTC', timezone({{ timezone }}, {{ local }}))
{%- endmacro %}

{% macro spark__local_to_utc(local, timezone) -%}
    to_utc_timestamp({{ local }}, {{ timezone }})
{%- endmacro %}

{#- The day that calendars of the zone show at an instant in UTC. -#}
{% macro local_day_of(instant, timezone) -%}
    {{ return(adapter.dispatch('local_day_of', 'satisfaction')(instant, timezone)) }}
{%- endmacro %}

{% macro default__local_day_of(instant, timezone) -%}
    cast(timezone({{ timezone }}, timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{% macro spark__local_day_of(instant, timezone) -%}
    cast(from_utc_timestamp({{ instant }}, {{ timezone }}) as date)
{%- endmacro %}

{#- Whole seconds from one instant to another. -#}
{% macro seconds_between(earlier, later) -%}
    {{ return(adapter.dispatch('seconds_between', 'satisfaction')(earlier, later)) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    date_diff('second', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    (unix_timestamp({{ later }}) - unix_timestamp({{ earlier }}))
{%- endmacro %}

{% macro add_seconds(instant, seconds) -%}
    {{ return(adapter.dispatch('add_seconds', 'satisfaction')(instant, seconds)) }}
{%- endmacro %}

{% macro default__add_seconds(instant, seconds) -%}
    ({{ instant }} + to_seconds({{ seconds }}))
{%- endmacro %}

{% macro spark__add_seconds(instant, seconds) -%}
    timestampadd(second, {{ seconds }}, {{ instant }})
{%- endmacro %}

{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days', 'satisfaction')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    cast({{ day }} + to_days(cast({{ days }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}

{#- 1 for Monday to 7 for Sunday. -#}
{% macro iso_weekday(day) -%}
    {{ return(adapter.dispatch('iso_weekday', 'satisfaction')(day)) }}
{%- endmacro %}

{% macro default__iso_weekday(day) -%}
    isodow({{ day }})
{%- endmacro %}

{% macro spark__iso_weekday(day) -%}
    weekday({{ day }}) + 1
{%- endmacro %}

{#- One row per day from `first` to `last`, columns of the one-row CTE `from`. -#}
{% macro day_series(from, first, last, day) -%}
    {{ return(adapter.dispatch('day_series', 'satisfaction')(from, first, last, day)) }}
{%- endmacro %}

{% macro default__day_series(from, first, last, day) -%}
    select cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date) as {{ day }}
    from {{ from }}
{%- endmacro %}

{% macro spark__day_series(from, first, last, day) -%}
    select explode(sequence({{ first }}, {{ last }}, interval 1 day)) as {{ day }}
    from {{ from }}
{%- endmacro %}

{#- A 64-bit hash of some columns as a number that adds up: equal contents have equal sums, in any order of rows. -#}
{% macro row_digest(columns) -%}
    {{ return(adapter.dispatch('row_digest', 'satisfaction')(columns)) }}
{%- endmacro %}

{% macro default__row_digest(columns) -%}
    cast(hash({{ columns | join(', ') }}) as decimal(38, 0))
{%- endmacro %}

{% macro spark__row_digest(columns) -%}
    cast(xxhash64({{ columns | join(', ') }}) as decimal(38, 0))
{%- endmacro %}
