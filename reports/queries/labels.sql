select label_key, text from satisfaction.label where language = '${params.language}'
