select * from satisfaction.text_agreement where source_id is not null
