select * from satisfaction.delivery where source_id is not null
