select * from satisfaction.quarantine where source_id is not null order by n desc
