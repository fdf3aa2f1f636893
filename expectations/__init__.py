"""The gate between landing and the warehouse: which landed rows are good enough to be counted.

Rules, their Great Expectations suites, the quarantine, the ledger of decisions and the Data Docs live here. Reading
files and mapping them to contracts belongs in ``ingest``; nothing here repairs a value, and nothing here knows Dagster.
"""
