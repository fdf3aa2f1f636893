select * from satisfaction.complaint_cause_trend where figure_id is not null order by cause_key, improvement_action_key
