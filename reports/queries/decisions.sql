select * from satisfaction.decision where source_id is not null
