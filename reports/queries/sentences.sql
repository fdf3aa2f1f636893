select sentence_id, text, figure_ids from satisfaction.sentence where language = '${params.language}' order by position
