select * from satisfaction.drift where source_id is not null
