-- Warns of hidden cells that earlier editions have already given away: a threshold was raised, or an edition was
-- published without complementary suppression.
{{ config(severity='warn') }}

select * from {{ ref('mart_disclosure') }}
where is_exposed
