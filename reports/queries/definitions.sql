select measure, definition_version, name, formula, source from satisfaction.definition where language = '${params.language}'
