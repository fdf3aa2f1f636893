"""What protects persons beyond pseudonyms and redaction: listed names, the vault, erasure, retention, change of keys.

Everything here reads and rewrites landing and ``personal/`` of a home; the warehouse and editions are made from landing anew.
Pseudonyms themselves are in ``ingest.pseudonyms``, redaction in ``ingest.normalise``.
"""
