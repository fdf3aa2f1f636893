"""Where deliveries come from: the inbox folder, SQL databases, REST services and S3-compatible stores.

Each way ends in files that ``ingest.landing`` reads, maps and writes like any other; what is fetched lies in landing's work
folder only while it is landed, because it holds identifiers. What the bytes mean belongs in ``ingest.readers`` and
``ingest.mapping``. This file imports nothing: profiles import the settings below.
"""
