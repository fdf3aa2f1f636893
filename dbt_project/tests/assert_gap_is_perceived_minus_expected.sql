-- Fails where the two levels shown beside a gap do not differ by it: levels and gap taken over different respondents.
select * from {{ ref('mart_gap') }}
where abs(perceived - expected - gap) > 1e-9
