-- Warns of figures that differ from the last edition's although no delivery, definition, disclosure rule or code
-- explains it.
{{ config(severity='warn') }}

select * from {{ ref('pub_edition_change') }}
where reason = 'unexplained'
