"""Readers, mappings, profiles, pseudonyms and the landing zone.

Everything between a source's own file and an immutable Parquet batch lives here. Nothing here knows Dagster, dbt or
the warehouse file; deciding which rows are good belongs to ``expectations``.
"""
