select kind, text from satisfaction.cannot_say where language = '${params.language}' order by position
