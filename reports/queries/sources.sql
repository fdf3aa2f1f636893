select * from satisfaction.source_health where source_id is not null
