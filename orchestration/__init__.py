"""Dagster definitions, publishing and the command line: wiring only.

Assets are a few lines that call functions of ``ingest``, ``expectations`` and ``dbt_project``. Business rules and SQL belong
in those folders, never here.
"""
