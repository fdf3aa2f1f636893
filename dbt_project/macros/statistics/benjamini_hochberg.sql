{#-
    Every row of `tests` with `p_adjusted` (Benjamini and Hochberg 1995) over its `family`; rows without `p_value` were not
    tested, get none and do not count. The Python twin is dbt_project.statistics.multiplicity; a test holds the two equal.
-#}
{% macro benjamini_hochberg(tests, family='family') %}
    select
        * exclude (test_rank, test_count),
        case
            when p_value is not null
                then least(1.0, min(p_value * test_count / test_rank) over (
                    partition by {{ family }} order by test_rank rows between current row and unbounded following
                ))
        end as p_adjusted
    from (
        select
            *,
            count(p_value) over (partition by {{ family }}) as test_count,
            row_number() over (partition by {{ family }} order by p_value asc nulls last) as test_rank
        from {{ tests }}
    )
{% endmacro %}
