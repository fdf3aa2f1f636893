"""Statistics that SQL cannot say well: pure functions over arrays, and the functions that SQL borrows from them.

Nothing here knows a table, a profile or a clock. Estimates that are plain sums belong in the SQL models; reading and
writing relations belongs in the dbt Python models under ``models/``.
"""
