{#-
  Rows of one contract that count: from current batches, not quarantined or duplicate, and of several deliveries of one record
  the latest. `from` names a CTE over the contract's landing source.
-#}
{% macro current_rows(contract, from, key=['source_id', 'source_record_id']) -%}
    select {{ from }}.*
    from {{ from }}
    inner join {{ ref('stg_batch') }} as batches
        on
            {{ from }}.source_id = batches.source_id
            and {{ from }}.batch_id = batches.batch_id
            and batches.contract = '{{ contract }}'
            and batches.is_current
    left join {{ ref('stg_source_row_status') }} as row_status
        on
            {{ from }}.source_id = row_status.source_id
            and {{ from }}.batch_id = row_status.batch_id
            and {{ from }}.source_row = row_status.source_row
    where row_status.status is null
    qualify
        row_number() over (
            partition by {% for column in key %}{{ from }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
            order by batches.sequence desc, {{ from }}.source_row desc
        ) = 1
{%- endmacro %}
