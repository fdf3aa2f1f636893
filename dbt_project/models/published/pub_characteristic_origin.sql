with

-- The figure that leads a characteristic's page: everybody's score in the latest complete headline period.
figures as (
    select
        figure_id as metric_figure_id,
        characteristic_key,
        aspect,
        period_type,
        period_start,
        suppress_reason is null as is_shown
    from {{ ref('pub_metric') }}
    where
        measure = 'M2_mean_score'
        and aspect in ('overall', 'perception')
        and cut = 'overall'
        and period_type = {{ setting('headline_period') }}
        and period_end <= {{ setting('as_of') }}
    qualify row_number() over (partition by characteristic_key order by aspect asc, period_start desc) = 1
),

months as (
    select
        figures.*,
        period.month,
        period.wave
    from figures
    inner join {{ ref('dim_period__month') }} as period using (period_type, period_start)
),

cells as (
    select
        months.characteristic_key,
        count(*) as n_cells
    from {{ ref('agg_answer_value') }} as agg
    inner join months
        on
            agg.month = months.month
            and agg.characteristic_key = months.characteristic_key
            and agg.aspect = months.aspect
            and (months.wave is null or agg.wave = months.wave)
    where agg.cut = 'overall' and agg.value is not null
    group by months.characteristic_key
),

files as (
    select distinct
        months.characteristic_key,
        response.source_id,
        response.batch_id
    from {{ ref('fct_answer') }} as answer
    inner join months
        on
            answer.month = months.month
            and answer.characteristic_key = months.characteristic_key
            and answer.aspect = months.aspect
    inner join {{ ref('fct_response') }} as response
        on answer.response_key = response.response_key and (months.wave is null or months.wave = response.wave)
    where answer.is_counted and answer.value is not null
),

sums as (
    select
        files.characteristic_key,
        count(*) as n_files,
        sum(batch.landed) as landed,
        sum(batch.accepted) as accepted,
        sum(batch.quarantined) as quarantined,
        sum(batch.duplicate) as duplicate,
        min_by(batch.file, batch.source_id) as example_file,
        min_by(batch.file_sha256, batch.source_id) as example_sha256
    from files
    inner join {{ ref('pub_batch') }} as batch using (source_id, batch_id)
    where batch.contract = 'survey_answer'
    group by files.characteristic_key
),

final as (
    select
        figures.characteristic_key,
        figures.metric_figure_id,
        {{ shown([
            'n_cells', 'n_files', 'landed', 'accepted', 'quarantined', 'duplicate', 'example_file', 'example_sha256'
        ]) }},
        {{ provenance() }}
    from figures
    left join cells using (characteristic_key)
    left join sums using (characteristic_key)
)

select * from final
order by characteristic_key
