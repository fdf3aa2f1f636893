select * from satisfaction.focus_group where figure_id is not null order by n_groups_raised desc nulls last
