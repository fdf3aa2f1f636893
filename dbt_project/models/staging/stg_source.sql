with

declared as (
    select * from {{ source('reference', 'source') }}
),

renamed as (
    select
        source_id,
        method,
        owner_role,
        cadence,
        sampling_kind,
        is_stratified,
        is_clustered,
        lonely_psu,
        files_pattern,
        max_quarantined_share,
        grace_days
    from declared
)

select * from renamed
