select * from satisfaction.flag where source_id is not null
